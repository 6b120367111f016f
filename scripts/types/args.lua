---@meta

-- Editor annotations of Moonloop's module args, for the Lua language server.

---The arguments of a program.
---@class args
local args = {}

---How parse ends where there is no os.exit.
---@class args.Exit: Exception
---@field status integer 0 or 2
---@field text string what would have been printed
args.Exit = nil

---An option or, when its name has no dash, a positional argument. [1] is its names: "-o --output" or "file".
---@class args.Argument
---@field [1] string its names: "-o --output", or "file"
---@field help? string a line about it
---@field value? string what the help calls its value
---@field type? "string"|"number"|"integer" "string" when absent
---@field choices? string[] the values that it may have
---@field default? any its value when it is not given
---@field required? boolean whether it must be given
---@field many? boolean a list of all values; of a flag, how many times

---A description of a program, whose list are its arguments.
---@class args.Spec
---@field name? string the program's; that of the script when absent
---@field about? string what the help says first
---@field version? string what --version prints
---@field commands? args.Spec[] its subcommands, each a description of its own
---@field [integer] args.Argument its arguments, in order

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
