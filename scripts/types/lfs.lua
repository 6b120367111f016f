---@meta

---Directories and what is known of files, as LuaFileSystem has it: require("moonloop.lfs"). What fails returns nil, a
---text and a number. Module fs has functions that let other tasks run.
---@class lfs
local lfs = {}

---What is known of a file: mode, size, modification and so on in a table, or the one that what names.
---@param path string
---@param what? string|table one attribute, or a table to be filled
---@return table|string|number|nil attributes mode dev ino nlink uid gid rdev access modification change size permissions blocks blksize
---@return string? message
---@return number? errno
function lfs.attributes(path, what) end

---As attributes, but of a link itself, with its target.
---@param path string
---@param what? string|table
---@return table|string|number|nil attributes
---@return string? message
---@return number? errno
function lfs.symlinkattributes(path, what) end

---Changes the current directory, which is the whole process's.
---@param path string
---@return true?
---@return string? message
function lfs.chdir(path) end

---The current folder.
---@return string?
---@return string? message
---@return number? errno
function lfs.currentdir() end

---for name in lfs.dir(path) do: "." and ".." too.
---@param path string
---@return fun(directory: Directory): string?
---@return Directory
function lfs.dir(path) end

---Make a link at new that leads to old; a symbolic one if symbolic is true.
---@param old string
---@param new string
---@param symbolic? boolean
---@return true?
---@return string? message
---@return number? errno
function lfs.link(old, new, symbolic) end

---Locks a part of a file, for reading or for writing, and does not wait for it.
---@param file file*
---@param mode "r"|"w"
---@param start? number
---@param length? number 0 or nil: to its end
---@return true?
---@return string? message
function lfs.lock(file, mode, start, length) end

---Release a lock on a file, or on a part of it.
---@param file file*
---@param start? number
---@param length? number
---@return true?
---@return string? message
function lfs.unlock(file, start, length) end

---Locks a directory by a file in it, lockfile.lfs.
---@param path string
---@return DirectoryLock?
---@return string? message
function lfs.lock_dir(path) end

---Make a folder.
---@param path string
---@return true?
---@return string? message
---@return number? errno
function lfs.mkdir(path) end

---Remove an empty folder.
---@param path string
---@return true?
---@return string? message
---@return number? errno
function lfs.rmdir(path) end

---Files are binary on every system.
---@param file file*
---@param mode "binary"|"text"
---@return true
---@return "binary"
function lfs.setmode(file, mode) end

---Set a file's times of access and modification, in seconds since 1970; now where they are not given.
---@param path string
---@param access? number seconds since 1970; nil: now
---@param modification? number nil: as access
---@return true?
---@return string? message
---@return number? errno
function lfs.touch(path, access, modification) end

---The walk through a directory.
---@class Directory
local Directory = {}

---The next name; nil at the end.
---@return string? name nil at the end
function Directory:next() end

---Let the folder go.
function Directory:close() end

---What locks a directory.
---@class DirectoryLock
local DirectoryLock = {}

---Release the lock.
function DirectoryLock:free() end

return lfs
