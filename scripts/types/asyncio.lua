---@meta asyncio

-- Editor annotations of Moonloop's module asyncio, for the Lua language server. A test compares the names with what the
-- module registers. What is marked @async waits: call it in a task. A function said to return a coroutine does nothing
-- until what it returns is awaited.

---@class asyncio
asyncio = {}

---What can be awaited: a coroutine object, a Future or Task, a plain function, a thread that was not started.
---@alias awaitable Coroutine|Future|Task|function|thread

---Await x in the current task: its results, or its error raised.
---@async
---@param x awaitable
---@return any ...
function await(x) end

---Make a coroutine function: calling it runs nothing and returns a coroutine object.
---@param fn function
---@return fun(...): Coroutine
function async(fn) end

---Await x in the current task: its results, or its error raised.
---@async
---@param x awaitable
---@return any ...
function asyncio.await(x) end

---Make a coroutine function: calling it runs nothing and returns a coroutine object.
---@param fn function
---@return fun(...): Coroutine
function asyncio.async(fn) end

---Run main as the main task of a new loop, cancel what it leaves, close the loop; returns main's results.
---@param main awaitable
---@param options? {debug?: boolean, loop_factory?: fun(): loop}
---@return any ...
function asyncio.run(main, options) end

---Start a task in the running loop.
---@param coro awaitable
---@param options? {name?: any, context?: Context, eager_start?: boolean}
---@return Task
function asyncio.create_task(coro, options) end

---x itself if it is a future, else a task of it.
---@param x awaitable
---@param options? {loop?: loop}
---@return Future|Task
function asyncio.ensure_future(x, options) end

---The task that runs; nil in a callback.
---@param loop? loop
---@return Task?
function asyncio.current_task(loop) end

---The tasks that are not done, oldest first.
---@param loop? loop
---@return Task[]
function asyncio.all_tasks(loop) end

---Wait some seconds; the coroutine returns result. sleep(0) lets others run once.
---@param delay number seconds
---@param result? any
---@return Coroutine
function asyncio.sleep(delay, result) end

---Run all at once and wait for all: results in the order given, in a list with a field n. The first error is raised at
---once, unless return_exceptions puts errors among the results. Takes a list, or the awaitables themselves.
---@param list awaitable[]|awaitable
---@param options? {return_exceptions?: boolean}
---@return Future
function asyncio.gather(list, options) end

---Wait until some or all futures are done; they are not cancelled at the timeout.
---@param list Future[] tasks or futures
---@param options? {timeout?: number, return_when?: string}
---@return Coroutine done, pending: two lists
function asyncio.wait(list, options) end

---Wait for x, at most timeout seconds: then x is cancelled and TimeoutError raised. nil waits without end.
---@param x awaitable
---@param timeout? number seconds
---@return Coroutine
function asyncio.wait_for(x, timeout) end

---An iterator that waits for the next one that is done and gives that future.
---@param list awaitable[]
---@param options? {timeout?: number}
---@return AsCompleted
function asyncio.as_completed(list, options) end

---A future of x that can be cancelled without cancelling x.
---@param x awaitable
---@return Future
function asyncio.shield(x) end

---Run a coroutine in a loop that another goroutine runs.
---@param coro awaitable
---@param loop loop
---@return ConcurrentFuture
function asyncio.run_coroutine_threadsafe(coro, loop) end

---A task factory whose tasks begin at once, made by ctor.
---@param ctor function as asyncio.Task
---@return function
function asyncio.create_eager_task_factory(ctor) end

---A task factory whose tasks begin at once, for loop:set_task_factory.
---@param loop loop
---@param coro awaitable
---@param options? {name?: any, context?: Context}
---@return Task
function asyncio.eager_task_factory(loop, coro, options) end

---Whether v is a coroutine object.
---@param v any
---@return boolean
function asyncio.iscoroutine(v) end

---Whether v was made by async.
---@param v any
---@return boolean
function asyncio.iscoroutinefunction(v) end

---Whether v is a Future or Task.
---@param v any
---@return boolean
function asyncio.isfuture(v) end

---The loop that runs; a RuntimeError if none does.
---@return loop
function asyncio.get_running_loop() end

---The loop that runs, or the one set_event_loop was given.
---@return loop
function asyncio.get_event_loop() end

