---@meta

-- Editor annotations of Moonloop's module asyncio, for the Lua language server. A test compares the names with what the
-- module registers. What is marked @async waits: call it in a task. A function said to return a coroutine does nothing
-- until what it returns is awaited.

---Tasks, futures, event loops and input and output under the names of Python's asyncio: a global and require("asyncio").
---@class asyncio
asyncio = {}

---What can be awaited: a coroutine object, a Future or Task, a plain function, a thread that was not started.
---@alias awaitable Coroutine|Future|Task|function|thread

-- # Tasks

---Await x in the current task: its results, or its error raised.
---Raises: TypeError for what cannot be awaited; RuntimeError outside of a task, and for a coroutine object that was awaited before.
---Python: await x
---@async
---@generic T, U
---@param x Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@return T
---@return U
---@return any ...
function await(x) end

---Make a coroutine function: calling it runs nothing and returns a coroutine object.
---Python: async def
---@generic T, U
---@param fn fun(...): T?, U?
---@return fun(...): Coroutine<T, U>
function async(fn) end

---Await x in the current task: its results, or its error raised.
---Python: await x
---@async
---@generic T, U
---@param x Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@return T
---@return U
---@return any ...
function asyncio.await(x) end

---Make a coroutine function: calling it runs nothing and returns a coroutine object.
---Python: async def
---@generic T, U
---@param fn fun(...): T?, U?
---@return fun(...): Coroutine<T, U>
function asyncio.async(fn) end

---@class asyncio.RunOptions
---@field debug? boolean asyncio's debug mode; as the command was started when absent
---@field loop_factory? fun(): loop makes the loop; new_event_loop when absent

---Run main as the main task of a new loop, cancel what it leaves, close the loop; returns main's results.
---Raises: RuntimeError in a loop that runs, other than that of the main chunk.
---Python: asyncio.run
---@generic T, U
---@param main Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.RunOptions
---@return T
---@return U
---@return any ...
function asyncio.run(main, options) end

---@class asyncio.TaskOptions
---@field name? any by which reports and :tasks call it; Task-1, Task-2 and so on when absent
---@field context? Context the context it runs in; a copy of the current one when absent
---@field eager_start? boolean run its first step at once; false when absent: it begins in the next iteration of the loop

---Start a task in the running loop.
---Raises: RuntimeError where no loop runs; TypeError for what is no coroutine.
---Python: asyncio.create_task
---@generic T, U
---@param coro Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.TaskOptions
---@return Task<T, U>
function asyncio.create_task(coro, options) end

---@class asyncio.LoopOption
---@field loop? loop its loop; the running one when absent

---x itself if it is a future, else a task of it.
---Python: asyncio.ensure_future
---@generic T, U
---@param x Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.LoopOption
---@return Task<T, U>
function asyncio.ensure_future(x, options) end

---The task that runs; nil in a callback.
---Python: asyncio.current_task
---@param loop? loop
---@return Task?
function asyncio.current_task(loop) end

---The tasks that are not done, oldest first.
---Python: asyncio.all_tasks
---@param loop? loop
---@return Task[]
function asyncio.all_tasks(loop) end

---Wait some seconds; the coroutine returns result. sleep(0) lets others run once.
---Python: asyncio.sleep
---@generic T
---@param delay number seconds
---@param result? T
---@return Coroutine<T>
function asyncio.sleep(delay, result) end

---@class asyncio.GatherOptions
---@field return_exceptions? boolean put errors among the results instead of raising the first; false when absent

---The results of gather.
---@class asyncio.Results
---@field n integer how many there are, nils among them
---@field [integer] any the first value of each

---Run all at once and wait for all: results in the order given, in a list with a field n. The first error is raised at
---once, unless return_exceptions puts errors among the results. Takes a list, or the awaitables themselves.
---Raises: the first error of what it runs, unless return_exceptions.
---Python: asyncio.gather
---@param list awaitable[]|awaitable
---@param options? asyncio.GatherOptions
---@return Future<asyncio.Results>
---@overload fun(...: awaitable): Future<asyncio.Results>
function asyncio.gather(list, options) end

---@class asyncio.WaitOptions
---@field timeout? number seconds; without end when absent
---@field return_when? string FIRST_COMPLETED, FIRST_EXCEPTION or ALL_COMPLETED, which it is when absent

---Wait until some or all futures are done; they are not cancelled at the timeout.
---Raises: ValueError for an empty list or another return_when; TypeError for what is no future.
---Python: asyncio.wait
---@param list Future[] tasks or futures
---@param options? asyncio.WaitOptions
---@return Coroutine<Future[], Future[]> done, pending: two lists
function asyncio.wait(list, options) end

---Wait for x, at most timeout seconds: then x is cancelled and TimeoutError raised. nil waits without end.
---Raises: TimeoutError when the time is over.
---Python: asyncio.wait_for
---@generic T, U
---@param x Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param timeout? number seconds
---@return Coroutine<T, U>
function asyncio.wait_for(x, timeout) end

---@class asyncio.TimeoutOption
---@field timeout? number seconds for all together; without end when absent

---An iterator that waits for the next one that is done and gives that future.
---Raises: TimeoutError for each future that is still to come when the time is over.
---Python: asyncio.as_completed
---@param list awaitable[]
---@param options? asyncio.TimeoutOption
---@return AsCompleted
function asyncio.as_completed(list, options) end

---A future of x that can be cancelled without cancelling x.
---Python: asyncio.shield
---@generic T, U
---@param x Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@return Future<T, U>
function asyncio.shield(x) end

---Run a coroutine in a loop that another goroutine runs.
---Python: asyncio.run_coroutine_threadsafe
---@param coro awaitable
---@param loop loop
---@return ConcurrentFuture
function asyncio.run_coroutine_threadsafe(coro, loop) end

---A task factory whose tasks begin at once, made by ctor.
---Python: asyncio.create_eager_task_factory
---@param ctor function as asyncio.Task
---@return function
function asyncio.create_eager_task_factory(ctor) end

---A task factory whose tasks begin at once, for loop:set_task_factory.
---Python: asyncio.eager_task_factory
---@param loop loop
---@param coro awaitable
---@param options? asyncio.TaskOptions
---@return Task
function asyncio.eager_task_factory(loop, coro, options) end

-- # Kinds of values

---Whether v is a coroutine object.
---Python: asyncio.iscoroutine
---@param v any
---@return boolean
function asyncio.iscoroutine(v) end

---Whether v was made by async.
---Python: asyncio.iscoroutinefunction
---@param v any
---@return boolean
function asyncio.iscoroutinefunction(v) end

---Whether v is a Future or Task.
---Python: asyncio.isfuture
---@param v any
---@return boolean
function asyncio.isfuture(v) end

-- # Loops

---The loop that runs; a RuntimeError if none does.
---Raises: RuntimeError where no loop runs.
---Python: asyncio.get_running_loop
---@return loop
function asyncio.get_running_loop() end

---The loop that runs, or the one set_event_loop was given.
---Python: asyncio.get_event_loop
---@return loop
function asyncio.get_event_loop() end

---A loop of its own, which close ends.
---Python: asyncio.new_event_loop
---@return loop
function asyncio.new_event_loop() end

---new_event_loop by the name of Python's class, for loop_factory.
---Python: asyncio.EventLoop
---@return loop
function asyncio.EventLoop() end

---What get_event_loop returns where no loop runs; nil for nothing.
---Python: asyncio.set_event_loop
---@param loop loop?
function asyncio.set_event_loop(loop) end

---The current context, copied.
---Python: contextvars.copy_context
---@return Context
function asyncio.copy_context() end

-- # Errors

---A new error class.
---Python: class Name(Exception)
---@param name string
---@param parent? ErrorClass asyncio.Exception if not given
---@return ErrorClass
function asyncio.error_class(name, parent) end

---Whether v is an error of that class, or of a class below it; an object that this function of the module makes, as
---asyncio.Task; or a value of that Lua type.
---Python: isinstance
---@param v any
---@param class ErrorClass|function|string|table a class, a function that makes objects, the name of a type, or a list of them
---@return boolean
function asyncio.isinstance(v, class) end

---try, except and finally: the first clause whose class matches handles the error; "any" matches all but
---CancelledError. Returns what body or the handler returns. With star = true in all clauses each handler gets a group of
---what its class matches in a group, as in except*; what none takes is raised again.
---Python: try, except, except*, finally
---@async
---@param body function
---@param clauses table { {Class, handler, star = boolean?}, ..., finally = function }
---@return any ...
function asyncio.try(body, clauses) end

-- # Blocks

---Run body while obj is held: a lock, semaphore, condition, connection, server, group, timeout or runner.
---Python: async with
---@async
---@param obj any
---@param body function gets what obj gives
---@return any ... what body returns
function asyncio.with(obj, body) end

