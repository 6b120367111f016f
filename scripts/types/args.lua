---@meta args

-- Editor annotations of Moonloop's module args, for the Lua language server.

---The arguments of a program.
---@class args
local args = {}

---How parse ends where there is no os.exit.
---@class args.Exit: Exception
---@field status integer
---@field text string
args.Exit = nil

---An option or, when its name has no dash, a positional argument. [1] is its names: "-o --output" or "file".
---@class args.Argument
---@field [1] string
---@field help? string
---@field value? string what the help calls its value
---@field type? "string"|"number"|"integer"
---@field choices? string[]
---@field default? any
---@field required? boolean
---@field many? boolean a list of all values; of a flag, how many times

---A description of a program, whose list are its arguments.
---@class args.Spec
---@field name? string
---@field about? string
---@field version? string
---@field commands? args.Spec[]
---@field [integer] args.Argument

---The values of the arguments, by name. What is wrong ends the program with a message and status 2; --help and --version end
---it with status 0.
---@param spec args.Spec
---@param list? string[] the global arg without it
---@return table<string, any>
function args.parse(spec, list) end

---The help that --help shows.
---@param spec args.Spec
---@return string
function args.help(spec) end

return args