---@return loop
function asyncio.new_event_loop() end

---@param loop loop?
function asyncio.set_event_loop(loop) end

---The current context, copied.
---@return Context
function asyncio.copy_context() end

---A new error class.
---@param name string
---@param parent? ErrorClass asyncio.Exception if not given
---@return ErrorClass
function asyncio.error_class(name, parent) end

---Whether v is an error of that class, or of a class below it; an object that this function of the module makes, as
---asyncio.Task; or a value of that Lua type.
---@param v any
---@param class ErrorClass|function|string|table a class, a function that makes objects, the name of a type, or a list of them
---@return boolean
function asyncio.isinstance(v, class) end

---try, except and finally: the first clause whose class matches handles the error; "any" matches all but
---CancelledError. Returns what body or the handler returns. With star = true in all clauses each handler gets a group of
---what its class matches in a group, as in except*; what none takes is raised again.
---@async
---@param body function
---@param clauses table { {Class, handler, star = boolean?}, ..., finally = function }
---@return any ...
function asyncio.try(body, clauses) end

---Run body while obj is held: a lock, semaphore, condition, connection, server, group, timeout or runner.
---@async
---@param obj any
---@param body function gets what obj gives
---@return any ... what body returns
function asyncio.with(obj, body) end

---Run body with a limit: after that many seconds it is cancelled and TimeoutError raised. Without a body, for with.
---@async
---@param seconds? number
---@param body? fun(cm: Timeout): ...
---@return any ... what body returns
function asyncio.timeout(seconds, body) end

---As timeout, until a time of the loop's clock.
---@async
---@param when? number
---@param body? fun(cm: Timeout): ...
---@return any ...
function asyncio.timeout_at(when, body) end

---The tree of who awaits whom around a future or the current task.
---@param future? Future
---@param options? {depth?: integer, limit?: integer}
---@return table? graph future, call_stack, awaited_by
function asyncio.capture_call_graph(future, options) end

---The call graph as text.
---@param future? Future
---@param options? {depth?: integer, limit?: integer}
---@return string
function asyncio.format_call_graph(future, options) end

---Print the call graph.
---@param future? Future
---@param options? {file?: file*, depth?: integer, limit?: integer}
function asyncio.print_call_graph(future, options) end

---Put a task on its loop's list; for those who write tasks of their own.
---@param task Task
function asyncio._register_task(task) end

---@param task Task
function asyncio._unregister_task(task) end

---@param loop loop
---@param task Task
function asyncio._enter_task(loop, task) end

---@param loop loop
---@param task Task
function asyncio._leave_task(loop, task) end

---For wait: return when one is done.
---@type string
asyncio.FIRST_COMPLETED = "FIRST_COMPLETED"

---For wait: return when one has failed, or all are done.
---@type string
asyncio.FIRST_EXCEPTION = "FIRST_EXCEPTION"

---For wait: return when all are done.
---@type string
asyncio.ALL_COMPLETED = "ALL_COMPLETED"

---What calling an async function returns. It can be awaited once.
---@class Coroutine
local Coroutine = {}

---@async
---@return any ...
function Coroutine:await() end

---Drop it without a report that nobody awaited it.
function Coroutine:close() end

---A result to come.
---@class Future
local Future = {}

---@param options? {loop?: loop}
---@return Future
function asyncio.Future(options) end

---Whether there is a result or an error, or it was cancelled.
---@return boolean
function Future:done() end

---@return boolean
function Future:cancelled() end

---The result, or the error raised; InvalidStateError while it is pending.
---@return any ...
function Future:result() end

---The error, or nil if there is a result.
---@return any
function Future:exception() end

---Cancel it: whoever waits gets a CancelledError. False if it is done.
---@param msg? any
---@return boolean
function Future:cancel(msg) end

---@param ... any
function Future:set_result(...) end

---@param e any an error value or class
function Future:set_exception(e) end

---Have fn called with the future when it is done.
---@param fn fun(future: Future)
---@param options? {context?: Context}
function Future:add_done_callback(fn, options) end

---@param fn function
---@return integer removed
function Future:remove_done_callback(fn) end

---@return loop
function Future:get_loop() end

---@async
---@return any ...
function Future:await() end

