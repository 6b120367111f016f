---@meta io

---Files and the standard streams, read and written at once. What waits for a pipe, a terminal or a process lets other tasks
---run meanwhile; files of a disk do not. Module fs has coroutines for files.
---@class io
io = {}

---Standard input.
---@type file
io.stdin = nil

---Standard output.
---@type file
io.stdout = nil

---The stream for messages.
---@type file
io.stderr = nil

---Closes a file.
---@param f? file the output where it is not there
---@return boolean?
---@return string? message
---@return integer? errno
function io.close(f) end

---Writes what the output has gathered.
---@return boolean?
---@return string? message
---@return integer? errno
function io.flush() end

---The file that io.read reads; with an argument that becomes it.
---@param f? file|string a file, or the name of one to open
---@return file
function io.input(f) end

---For a generic for: the lines of a file, without their ends. It is closed at its end.
---Raises: that it cannot be opened.
---@param name? string the input where it is not there, which stays open
---@return function
function io.lines(name) end

---Opens a file; nil and a message where it cannot be.
---@param name string
---@param mode? string "r" to read, "w" to write anew, "a" to add at the end, with "+" for both, "b" for bytes; "r" where it is not there
---@return file?
---@return string? message
---@return integer? errno
function io.open(name, mode) end

---The file that io.write writes; with an argument that becomes it.
---@param f? file|string a file, or the name of one to make
---@return file
function io.output(f) end

---Starts a command of the shell, and gives a file to read what it prints, or to write what it reads.
---@param command string
---@param mode? string "r" or "w"; "r" where it is not there
---@return file?
---@return string? message
---@return integer? errno
function io.popen(command, mode) end

---Reads from the input, as file:read does.
---@param ... string|integer
---@return any ...
function io.read(...) end

---A file without a name, for reading and writing, which is gone when it is closed.
---@return file?
---@return string? message
---@return integer? errno
function io.tmpfile() end

---"file" for an open file, "closed file" for a closed one, nil for what is none.
---@param v any
---@return string?
function io.type(v) end

---Writes strings and numbers to the output, as file:write does.
---@param ... string|number
---@return boolean?
---@return string? message
---@return integer? errno
function io.write(...) end

---A file that io.open, io.popen or io.tmpfile made, or a standard stream.
---@class file
local file = {}

---Closes it.
---@return boolean?
---@return string? message
---@return integer? errno
function file:close() end

---Writes what it has gathered: to be seen at once, as a prompt without a newline.
---@return boolean?
---@return string? message
---@return integer? errno
function file:flush() end

---For a generic for: its lines, without their ends. It stays open.
---@return function
function file:lines() end

---Reads by formats: "*l" a line without its end, "*n" a number, "*a" all that is left, a number that many bytes at most. nil at
---the end, of "*a" "".
---@param ... string|integer "*l" where there is none
---@return any ...
function file:read(...) end

---Where it is, after it went there.
---@param whence? string "set" from the beginning, "cur" from here, "end" from the end; "cur" where it is not there
---@param offset? integer bytes; 0 where it is not there
---@return integer?
---@return string? message
---@return integer? errno
function file:seek(whence, offset) end

---How much it gathers before it writes: "no" nothing, "line" a line, "full" as much as it has room for.
---@param mode string
---@param size? integer bytes
---@return boolean?
---@return string? message
---@return integer? errno
function file:setvbuf(mode, size) end

---Writes strings and numbers.
---@param ... string|number
---@return boolean?
---@return string? message
---@return integer? errno
function file:write(...) end
