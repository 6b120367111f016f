-- Error groups: their methods, the handlers that take a part of one, and how they are shown.
local t = require("check")
local asyncio = require("asyncio")

local Group, ValueError, TypeError, OSError = asyncio.ExceptionGroup, asyncio.ValueError, asyncio.TypeError, asyncio.OSError

-- The form of a group: its message and members.
local function form(e)
  if e == nil then return "nil" end
  if not asyncio.isinstance(e, asyncio.BaseException) then return e end
  if not e.exceptions then return e.name .. "(" .. e.message .. ")" end
  local parts = {}
  for i, member in ipairs(e.exceptions) do parts[i] = form(member) end
  return e.name .. "(" .. e.message .. ")[" .. table.concat(parts, ", ") .. "]"
end

local function sample()
  return Group("m", { ValueError("1"), Group("n", { TypeError("2"), OSError("3"), "plain" }) })
end

t.case("split by class", function()
  local g = sample()
  local match, rest = g:split(ValueError)
  t.eq(form(match), "ExceptionGroup(m)[ValueError(1)]")
  t.eq(form(rest), "ExceptionGroup(m)[ExceptionGroup(n)[TypeError(2), OSError(3), plain]]")
  match, rest = g:split({ TypeError, "string" })
  t.eq(form(match), "ExceptionGroup(m)[ExceptionGroup(n)[TypeError(2), plain]]")
  t.eq(form(rest), "ExceptionGroup(m)[ValueError(1), ExceptionGroup(n)[OSError(3)]]")
  match, rest = g:split(asyncio.QueueFull)
  t.eq(match, nil)
  t.eq(form(rest), form(g))
  match, rest = g:split(asyncio.Exception) -- the group itself is one
  t.ok(match == g and rest == nil)
end)