---Run body with a limit: after that many seconds it is cancelled and TimeoutError raised. Without a body, for with.
---Raises: TimeoutError when the time is over.
---Python: asyncio.timeout
---@async
---@param seconds? number
---@param body? fun(cm: Timeout): ...
---@return any ... what body returns
function asyncio.timeout(seconds, body) end

---As timeout, until a time of the loop's clock.
---Raises: TimeoutError when the time is over.
---Python: asyncio.timeout_at
---@async
---@param when? number
---@param body? fun(cm: Timeout): ...
---@return any ...
function asyncio.timeout_at(when, body) end

-- # Call graph

---@class asyncio.GraphOptions
---@field depth? integer frames of the current task left out at the top, and one; 1 when absent: none
---@field limit? integer frames of each task at most, negative ones from the other end; all when absent

---The tree of who awaits whom around a future or the current task.
---Python: asyncio.capture_call_graph (3.14)
---@param future? Future
---@param options? asyncio.GraphOptions
---@return table? graph future, call_stack, awaited_by
function asyncio.capture_call_graph(future, options) end

---The call graph as text.
---Python: asyncio.format_call_graph (3.14)
---@param future? Future
---@param options? asyncio.GraphOptions
---@return string
function asyncio.format_call_graph(future, options) end

---@class asyncio.PrintGraphOptions: asyncio.GraphOptions
---@field file? file* where to; standard output when absent

---Print the call graph.
---Python: asyncio.print_call_graph (3.14)
---@param future? Future
---@param options? asyncio.PrintGraphOptions
function asyncio.print_call_graph(future, options) end

-- # Tasks of one's own

---Put a task on its loop's list; for those who write tasks of their own.
---Python: asyncio._register_task
---@param task Task
function asyncio._register_task(task) end

---Take a task off its loop's list.
---Python: asyncio._unregister_task
---@param task Task
function asyncio._unregister_task(task) end

---Make a task the current one of a loop.
---Python: asyncio._enter_task
---@param loop loop
---@param task Task
function asyncio._enter_task(loop, task) end

---Make a task the current one no more.
---Python: asyncio._leave_task
---@param loop loop
---@param task Task
function asyncio._leave_task(loop, task) end

-- # Constants

---For wait: return when one is done.
---Python: asyncio.FIRST_COMPLETED
---@type string
asyncio.FIRST_COMPLETED = "FIRST_COMPLETED"

---For wait: return when one has failed, or all are done.
---Python: asyncio.FIRST_EXCEPTION
---@type string
asyncio.FIRST_EXCEPTION = "FIRST_EXCEPTION"

---For wait: return when all are done.
---Python: asyncio.ALL_COMPLETED
---@type string
asyncio.ALL_COMPLETED = "ALL_COMPLETED"

-- # Futures and tasks

---What calling an async function returns. It can be awaited once.
---@class Coroutine<T, U>
local Coroutine = {}

---As await(coroutine).
---Python: await x
---@async
---@return T
---@return U
---@return any ...
function Coroutine:await() end

---Drop it without a report that nobody awaited it.
---Python: types.CoroutineType.close
function Coroutine:close() end

---A result to come.
---@class Future<T, U>
local Future = {}

---A future that nothing completes but set_result, set_exception and cancel.
---Python: asyncio.Future
---@param options? asyncio.LoopOption
---@return Future<any>
function asyncio.Future(options) end

---Whether there is a result or an error, or it was cancelled.
---Python: asyncio.Future.done
---@return boolean
function Future:done() end

---Whether it was cancelled.
---Python: asyncio.Future.cancelled
---@return boolean
function Future:cancelled() end

---The result, or the error raised; InvalidStateError while it is pending.
---Raises: its error; CancelledError if it was cancelled; InvalidStateError while it is pending.
---Python: asyncio.Future.result
---@return T
---@return U
---@return any ...
function Future:result() end

---The error, or nil if there is a result.
---Raises: CancelledError if it was cancelled; InvalidStateError while it is pending.
---Python: asyncio.Future.exception
---@return any
function Future:exception() end

---Cancel it: whoever waits gets a CancelledError. False if it is done.
---Python: asyncio.Future.cancel
---@param msg? any
---@return boolean
function Future:cancel(msg) end

---Complete it with results.
---Raises: InvalidStateError if it is done; RuntimeError for a Task.
---Python: asyncio.Future.set_result
---@param ... any
function Future:set_result(...) end

---Complete it with an error.
---Raises: InvalidStateError if it is done; RuntimeError for a Task.
---Python: asyncio.Future.set_exception
---@param e any an error value or class
function Future:set_exception(e) end

---@class asyncio.ContextOption
---@field context? Context the context it runs in; the current one when absent

---Have fn called with the future when it is done.
---Python: asyncio.Future.add_done_callback
---@param fn fun(future: Future)
---@param options? asyncio.ContextOption
function Future:add_done_callback(fn, options) end

---Take back all calls of fn; how many there were.
---Python: asyncio.Future.remove_done_callback
---@param fn function
---@return integer removed
function Future:remove_done_callback(fn) end

---The loop it belongs to.
---Python: asyncio.Future.get_loop
---@return loop
function Future:get_loop() end

---As await(future).
---Python: await x
---@async
---@return T
---@return U
---@return any ...
function Future:await() end

---A coroutine that a loop runs, and the future of its result.
---@class Task<T, U>: Future<T, U>
local Task = {}

---@class asyncio.NewTaskOptions: asyncio.TaskOptions
---@field loop? loop the loop it runs in; the running one when absent

---Start a task, as create_task does, in any loop.
---Python: asyncio.Task
---@generic T, U
---@param coro Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.NewTaskOptions
---@return Task<T, U>
function asyncio.Task(coro, options) end

---How many requests to cancel it there were, less those taken back.
---Python: asyncio.Task.cancelling
---@return integer
function Task:cancelling() end

---Take back a request to cancel.
---Python: asyncio.Task.uncancel
---@return integer left
function Task:uncancel() end

---The name it was given, or Task-1, Task-2 and so on.
---Python: asyncio.Task.get_name
---@return string
function Task:get_name() end

---Give it another name.
---Python: asyncio.Task.set_name
---@param name any
function Task:set_name(name) end

---The coroutine object it runs; nil once an eager task is done.
---Python: asyncio.Task.get_coro
---@return Coroutine?
function Task:get_coro() end

---The context it runs in.
---Python: asyncio.Task.get_context
---@return Context
function Task:get_context() end

---@class asyncio.StackOptions
---@field limit? integer frames at most; all when absent

---Where it is suspended, or where its error came through: frames with source, line and name.
---Python: asyncio.Task.get_stack
---@param options? asyncio.StackOptions
---@return table[]
function Task:get_stack(options) end

---@class asyncio.PrintStackOptions: asyncio.StackOptions
---@field file? file* where to; standard error when absent

---Print what get_stack tells.
---Python: asyncio.Task.print_stack
---@param options? asyncio.PrintStackOptions
function Task:print_stack(options) end

---@class asyncio.WrapOptions
---@field loop? loop the future's loop; the one that runs when absent

---A future that ends as a concurrent future does; cancelling it cancels that one. await(p) does the same.
---Python: asyncio.wrap_future
---@param future ConcurrentFuture
---@param options? asyncio.WrapOptions
---@return Future
function asyncio.wrap_future(future, options) end

---What run_coroutine_threadsafe returns.
---@class ConcurrentFuture
local ConcurrentFuture = {}

---Whether there is a result or an error, or it was cancelled.
---Python: concurrent.futures.Future.done
---@return boolean
function ConcurrentFuture:done() end

---Whether it was cancelled.
---Python: concurrent.futures.Future.cancelled
---@return boolean
function ConcurrentFuture:cancelled() end

---The result, or the error raised.
---Python: concurrent.futures.Future.result
---@return any ...
function ConcurrentFuture:result() end

---The error, or nil if there is a result.
---Python: concurrent.futures.Future.exception
---@return any
function ConcurrentFuture:exception() end

---Cancel it, and the task in the other loop.
---Python: concurrent.futures.Future.cancel
---@return boolean
function ConcurrentFuture:cancel() end

---What as_completed returns: call it, or use it in a generic for.
---@class AsCompleted
---@operator call: Future
local AsCompleted = {}

---The plain form: an iterator of coroutine objects to await.
---Python: asyncio.as_completed
---@return fun(): Coroutine?
function AsCompleted:coroutines() end

-- # Methods of a loop

---An event loop.
---@class loop
---@field slow_callback_duration number seconds that a callback may take in debug mode
local loop = {}

---Have fn called with the arguments in the next iteration.
---Raises: RuntimeError when the loop is closed.
---Python: loop.call_soon
---@param fn function
---@param ... any
---@return Handle
function loop:call_soon(fn, ...) end

