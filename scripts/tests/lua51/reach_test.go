package lua51

// This file checks that the programs reach the whole language and the whole library.

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// productions are those of the manual's section 8, in the words of Parse, and the forms of tokens in its section 2.1.
var productions = strings.Split(strings.TrimSpace(`
block: chunk
block: do
block: while
block: repeat
block: if
block: elseif
block: else
block: for Name = exp, exp
block: for Name = exp, exp, exp
block: for namelist in
block: for namelist, in
block: function
stat ;
stat: var = explist
stat: varlist = explist
stat: functioncall
stat: function Name
stat: function Name.Name
stat: function Name:Name
stat: function Name.Name:Name
stat: local function
stat: local namelist
stat: local namelist,
stat: local namelist = explist
stat: local namelist, = explist
laststat: return
laststat: return explist
laststat: break
var: Name
var: prefixexp.Name
var: prefixexp[exp]
explist ,
exp: nil
exp: false
exp: true
exp: Number
exp: String
exp: ...
exp: function
exp: tableconstructor
exp: (exp)
exp: call
exp: Name
exp: prefixexp.Name
exp: prefixexp[exp]
call of Name
call of (exp)
call of call
call of prefixexp.Name
call of prefixexp[exp]
prefixexp.Name of Name
prefixexp.Name of (exp)
prefixexp.Name of call
prefixexp.Name of prefixexp.Name
prefixexp.Name of prefixexp[exp]
prefixexp[exp] of Name
prefixexp[exp] of (exp)
prefixexp[exp] of call
prefixexp[exp] of prefixexp.Name
prefixexp[exp] of prefixexp[exp]
args: ()
args: (explist)
args: tableconstructor
args: String
args: : Name ()
args: : Name (explist)
args: : Name tableconstructor
args: : Name String
parlist: 
parlist: namelist
parlist: namelist, ...
parlist: ...
tableconstructor: {}
field: [exp] = exp
field: Name = exp
field: exp
fieldsep: ,
fieldsep: ;
fieldlist: ends with a fieldsep
comment: first line
comment: short
comment: long, level 0
comment: long, level 1
comment: long, level more
comment: long, begins with a newline
string: "
string: '
string: \a
string: \b
string: \f
string: \n
string: \r
string: \t
string: \v
string: \\
string: \"
string: \'
string: \ newline
string: \d
string: \dd
string: \ddd
string: \ other
string: long, level 0
string: long, level 1
string: long, level more
string: long, begins with a newline
number: 5
number: 5.5
number: .5
number: 5.
number: 0x
number: 0X
number: exponent e
number: exponent E
number: exponent +
number: exponent -
`), "\n")

// functions are those of the manual's section 5, and some that lua5.1 has beside them.
var functions = strings.Fields(`
assert collectgarbage dofile error getfenv getmetatable ipairs load loadfile loadstring next pairs pcall print rawequal
rawget rawset select setfenv setmetatable tonumber tostring type unpack xpcall module require _G _VERSION gcinfo newproxy
coroutine.create coroutine.resume coroutine.running coroutine.status coroutine.wrap coroutine.yield
package.cpath package.loaded package.loaders package.loadlib package.path package.preload package.seeall package.config
string.byte string.char string.dump string.find string.format string.gmatch string.gsub string.len string.lower
string.match string.rep string.reverse string.sub string.upper string.gfind
table.concat table.insert table.maxn table.remove table.sort table.foreach table.foreachi table.getn table.setn
math.abs math.acos math.asin math.atan math.atan2 math.ceil math.cos math.cosh math.deg math.exp math.floor math.fmod
math.frexp math.huge math.ldexp math.log math.log10 math.max math.min math.modf math.pi math.pow math.rad math.random
math.randomseed math.sin math.sinh math.sqrt math.tan math.tanh math.mod
io.close io.flush io.input io.lines io.open io.output io.popen io.read io.stderr io.stdin io.stdout io.tmpfile io.type
io.write f.close f.flush f.lines f.read f.seek f.setvbuf f.write
os.clock os.date os.difftime os.execute os.exit os.getenv os.remove os.rename os.setlocale os.time os.tmpname
debug.getfenv debug.gethook debug.getinfo debug.getlocal debug.getmetatable debug.getregistry debug.getupvalue
debug.setfenv debug.sethook debug.setlocal debug.setmetatable debug.setupvalue debug.traceback
`)

// events are the metamethods.
var metaevents = strings.Fields("__add __sub __mul __div __mod __pow __unm __concat __len __eq __lt __le __index __newindex __call __tostring __metatable __mode __fenv")

// reachSeeds is how many programs together must reach everything. debug.debug alone is not reached: it reads commands.
const reachSeeds = 1500

func TestReach(t *testing.T) {
	t.Parallel()
	missing := map[string]bool{}
	for _, p := range productions {
		missing[p] = true
	}
	for a := range binary {
		for b := range binary {
			missing["operators: binop "+a+" … binop "+b] = true
		}
		for _, u := range []string{"-", "not", "#"} {
			missing["operators: binop "+a+" … unop "+u] = true
			missing["operators: unop "+u+" … binop "+a] = true
			missing["operators: unop - … unop "+u] = true
			missing["operators: unop not … unop "+u] = true
			missing["operators: unop # … unop "+u] = true
		}
	}
	for _, f := range append(functions, metaevents...) {
		missing[f] = true
	}
	for seed := range uint64(reachSeeds) {
		p := Generate(seed, "")
		if _, err := Parse(p.Source, func(name string) { delete(missing, name) }); err != nil {
			continue // some are wrong on purpose
		}
		for name := range namesIn(p.Source) {
			delete(missing, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(missing)) {
		t.Errorf("not reached by %d programs: %s", reachSeeds, name)
	}
}

// namesIn are the names, and names with the one before the dot or colon, in a program's code; strings do not count.
func namesIn(source string) map[string]bool {
	tokens, _ := Lex(source)
	names := map[string]bool{}
	for i, t := range tokens {
		if t.Kind != tokenName {
			continue
		}
		names[t.Text] = true
		if i >= 2 && (tokens[i-1].Text == "." || tokens[i-1].Text == ":") && tokens[i-2].Kind == tokenName {
			names[tokens[i-2].Text+"."+t.Text] = true
		}
	}
	return names
}
