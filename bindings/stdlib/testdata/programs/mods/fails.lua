error("fails")