---Have fn called after some seconds.
---Raises: RuntimeError when the loop is closed.
---Python: loop.call_later
---@param seconds number
---@param fn function
---@param ... any
---@return Handle
function loop:call_later(seconds, fn, ...) end

---Have fn called at a time of the loop's clock.
---Raises: RuntimeError when the loop is closed.
---Python: loop.call_at
---@param when number
---@param fn function
---@param ... any
---@return Handle
function loop:call_at(when, fn, ...) end

---As call_soon; wakes the loop if it sleeps.
---Python: loop.call_soon_threadsafe
---@param fn function
---@param ... any
---@return Handle
function loop:call_soon_threadsafe(fn, ...) end

---The loop's clock, in seconds.
---Python: loop.time
---@return number
function loop:time() end

---A Future of this loop.
---Python: loop.create_future
---@return Future<any>
function loop:create_future() end

---Start a task in this loop.
---Python: loop.create_task
---@generic T, U
---@param coro Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.TaskOptions
---@return Task<T, U>
function loop:create_task(coro, options) end

---Have fn(loop, coro, options) make the tasks; nil for the default.
---Python: loop.set_task_factory
---@param fn function?
function loop:set_task_factory(fn) end

---What set_task_factory was given.
---Python: loop.get_task_factory
---@return function?
function loop:get_task_factory() end

---Have fn(loop, context) called with what would be reported; nil for the default.
---Python: loop.set_exception_handler
---@param fn function?
function loop:set_exception_handler(fn) end

---What set_exception_handler was given.
---Python: loop.get_exception_handler
---@return function?
function loop:get_exception_handler() end

---Report something as the loop reports errors that nobody took.
---Python: loop.call_exception_handler
---@param context table message, exception, task, future, handle
function loop:call_exception_handler(context) end

---Report it as the loop does without a handler: on standard error.
---Python: loop.default_exception_handler
---@param context table
function loop:default_exception_handler(context) end

---Turn asyncio's debug mode on or off.
---Python: loop.set_debug
---@param on boolean
function loop:set_debug(on) end

---Whether debug mode is on.
---Python: loop.get_debug
---@return boolean
function loop:get_debug() end

---Whether it runs.
---Python: loop.is_running
---@return boolean
function loop:is_running() end

---Whether it is closed.
---Python: loop.is_closed
---@return boolean
function loop:is_closed() end

---Stop after this iteration.
---Python: loop.stop
function loop:stop() end

---Close it; it cannot run again.
---Raises: RuntimeError while the loop runs.
---Python: loop.close
function loop:close() end

---Run until x is done; returns its results.
---Raises: RuntimeError when the loop runs or is closed, or stops before x is done.
---Python: loop.run_until_complete
---@generic T, U
---@param x Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@return T
---@return U
---@return any ...
function loop:run_until_complete(x) end

---Run until stop is called.
---Python: loop.run_forever
function loop:run_forever() end

---Run a function on another core; it gets copies of the arguments.
---Python: loop.run_in_executor
---@generic T, U
---@param executor nil
---@param fn fun(...): T?, U?
---@param ... any
---@return Future<T, U>
function loop:run_in_executor(executor, fn, ...) end

---Wait until the functions of run_in_executor have ended, and take no more; timeout in seconds.
---Python: loop.shutdown_default_executor
---@param timeout? number
---@return Coroutine
function loop:shutdown_default_executor(timeout) end

---Does nothing, since there are no asynchronous generators; it is there for programs from Python.
---Python: loop.shutdown_asyncgens
---@return Coroutine
function loop:shutdown_asyncgens() end

---Have fn called with the arguments when the process gets a signal.
---Python: loop.add_signal_handler
---@param signal string|integer as "SIGTERM"
---@param fn function
---@param ... any
function loop:add_signal_handler(signal, fn, ...) end

---Take back add_signal_handler; whether there was one.
---Python: loop.remove_signal_handler
---@param signal string|integer
---@return boolean
function loop:remove_signal_handler(signal) end

---A call that was scheduled.
---@class Handle
local Handle = {}

---Take the call back.
---Python: asyncio.TimerHandle.cancel
function Handle:cancel() end

---Whether it was taken back.
---Python: asyncio.TimerHandle.cancelled
---@return boolean
function Handle:cancelled() end

---When it is due, by the loop's clock.
---Python: asyncio.TimerHandle.when
---@return number
function Handle:when() end

-- # Contexts

---Values of context variables.
---@class Context
local Context = {}

---Run fn with this as the current context.
---Python: contextvars.Context.run
---@param fn function
---@param ... any
---@return any ...
function Context:run(fn, ...) end

---A function that runs fn in this context.
---Python: functools.partial(context.run, fn)
---@param fn function
---@return function
function Context:bind(fn) end

---A copy, whose changes the first does not see.
---Python: contextvars.Context.copy
---@return Context
function Context:copy() end

---The value of a variable in this context, else default.
---Python: contextvars.Context.get
---@param var ContextVar
---@param default? any
---@return any
function Context:get(var, default) end

---{variable, value} of each variable that has a value here, the oldest first; #ctx is how many there are.
---@return table[]
function Context:items() end

---The variables that have a value here.
---@return ContextVar[]
function Context:keys() end

---Their values.
---@return any[]
function Context:values() end

---A variable that each task has its own value of.
---@class ContextVar
---@field name string as it was given
local ContextVar = {}

---@class asyncio.DefaultOption
---@field default? any what get gives where no value is set; none when absent

---A variable that each task has its own value of; make it once, at the top of a module.
---Python: contextvars.ContextVar
---@param name string
---@param options? asyncio.DefaultOption
---@return ContextVar
function asyncio.ContextVar(name, options) end

---Its value in the current context, else default, else its own default; else a LookupError.
---Raises: LookupError where there is no value.
---Python: contextvars.ContextVar.get
---@param default? any
---@return any
function ContextVar:get(default) end

---Give it a value in the current context.
---Python: contextvars.ContextVar.set
---@param value any
---@return Token token for reset
function ContextVar:set(value) end

---Give it the value it had before the set that returned token.
---Raises: ValueError for the token of another variable or context; RuntimeError for one that was used.
---Python: contextvars.ContextVar.reset
---@param token Token
function ContextVar:reset(token) end

---What ContextVar:set returns.
---@class Token
local Token = {}

-- # Errors

---A class of errors: calling it makes one.
---@class ErrorClass
---@field name string as it is shown: TimeoutError
---@field parent ErrorClass? the class above it; nil of BaseException
---@overload fun(message?: any): Error
local ErrorClass = {}

---An error object.
---@class Error
---@field name string of its class
---@field class ErrorClass its class
---@field message any "" when none was given
---@field traceback string its message and where it was raised, across awaits
---@field cause any the error it came from, nil if none was given
---@field context any the error that was being handled
---@field exceptions any[] of an ExceptionGroup
local Error = {}

---The members that match as a group of the same form, and the others as another; nil where there are none.
---Python: builtins.BaseExceptionGroup.split
---@param condition ErrorClass|string|table|fun(e: any): boolean
---@return Error? match
---@return Error? rest
function Error:split(condition) end

---The first result of split.
---Python: builtins.BaseExceptionGroup.subgroup
---@param condition ErrorClass|string|table|fun(e: any): boolean
---@return Error?
function Error:subgroup(condition) end

---A group of other errors with this one's message, traceback, cause and context.
---Python: builtins.BaseExceptionGroup.derive
---@param errors any[]
---@return Error
function Error:derive(errors) end

---The root of all classes.
---Python: BaseException
---@type ErrorClass
asyncio.BaseException = nil

---The root of all classes but CancelledError and KeyboardInterrupt.
---Python: Exception
---@type ErrorClass
asyncio.Exception = nil

---Raised in a task that is cancelled.
---Python: asyncio.CancelledError
---@type ErrorClass
asyncio.CancelledError = nil

---Ctrl-C: raised by run, never in a task.
---Python: KeyboardInterrupt
---@type ErrorClass
asyncio.KeyboardInterrupt = nil

---An OSError: the time was over.
---Python: asyncio.TimeoutError
---@type ErrorClass
asyncio.TimeoutError = nil

---A future is not yet done, or is done already.
---Python: asyncio.InvalidStateError
---@type ErrorClass
asyncio.InvalidStateError = nil

---A value is of the wrong kind.
---Python: TypeError
---@type ErrorClass
asyncio.TypeError = nil

---A value is of the right kind and wrong nevertheless.
---Python: ValueError
---@type ErrorClass
asyncio.ValueError = nil

---What was asked for cannot be done now.
---Python: RuntimeError
---@type ErrorClass
asyncio.RuntimeError = nil

