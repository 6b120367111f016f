---@meta package

---Where require finds modules.
---@class package
package = {}

---The signs of package.path: what parts folders, what parts entries, what stands for the name.
---@type string
package.config = nil

---Libraries in C are not loaded: it is empty.
---@type string
package.cpath = nil

---The modules that are loaded, by name. require gives what is in here.
---@type table
package.loaded = nil

---The functions that require asks for a module, in turn.
---@type table
package.loaders = nil

---Where files are looked for: entries parted by ";", in which "?" stands for the name. LUA_PATH sets it.
---@type string
package.path = nil

---Functions that load a module, by its name. They go before files.
---@type table
package.preload = nil

---Libraries in C are not loaded: nil, a message and "absent".
---@param library string
---@param name string
---@return nil
---@return string message
---@return string where
function package.loadlib(library, name) end

---The file that a name stands for by a path, nil and the files that are not there otherwise.
---@param name string
---@param path string as package.path
---@param sep? string what in the name is a folder; "." where it is not there
---@param rep? string what parts folders; that of the system where it is not there
---@return string?
---@return string? message
function package.searchpath(name, path, sep, rep) end

---Lets a module see the globals: module("m", package.seeall).
---@param module table
function package.seeall(module) end
