print("nothing", ...)