t.case("split by a function, which may await", function()
  local seen = {}
  local match, rest = sample():split(function(e)
    await(asyncio.sleep(0.1))
    seen[#seen + 1] = form(e):match("^%w+")
    return asyncio.isinstance(e, OSError)
  end)
  t.eq(seen, { "ExceptionGroup", "ValueError", "ExceptionGroup", "TypeError", "OSError", "plain" })
  t.eq(form(match), "ExceptionGroup(m)[ExceptionGroup(n)[OSError(3)]]")
  t.raises("wrong", function() sample():split(function() error("wrong") end) end)
end)

t.case("subgroup and derive keep message, cause and members", function()
  local g = sample()
  g.cause = ValueError("why")
  local sub = g:subgroup(ValueError)
  t.eq(form(sub), "ExceptionGroup(m)[ValueError(1)]")
  t.ok(sub.exceptions[1] == g.exceptions[1])
  t.ok(sub.cause == g.cause)
  t.eq(form(g:derive { "x" }), "ExceptionGroup(m)[x]")
  t.eq(g:derive({ asyncio.CancelledError() }).name, "BaseExceptionGroup")
  t.eq(g:subgroup(asyncio.QueueFull), nil)
  t.raises(TypeError, g.split, g, 5)
  t.raises(TypeError, g.split, ValueError(), ValueError)
  t.raises(asyncio.ValueError, g.derive, g, {})
  t.eq(ValueError().split, nil) -- only groups have it
end)

t.case("a group has members", function()
  t.raises(TypeError, Group, "m")
  t.raises(asyncio.ValueError, Group, "m", {})
  t.eq(asyncio.BaseExceptionGroup("m", { ValueError() }).name, "ExceptionGroup")
end)

-- Runs a try with star rows for ValueError and TypeError, and tells what became of what body raised.
local function shared(raised, value, kind)
  local log = {}
  local function handler(letter, fn)
    return function(e)
      log[#log + 1] = letter .. " " .. form(e)
      if fn then fn(e) end
      return letter
    end
  end
  local ok, e = pcall(asyncio.try, function() error(raised) end, {
    { ValueError, handler("V", value), star = true },
    { TypeError, handler("T", kind), star = true },
    finally = function() log[#log + 1] = "finally" end,
  })
  log[#log + 1] = (ok and "returned " or "raised ") .. form(e)
  return log
end

t.case("except*: each handler gets its part, the rest is raised", function()
  t.eq(shared(Group("m", { ValueError("1"), Group("n", { TypeError("2") }) })),
    { "V ExceptionGroup(m)[ValueError(1)]", "T ExceptionGroup(m)[ExceptionGroup(n)[TypeError(2)]]", "finally", "returned T" })
  t.eq(shared(Group("m", { ValueError("1"), Group("n", { OSError("3"), ValueError("4") }) })),
    { "V ExceptionGroup(m)[ValueError(1), ExceptionGroup(n)[ValueError(4)]]", "finally",
      "raised ExceptionGroup(m)[ExceptionGroup(n)[OSError(3)]]" })
end)

t.case("except*: an error that is no group", function()
  t.eq(shared(ValueError("7")), { "V ExceptionGroup()[ValueError(7)]", "finally", "returned V" })
  t.eq(shared(OSError("8")), { "finally", "raised OSError(8)" })
end)

t.case("except*: what handlers raise is raised with the rest", function()
  local function new() error(asyncio.RuntimeError("new")) end
  t.eq(shared(Group("m", { ValueError("1"), OSError("3") }), new),
    { "V ExceptionGroup(m)[ValueError(1)]", "finally", "raised ExceptionGroup()[RuntimeError(new), ExceptionGroup(m)[OSError(3)]]" })
  t.eq(shared(Group("m", { ValueError("1") }), new), { "V ExceptionGroup(m)[ValueError(1)]", "finally", "raised RuntimeError(new)" })
  local log = shared(Group("m", { ValueError("1"), TypeError("2") }), new, new)
  t.eq(log[#log], "raised ExceptionGroup()[RuntimeError(new), RuntimeError(new)]")
end)

t.case("except*: rows that are refused", function()
  local function f() end
  t.raises("clause 2: star in all clauses", asyncio.try, f, { { ValueError, f, star = true }, { TypeError, f } })
  t.raises("clause 1: class of what is in a group", asyncio.try, f, { { Group, f, star = true } })
end)

t.case("an error raised in a handler has a context", function()
  local first = ValueError("first")
  local ok, e = pcall(asyncio.try, function() error(first) end, { { ValueError, function() error(TypeError("second")) end } })
  t.ok(e.context == first)
  t.ok(e.traceback:find("TypeError: second\nstack traceback:.*\nraised while handling: ValueError: first\nstack traceback:"), e.traceback)
  ok, e = pcall(asyncio.try, function() error(first) end, { finally = function() error(TypeError("third")) end })
  t.ok(e.context == first)
  ok, e = pcall(asyncio.try, function() error(first) end, { { ValueError, function(same) error(same) end } })
  t.ok(e == first and e.context == nil)
  e = TypeError("x")
  e.context = first
  t.ok(e.context == first)
  e.context = nil
  t.eq(e.context, nil)
end)

t.case("a group is shown whole, each member with its traceback and task", function()
  local function typed()
    await(asyncio.sleep(1))
    local e = ValueError("bad")
    e.cause = OSError("root")
    error(e)
  end
  local function plain() await(asyncio.sleep(1)) error("text") end
  local e = t.raises(Group, asyncio.TaskGroup, function(tg)
    tg:create_task(plain, { name = "writer" })
    tg:create_task(function()
      asyncio.TaskGroup(function(inner) inner:create_task(typed, { name = "reader" }) end)
    end, { name = "outer" })
  end)
  local text = e.traceback
  for _, part in ipairs {
    "ExceptionGroup: unhandled errors in a TaskGroup %(2 sub%-exceptions%)\nstack traceback:\n",
    "\n  %+%-%+%-+ 1, task 'writer' %-+\n    | groups.lua:%d+: text\n    | stack traceback:\n",
    "\n    | \tgroups.lua:%d+: in function 'plain'\n",
    "\n    %+%-+ 2, task 'outer' %-+\n    | ExceptionGroup: ",
    "\n    |   %+%-%+%-+ 1, task 'reader' %-+\n    |     | ValueError: bad\n    |     | stack traceback:\n",
    "\n    |     | \tgroups.lua:%d+: in function 'typed'\n    |     | caused by: OSError: root\n",
    "\n    |     %+%-+\n    %+%-+$",
  } do t.ok(text:find(part), part .. " in\n" .. text) end
  t.ok(debug.traceback(e):find("1, task 'writer'", 1, true))
end)

t.case("errors that hang in a ring, and groups that are shared, are shown once or a limited number of times", function()
  local a, b = ValueError("a"), ValueError("b")
  a.cause, b.cause = b, a
  t.eq(select(2, a.traceback:gsub("caused by", "")), 1)
  local g = Group("0", { a })
  for i = 1, 24 do g = Group(tostring(i), { g, g }) end
  t.ok(#g.traceback < 1e6, #g.traceback)
  t.ok(g.traceback:find("and %d+ more"))
  t.eq(form(g:subgroup(TypeError)), "nil") -- 2^24 ways lead to the one member
end)
