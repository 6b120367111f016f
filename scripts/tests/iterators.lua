-- Iterators of modules: a for loop closes the one it walks, however it is left, and nothing stays open.
local t = require("check")
local asyncio = require("asyncio")
local fs = require("fs")
local csv = require("moonloop.csv")
local json = require("moonloop.json")
local re = require("moonloop.re")

local dir, path

-- Each makes an iterator that has more than one turn to give.
local makers = {
  { "csv.rows over a file", function() return csv.rows(fs.lines(path, "L")) end },
  { "csv.rows over a text", function() return csv.rows("1,a\n2,b\n3,c\n") end },
  { "json.lines over a file", function() return json.lines(fs.lines(path, "L")) end },
  { "fs.lines", function() return fs.lines(path) end },
  { "fs.walk", function() return fs.walk(dir) end },
  { "re.find_all", function() return re.find_all("1 2 3", [[\d]]) end },
}

-- Each walks an iterator and leaves it before its end.
local leave = {
  { "break", function(it)
    for _ in it do
      break
    end
  end },
  { "return", function(it)
    local function first()
      for v in it do
        return v
      end
    end
    t.ok(first() ~= nil)
  end },
  { "a return that calls", function(it)
    local function first()
      for v in it do
        return type(v)
      end
    end
    t.ok(first() ~= "nil")
  end },
  { "goto", function(it)
    for _ in it do
      goto out
    end
    ::out::
  end },
  { "goto out of two loops", function(it)
    for _ in it do
      for _ in re.find_all("ab", ".") do
        goto out
      end
    end
    ::out::
  end },
  { "an error", function(it)
    t.raises(asyncio.ValueError, function()
      for _ in it do
        error(asyncio.ValueError("out"))
      end
    end)
  end },
  { "an error that a handler sees", function(it)
    xpcall(function()
      for _ in it do
        error("out")
      end
    end, function() error("again") end)
  end },
  { "cancellation in the body", function(it)
    local task = asyncio.create_task(function()
      for _ in it do
        await(asyncio.sleep(100))
      end
    end)
    await(asyncio.sleep(10))
    task:cancel()
    t.raises(asyncio.CancelledError, function() await(task) end)
  end },
  { "a timeout", function(it)
    t.raises(asyncio.TimeoutError, function()
      asyncio.timeout(60, function()
        for _ in it do
          await(asyncio.sleep(100))
        end
      end)
    end)
  end },
  { "the error of a coroutine", function(it)
    local co = coroutine.create(function()
      for _ in it do
        error("out")
      end
    end)
    t.eq(coroutine.resume(co), false)
  end },
  { "coroutine.close", function(it)
    local co = coroutine.create(function()
      for v in it do
        coroutine.yield(v)
      end
    end)
    coroutine.resume(co)
    coroutine.close(co)
  end },
  { "the end of the task with a coroutine that is dropped", function(it)
    await(asyncio.create_task(function()
      coroutine.wrap(function()
        for v in it do
          coroutine.yield(v)
        end
      end)()
    end))
    it:close() -- it holds nothing but memory
  end },
}

local function with_files(body)
  dir = await(fs.tempdir())
  path = dir .. "/rows"
  await(fs.write(path, "1\n2\n3\n"))
  await(fs.write(dir .. "/more", ""))
  body()
  await(fs.remove(dir, { recursive = true }))
end

for _, way in ipairs(leave) do
  t.case("a loop left by " .. way[1], function()
    with_files(function()
      for _, maker in ipairs(makers) do
        local it = maker[2]()
        way[2](it)
        t.eq(it(), nil, maker[1])
      end
    end)
  end)
end

t.case("a loop that goes to the end", function()
  with_files(function()
    for _, maker in ipairs(makers) do
      local it, turns = maker[2](), 0
      for _ in it do
        turns = turns + 1
      end
      t.ok(turns >= 2, maker[1])
      t.eq(it(), nil, maker[1])
      it:close()
      it:close()
    end
  end)
end)

t.case("close while a turn waits: the turn gives nothing", function()
  with_files(function()
    for _, maker in ipairs(makers) do
      local it = maker[2]()
      local turn = asyncio.create_task(function() return it() end)
      await(asyncio.sleep(0))
      it:close()
      local v = await(turn)
      t.ok(v == nil or not maker[1]:find("fil") and not maker[1]:find("fs."), maker[1])
      t.eq(it(), nil, maker[1])
    end
  end)
end)

t.case("two tasks cannot be in a turn of one iterator at once", function()
  with_files(function()
    for _, maker in ipairs(makers) do
      if maker[1]:find("fil") or maker[1]:find("fs.") then
        local it = maker[2]()
        local turn = asyncio.create_task(function() return it() end)
        await(asyncio.sleep(0))
        t.raises(asyncio.RuntimeError, it)
        t.ok(await(turn) ~= nil, maker[1])
        t.ok(it() ~= nil, maker[1])
      end
    end
  end)
end)

t.case("a turn that is cancelled ends the walk", function()
  local function never()
    await(asyncio.sleep(1000))
  end
  for _, it in ipairs({ csv.rows(never), json.lines(never), csv.rows({ read = never }) }) do
    local turn = asyncio.create_task(function() return it() end)
    await(asyncio.sleep(1))
    turn:cancel()
    t.raises(asyncio.CancelledError, function() await(turn) end)
    t.eq(it(), nil)
  end
end)

t.case("an iterator that reads from itself is told", function()
  for _, make in ipairs({ csv.rows, json.lines }) do
    local it
    it = make(function() return it() end)
    t.raises(asyncio.RuntimeError, it)
  end
end)
