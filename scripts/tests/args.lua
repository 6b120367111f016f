local t = require("check")
local args = require("moonloop.args")

local spec = {
  name = "prog",
  about = "Does things with files.",
  version = "1.2",
  { "file", help = "the file to read" },
  { "more", many = true, help = "further files" },
  { "-s --sep", value = "CHAR", default = ",", help = "what stands between fields" },
  { "-n --lines", type = "integer", help = "how many lines" },
  { "-x", type = "number" },
  { "-v --verbose", many = true, help = "say more" },
  { "-q --quiet", help = "say nothing" },
  { "--keep-order", default = true },
  { "--mode", choices = { "fast", "safe" }, default = "safe", help = "how" },
  { "-D --define", value = "NAME", many = true },
}

local function parse(...)
  return args.parse(spec, { ... })
end

-- The text that parsing ends with.
local function ends(status, what, ...)
  local e = t.raises(args.Exit, args.parse, what, { ... })
  t.eq(e.status, status)
  return e.text
end

local function fails(message, ...)
  local text = ends(2, spec, ...)
  t.eq(text:match("^prog: ([^\n]*)\nusage: prog %[OPTIONS%] FILE %[MORE%.%.%.%]\nTry 'prog %-%-help'%.$"), message, text)
end

t.case("values and defaults", function()
  t.eq(parse("a"), {
    file = "a", more = {}, sep = ",", verbose = 0, quiet = false, keep_order = true, mode = "safe", define = {},
  })
  t.eq(parse("-s", ";", "-n5", "a", "b", "-x=-1.5e3", "--keep-order", "c", "-vvq", "--mode=fast", "-DA", "--define", "B=1"), {
    file = "a", more = { "b", "c" }, sep = ";", lines = 5, x = -1500, verbose = 2, quiet = true, keep_order = false, mode = "fast",
    define = { "A", "B=1" },
  })
  local a = parse("--sep=", "--", "-v", "--")
  t.eq({ a.sep, a.file, a.more, a.verbose }, { "", "-v", { "--" }, 0 })
  t.eq(parse("-").file, "-")
  t.eq(parse("-5", "-1e9").more, { "-1e9" }, "negative numbers are no options")
  t.eq(parse("a", "-s", "-v").sep, "-v", "what comes after an option is its value")
  t.eq(parse("a", "-n", "1", "-n", "2").lines, 2, "the last counts")
  t.eq(parse("a", "-qvs;").sep, ";")
end)

t.case("the global arg", function()
  arg = { [0] = "dir/tool.lua", "x", 7 }
  t.eq(args.parse({ { "a" }, { "b", type = "number" } }), { a = "x", b = 7 })
  arg = { [0] = "dir/tool.lua" }
  t.ok(t.raises(args.Exit, args.parse, { { "a" } }).text:find("^tool.lua: argument A is missing\n"))
  arg = nil
  t.eq(args.parse({}), {})
end)

t.case("errors", function()
  fails("argument FILE is missing")
  fails("unknown option --seq (did you mean '--sep'?)", "--seq=1", "a")
  fails("unknown option -z", "a", "-vz")
  fails("option --sep: CHAR expected", "a", "-s")
  fails("option --lines: integer expected, got \"1.5\"", "a", "-n1.5")
  fails("option --lines: integer expected, got \"\"", "a", "--lines=")
  fails("option -x: number expected, got \"y\"", "a", "-xy")
  fails("option --mode: one of fast, safe expected, got \"slow\"", "a", "--mode", "slow")
  fails("option --quiet takes no value", "a", "--quiet=1")
  t.ok(ends(2, { name = "p", { "a" } }, "x", "y"):find('p: unexpected argument "y"', 1, true))
  t.ok(ends(2, { name = "p", { "-o", value = "FILE", required = true } }):find("p: option -o is missing\nusage: p [OPTIONS] -o FILE\n", 1, true))
  t.ok(ends(2, { name = "p", { "a", many = true, required = true } }):find("argument A is missing", 1, true))
end)