---Something is not found: a context variable without a value.
---Python: LookupError
---@type ErrorClass
asyncio.LookupError = nil

---get_nowait found nothing.
---Python: asyncio.QueueEmpty
---@type ErrorClass
asyncio.QueueEmpty = nil

---put_nowait found no room.
---Python: asyncio.QueueFull
---@type ErrorClass
asyncio.QueueFull = nil

---The queue was shut down.
---Python: asyncio.QueueShutDown
---@type ErrorClass
asyncio.QueueShutDown = nil

---A RuntimeError: the barrier is broken.
---Python: asyncio.BrokenBarrierError
---@type ErrorClass
asyncio.BrokenBarrierError = nil

---The stream ended early; partial and expected tell how. Called as IncompleteReadError(partial, expected).
---Python: asyncio.IncompleteReadError
---@type ErrorClass
asyncio.IncompleteReadError = nil

---The separator was not found within the limit; consumed tells how many bytes were looked at. Called as
---LimitOverrunError(message, consumed).
---Python: asyncio.LimitOverrunError
---@type ErrorClass
asyncio.LimitOverrunError = nil

---What the system refuses: errno, strerror and filename tell more. OSError(errno, strerror, filename) makes one of the class of
---that number, such as a FileNotFoundError; the filename may be left out.
---Python: OSError
---@type ErrorClass
asyncio.OSError = nil

---An OSError.
---Python: ConnectionError
---@type ErrorClass
asyncio.ConnectionError = nil

---An OSError.
---Python: ConnectionRefusedError
---@type ErrorClass
asyncio.ConnectionRefusedError = nil

---An OSError.
---Python: ConnectionResetError
---@type ErrorClass
asyncio.ConnectionResetError = nil

---An OSError.
---Python: ConnectionAbortedError
---@type ErrorClass
asyncio.ConnectionAbortedError = nil

---An OSError.
---Python: BrokenPipeError
---@type ErrorClass
asyncio.BrokenPipeError = nil

---An OSError.
---Python: FileNotFoundError
---@type ErrorClass
asyncio.FileNotFoundError = nil

---An OSError.
---Python: FileExistsError
---@type ErrorClass
asyncio.FileExistsError = nil

---A RuntimeError: this system lacks what was asked for.
---Python: NotImplementedError
---@type ErrorClass
asyncio.NotImplementedError = nil

---An object has no such field.
---Python: AttributeError
---@type ErrorClass
asyncio.AttributeError = nil

---An OSError.
---Python: PermissionError
---@type ErrorClass
asyncio.PermissionError = nil

---An OSError.
---Python: IsADirectoryError
---@type ErrorClass
asyncio.IsADirectoryError = nil

---An OSError.
---Python: NotADirectoryError
---@type ErrorClass
asyncio.NotADirectoryError = nil

---An OSError.
---Python: BlockingIOError
---@type ErrorClass
asyncio.BlockingIOError = nil

---An OSError.
---Python: InterruptedError
---@type ErrorClass
asyncio.InterruptedError = nil

---An OSError.
---Python: ChildProcessError
---@type ErrorClass
asyncio.ChildProcessError = nil

---An OSError.
---Python: ProcessLookupError
---@type ErrorClass
asyncio.ProcessLookupError = nil

---An OSError.
---Python: ssl.SSLError
---@type ErrorClass
asyncio.SSLError = nil

---An OSError.
---Python: ssl.SSLCertVerificationError
---@type ErrorClass
asyncio.SSLCertVerificationError = nil

---An OSError.
---Python: socket.gaierror
---@type ErrorClass
asyncio.gaierror = nil

---Several errors as one.
---Python: ExceptionGroup
---@type ErrorClass
asyncio.ExceptionGroup = nil

---Several errors as one, a CancelledError or KeyboardInterrupt among them.
---Python: BaseExceptionGroup
---@type ErrorClass
asyncio.BaseExceptionGroup = nil

-- # Blocks

---Tasks that are waited for together: if one fails, the others are cancelled.
---@class TaskGroup
local TaskGroup = {}

---Run body(tg) and wait for the tasks made in tg; returns body's values. Without a body, for with.
---Raises: an ExceptionGroup of the errors of its tasks and body.
---Python: asyncio.TaskGroup
---@async
---@param body? fun(tg: TaskGroup): ...
---@return any ...
function asyncio.TaskGroup(body) end

---Start a task that the block waits for.
---Raises: RuntimeError before the block begins and after it ends.
---Python: asyncio.TaskGroup.create_task
---@generic T, U
---@param coro Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.TaskOptions
---@return Task<T, U>
function TaskGroup:create_task(coro, options) end

---Cancel the tasks that are not done, and the body; the block then ends without an error, unless tasks raise some. Before the
---block begins: it is cancelled as it begins.
---Python: asyncio.TaskGroup.cancel (3.15)
function TaskGroup:cancel() end

---What the body of a timeout gets.
---@class Timeout
local Timeout = {}

---As timeout_at.
---Python: asyncio.Timeout
---@async
---@param when? number
---@param body? fun(cm: Timeout): ...
---@return any ...
function asyncio.Timeout(when, body) end

---The time of the loop's clock at which it ends; nil is never.
---Python: asyncio.Timeout.when
---@return number?
function Timeout:when() end

---Move the limit; nil is none.
---Python: asyncio.Timeout.reschedule
---@param when number?
function Timeout:reschedule(when) end

---Whether the time is over.
---Python: asyncio.Timeout.expired
---@return boolean
function Timeout:expired() end

---Runs coroutines in a loop of its own, one after the other.
---@class Runner
local Runner = {}

---Run body with a Runner, and close its loop after it; without a body, for with.
---Python: asyncio.Runner
---@param body? fun(runner: Runner): ...
---@param options? asyncio.RunOptions
---@return any ... what body returns; without a body the Runner
function asyncio.Runner(body, options) end

---Run a coroutine in the runner's loop; returns its results.
---Python: asyncio.Runner.run
---@generic T, U
---@param coro Coroutine<T, U>|Future<T, U>|Task<T, U>|(fun(): T?, U?)
---@param options? asyncio.ContextOption
---@return T
---@return U
---@return any ...
function Runner:run(coro, options) end

---Its loop, made if need be.
---Python: asyncio.Runner.get_loop
---@return loop
function Runner:get_loop() end

---Cancel what is left in its loop, and close it.
---Python: asyncio.Runner.close
function Runner:close() end

-- # Queues

---A queue for tasks: first in, first out.
---@class Queue
---@field maxsize integer as it was given; 0 is no limit
local Queue = {}

---A queue that gives the oldest item first.
---Python: asyncio.Queue
---@param maxsize? integer 0 is no limit
---@return Queue
function asyncio.Queue(maxsize) end

---A queue that gives the newest item first.
---Python: asyncio.LifoQueue
---@param maxsize? integer
---@return Queue
function asyncio.LifoQueue(maxsize) end

---A queue that gives the least item first.
---Python: asyncio.PriorityQueue
---@param maxsize? integer
---@return Queue
function asyncio.PriorityQueue(maxsize) end

---How many items are in it.
---Python: asyncio.Queue.qsize
---@return integer
function Queue:qsize() end

---Whether there is no item in it.
---Python: asyncio.Queue.empty
---@return boolean
function Queue:empty() end

---Whether there are maxsize items in it.
---Python: asyncio.Queue.full
---@return boolean
function Queue:full() end

---Wait for room and put an item in.
---Raises: QueueShutDown.
---Python: asyncio.Queue.put
---@param item any
---@return Coroutine
function Queue:put(item) end

---Put an item in without waiting.
---Raises: QueueFull; QueueShutDown.
---Python: asyncio.Queue.put_nowait
---@param item any
function Queue:put_nowait(item) end

---Wait for an item and take it out.
---Raises: QueueShutDown.
---Python: asyncio.Queue.get
---@return Coroutine<any>
function Queue:get() end

---Take an item out without waiting.
---Raises: QueueEmpty; QueueShutDown.
---Python: asyncio.Queue.get_nowait
---@return any
function Queue:get_nowait() end

---An item that was taken out is dealt with: see join.
---Raises: ValueError when it was called for all items already.
---Python: asyncio.Queue.task_done
function Queue:task_done() end

---Wait until all items are dealt with.
---Python: asyncio.Queue.join
---@return Coroutine
function Queue:join() end

---@class asyncio.QueueShutdownOptions
---@field immediate? boolean empty it now; false when absent

---No more items: put raises QueueShutDown, and get when it is empty.
---Python: asyncio.Queue.shutdown
---@param immediate? boolean|asyncio.QueueShutdownOptions empty it now
function Queue:shutdown(immediate) end

-- # Synchronization

---A lock that one task at a time has.
---@class Lock
local Lock = {}