---A coroutine that a loop runs, and the future of its result.
---@class Task: Future
local Task = {}

---@param coro awaitable
---@param options? {loop?: loop, name?: any, context?: Context, eager_start?: boolean}
---@return Task
function asyncio.Task(coro, options) end

---How many requests to cancel it there were, less those taken back.
---@return integer
function Task:cancelling() end

---Take back a request to cancel.
---@return integer left
function Task:uncancel() end

---@return string
function Task:get_name() end

---@param name any
function Task:set_name(name) end

---@return Coroutine?
function Task:get_coro() end

---@return Context
function Task:get_context() end

---Where it is suspended, or where its error came through: frames with source, line and name.
---@param options? {limit?: integer}
---@return table[]
function Task:get_stack(options) end

---@param options? {limit?: integer, file?: file*}
function Task:print_stack(options) end

---What run_coroutine_threadsafe returns.
---@class ConcurrentFuture
local ConcurrentFuture = {}

---@return boolean
function ConcurrentFuture:done() end

---@return boolean
function ConcurrentFuture:cancelled() end

---@return any ...
function ConcurrentFuture:result() end

---@return any
function ConcurrentFuture:exception() end

---@return boolean
function ConcurrentFuture:cancel() end

---What as_completed returns: call it, or use it in a generic for.
---@class AsCompleted
---@operator call: Future
local AsCompleted = {}

---The plain form: an iterator of coroutine objects to await.
---@return fun(): Coroutine?
function AsCompleted:coroutines() end

---An event loop.
---@class loop
---@field slow_callback_duration number seconds that a callback may take in debug mode
local loop = {}

---Have fn called with the arguments in the next iteration.
---@param fn function
---@param ... any
---@return Handle
function loop:call_soon(fn, ...) end

---Have fn called after some seconds.
---@param seconds number
---@param fn function
---@param ... any
---@return Handle
function loop:call_later(seconds, fn, ...) end

---Have fn called at a time of the loop's clock.
---@param when number
---@param fn function
---@param ... any
---@return Handle
function loop:call_at(when, fn, ...) end

---@param fn function
---@param ... any
---@return Handle
function loop:call_soon_threadsafe(fn, ...) end

---The loop's clock, in seconds.
---@return number
function loop:time() end

---@return Future
function loop:create_future() end

---@param coro awaitable
---@param options? {name?: any, context?: Context, eager_start?: boolean}
---@return Task
function loop:create_task(coro, options) end

---@param fn function?
function loop:set_task_factory(fn) end

---@return function?
function loop:get_task_factory() end

---Have fn(loop, context) called with what would be reported; nil for the default.
---@param fn function?
function loop:set_exception_handler(fn) end

---@return function?
function loop:get_exception_handler() end

---@param context table message, exception, task, future, handle
function loop:call_exception_handler(context) end

---@param context table
function loop:default_exception_handler(context) end

---@param on boolean
function loop:set_debug(on) end

---@return boolean
function loop:get_debug() end

---@return boolean
function loop:is_running() end

---@return boolean
function loop:is_closed() end

---Stop after this iteration.
function loop:stop() end

function loop:close() end

---@param x awaitable
---@return any ...
function loop:run_until_complete(x) end

function loop:run_forever() end

---Run a function on another core; it gets copies of the arguments.
---@param executor nil
---@param fn function
---@param ... any
---@return Future
function loop:run_in_executor(executor, fn, ...) end

---@param timeout? number
---@return Coroutine
function loop:shutdown_default_executor(timeout) end

---@return Coroutine
function loop:shutdown_asyncgens() end

---Have fn called with the arguments when the process gets a signal.
---@param signal string|integer as "SIGTERM"
---@param fn function
---@param ... any
function loop:add_signal_handler(signal, fn, ...) end

---@param signal string|integer
---@return boolean
function loop:remove_signal_handler(signal) end

---A call that was scheduled.
---@class Handle
local Handle = {}

function Handle:cancel() end

---@return boolean
function Handle:cancelled() end

---When it is due, by the loop's clock.
---@return number
function Handle:when() end

---Values of context variables.
---@class Context
local Context = {}

---Run fn with this as the current context.
---@param fn function
---@param ... any
---@return any ...
function Context:run(fn, ...) end