t.case("help", function()
  local help = [[
usage: prog [OPTIONS] FILE [MORE...]

Does things with files.

arguments:
  FILE               the file to read
  MORE               further files

options:
  -s, --sep CHAR     what stands between fields (default: ,)
  -n, --lines LINES  how many lines
  -x X
  -v, --verbose      say more
  -q, --quiet        say nothing
      --keep-order
      --mode MODE    how (fast, safe) (default: safe)
  -D, --define NAME
  -h, --help         show this help
      --version      show the version
]]
  t.eq(args.help(spec), help)
  t.eq(ends(0, spec, "--help") .. "\n", args.help(spec))
  t.eq(ends(0, spec, "a", "-vh") .. "\n", args.help(spec))
  t.eq(ends(0, spec, "--version"), "prog 1.2")
  t.ok(ends(2, { name = "p" }, "--version"):find("unknown option --version", 1, true))
  t.eq(args.parse({ { "-h --host", value = "HOST" } }, { "-h", "x" }).host, "x", "-h is free for others")
end)

t.case("long help is wrapped", function()
  local help = args.help({ name = "p", { "--an-option-with-a-long-name", value = "AND-VALUE", help = ("word "):rep(30) }, { "-b", help = ("äöü "):rep(30) } })
  local lines = 0
  for line in help:gmatch("[^\n]+") do
    t.ok(utf8.len(line) <= 80, line)
    lines = lines + 1
  end
  t.ok(lines >= 8, help)
end)

local git = {
  name = "git",
  { "-v --verbose" },
  commands = {
    { name = "add", about = "Adds files.", { "path", many = true }, { "-f --force", help = "whatever" } },
    { name = "commit", about = "Records.", { "-m --message", value = "TEXT", required = true } },
  },
}

t.case("commands", function()
  t.eq(args.parse(git, { "add", "-f", "a", "b" }), { command = "add", verbose = false, path = { "a", "b" }, force = true })
  t.eq(args.parse(git, { "-v", "commit", "-m", "x" }), { command = "commit", verbose = true, message = "x" })
  t.eq(args.parse(git, { "commit", "-vmx" }).verbose, true, "options of the program come after the command too")
  t.ok(ends(2, git):find("^git: command expected\nusage: git %[OPTIONS%] COMMAND %.%.%.\n"))
  t.ok(ends(2, git, "comit"):find("^git: unknown command \"comit\" %(did you mean 'commit'%?%)"))
  t.ok(ends(2, git, "commit"):find("^git commit: option %-%-message is missing\nusage: git commit %[OPTIONS%] %-%-message TEXT\n"))
  t.ok(ends(2, git, "-f", "add"):find("unknown option -f", 1, true))
  t.ok(args.help(git):find("commands:\n  add            Adds files.\n  commit         Records.\n", 1, true), args.help(git))
  t.ok(ends(0, git, "add", "-h"):find("usage: git add [OPTIONS] [PATH...]\n\nAdds files.\n", 1, true))
  t.ok(ends(0, git, "add", "-h"):find("options of all commands:\n  -v, --verbose", 1, true))
end)

t.case("descriptions that are wrong", function()
  local function wrong(message, what)
    local e = t.raises("TypeError", args.parse, what, {})
    t.eq(tostring(e), "TypeError: args.parse: argument 1" .. message)
  end
  wrong(", entry 1: table expected, got number", { 1 })
  wrong(": unexpected field 'abuot' (did you mean 'about'?)", { abuot = "x" })
  wrong(", entry 1: unexpected field 'defualt' (did you mean 'default'?)", { { "a", defualt = 1 } })
  wrong(', entry 1: names as "-v --verbose" or "file" expected, got "-vv"', { { "-vv" } })
  wrong(', entry 1: names as "-v --verbose" or "file" expected, got "a -b"', { { "a -b" } })
  wrong(', entry 1: one string with the names expected, as "-v --verbose" or "file"', { { "-a", "--all" } })
  wrong(", entry 2: the option -a is there already", { { "-a" }, { "-a --all" } })
  wrong(", entry 2: no argument can come after A, which takes all", { { "a", many = true }, { "b" } })
  wrong(", entry 1: field 'type': string, number or integer expected, got \"bool\"", { { "-a", type = "bool" } })
  wrong(": commands or positional arguments expected, not both", { { "a" }, commands = {} })
  wrong(", command 1: field 'name': string expected, got nil", { commands = { {} } })
  t.raises("description of the arguments expected, got no value", args.parse)
  t.raises("list of strings expected", args.parse, {}, 1)
end)