---A lock, which with takes and releases.
---Python: asyncio.Lock
---@return Lock
function asyncio.Lock() end

---Wait until it is free and take it; first come, first served.
---Python: asyncio.Lock.acquire
---@return Coroutine<true>
function Lock:acquire() end

---Give it to the one who waits longest.
---Raises: RuntimeError if it is not locked.
---Python: asyncio.Lock.release
function Lock:release() end

---Whether somebody has it.
---Python: asyncio.Lock.locked
---@return boolean
function Lock:locked() end

---A flag that tasks wait for.
---@class Event
local Event = {}

---An event that is not set.
---Python: asyncio.Event
---@return Event
function asyncio.Event() end

---Set it, and wake all who wait.
---Python: asyncio.Event.set
function Event:set() end

---Unset it.
---Python: asyncio.Event.clear
function Event:clear() end

---Whether it is set.
---Python: asyncio.Event.is_set
---@return boolean
function Event:is_set() end

---Wait until it is set.
---Python: asyncio.Event.wait
---@return Coroutine<true>
function Event:wait() end

---A lock, and a wait for something that changes under it.
---@class Condition
local Condition = {}

---A condition with a lock, a new one if none is given.
---Python: asyncio.Condition
---@param lock? Lock
---@return Condition
function asyncio.Condition(lock) end

---Take the lock.
---@return Coroutine<true>
function Condition:acquire() end

---Release the lock.
---Raises: RuntimeError if it is not locked.
function Condition:release() end

---Whether the lock is held.
---@return boolean
function Condition:locked() end

---Release the lock, wait to be notified, take the lock again.
---Raises: RuntimeError if the lock is not held.
---Python: asyncio.Condition.wait
---@return Coroutine
function Condition:wait() end

---Wait until predicate() is true.
---Raises: RuntimeError if the lock is not held.
---Python: asyncio.Condition.wait_for
---@param predicate function
---@return Coroutine
function Condition:wait_for(predicate) end

---Wake n of those who wait; one if n is not given.
---Raises: RuntimeError if the lock is not held.
---Python: asyncio.Condition.notify
---@param n? integer
function Condition:notify(n) end

---Wake all who wait.
---Raises: RuntimeError if the lock is not held.
---Python: asyncio.Condition.notify_all
function Condition:notify_all() end

---A lock that a number of tasks have at once.
---@class Semaphore
local Semaphore = {}

---A semaphore for value tasks at once; one if it is not given.
---Raises: ValueError for a value below 0.
---Python: asyncio.Semaphore
---@param value? integer
---@return Semaphore
function asyncio.Semaphore(value) end

---A semaphore that cannot be released above its first value.
---Raises: ValueError for a value below 0.
---Python: asyncio.BoundedSemaphore
---@param value? integer
---@return Semaphore
function asyncio.BoundedSemaphore(value) end

---Wait for a place and take it.
---Python: asyncio.Semaphore.acquire
---@return Coroutine<true>
function Semaphore:acquire() end

---Give a place back.
---Raises: ValueError above its first value, if it is a BoundedSemaphore.
---Python: asyncio.Semaphore.release
function Semaphore:release() end

---Whether acquire would wait.
---Python: asyncio.Semaphore.locked
---@return boolean
function Semaphore:locked() end

---A place where tasks wait for each other.
---@class Barrier
---@field parties integer how many tasks it takes
---@field n_waiting integer how many wait
---@field broken boolean whether it is broken
local Barrier = {}

---A barrier for so many tasks.
---Raises: ValueError for less than one.
---Python: asyncio.Barrier
---@param parties integer
---@return Barrier
function asyncio.Barrier(parties) end

---Wait until parties tasks wait.
---Raises: BrokenBarrierError when it is broken or reset.
---Python: asyncio.Barrier.wait
---@return Coroutine<integer> index of this one
function Barrier:wait() end

---Empty it: who waits gets a BrokenBarrierError.
---Python: asyncio.Barrier.reset
---@return Coroutine
function Barrier:reset() end

---Break it: who waits, now or later, gets a BrokenBarrierError.
---Python: asyncio.Barrier.abort
---@return Coroutine
function Barrier:abort() end

-- # Connections

---How a connection is secured.
---@alias ssl boolean|SSLContext|asyncio.SSLOptions true, a context, or its options

---@class asyncio.ConnectOptions
---@field ssl? ssl true, an SSLContext, or its options in a table; plain without it
---@field server_hostname? string the name that the certificate must have; host when absent
---@field limit? integer bytes that the reader keeps at most before it stops reading, and the longest line; 65536 when absent
---@field timeout? number seconds until there is a connection; without end when absent
---@field ssl_handshake_timeout? number seconds; 60 when absent

---@class asyncio.ConnectTCPOptions: asyncio.ConnectOptions
---@field family? "inet"|"inet6" IPv4 or IPv6 only; both when absent
---@field local_addr? table {address, port} to connect from; any when absent
---@field happy_eyeballs_delay? number|boolean seconds to wait for one family of addresses before the other is tried too; 0.3 when absent; false: one after the other

---Connect to a server; nil is localhost. The coroutine returns a reader and a writer.
---Raises: OSError and its kin: ConnectionRefusedError, gaierror, SSLError; TimeoutError.
---Python: asyncio.open_connection
---@param host string?
---@param port integer|string
---@param options? asyncio.ConnectTCPOptions
---@return Coroutine<StreamReader, StreamWriter> reader, writer
function asyncio.open_connection(host, port, options) end

---Connect to a Unix socket. The coroutine returns a reader and a writer.
---Raises: OSError and its kin: FileNotFoundError, ConnectionRefusedError.
---Python: asyncio.open_unix_connection
---@param path string
---@param options? asyncio.ConnectOptions
---@return Coroutine<StreamReader, StreamWriter> reader, writer
function asyncio.open_unix_connection(path, options) end

---A connection as a protocol sees it.
---@class Transport
local Transport = {}

---Send a string, or keep it to be sent.
---@param s string
function Transport:write(s) end

---Send strings.
---@param list string[]
function Transport:writelines(list) end

---Close when all has gone out.
function Transport:close() end

---Close at once; what was not sent is lost.
function Transport:abort() end

---Whether it is closed, or will be.
---@return boolean
function Transport:is_closing() end

---Whether write_eof can end its own direction alone.
---@return boolean
function Transport:can_write_eof() end

---End the own direction.
function Transport:write_eof() end

---As of a StreamWriter: "peername", "sockname", "sslcontext" and the like.
---@param name string
---@param default? any
---@return any
function Transport:get_extra_info(name, default) end

---Set the marks, in bytes, at which pause_writing and resume_writing are called.
---@param high? integer
---@param low? integer
function Transport:set_write_buffer_limits(high, low) end

---The marks, in bytes.
---@return integer low
---@return integer high
function Transport:get_write_buffer_limits() end

---How many bytes have not gone out.
---@return integer
function Transport:get_write_buffer_size() end

---Have the protocol told of nothing that arrives.
function Transport:pause_reading() end

---End pause_reading.
function Transport:resume_reading() end

---Whether the protocol is told of what arrives.
---@return boolean
function Transport:is_reading() end

---What is told; nil for a stream.
---@return table protocol
function Transport:get_protocol() end

---Have another table told from now on.
---@param protocol table
function Transport:set_protocol(protocol) end

---A table for a protocol: connection_made(self, transport), data_received(self, data), eof_received(self) (true keeps the
---transport open), connection_lost(self, error?), pause_writing(self), resume_writing(self). What it lacks does nothing.
---Python: asyncio.Protocol
---@param functions? table
---@return table
function asyncio.Protocol(functions) end

---A protocol that says how much it takes at a time: get_buffer(self, sizehint) gives a number of bytes, which
---buffer_updated(self, n, data) then gets.
---Python: asyncio.BufferedProtocol
---@param functions? table
---@return table
function asyncio.BufferedProtocol(functions) end

---Connect; the coroutine returns a transport and the protocol that the factory made. Options as open_connection's.
---Raises: OSError and its kin.
---@param factory fun(): table
---@param host string?
---@param port integer|string
---@param options? table
---@return Coroutine transport, protocol
function loop:create_connection(factory, host, port, options) end

---A transport and a protocol of the factory, which is told what comes through a named pipe or from a device. The file, of
---fs.open, belongs to the transport from then on.
---Raises: OSError and its kin; ValueError for what is a file and no pipe.
---@param factory fun(): table
---@param file File
---@return Coroutine transport, protocol
function loop:connect_read_pipe(factory, file) end

---connect_read_pipe for writing: the protocol is told connection_lost when the other end is closed.
---Raises: OSError and its kin; ValueError for what is a file and no pipe.
---@param factory fun(): table
---@param file File
---@return Coroutine transport, protocol
function loop:connect_write_pipe(factory, file) end