---A function that runs fn in this context.
---@param fn function
---@return function
function Context:bind(fn) end

---@return Context
function Context:copy() end

---@param var ContextVar
---@param default? any
---@return any
function Context:get(var, default) end

---A variable that each task has its own value of.
---@class ContextVar
---@field name string
local ContextVar = {}

---@param name string
---@param options? {default?: any}
---@return ContextVar
function asyncio.ContextVar(name, options) end

---Its value in the current context, else default, else its own default; else a LookupError.
---@param default? any
---@return any
function ContextVar:get(default) end

---@param value any
---@return Token token for reset
function ContextVar:set(value) end

---@param token Token
function ContextVar:reset(token) end

---What ContextVar:set returns.
---@class Token
local Token = {}

---A class of errors: calling it makes one.
---@class ErrorClass
---@field name string
---@field parent ErrorClass?
---@overload fun(message?: any): Error
local ErrorClass = {}

---An error object.
---@class Error
---@field name string of its class
---@field class ErrorClass
---@field message any "" when none was given
---@field traceback string
---@field cause any
---@field context any the error that was being handled
---@field exceptions any[] of an ExceptionGroup
local Error = {}

---The members that match as a group of the same form, and the others as another; nil where there are none.
---@param condition ErrorClass|string|table|fun(e: any): boolean
---@return Error? match
---@return Error? rest
function Error:split(condition) end

---The first result of split.
---@param condition ErrorClass|string|table|fun(e: any): boolean
---@return Error?
function Error:subgroup(condition) end

---A group of other errors with this one's message, traceback, cause and context.
---@param errors any[]
---@return Error
function Error:derive(errors) end

---The root of all classes.
---@type ErrorClass
asyncio.BaseException = nil

---The root of all classes but CancelledError and KeyboardInterrupt.
---@type ErrorClass
asyncio.Exception = nil

---Raised in a task that is cancelled.
---@type ErrorClass
asyncio.CancelledError = nil

---@type ErrorClass
asyncio.KeyboardInterrupt = nil

---An OSError: the time was over.
---@type ErrorClass
asyncio.TimeoutError = nil

---@type ErrorClass
asyncio.InvalidStateError = nil

---@type ErrorClass
asyncio.TypeError = nil

---@type ErrorClass
asyncio.ValueError = nil

---@type ErrorClass
asyncio.RuntimeError = nil

---@type ErrorClass
asyncio.LookupError = nil

---@type ErrorClass
asyncio.QueueEmpty = nil

---@type ErrorClass
asyncio.QueueFull = nil

---@type ErrorClass
asyncio.QueueShutDown = nil

---@type ErrorClass
asyncio.BrokenBarrierError = nil

---The stream ended early; partial and expected tell how.
---@type ErrorClass
asyncio.IncompleteReadError = nil

---@type ErrorClass
asyncio.LimitOverrunError = nil

---@type ErrorClass
asyncio.OSError = nil

---An OSError.
---@type ErrorClass
asyncio.ConnectionError = nil

---An OSError.
---@type ErrorClass
asyncio.ConnectionRefusedError = nil

---An OSError.
---@type ErrorClass
asyncio.ConnectionResetError = nil

---An OSError.
---@type ErrorClass
asyncio.ConnectionAbortedError = nil

---An OSError.
---@type ErrorClass
asyncio.BrokenPipeError = nil

---An OSError.
---@type ErrorClass
asyncio.FileNotFoundError = nil

---An OSError.
---@type ErrorClass
asyncio.FileExistsError = nil

---A RuntimeError: this system lacks what was asked for.
---@type ErrorClass
asyncio.NotImplementedError = nil

---An object has no such field.
---@type ErrorClass
asyncio.AttributeError = nil

---An OSError.
---@type ErrorClass
asyncio.PermissionError = nil

---An OSError.
---@type ErrorClass
asyncio.IsADirectoryError = nil

---An OSError.
---@type ErrorClass
asyncio.NotADirectoryError = nil

---An OSError.
---@type ErrorClass
asyncio.BlockingIOError = nil

---An OSError.
---@type ErrorClass
asyncio.InterruptedError = nil

---An OSError.
---@type ErrorClass
asyncio.ChildProcessError = nil

---An OSError.
---@type ErrorClass
asyncio.ProcessLookupError = nil

