---@meta

-- Editor annotations of Moonloop's module sql, for the Lua language server.

---Databases that speak SQL. Placeholders in SQL are ?, $1, or :name with one table; ?? is a question mark.
---@class sql
local sql = {}

---An error of a database.
---@class sql.Error: Exception
---@field sqlstate string? what SQL calls it
---@field code integer|string|nil what the database calls it
sql.Error = nil

---A value is there already that may be there once.
---@class sql.UniqueViolation: sql.Error
sql.UniqueViolation = nil
---A row that another refers to is not there.
---@class sql.ForeignKeyViolation: sql.Error
sql.ForeignKeyViolation = nil
---A value does not fit a CHECK of its table.
---@class sql.CheckViolation: sql.Error
sql.CheckViolation = nil
---Other transactions were in the way: run yours again.
---@class sql.SerializationFailure: sql.Error
sql.SerializationFailure = nil
---Another holds a lock for too long.
---@class sql.Busy: sql.Error
sql.Busy = nil
---The server is not reached, or gone.
---@class sql.ConnectionLost: sql.Error
sql.ConnectionLost = nil
---The connection was lost in COMMIT: it is not known whether that was done.
---@class sql.CommitUnknown: sql.Error
sql.CommitUnknown = nil

---Open a database: ":memory:", the name of a file, a DSN, or a name that the host has given.
---@async
---@param dsn string
---@param options? {pool?: integer, null?: any, int64?: "error"|"string"} pool: how many connections there are at most, 10 when absent; null: what NULL is in rows and parameters, nil when absent; int64: what an integer is that no number of Lua has, a ValueError when absent, or its digits
---@return Database # coroutine
function sql.open(dsn, options) end

---Bytes as a parameter, where a string is text.
---@param s string
---@return Blob
function sql.blob(s) end

---Bytes, as sql.blob makes them.
---@class Blob

---A pool of connections.
---@class Database
local Database = {}

---Run a statement, or several if there are no parameters.
---@async
---@param q string
---@param ... any
---@return {rows_affected: integer, last_insert_id: integer?} # coroutine
function Database:exec(q, ...) end

---All rows, tables by the names of the columns.
---@async
---@param q string
---@param ... any
---@return table[] # coroutine
function Database:all(q, ...) end

---The first row, or nil.
---@async
---@param q string
---@param ... any
---@return table? # coroutine
function Database:one(q, ...) end

---The first column of the first row, or nil.
---@async
---@param q string
---@param ... any
---@return any # coroutine
function Database:value(q, ...) end

---Run a statement with each row of a list, which are lists, or tables by name: all or none.
---@async
---@param q string
---@param list table[]
---@return {rows_affected: integer, last_insert_id: integer?} # coroutine
function Database:exec_many(q, list) end

---Iterate over rows, which are read as they are asked for. A connection is held until the loop is left. Awaits.
---@async
---@param q string
---@param ... any
---@return fun(): table? iterator with a method close
function Database:rows(q, ...) end

---A statement to be run often, which the database has read.
---@async
---@param q string
---@return Statement # coroutine
function Database:prepare(q) end

---Run a body in a transaction: it is committed if the body returns, and else rolled back.
---@async
---@param options? {isolation?: string} isolation: what the database calls it, its own default when absent
---@param body? fun(tx: Transaction): ...
---@return ... # what the body returns; the transaction, for asyncio.with, without one
function Database:transaction(options, body) end

---Run the numbered files of SQL in a folder that were not run yet, each in a transaction.
---@async
---@param dir string
---@return string[] # coroutine: the names of those run
function Database:migrate(dir) end

---Iterate over what is notified on a channel, with a connection of its own. Awaits. (PostgreSQL)
---@async
---@param channel string
---@return fun(): string? iterator with a method close
function Database:listen(channel) end

---Add many rows to a table, all or none. (PostgreSQL)
---@async
---@param table string
---@param columns string[]
---@param rows table[]
---@return integer # coroutine
function Database:copy(table, columns, rows) end

---Wait for what runs, and close the connections.
---@async
function Database:close() end

---A transaction, or a savepoint in one.
---@class Transaction
local Transaction = {}

---As db:exec, in the transaction.
---@async
---@param q string
---@param ... any
---@return {rows_affected: integer, last_insert_id: integer?} # coroutine
function Transaction:exec(q, ...) end

---As db:all, in the transaction.
---@async
---@param q string
---@param ... any
---@return table[] # coroutine
function Transaction:all(q, ...) end

---As db:one, in the transaction.
---@async
---@param q string
---@param ... any
---@return table? # coroutine
function Transaction:one(q, ...) end

---As db:value, in the transaction.
---@async
---@param q string
---@param ... any
---@return any # coroutine
function Transaction:value(q, ...) end

---As db:exec_many, in the transaction.
---@async
---@param q string
---@param list table[]
---@return {rows_affected: integer, last_insert_id: integer?} # coroutine
function Transaction:exec_many(q, list) end

---As db:rows, in the transaction: other statements may run between the rows. Awaits.
---@async
---@param q string
---@param ... any
---@return fun(): table? iterator with a method close
function Transaction:rows(q, ...) end

---As db:prepare, in the transaction.
---@async
---@param q string
---@return Statement # coroutine
function Transaction:prepare(q) end

---Run a body in a savepoint: what it did is undone if it raises.
---@async
---@param body? fun(tx: Transaction): ...
---@return ...
function Transaction:transaction(body) end

---Roll back, if it is open.
---@async
function Transaction:close() end

---SQL that the database has read. Its methods are those of what it was made with, without the SQL.
---@class Statement
local Statement = {}

---As db:exec, with its SQL.
---@async
---@param ... any
---@return {rows_affected: integer, last_insert_id: integer?} # coroutine
function Statement:exec(...) end

---As db:all, with its SQL.
---@async
---@param ... any
---@return table[] # coroutine
function Statement:all(...) end

---As db:one, with its SQL.
---@async
---@param ... any
---@return table? # coroutine
function Statement:one(...) end

---As db:value, with its SQL.
---@async
---@param ... any
---@return any # coroutine
function Statement:value(...) end

---As db:rows, with its SQL. Awaits.
---@async
---@param ... any
---@return fun(): table? iterator with a method close
function Statement:rows(...) end

---As db:exec_many, with its SQL.
---@async
---@param list table[]
---@return {rows_affected: integer, last_insert_id: integer?} # coroutine
function Statement:exec_many(list) end

return sql
