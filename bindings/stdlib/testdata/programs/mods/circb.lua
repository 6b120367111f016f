require("circa")