---@class asyncio.LoopStartTLSOptions: asyncio.StartTLSOptions
---@field server_side? boolean this is the side that shows its certificate first; false when absent

---Begin TLS on a transport, of which the protocol is told from then on. A transport with TLS has it twice then.
---Raises: SSLError when the peers do not agree; ConnectionAbortedError when that takes too long.
---@param transport Transport
---@param protocol table
---@param ssl ssl
---@param options? asyncio.LoopStartTLSOptions
---@return Coroutine<Transport> transport the same
function loop:start_tls(transport, protocol, ssl, options) end

---create_connection to a Unix socket.
---Raises: OSError and its kin.
---@param factory fun(): table
---@param path string
---@param options? table
---@return Coroutine transport, protocol
function loop:create_unix_connection(factory, path, options) end

---A server with a protocol of the factory for each connection. Options as start_server's.
---Raises: OSError and its kin.
---@param factory fun(): table
---@param host string|string[]|nil
---@param port integer|string|nil
---@param options? table
---@return Coroutine server
function loop:create_server(factory, host, port, options) end

---create_server at a Unix socket.
---Raises: OSError and its kin.
---@param factory fun(): table
---@param path string
---@param options? table
---@return Coroutine server
function loop:create_unix_server(factory, path, options) end

---Send a file; the coroutine returns how many bytes were sent.
---@param transport Transport|StreamWriter
---@param path string
---@param offset? integer
---@param count? integer
---@return Coroutine sent
function loop:sendfile(transport, path, offset, count) end

---Send a file; the coroutine returns how many bytes were sent.
---@param path string
---@param offset? integer
---@param count? integer
---@return Coroutine sent
function StreamWriter:sendfile(path, offset, count) end

---Standard output as a writer: a full pipe stops only who waits in drain. What print writes does not wait for it.
---@type StreamWriter
asyncio.stdout = nil

---Standard error as a writer, as stdout.
---@type StreamWriter
asyncio.stderr = nil

---@class asyncio.ServeOptions
---@field ssl? ssl an SSLContext or its options, with a certificate; plain without it
---@field limit? integer bytes that the reader keeps at most before it stops reading, and the longest line; 65536 when absent
---@field backlog? integer taken for Python's sake; it changes nothing
---@field start_serving? boolean take connections at once; true when absent
---@field ssl_handshake_timeout? number seconds; 60 when absent

---@class asyncio.ServeTCPOptions: asyncio.ServeOptions
---@field family? "inet"|"inet6" IPv4 or IPv6 only; both when absent
---@field reuse_address? boolean take an address that an earlier server has just left; true when absent, but on Windows
---@field reuse_port? boolean share the port with other processes; false when absent

---Serve: handler(reader, writer) runs as a task for each connection.
---Raises: OSError when the address is taken.
---Python: asyncio.start_server
---@param handler fun(reader: StreamReader, writer: StreamWriter)
---@param host string|string[]|nil nil is all addresses
---@param port integer|string 0 is any that is free: see server.port
---@param options? asyncio.ServeTCPOptions
---@return Coroutine<Server> server
function asyncio.start_server(handler, host, port, options) end

---@class asyncio.ServeUnixOptions: asyncio.ServeOptions
---@field cleanup_socket? boolean remove the socket's file when the server closes; true when absent

---Serve on a Unix socket.
---Raises: OSError.
---Python: asyncio.start_unix_server
---@param handler fun(reader: StreamReader, writer: StreamWriter)
---@param path string
---@param options? asyncio.ServeUnixOptions
---@return Coroutine<Server> server
function asyncio.start_unix_server(handler, path, options) end

---@class asyncio.SSLOptions
---@field certfile? string the file of the own certificate, in PEM; with its key, where keyfile is absent
---@field keyfile? string the file of its key
---@field certdata? string the certificate itself, in PEM
---@field keydata? string the key itself, in PEM
---@field password? string of an encrypted key
---@field cafile? string the file of the certificates that are trusted; the system's when absent
---@field cadata? string these certificates themselves, in PEM
---@field verify? boolean check the server's certificate; true when absent
---@field check_hostname? boolean check its name too; as verify when absent
---@field client_auth? boolean|"optional" ask clients for a certificate; false when absent
---@field alpn_protocols? string[] in order of preference; none when absent
---@field minimum_version? string "1.2", which it is when absent, or another
---@field maximum_version? string the newest when absent

---What TLS needs: certificates, and what to check.
---Python: ssl.SSLContext
---@param options? asyncio.SSLOptions
---@return SSLContext
function asyncio.ssl_context(options) end

---What TLS needs, made by ssl_context.
---@class SSLContext
local SSLContext = {}

-- # Streams

---What a connection receives.
---@class StreamReader
local StreamReader = {}

---@class asyncio.ReaderOptions
---@field limit? integer bytes that the reader keeps at most before it stops reading, and the longest line; 65536 when absent

---A reader to feed by hand.
---Python: asyncio.StreamReader
---@param options? asyncio.ReaderOptions
---@return StreamReader
function asyncio.StreamReader(options) end

---Up to n bytes, at least one; "" at the end. Without n all up to the end.
---Python: asyncio.StreamReader.read
---@param n? integer
---@return Coroutine<string>
function StreamReader:read(n) end

---Exactly n bytes, else an IncompleteReadError.
---Raises: IncompleteReadError at the end of the stream.
---Python: asyncio.StreamReader.readexactly
---@param n integer
---@return Coroutine<string>
function StreamReader:readexactly(n) end

---A line with its newline; "" at the end.
---Raises: ValueError for a line longer than the limit.
---Python: asyncio.StreamReader.readline
---@return Coroutine<string>
function StreamReader:readline() end

---Up to and with the separator, or the first of several.
---Raises: IncompleteReadError at the end of the stream; LimitOverrunError beyond the limit.
---Python: asyncio.StreamReader.readuntil
---@param separator? string|string[]
---@return Coroutine<string>
function StreamReader:readuntil(separator) end

---For a generic for that awaits each line; "L" keeps the newline.
---Python: async for line in reader
---@param format? string
---@return fun(): string?
function StreamReader:lines(format) end

---Whether all was read.
---Python: asyncio.StreamReader.at_eof
---@return boolean
function StreamReader:at_eof() end

---Add data at its end.
---Python: asyncio.StreamReader.feed_data
---@param data string
function StreamReader:feed_data(data) end

---End it.
---Python: asyncio.StreamReader.feed_eof
function StreamReader:feed_eof() end

---The error that set_exception gave it, else nil.
---Python: asyncio.StreamReader.exception
---@return any
function StreamReader:exception() end

---Have the error raised by who reads.
---Python: asyncio.StreamReader.set_exception
---@param e any
function StreamReader:set_exception(e) end

---What a connection sends.
---@class StreamWriter
local StreamWriter = {}

---Send data; drain waits when too much is on its way.
---Python: asyncio.StreamWriter.write
---@param data string
function StreamWriter:write(data) end

---Send several pieces of data.
---Python: asyncio.StreamWriter.writelines
---@param list string[]
function StreamWriter:writelines(list) end

---Wait until there is room to write.
---Raises: ConnectionResetError when the connection is lost.
---Python: asyncio.StreamWriter.drain
---@return Coroutine
function StreamWriter:drain() end

---Close the connection when all is sent.
---Python: asyncio.StreamWriter.close
function StreamWriter:close() end

---Whether it is closed, or about to be.
---Python: asyncio.StreamWriter.is_closing
---@return boolean
function StreamWriter:is_closing() end

---Wait until it is closed.
---Python: asyncio.StreamWriter.wait_closed
---@return Coroutine
function StreamWriter:wait_closed() end

---Close the connection at once.
---Python: writer.transport.abort
function StreamWriter:abort() end

---Send the end of the stream.
---Python: asyncio.StreamWriter.write_eof
function StreamWriter:write_eof() end

---Whether write_eof can be called; not with TLS.
---Python: asyncio.StreamWriter.can_write_eof
---@return boolean
function StreamWriter:can_write_eof() end

---What is known of the connection: "peername", "sockname", "ssl_object" and so on; default where it is not.
---Python: asyncio.StreamWriter.get_extra_info
---@param name string as "peername"
---@param default? any
---@return any
function StreamWriter:get_extra_info(name, default) end

---How many bytes wait to be sent.
---Python: writer.transport.get_write_buffer_size
---@return integer
function StreamWriter:get_write_buffer_size() end

---Between how many bytes drain waits.
---Python: writer.transport.get_write_buffer_limits
---@return integer low, integer high
function StreamWriter:get_write_buffer_limits() end

---Have drain wait above high bytes until there are low or less.
---Python: writer.transport.set_write_buffer_limits
---@param high? integer
---@param low? integer
function StreamWriter:set_write_buffer_limits(high, low) end

