-- What CPython's test_base_events says of running, stopping and closing loops, and of handles and timers.
local t = require("check")
local asyncio = require("asyncio")
local loops = require("conformance.lib.loops")

t.case("BaseEventLoopTests.test_close", function()
  local loop = asyncio.new_event_loop()
  t.eq(loop:is_closed(), false)
  local fut = loop:create_future()
  loop:close()
  t.eq(loop:is_closed(), true)
  loop:close()
  loop:close()
  t.raises(asyncio.RuntimeError, loop.run_forever, loop)
  t.raises(asyncio.RuntimeError, loop.run_until_complete, loop, fut)
  t.raises(asyncio.RuntimeError, loop.call_soon, loop, function() end)
end)

t.case("BaseEventLoopTests.test__add_callback_handle", function()
  loops.on_new_loop(function(loop)
    local ran = 0
    local handle = loop:call_soon(function() ran = ran + 1 end)
    t.eq(handle:cancelled(), false)
    loops.once(loop)
    t.eq(ran, 1)
    loops.once(loop)
    t.eq(ran, 1)
  end)
end)

t.case("BaseEventLoopTests.test__add_callback_cancelled_handle", function()
  loops.on_new_loop(function(loop)
    local ran = 0
    local handle = loop:call_soon(function() ran = ran + 1 end)
    handle:cancel()
    handle:cancel()
    t.eq(handle:cancelled(), true)
    loops.once(loop)
    t.eq(ran, 0)
  end)
end)

t.case("BaseEventLoopTests.test_shutdown_default_executor_timeout", function()
  loops.on_new_loop(function(loop)
    local busy = loop:run_in_executor(nil, function()
      local n = 0
      for i = 1, 300000 do
        n = n + i
      end
      return n
    end)
    loop:run_until_complete(loop:shutdown_default_executor(0))
    local text = t.reports()
    t.ok(text:find("RuntimeWarning: The executor did not finish", 1, true), text)
    t.raises(asyncio.RuntimeError, loop.run_in_executor, loop, nil, function() end)
    busy:cancel()
  end)
end)

t.case("BaseEventLoopTests.test_call_soon", function()
  loops.on_new_loop(function(loop)
    local log, lines = t.log()
    local handle = loop:call_soon(log, "called with", 1, nil, "x")
    t.ok(tostring(handle):find("^<Handle "), tostring(handle))
    t.eq(lines, {})
    loops.once(loop)
    t.eq(lines, { "called with 1 nil x" })
  end)
end)

t.case("BaseEventLoopTests.test_call_soon_non_callable", function()
  loops.on_new_loop(function(loop)
    for _, on in ipairs({ true, false }) do
      loop:set_debug(on)
      local e = t.raises(asyncio.TypeError, loop.call_soon, loop, 1)
      t.ok(e.message:find("function expected"), e.message)
    end
    local called
    loop:call_soon(setmetatable({}, { __call = function(_, x) called = x end }), "x")
    loops.once(loop)
    t.eq(called, "x", "what can be called will do")
  end)
end)

t.case("BaseEventLoopTests.test_call_later", function()
  loops.on_new_loop(function(loop)
    local ran = false
    local handle = loop:call_later(10, function() ran = true end)
    t.ok(tostring(handle):find("^<TimerHandle when="), tostring(handle))
    t.eq(handle:when(), 10)
    loops.once(loop)
    t.eq(ran, false)
    t.raises(asyncio.TypeError, loop.call_later, loop, nil, function() end)
  end)
end)

t.case("BaseEventLoopTests.test_call_later_negative_delays", function()
  loops.on_new_loop(function(loop)
    local log, lines = t.log()
    loop:call_later(-1, log, "a")
    loop:call_later(-2, log, "b")
    loops.once(loop)
    t.eq(lines, { "b", "a" })
  end)
end)

t.case("BaseEventLoopTests.test_time_and_call_at", function()
  loops.on_new_loop(function(loop)
    local began = loop:time()
    loop:call_at(began + 0.1, loop.stop, loop)
    loop:run_forever()
    t.ok(loop:time() - began >= 0.1 - 1e-9)
    t.raises(asyncio.TypeError, loop.call_at, loop, nil, function() end)
  end)
end)