---An OSError.
---@type ErrorClass
asyncio.SSLError = nil

---An OSError.
---@type ErrorClass
asyncio.SSLCertVerificationError = nil

---An OSError.
---@type ErrorClass
asyncio.gaierror = nil

---Several errors as one.
---@type ErrorClass
asyncio.ExceptionGroup = nil

---@type ErrorClass
asyncio.BaseExceptionGroup = nil

---Tasks that are waited for together: if one fails, the others are cancelled.
---@class TaskGroup
local TaskGroup = {}

---Run body(tg) and wait for the tasks made in tg; returns body's values. Without a body, for with.
---@async
---@param body? fun(tg: TaskGroup): ...
---@return any ...
function asyncio.TaskGroup(body) end

---@param coro awaitable
---@param options? {name?: any, context?: Context, eager_start?: boolean}
---@return Task
function TaskGroup:create_task(coro, options) end

---Cancel the tasks that are not done, and the body; the block then ends without an error, unless tasks raise some. Before the
---block begins: it is cancelled as it begins.
function TaskGroup:cancel() end

---What the body of a timeout gets.
---@class Timeout
local Timeout = {}

---As timeout_at.
---@async
---@param when? number
---@param body? fun(cm: Timeout): ...
---@return any ...
function asyncio.Timeout(when, body) end

---@return number?
function Timeout:when() end

---Move the limit; nil is none.
---@param when number?
function Timeout:reschedule(when) end

---@return boolean
function Timeout:expired() end

---Runs coroutines in a loop of its own, one after the other.
---@class Runner
local Runner = {}

---@param body? fun(runner: Runner): ...
---@param options? {debug?: boolean, loop_factory?: fun(): loop}
---@return any ... what body returns; without a body the Runner
function asyncio.Runner(body, options) end

---@param coro awaitable
---@param options? {context?: Context}
---@return any ...
function Runner:run(coro, options) end

---@return loop
function Runner:get_loop() end

function Runner:close() end

---A queue for tasks: first in, first out.
---@class Queue
---@field maxsize integer
local Queue = {}

---@param maxsize? integer 0 is no limit
---@return Queue
function asyncio.Queue(maxsize) end

---A queue that gives the newest item first.
---@param maxsize? integer
---@return Queue
function asyncio.LifoQueue(maxsize) end

---A queue that gives the least item first.
---@param maxsize? integer
---@return Queue
function asyncio.PriorityQueue(maxsize) end

---@return integer
function Queue:qsize() end

---@return boolean
function Queue:empty() end

---@return boolean
function Queue:full() end

---Wait for room and put an item in.
---@param item any
---@return Coroutine
function Queue:put(item) end

---@param item any
function Queue:put_nowait(item) end

---Wait for an item and take it out.
---@return Coroutine
function Queue:get() end

---@return any
function Queue:get_nowait() end

---An item that was taken out is dealt with: see join.
function Queue:task_done() end

---Wait until all items are dealt with.
---@return Coroutine
function Queue:join() end

---No more items: put raises QueueShutDown, and get when it is empty.
---@param immediate? boolean empty it now
function Queue:shutdown(immediate) end

---@class Lock
local Lock = {}

---@return Lock
function asyncio.Lock() end

---@return Coroutine
function Lock:acquire() end

function Lock:release() end

---@return boolean
function Lock:locked() end

---@class Event
local Event = {}

---@return Event
function asyncio.Event() end

function Event:set() end

function Event:clear() end

---@return boolean
function Event:is_set() end

---Wait until it is set.
---@return Coroutine
function Event:wait() end

---@class Condition
local Condition = {}

---@param lock? Lock
---@return Condition
function asyncio.Condition(lock) end

---@return Coroutine
function Condition:acquire() end

function Condition:release() end

---@return boolean
function Condition:locked() end

---Release the lock, wait to be notified, take the lock again.
---@return Coroutine
function Condition:wait() end

---Wait until predicate() is true.
---@param predicate function
---@return Coroutine
function Condition:wait_for(predicate) end

---@param n? integer
function Condition:notify(n) end

function Condition:notify_all() end

---@class Semaphore
local Semaphore = {}

---@param value? integer
---@return Semaphore
function asyncio.Semaphore(value) end