---@class asyncio.StartTLSOptions
---@field server_hostname? string the name that the certificate must have; the host that was connected to when absent
---@field ssl_handshake_timeout? number seconds; 60 when absent

---Begin TLS on the connection.
---Python: asyncio.StreamWriter.start_tls
---@param ssl ssl
---@param options? asyncio.StartTLSOptions
---@return Coroutine
function StreamWriter:start_tls(ssl, options) end

-- # Servers

---A socket that is served.
---@class Server
---@field sockets any[] its addresses
---@field sockname any the first of them
---@field port integer of its first address
local Server = {}

---Take no more connections.
---Python: asyncio.Server.close
function Server:close() end

---Wait until it is closed and its connections are.
---Python: asyncio.Server.wait_closed
---@return Coroutine
function Server:wait_closed() end

---Take connections, where start_serving was false.
---Python: asyncio.Server.start_serving
---@return Coroutine
function Server:start_serving() end

---Serve until it is cancelled, and then close.
---Python: asyncio.Server.serve_forever
---@return Coroutine
function Server:serve_forever() end

---Whether it takes connections.
---Python: asyncio.Server.is_serving
---@return boolean
function Server:is_serving() end

---Close the connections of its clients.
---Python: asyncio.Server.close_clients
function Server:close_clients() end

---Close the connections of its clients at once.
---Python: asyncio.Server.abort_clients
function Server:abort_clients() end

---The loop it belongs to.
---Python: asyncio.Server.get_loop
---@return loop
function Server:get_loop() end

-- # Streams

---Standard input, to be read without blocking the loop.
---@type StreamReader
asyncio.stdin = nil

-- # Addresses and datagrams

---@class asyncio.AddressOptions
---@field family? "inet"|"inet6" both when absent
---@field type? "stream"|"dgram" both when absent

---The addresses of a host: a list of tables with family, type, proto and address.
---Raises: gaierror.
---Python: loop.getaddrinfo
---@param host string?
---@param port integer|string|nil
---@param options? asyncio.AddressOptions
---@return Coroutine<table[]>
function asyncio.getaddrinfo(host, port, options) end

---@class asyncio.NameOptions
---@field numeric_host? boolean the address itself, without a look-up; false when absent
---@field numeric_service? boolean the port itself, without a look-up; false when absent
---@field dgram? boolean the service of UDP; of TCP when absent

---The names of an address.
---Raises: gaierror.
---Python: loop.getnameinfo
---@param address table {host, port}
---@param options? asyncio.NameOptions
---@return Coroutine<string, string> host, service
function asyncio.getnameinfo(address, options) end

---As asyncio.getaddrinfo.
---Python: loop.getaddrinfo
---@param host string?
---@param port integer|string|nil
---@param options? asyncio.AddressOptions
---@return Coroutine<table[]>
function loop:getaddrinfo(host, port, options) end

---As asyncio.getnameinfo.
---Python: loop.getnameinfo
---@param address table {host, port}
---@param options? asyncio.NameOptions
---@return Coroutine<string, string> host, service
function loop:getnameinfo(address, options) end

---A socket for datagrams.
---@class DatagramEndpoint
local DatagramEndpoint = {}

---@class asyncio.DatagramOptions
---@field local_addr? table {host, port} to bind to; any when absent
---@field remote_addr? table {host, port} that is sent to and heard alone; none when absent
---@field family? "inet"|"inet6" IPv4 or IPv6 only; both when absent
---@field reuse_port? boolean share the port with other processes; false when absent

---Open a socket for datagrams. The coroutine returns a DatagramEndpoint.
---Python: loop.create_datagram_endpoint
---@param options? asyncio.DatagramOptions
---@return Coroutine<DatagramEndpoint> endpoint
function asyncio.open_datagram_endpoint(options) end

---As in Python: factory() makes a protocol, a table with the methods that are called.
---Python: loop.create_datagram_endpoint
---@param factory function
---@param options? asyncio.DatagramOptions
---@return Coroutine<DatagramEndpoint, table> transport, protocol
function loop:create_datagram_endpoint(factory, options) end

---Send a datagram; without an address to remote_addr.
---Python: asyncio.DatagramTransport.sendto
---@param data string
---@param address? table {host, port}
function DatagramEndpoint:sendto(data, address) end

---Wait for a datagram; nothing when the endpoint is closed.
---@return Coroutine<string?, table?> data, {host, port}
function DatagramEndpoint:recvfrom() end

---For a generic for that awaits each datagram: data, {host, port}.
---@return fun(): string?, table?
function DatagramEndpoint:datagrams() end

---Close it.
---Python: asyncio.DatagramTransport.close
function DatagramEndpoint:close() end

---Whether it is closed.
---Python: asyncio.DatagramTransport.is_closing
---@return boolean
function DatagramEndpoint:is_closing() end

---What is known of the socket: "sockname", "peername"; default where it is not.
---Python: asyncio.DatagramTransport.get_extra_info
---@param name string
---@param default? any
---@return any
function DatagramEndpoint:get_extra_info(name, default) end

-- # Processes

---What a subprocess's streams can be: PIPE, STDOUT, DEVNULL.
---Python: asyncio.subprocess
---@type {PIPE: integer, STDOUT: integer, DEVNULL: integer}
asyncio.subprocess = nil

---Start a program.
---Raises: FileNotFoundError, PermissionError.
---Python: asyncio.create_subprocess_exec
---@param program string
---@param ... string|asyncio.SubprocessOptions its arguments, and at the end options
---@return Coroutine<Process> process
function asyncio.create_subprocess_exec(program, ...) end

---@class asyncio.SubprocessOptions
---@field stdin? any asyncio.subprocess.PIPE or DEVNULL; the own when absent
---@field stdout? any asyncio.subprocess.PIPE, DEVNULL or a file; the own when absent
---@field stderr? any as stdout, or asyncio.subprocess.STDOUT: where that goes; the own when absent
---@field text? boolean false: programs read and write bytes
---@field universal_newlines? boolean false: as text
---@field encoding? nil none: as text
---@field errors? nil none: as text
---@field cwd? string its folder; the own when absent
---@field env? table all its variables; the own when absent
---@field limit? integer bytes that its readers keep at most; 65536 when absent
---@field start_new_session? boolean run it in a session of its own; false when absent
---@field executable? string the program that runs, in the place of the first argument or the shell; that when absent
---@field process_group? integer the process group to be in, 0 for one of its own; the own when absent
---@field user? integer|string who it runs as; the own when absent
---@field group? integer|string the group it runs as; the own when absent
---@field extra_groups? (integer|string)[] further groups; the own when absent
---@field umask? integer the mask for files that it makes, on Linux; the own when absent
---@field pass_fds? (integer|File)[] descriptors that it has too, under the same numbers; none when absent

---Start a command of the shell.
---Python: asyncio.create_subprocess_shell
---@param command string
---@param options? asyncio.SubprocessOptions
---@return Coroutine<Process> process
function asyncio.create_subprocess_shell(command, options) end

---A process that was started.
---@class Process
---@field pid integer its number
---@field returncode integer? its exit status, or less than 0 the signal that ended it; nil while it runs
---@field stdin StreamWriter? nil unless it is a PIPE
---@field stdout StreamReader? nil unless it is a PIPE
---@field stderr StreamReader? nil unless it is a PIPE
local Process = {}

---Wait until it ends.
---Python: asyncio.subprocess.Process.wait
---@return Coroutine<integer> returncode
function Process:wait() end

---Send input, read all output, wait until it ends.
---Python: asyncio.subprocess.Process.communicate
---@param input? string
---@return Coroutine<string?, string?> stdout, stderr
function Process:communicate(input) end

---@class asyncio.SignalOptions
---@field group? boolean to all processes of its own group, also after its end; false when absent

---Send it a signal, as "SIGINT" or 2.
---Python: asyncio.subprocess.Process.send_signal
---@param signal string|integer
---@param options? asyncio.SignalOptions
function Process:send_signal(signal, options) end

---Send it SIGTERM.
---Python: asyncio.subprocess.Process.terminate
---@param options? asyncio.SignalOptions
function Process:terminate(options) end

---End it at once.
---Python: asyncio.subprocess.Process.kill
---@param options? asyncio.SignalOptions
function Process:kill(options) end

---Send a signal to all processes of a group.
---Raises: ProcessLookupError, PermissionError; ValueError for a number below 2.
---@param group integer
---@param signal string|integer
function asyncio.killpg(group, signal) end

-- # Threads