t.case("BaseEventLoopTests.test__run_once", function()
  -- a loop does not wake for a timer that was cancelled
  loops.on_new_loop(function(loop)
    local first = loop:call_later(5, function() end)
    local woken = {}
    loop:call_later(10, function() woken[#woken + 1] = loop:time() end)
    loop:call_later(11, loop.stop, loop)
    first:cancel()
    loop:run_forever()
    t.eq(woken, { 10 })
  end)
end)

t.case("BaseEventLoopTests.test_set_debug", function()
  loops.on_new_loop(function(loop)
    loop:set_debug(true)
    t.eq(loop:get_debug(), true)
    loop:set_debug(false)
    t.eq(loop:get_debug(), false)
  end)
end)

t.case("BaseEventLoopTests.test__run_once_schedule_handle", function()
  -- what a timer's callback schedules runs in the next iteration
  loops.on_new_loop(function(loop)
    local log, lines = t.log()
    loop:call_at(loop:time() - 1, function()
      log("processed")
      loop:call_soon(log, "next")
    end)
    loops.once(loop)
    t.eq(lines, { "processed" })
    loops.once(loop)
    t.eq(lines, { "processed", "next" })
  end)
end)

t.case("BaseEventLoopTests.test__run_once_cancelled_event_cleanup", function()
  -- enough timers are cancelled for the loop to sweep them out: those that are left keep their order
  loops.on_new_loop(function(loop)
    local fired, handles = {}, {}
    for i = 1, 300 do
      handles[i] = loop:call_later(300 - i % 7, function() fired[#fired + 1] = i end)
    end
    for i = 1, 300 do
      if i % 50 ~= 0 then
        handles[i]:cancel()
      end
    end
    loops.once(loop)
    t.eq(fired, {})
    loop:call_later(400, loop.stop, loop)
    loop:run_forever()
    t.eq(fired, { 300, 250, 200, 150, 100, 50 })
    t.eq(loop:time(), 400)
  end)
end)

t.case("BaseEventLoopTests.test_run_until_complete_type_error", function()
  loops.on_new_loop(function(loop)
    t.raises(asyncio.TypeError, loop.run_until_complete, loop, "blah")
  end)
end)

t.case("BaseEventLoopTests.test_run_until_complete_loop", function()
  loops.on_new_loop(function(loop)
    t.raises(asyncio.ValueError, loop.run_until_complete, loop, asyncio.Future())
  end)
end)

t.case("BaseEventLoopTests.test_run_until_complete_loop_orphan_future_close_loop", function()
  -- a run that was ended from outside leaves no callback behind that stops the next one
  loops.on_new_loop(function(loop)
    local function foo(delay)
      return async(function()
        await(asyncio.sleep(delay))
        return delay
      end)()
    end
    loop:call_soon(function() error(asyncio.KeyboardInterrupt()) end)
    t.raises(asyncio.KeyboardInterrupt, loop.run_until_complete, loop, foo(0.1))
    t.eq(loop:run_until_complete(foo(0.2)), 0.2)
  end)
end)

t.case("BaseEventLoopTests.test_run_forever_keyboard_interrupt", function()
  local contexts = {}
  local loop = asyncio.new_event_loop()
  loop:set_exception_handler(function(_, context) contexts[#contexts + 1] = context end)
  local coro = async(function() error(asyncio.KeyboardInterrupt()) end)
  t.raises(asyncio.KeyboardInterrupt, loop.run_until_complete, loop, coro())
  loop:close()
  t.eq(contexts, {})
end)

t.case("BaseEventLoopTests.test_run_until_complete_baseexception", function()
  -- the run is over with the exception; no stop is left over for the next run
  loops.on_new_loop(function(loop)
    local coro = async(function() error(asyncio.KeyboardInterrupt()) end)
    t.raises(asyncio.KeyboardInterrupt, loop.run_until_complete, loop, coro())
    local called = false
    loop:call_soon(loop.call_soon, loop, function()
      loop:stop()
      called = true
    end)
    loop:run_forever()
    t.eq(called, true)
  end)
end)

t.case("BaseEventLoopTests.test_single_selecter_event_callback_after_stopping", function()
  -- what came in while the loop was being stopped runs once, in this run or the next
  loops.on_new_loop(function(loop)
    local count = 0
    loop:call_soon(function()
      loop:stop()
      loop:call_soon_threadsafe(function() count = count + 1 end)
    end)
    loop:run_forever()
    t.eq(count, 0)
    for _ = 1, 2 do
      loops.once(loop)
      t.eq(count, 1)
    end
  end)
end)

t.case("BaseEventLoopTests.test_run_once", function()
  loops.on_new_loop(function(loop)
    local count = 0
    loop:call_soon(function() count = count + 1 end)
    loop:call_soon(loop.stop, loop)
    loop:run_forever()
    t.eq(count, 1)
  end)
end)

t.case("BaseEventLoopTests.test_run_forever_pre_stopped", function()
  -- a loop that is stopped before it runs does one iteration, and does not wait
  loops.on_new_loop(function(loop)
    local ran = false
    loop:call_soon(function() ran = true end)
    loop:call_later(5, function() end)
    loop:stop()
    loop:run_forever()
    t.eq(ran, true)
    t.eq(loop:time(), 0)
  end)
end)

t.case("BaseEventLoopTests.test_custom_run_forever_integration", function()
  -- a loop driven an iteration at a time
  loops.on_new_loop(function(loop)
    local count = 0
    loop:call_soon(function()
      count = count + 1
      t.eq(asyncio.get_running_loop(), loop)
      t.eq(loop:is_running(), true)
    end)
    for _ = 1, 10 do
      loops.once(loop)
    end
    t.eq(count, 1)
    t.eq(loop:is_running(), false)
    t.ne(asyncio.get_running_loop(), loop)
  end)
end)

t.case("RunningLoopTests.test_running_loop_within_a_loop", function()
  loops.on_new_loop(function(loop)
    loops.on_new_loop(function(outer)
      local e = t.raises(asyncio.RuntimeError, outer.run_until_complete, outer, function() loop:run_forever() end)
      t.ok(e.message:find("while another loop is running"), e.message)
    end)
  end)
end)