---A semaphore that cannot be released above its first value.
---@param value? integer
---@return Semaphore
function asyncio.BoundedSemaphore(value) end

---@return Coroutine
function Semaphore:acquire() end

function Semaphore:release() end

---@return boolean
function Semaphore:locked() end

---@class Barrier
---@field parties integer
---@field n_waiting integer
---@field broken boolean
local Barrier = {}

---@param parties integer
---@return Barrier
function asyncio.Barrier(parties) end

---Wait until parties tasks wait.
---@return Coroutine index of this one
function Barrier:wait() end

---@return Coroutine
function Barrier:reset() end

---@return Coroutine
function Barrier:abort() end

---@alias ssl boolean|SSLContext|table true, a context, or its options

---Connect to a server. The coroutine returns a reader and a writer.
---@param host string
---@param port integer|string
---@param options? {ssl?: ssl, server_hostname?: string, limit?: integer, timeout?: number, family?: string, local_addr?: table, ssl_handshake_timeout?: number}
---@return Coroutine reader, writer
function asyncio.open_connection(host, port, options) end

---Connect to a Unix socket. The coroutine returns a reader and a writer.
---@param path string
---@param options? {ssl?: ssl, server_hostname?: string, limit?: integer, timeout?: number, ssl_handshake_timeout?: number}
---@return Coroutine reader, writer
function asyncio.open_unix_connection(path, options) end

---Serve: handler(reader, writer) runs as a task for each connection.
---@param handler fun(reader: StreamReader, writer: StreamWriter)
---@param host string|string[]|nil nil is all addresses
---@param port integer|string 0 is any that is free: see server.port
---@param options? {ssl?: ssl, limit?: integer, backlog?: integer, family?: string, reuse_address?: boolean, reuse_port?: boolean, start_serving?: boolean, ssl_handshake_timeout?: number}
---@return Coroutine server
function asyncio.start_server(handler, host, port, options) end

---Serve on a Unix socket.
---@param handler fun(reader: StreamReader, writer: StreamWriter)
---@param path string
---@param options? {ssl?: ssl, limit?: integer, backlog?: integer, start_serving?: boolean, cleanup_socket?: boolean, ssl_handshake_timeout?: number}
---@return Coroutine server
function asyncio.start_unix_server(handler, path, options) end

---What TLS needs: certificates, and what to check.
---@param options? {certfile?: string, keyfile?: string, certdata?: string, keydata?: string, password?: string, cafile?: string, cadata?: string, verify?: boolean, check_hostname?: boolean, client_auth?: boolean|string, alpn_protocols?: string[], minimum_version?: string, maximum_version?: string}
---@return SSLContext
function asyncio.ssl_context(options) end

---@class SSLContext
local SSLContext = {}

---What a connection receives.
---@class StreamReader
local StreamReader = {}

---A reader to feed by hand.
---@param options? {limit?: integer}
---@return StreamReader
function asyncio.StreamReader(options) end

---Up to n bytes, at least one; "" at the end. Without n all up to the end.
---@param n? integer
---@return Coroutine
function StreamReader:read(n) end

---Exactly n bytes, else an IncompleteReadError.
---@param n integer
---@return Coroutine
function StreamReader:readexactly(n) end

---A line with its newline; "" at the end.
---@return Coroutine
function StreamReader:readline() end

---Up to and with the separator, or the first of several.
---@param separator? string|string[]
---@return Coroutine
function StreamReader:readuntil(separator) end

---For a generic for that awaits each line; "L" keeps the newline.
---@param format? string
---@return fun(): string?
function StreamReader:lines(format) end

---Whether all was read.
---@return boolean
function StreamReader:at_eof() end

---@param data string
function StreamReader:feed_data(data) end

function StreamReader:feed_eof() end

---@return any
function StreamReader:exception() end

---@param e any
function StreamReader:set_exception(e) end

---What a connection sends.
---@class StreamWriter
local StreamWriter = {}

---Send data; drain waits when too much is on its way.
---@param data string
function StreamWriter:write(data) end

---@param list string[]
function StreamWriter:writelines(list) end

---Wait until there is room to write.
---@return Coroutine
function StreamWriter:drain() end

---Close the connection when all is sent.
function StreamWriter:close() end

