---@meta

---Tests of Lua programs, run by `moonloop test`: require("moonloop.test").
---@class test
---@field AssertionError table the class of what t.eq and its like raise
---@field gen test.Gen random values for t.check
local test = {}

---@class test.Options
---@field timeout? number seconds of the case's loop; 60
---@field seeds? integer run it so many times, each with another seed of all that is random and another order of what is ready
---@field net? test.Net|boolean a network in memory, true for one with the defaults, in the place of the machine's, in which the case is the host "case"; runs one seed at least
---@field each? any[] run it once for each value, which comes after t
---@field skip? boolean|string do not run it; a text says why
---@field todo? boolean|string it may fail, or have no body yet
---@field real_time? boolean its loop's clock is the machine's; otherwise it is virtual and begins at 0
---@field allow_leaks? boolean it may leave tasks, streams, timers, coroutines behind

---A network in memory, the option net of a case.
---@class test.Net
---@field latency? number|number[] seconds that a piece takes on its way, or {from, to}; {0.001, 0.01} when absent
---@field drop? number how likely a piece is lost, from 0 to 1; 0 when absent
---@field reset? number how likely a piece of a stream that arrives breaks its connection, from 0 to 1; 0 when absent
---@field bandwidth? number bytes a second from one host to another; without limit when absent
---@field partition? number|test.Partitions how likely two hosts are cut off from each other right after one has sent something to the other, from 0 to 1; 0 when absent
---@field crash? number|test.Crashes how likely a host crashes right after it has sent something or changed its disk, from 0 to 1; 0 when absent
---@field disk? number|number[] seconds that a host waits for what it does with its files by `fs`, one thing after the other, or {from, to}; 0 when absent
---@field unsynced? number how likely it is of a file that a crash loses some of what was written and not synced, from 0 to 1; 0 when absent

---Partitions by chance, the option partition of a network.
---@class test.Partitions
---@field rate number how likely one is right after something was sent, from 0 to 1
---@field lasts? number|number[] seconds, or {from, to}; {0.1, 5} when absent

---Crashes by chance, the option crash of a network.
---@class test.Crashes
---@field rate number how likely one is right after something that others can see, from 0 to 1
---@field hosts? string[] who may crash; all hosts, but never the case, when absent
---@field down? number|number[] seconds until it starts again, or {from, to}; {0, 1} when absent
---@field at_once? integer hosts that may be down at once; 1 when absent

---What the body of a case gets. Its functions are called with a dot.
---@class test.T
---@field name string the whole name of the case
---@field seed integer of this run; 0 without seeds
---@field eq fun(got: any, want: any, what?: string) the same, or tables that hold the same
---@field ne fun(got: any, unwanted: any, what?: string) not the same, nor tables that hold the same
---@field near fun(got: number, want: number, tolerance: number, what?: string) numbers that are no further apart
---@field ok fun(value: any, what?: string): any a value that is neither nil nor false
---@field matches fun(text: string, pattern: string, what?: string) a Lua pattern
---@field raises fun(class_or_pattern: any, fn: function): any the error that fn raises
---@field fail fun(message: string) the case fails
---@field log fun(...: any) print, with tables shown
---@field skip fun(reason?: string) ends the case
---@field cleanup fun(fn: function, ...: any) call it when the case is over, the last first; it may await
---@field tempdir fun(): string a folder that is removed when the case is over
---@field snapshot fun(name: string, value: any) as it was recorded by --update
---@field check fun(gen: any, options?: test.CheckOptions, fn: function) a property of random values
---@field host fun(name: string, program: string|function, ...: any): string starts a host that runs a module, or a copy of a function, with these arguments
---@field partition fun(a: string|string[], b: string|string[]) cuts hosts off from each other
---@field heal fun(a?: string|string[], b?: string|string[]) ends that, everywhere without arguments
---@field crash fun(name: string) ends a host at once; its disk stays
---@field restart fun(name: string) starts a host again with the same program
---@field calm fun() ends what goes wrong by chance: hosts that have crashed by it start again, all reach each other, nothing is lost any more
---@field skew fun(name: string, seconds: number) by how much the wall clock of a host is before the true one

---@class test.CheckOptions
---@field runs? integer how many values are tried; 100 when absent
---@field seed? integer of the values; made of the name of the case when absent

---@class test.ListOptions
---@field min? integer items at least; 0 when absent
---@field max? integer items at most; 10 when absent

---@class test.StringOptions
---@field min? integer characters at least; 0 when absent
---@field max? integer characters at most; 20 when absent
---@field chars? string the characters, the simplest first; letters, digits, signs and some others when absent

---Generators, for t.check. A function is one too: it is called with draw, which makes a value of a generator.
---@class test.Gen
---@field int fun(lo?: integer, hi?: integer): userdata whole numbers; from -1000 to 1000 when absent
---@field number fun(lo?: number, hi?: number): userdata numbers; from -1e6 to 1e6 when absent
---@field boolean fun(): userdata true and false
---@field string fun(options?: test.StringOptions): userdata texts
---@field list fun(item: any, options?: test.ListOptions): userdata lists of what another generator makes
---@field record fun(fields: table): userdata tables with a value of a generator in each field
---@field one_of fun(...: any): userdata one of these values, or of what these generators make
---@field map fun(gen: any, fn: fun(value: any): any): userdata what a function makes of the values of a generator
---@field tuple fun(...: any): userdata several values, which t.check passes as arguments

---Declares a case. Its body may await; t is a test.T.
---@param name string
---@param options? test.Options
---@param body fun(t: test.T, value: any)
function test.case(name, options, body) end

---Declares what fn declares as a group.
---@param name string
---@param fn fun()
function test.group(name, fn) end

---Once, before the first case of the group or file, in a loop of its own that may leave nothing.
---@param fn fun()
function test.before(fn) end

---Once, after the last case of the group or file, in a loop of its own.
---@param fn fun()
function test.after(fn) end

---Before each case of the group or file, in its loop, those of outer groups first.
---@param fn fun(t: test.T)
function test.before_each(fn) end

---After each case of the group or file, in its loop, those of inner groups first, whatever came of it.
---@param fn fun(t: test.T)
function test.after_each(fn) end

return test
