local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local env = require("moonloop.env")

-- Runs body with the name of a file that has this text.
local function with_file(text, body)
  local path = await(fs.tempfile())
  await(fs.write(path, text))
  local ok, e = pcall(body, path)
  await(fs.remove(path))
  if not ok then
    error(e, 0)
  end
end

t.case("values without quotes", function()
  t.eq(env.parse("A=1\nB = two words  \nexport C=3\nD=\nE\t=\tx\r\n_f.g-h=i"), {
    A = "1", B = "two words", C = "3", D = "", E = "x", ["_f.g-h"] = "i",
  })
  t.eq(env.parse("# a comment\n\n  A=1 # another\nB=a#b\nC=#c\nD='x'#y\n   # last"), { A = "1", B = "a#b", C = "", D = "x" })
  t.eq(env.parse([[P=C:\new\table]]), { P = [[C:\new\table]] }, "backslashes are themselves")
  t.eq(env.parse("U=postgres://u:p=w@h/db?x=1"), { U = "postgres://u:p=w@h/db?x=1" })
  t.eq(env.parse("A=it's \"fine\""), { A = "it's \"fine\"" })
  t.eq(env.parse("export=1"), { export = "1" })
  t.eq(env.parse(""), {})
  t.eq(env.parse("A=1\nA=2"), { A = "2" })
end)

t.case("quotes", function()
  t.eq(env.parse([[A='a $B \n "x" # y']]), { A = [[a $B \n "x" # y]] })
  t.eq(env.parse([[A="a\tb\n\"c\" \\ \$d \q"]]), { A = 'a\tb\n"c" \\ $d \\q' })
  t.eq(env.parse("A=\"two\nlines\"\nB='two\nlines' # c\nC=3"), { A = "two\nlines", B = "two\nlines", C = "3" })
  t.eq(env.parse([[A="" # empty]]), { A = "" })
end)

t.case("names in values", function()
  os.setenv("ML_HOME", "/home/ann")
  t.eq(env.parse("A=1\nB=$A-${A}\nC=\"$A $ML_HOME\"\nD=${NONE:-x y}\nE=${A:-z}\nF=$NONE.\nG=\\$A $ 5$"), {
    A = "1", B = "1-1", C = "1 /home/ann", D = "x y", E = "1", F = ".", G = "$A $ 5$",
  })
  t.eq(env.parse("ML_HOME=/tmp\nA=$ML_HOME").A, "/tmp", "the text's own come first")
end)

t.case("texts that are wrong", function()
  local function fails(text, message)
    t.eq(tostring(t.raises(asyncio.ValueError, env.parse, text)), "ValueError: env.parse: " .. message)
  end
  fails("A=1\nsecret", "line 2: '=' expected after the name secret")
  fails("=x", "line 1: name of a variable expected")
  fails("1A=x", "line 1: name of a variable expected")
  fails("A='x\ny", "line 1: the quote is not closed")
  fails("A=\"x\\\"", "line 1: the quote is not closed")
  fails("A=\"x\" secret", "line 1: end of the line or a comment expected after the closing quote")
  fails("\nA=${B", "line 2: '}' expected after '${B'")
  fails("A=${}", "line 1: name expected after '${'")
  fails("A=${B:+c}", "line 1: '}' or ':-' expected after '${B'")
  local lines = { "A0=0123456789" }
  for i = 1, 40 do
    lines[#lines + 1] = ("A%d=$A%d$A%d"):format(i, i - 1, i - 1)
  end
  t.raises("the values are too long", env.parse, table.concat(lines, "\n"))
end)

t.case("load sets what is unset", function()
  with_file("ML_A=file\nML_B=file\nML_C=$ML_A\n", function(path)
    os.setenv("ML_A", "there")
    t.eq(env.load(path), { ML_A = "file", ML_B = "file", ML_C = "there" })
    t.eq({ os.getenv("ML_A"), os.getenv("ML_B"), os.getenv("ML_C") }, { "there", "file", "there" })
    env.load(path, { override = true })
    t.eq({ os.getenv("ML_A"), os.getenv("ML_C") }, { "file", "file" })
    local p = io.popen("echo $ML_B")
    t.eq(p:read("*l"), "file")
    p:close()
  end)
end)

t.case("files that are not there, or wrong", function()
  t.raises(asyncio.FileNotFoundError, env.load, "/no/such/file")
  t.eq(env.load("/no/such/file", { missing_ok = true }), {})
  with_file("ML_A=1\nML_D='1", function(path)
    local e = t.raises(asyncio.ValueError, env.load, path)
    t.eq(tostring(e), "ValueError: env.load: " .. path .. ": line 2: the quote is not closed")
    t.eq(os.getenv("ML_D"), nil)
  end)
  with_file("ML_D=a\0b", function(path)
    t.raises("the value of ML_D has a zero byte", env.load, path)
  end)
  t.raises("did you mean 'override'", env.load, "x", { overide = true })
end)
