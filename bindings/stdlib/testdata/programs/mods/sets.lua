package.loaded[...] = "set itself"
