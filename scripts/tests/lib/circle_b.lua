return { a = require("lib.circle_a") }