---@return boolean
function StreamWriter:is_closing() end

---@return Coroutine
function StreamWriter:wait_closed() end

---Close the connection at once.
function StreamWriter:abort() end

---Send the end of the stream.
function StreamWriter:write_eof() end

---@return boolean
function StreamWriter:can_write_eof() end

---@param name string as "peername"
---@param default? any
---@return any
function StreamWriter:get_extra_info(name, default) end

---@return integer
function StreamWriter:get_write_buffer_size() end

---@return integer low, integer high
function StreamWriter:get_write_buffer_limits() end

---@param high? integer
---@param low? integer
function StreamWriter:set_write_buffer_limits(high, low) end

---Begin TLS on the connection.
---@param ssl ssl
---@param options? {server_hostname?: string, ssl_handshake_timeout?: number}
---@return Coroutine
function StreamWriter:start_tls(ssl, options) end

---A socket that is served.
---@class Server
---@field sockets any[] its addresses
---@field sockname any the first of them
---@field port integer
local Server = {}

---Take no more connections.
function Server:close() end

---@return Coroutine
function Server:wait_closed() end

---@return Coroutine
function Server:start_serving() end

---Serve until it is cancelled, and then close.
---@return Coroutine
function Server:serve_forever() end

---@return boolean
function Server:is_serving() end

---Close the connections of its clients.
function Server:close_clients() end

---Close the connections of its clients at once.
function Server:abort_clients() end

---@return loop
function Server:get_loop() end

---Standard input, to be read without blocking the loop.
---@type StreamReader
asyncio.stdin = nil

---The addresses of a host: a list of tables with family, type, proto and address.
---@param host string?
---@param port integer|string|nil
---@param options? {family?: string, type?: string}
---@return Coroutine
function asyncio.getaddrinfo(host, port, options) end

---The names of an address.
---@param address table {host, port}
---@param options? {numeric_host?: boolean, numeric_service?: boolean, dgram?: boolean}
---@return Coroutine host, service
function asyncio.getnameinfo(address, options) end

---@param host string?
---@param port integer|string|nil
---@param options? {family?: string, type?: string}
---@return Coroutine
function loop:getaddrinfo(host, port, options) end

---@param address table {host, port}
---@param options? {numeric_host?: boolean, numeric_service?: boolean, dgram?: boolean}
---@return Coroutine host, service
function loop:getnameinfo(address, options) end

---A socket for datagrams.
---@class DatagramEndpoint
local DatagramEndpoint = {}

---@param options? {local_addr?: table, remote_addr?: table, family?: string, reuse_port?: boolean}
---@return Coroutine endpoint
function asyncio.open_datagram_endpoint(options) end

---As in Python: factory() makes a protocol, a table with the methods that are called.
---@param factory function
---@param options? {local_addr?: table, remote_addr?: table, family?: string, reuse_port?: boolean}
---@return Coroutine transport, protocol
function loop:create_datagram_endpoint(factory, options) end

---@param data string
---@param address? table {host, port}
function DatagramEndpoint:sendto(data, address) end

---Wait for a datagram; nothing when the endpoint is closed.
---@return Coroutine data, {host, port}
function DatagramEndpoint:recvfrom() end

---For a generic for that awaits each datagram: data, {host, port}.
---@return fun(): string?, table?
function DatagramEndpoint:datagrams() end

function DatagramEndpoint:close() end

---@return boolean
function DatagramEndpoint:is_closing() end

---@param name string
---@param default? any
---@return any
function DatagramEndpoint:get_extra_info(name, default) end

---What a subprocess's streams can be: PIPE, STDOUT, DEVNULL.
---@type {PIPE: integer, STDOUT: integer, DEVNULL: integer}
asyncio.subprocess = nil

---Start a program.
---@param program string
---@param ... string|table its arguments; at the end {stdin=, stdout=, stderr=, cwd=, env=, limit=, start_new_session=}
---@return Coroutine process
function asyncio.create_subprocess_exec(program, ...) end

---Start a command of the shell.
---@param command string
---@param options? {stdin?: any, stdout?: any, stderr?: any, cwd?: string, env?: table, limit?: integer, start_new_session?: boolean}
---@return Coroutine process
function asyncio.create_subprocess_shell(command, options) end

