---@meta os

---The system: time, the environment, files by name, commands.
---@class os
os = {}

---The seconds of processor time that the program has used. asyncio.loop_time is a clock for durations.
---@return number
function os.clock() end

---A time as a text, by a format as strftime has it: "%Y-%m-%d %H:%M:%S"; or by "*t" as a table with year, month, day, hour, min,
---sec, wday (1 is Sunday), yday and isdst.
---@param format? string with "!" before it in UTC; "%c" where it is not there
---@param time? number as os.time has it; now where it is not there
---@return string|table
function os.date(format, time) end

---The seconds from t1 to t2.
---@param t2 number
---@param t1? number 0 where it is not there
---@return number
function os.difftime(t2, t1) end

---Runs a command of the shell and waits for it: its exit status. Without a command, whether there is a shell.
---@param command? string
---@return integer
function os.execute(command) end

---Ends the program. Tasks are not cancelled, and nothing is tidied up.
---@param code? integer the exit status; 0 where it is not there
function os.exit(code) end

---A variable of the environment, nil where it is not set.
---@param name string
---@return string?
function os.getenv(name) end

---Removes a file, or an empty folder.
---@param name string
---@return boolean?
---@return string? message
---@return integer? errno
function os.remove(name) end

---Gives a file another name.
---@param from string
---@param to string
---@return boolean?
---@return string? message
---@return integer? errno
function os.rename(from, to) end

---Sets a variable of the environment, for this program and the processes that it starts.
---@param name string
---@param value string
---@return boolean
function os.setenv(name, value) end

---The locale, which is "C"; nil for any other that is asked for.
---@param locale? string
---@param category? string
---@return string?
function os.setlocale(locale, category) end

---The seconds since 1970-01-01 00:00 UTC, now or at a time given as a table with year, month and day, and if it likes hour
---(12 where it is not there), min, sec and isdst.
---@param at? table
---@return integer?
function os.time(at) end

---The name of a new empty file.
---@return string
function os.tmpname() end
