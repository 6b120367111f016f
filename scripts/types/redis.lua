---@meta

-- Editor annotations of Moonloop's module redis, for the Lua language server.

---A client of Redis (6 or later) that speaks RESP3.
---@class redis
local redis = {}

---What the server says against a command.
---@class redis.Error: Exception
---@field code string the first word, such as "WRONGTYPE"
redis.Error = nil

---Another has changed a key that a transaction watches.
---@class redis.WatchError: redis.Error
redis.WatchError = nil

---Connect to a server: redis://[user:password@]host[:port][/db], rediss:// with TLS, unix:///path, or a name that the host
---has given.
---@async
---@param url string
---@param options? {user?: string, password?: string, db?: integer, ssl?: any, timeout?: number, patience?: number} user: that of the URL when absent; password: that of the URL when absent; db: the number of the database, that of the URL or 0 when absent; ssl: as asyncio.open_connection takes it; timeout: seconds to connect, 10 when absent; patience: seconds for which a command waits while a lost connection is tried again, 5 when absent
---@return Redis # coroutine
function redis.connect(url, options) end

---A connection that all tasks share. Each command is a method by its name in lower case: r:get(key).
---@class Redis
---@field [string] fun(self: Redis, ...: string|number): any a command; client_list is CLIENT LIST
local Redis = {}

---Send a command. nil is nil, lists have n, maps are tables.
---@async
---@param name string
---@param ... string|number
---@return any # coroutine
function Redis:command(name, ...) end

---Send the commands that a body calls together. Raises the first error when all replies have come.
---@async
---@param options? {return_exceptions?: boolean} return_exceptions: errors are items of the list, and none is raised
---@param body fun(p: Pipeline)
---@return table # the replies, with n
function Redis:pipeline(options, body) end

---Have the commands that a body calls done together, and nothing of others in between.
---@async
---@param options? {watch?: string|string[]} watch: keys which nobody else may change meanwhile, else a WatchError
---@param body fun(p: Pipeline)
---@return table # the replies, with n
function Redis:transaction(options, body) end

---Iterate over the messages of channels, with a connection of its own. Awaits.
---@async
---@param ... string
---@return fun(): string?, string? iterator with a method close
function Redis:subscribe(...) end

---Iterate over the messages of channels that match patterns. Awaits.
---@async
---@param ... string
---@return fun(): string?, string?, string? iterator with a method close
function Redis:psubscribe(...) end

---Close all connections.
---@async
function Redis:close() end

---What collects commands.
---@class Pipeline
---@field [string] fun(self: Pipeline, ...: string|number) a command that is kept, to be sent with the others
local Pipeline = {}

---Keep a command by its name.
---@param name string
---@param ... string|number
function Pipeline:command(name, ...) end

return redis