---A process that was started.
---@class Process
---@field pid integer
---@field returncode integer?
---@field stdin StreamWriter?
---@field stdout StreamReader?
---@field stderr StreamReader?
local Process = {}

---Wait until it ends.
---@return Coroutine returncode
function Process:wait() end

---Send input, read all output, wait until it ends.
---@param input? string
---@return Coroutine stdout, stderr
function Process:communicate(input) end

---@param signal string|integer
function Process:send_signal(signal) end

function Process:terminate() end

function Process:kill() end

---Run a Lua function in a runtime of its own, on another core. The function, what it refers to, its arguments and its results
---are copied; globals are not. Cancelling stops it.
---@param fn function
---@param ... any
---@return Coroutine results
function asyncio.to_thread(fn, ...) end

---Workers for loop:run_in_executor.
---@param max_workers? integer
---@return ThreadPoolExecutor
function asyncio.ThreadPoolExecutor(max_workers) end

---@class ThreadPoolExecutor
local ThreadPoolExecutor = {}

---Take no further functions; the coroutine ends when the workers have.
---@param options? {wait?: boolean, cancel_futures?: boolean}
---@return Coroutine
function ThreadPoolExecutor:shutdown(options) end

---@param executor ThreadPoolExecutor
function loop:set_default_executor(executor) end

---Files without blocking the loop: a global and require("fs").
---@class fs
fs = {}

---The file, or what comes through a pipe until its writers have closed it.
---@param path string
---@param options? {offset?: integer, length?: integer} in bytes
---@return Coroutine data
function fs.read(path, options) end

---@param path string
---@param data string
---@param options? {mode?: integer|string, exclusive?: boolean}
---@return Coroutine
function fs.write(path, data, options) end

---@param path string
---@param data string
---@param options? {mode?: integer|string}
---@return Coroutine
function fs.append(path, data, options) end

---Put a file in the place of another: who reads sees the old one or the new one.
---@param path string
---@param data string
---@param options? {mode?: integer|string}
---@return Coroutine
function fs.atomic_write(path, data, options) end

---For a generic for that awaits each line, as io.lines; "L" keeps the newlines.
---@param path string
---@param format? "L"
---@return fun(): string?
function fs.lines(path, format) end

---@param path string
---@return Coroutine names in order
function fs.list(path) end

---For a generic for that awaits: path and what stat tells of all that is below.
---@param path string
---@return fun(): string?, table?
function fs.walk(path) end

---name, type ("file", "directory", "link", …), size in bytes, mode; mtime, atime and ctime in seconds; but on Windows dev,
---inode, nlink, uid and gid.
---@param path string
---@return Coroutine info
function fs.stat(path) end

---stat of a link itself.
---@param path string
---@return Coroutine info
function fs.lstat(path) end

---@param path string
---@return Coroutine boolean
function fs.exists(path) end

---@param path string
---@param options? {parents?: boolean, exist_ok?: boolean, mode?: integer|string}
---@return Coroutine
function fs.mkdir(path, options) end

---@param path string
---@param options? {recursive?: boolean, missing_ok?: boolean}
---@return Coroutine
function fs.remove(path, options) end

---@param from string
---@param to string
---@return Coroutine
function fs.rename(from, to) end

---A file with its permissions.
---@param from string
---@param to string
---@return Coroutine
function fs.copy(from, to) end

---@param target string
---@param path string
---@return Coroutine
function fs.symlink(target, path) end

---@param path string
---@return Coroutine target
function fs.readlink(path) end

---@param path string
---@param mode integer|string
---@return Coroutine
function fs.chmod(path, mode) end

---@param path string
---@return Coroutine path
function fs.realpath(path) end

---An empty file of a new name.
---@param options? {dir?: string, prefix?: string, suffix?: string}
---@return Coroutine path
function fs.tempfile(options) end

---@param options? {dir?: string, prefix?: string, suffix?: string}
---@return Coroutine path
function fs.tempdir(options) end

---Watch files and directories; a file that another takes the place of (op "create") is watched on. The watcher has next() and events(), which wait for {path=, op=}, and add(path),
---remove(path), close().
---@param paths string|string[]
---@param options? {recursive?: boolean}
---@return Coroutine watcher
function fs.watch(paths, options) end
