-- Two modules that require each other.
return { b = require("lib.circle_b") }
