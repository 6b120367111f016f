require("circb")
