local function fails()
  error("in a file")
end
fails()