---Run a Lua function in a runtime of its own, on another core. The function, what it refers to, its arguments and its results
---are copied; globals are not. Cancelling stops it.
---Raises: what fn raises; TypeError for what cannot be copied.
---Python: asyncio.to_thread
---@generic T, U
---@param fn fun(...): T?, U?
---@param ... any
---@return Coroutine<T, U>
function asyncio.to_thread(fn, ...) end

---Workers for loop:run_in_executor.
---Python: concurrent.futures.ThreadPoolExecutor
---@param max_workers? integer
---@return ThreadPoolExecutor
function asyncio.ThreadPoolExecutor(max_workers) end

---Workers that run Lua functions on other cores.
---@class ThreadPoolExecutor
local ThreadPoolExecutor = {}

---@class asyncio.ShutdownOptions
---@field wait? boolean wait for the functions that run; true when absent
---@field cancel_futures? boolean cancel those that have not begun; false when absent

---Take no further functions; the coroutine ends when the workers have.
---Python: concurrent.futures.ThreadPoolExecutor.shutdown
---@param options? asyncio.ShutdownOptions
---@return Coroutine
function ThreadPoolExecutor:shutdown(options) end

---Have run_in_executor(nil, fn) use these workers.
---Python: loop.set_default_executor
---@param executor ThreadPoolExecutor
function loop:set_default_executor(executor) end

-- # Files

---Files without blocking the loop: a global and require("fs").
---@class fs
fs = {}

---An open file. What its coroutines do happens in the order in which they were begun.
---@class File
---@field path string as it was opened
---@field closed boolean whether close was called
---@field read fun(self: File, n?: integer): Coroutine at most n bytes, fewer only at the end; without n all that is left
---@field readline fun(self: File): Coroutine with its newline, "" at the end
---@field lines fun(self: File, format?: "L"): fun(): string? for a generic for that awaits; "L" keeps the newlines
---@field write fun(self: File, data: string): Coroutine how many bytes
---@field seek fun(self: File, whence?: "set"|"cur"|"end", offset?: integer): Coroutine where it is
---@field truncate fun(self: File, size?: integer): Coroutine the size; without one, where it is
---@field sync fun(self: File): Coroutine nil, when the system has it on disk
---@field stat fun(self: File): Coroutine what fs.stat tells, of this file
---@field lock fun(self: File, options?: {shared?: boolean, wait?: boolean}): Coroutine wait = false: a lock of another is a BlockingIOError
---@field unlock fun(self: File): Coroutine nil; what was not locked may be unlocked
---@field fileno fun(self: File): integer the descriptor, which stays the file's own
---@field close fun(self: File): Coroutine nil; a second time too

---@class fs.OpenOptions
---@field mode? integer|string the permissions of a file that is made, as "0644"; what the umask leaves of "0666" when absent

---Open a file: "r", "w", "a" or "x" (must be new), with "+" for reading and writing. A body is called with it, and what it
---returns is returned.
---Raises: FileNotFoundError, FileExistsError, IsADirectoryError, PermissionError.
---@param path string
---@param mode? string
---@param options? fs.OpenOptions
---@param body? fun(f: File): ...
---@return Coroutine|any
function fs.open(path, mode, options, body) end

---@class fs.ReadOptions
---@field offset? integer the first byte, from 0; 0 when absent
---@field length? integer bytes at most; to the end when absent

---The file, or what comes through a pipe until its writers have closed it.
---Raises: FileNotFoundError, IsADirectoryError, PermissionError.
---Python: pathlib.Path.read_bytes
---@param path string
---@param options? fs.ReadOptions
---@return Coroutine<string> data
function fs.read(path, options) end

---@class fs.WriteOptions
---@field mode? integer|string permissions of a new file, as 0x1a4 or "644"; 0666 less the umask when absent
---@field exclusive? boolean a FileExistsError if there is such a file; false when absent

---Make a file, or replace what is in it.
---Raises: FileNotFoundError for a folder that is not there; FileExistsError; PermissionError.
---Python: pathlib.Path.write_bytes
---@param path string
---@param data string
---@param options? fs.WriteOptions
---@return Coroutine
function fs.write(path, data, options) end

---@class fs.ModeOption
---@field mode? integer|string permissions of a new file, as 0x1a4 or "644"; 0666 less the umask when absent

---Add data to the end of a file, which is made if need be.
---Raises: as fs.write.
---Python: open(path, "ab")
---@param path string
---@param data string
---@param options? fs.ModeOption
---@return Coroutine
function fs.append(path, data, options) end

---@class fs.ReplaceOptions
---@field mode? integer|string its permissions; those of the file before, or 0666 less the umask, when absent

---Put a file in the place of another: who reads sees the old one or the new one.
---Raises: as fs.write.
---Python: os.replace
---@param path string
---@param data string
---@param options? fs.ReplaceOptions
---@return Coroutine
function fs.atomic_write(path, data, options) end

---For a generic for that awaits each line, as io.lines; "L" keeps the newlines.
---Raises: FileNotFoundError, at its first call.
---Python: open(path)
---@param path string
---@param format? "L"
---@return fun(): string?
function fs.lines(path, format) end

---The names in a folder, sorted.
---Raises: FileNotFoundError, NotADirectoryError.
---Python: os.listdir
---@param path string
---@return Coroutine<string[]> names in order
function fs.list(path) end

---For a generic for that awaits: path and what stat tells of all that is below.
---Python: os.walk
---@param path string
---@return fun(): string?, table?
function fs.walk(path) end

---name, type ("file", "directory", "link", …), size in bytes, mode; mtime, atime and ctime in seconds; but on Windows dev,
---inode, nlink, uid and gid.
---Raises: FileNotFoundError.
---Python: os.stat
---@param path string
---@return Coroutine<table> info
function fs.stat(path) end

---stat of a link itself.
---Raises: FileNotFoundError.
---Python: os.lstat
---@param path string
---@return Coroutine<table> info
function fs.lstat(path) end

---Whether there is a file or folder of that name.
---Python: os.path.exists
---@param path string
---@return Coroutine<boolean>
function fs.exists(path) end

---@class fs.MkdirOptions
---@field parents? boolean make the folders above it too; false when absent
---@field exist_ok? boolean no error if it is there; false when absent
---@field mode? integer|string 0777 less the umask when absent

---Make a folder.
---Raises: FileExistsError; FileNotFoundError without the folder above.
---Python: os.mkdir, os.makedirs
---@param path string
---@param options? fs.MkdirOptions
---@return Coroutine
function fs.mkdir(path, options) end

---@class fs.RemoveOptions
---@field recursive? boolean with all that is in it; false when absent
---@field missing_ok? boolean no error if it is not there; false when absent

---Remove a file or an empty folder.
---Raises: FileNotFoundError; OSError for a folder that is not empty.
---Python: os.remove, shutil.rmtree
---@param path string
---@param options? fs.RemoveOptions
---@return Coroutine
function fs.remove(path, options) end

---Give a file or folder another name; a file of that name is replaced.
---Raises: FileNotFoundError.
---Python: os.replace
---@param from string
---@param to string
---@return Coroutine
function fs.rename(from, to) end

---A file with its permissions.
---Raises: FileNotFoundError.
---Python: shutil.copyfile
---@param from string
---@param to string
---@return Coroutine
function fs.copy(from, to) end

---Make a symbolic link at path that leads to target.
---Raises: FileExistsError.
---Python: os.symlink
---@param target string
---@param path string
---@return Coroutine
function fs.symlink(target, path) end

---Where a symbolic link leads.
---Raises: FileNotFoundError; OSError for what is no link.
---Python: os.readlink
---@param path string
---@return Coroutine<string> target
function fs.readlink(path) end

---Set the permissions of a file, as 0x1a4 or "644".
---Python: os.chmod
---@param path string
---@param mode integer|string
---@return Coroutine
function fs.chmod(path, mode) end

---The path without symbolic links.
---Raises: FileNotFoundError.
---Python: os.path.realpath
---@param path string
---@return Coroutine<string> path
function fs.realpath(path) end

---@class fs.TempOptions
---@field dir? string the folder; the system's for such files when absent
---@field prefix? string "tmp" when absent
---@field suffix? string "" when absent

---An empty file of a new name.
---Python: tempfile.mkstemp
---@param options? fs.TempOptions
---@return Coroutine<string> path
function fs.tempfile(options) end

---An empty folder of a new name.
---Python: tempfile.mkdtemp
---@param options? fs.TempOptions
---@return Coroutine<string> path
function fs.tempdir(options) end

---@class fs.WatchOptions
---@field recursive? boolean what is below the folders too; false when absent

---Watch files and directories; a file that another takes the place of (op "create") is watched on. The watcher has next() and events(), which wait for {path=, op=}, and add(path),
---remove(path), close().
---@param paths string|string[]
---@param options? fs.WatchOptions
---@return Coroutine watcher
function fs.watch(paths, options) end

return asyncio
