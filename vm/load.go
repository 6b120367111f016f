package vm

// This file loads source: load, loadstring, loadfile, dofile.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"moonloop/vm/internal/compile"

	lua "github.com/yuin/gopher-lua"
)

// Load makes a function of the chunk, in the global environment.
func (rt *Runtime) Load(c *Chunk) *lua.LFunction {
	return rt.host.NewFunctionFromProto(&c.proto.FunctionProto)
}

// SetModule makes v a global and what require(name) returns.
func (rt *Runtime) SetModule(name string, v lua.LValue) {
	rt.global.Global.RawSetString(name, v)
	rt.loader.loaded.RawSetString(name, v)
}

var loadFuncs = []GoFunction{
	{"load", baseLoad},             // load(chunk [, name [, mode [, env]]])
	{"loadstring", baseLoadstring}, // loadstring(source [, name])
	{"loadfile", baseLoadfile},     // loadfile([name])
	{"dofile", baseDofile},         // dofile([name])
	{"require", baseRequire},       // require(name)
	{"module", baseModule},         // module(name, ...)
}

// pushChunk leaves the function, or nil and the message, on the stack. given is the name that load was given.
func (rt *Runtime) pushChunk(L *lua.LState, source, given string, file bool, env *lua.LTable) int {
	chunk, err := rt.compile(source, given, file)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	fn := rt.Load(chunk)
	fn.Env = env
	L.Push(fn)
	return 1
}

// How many bytes of a chunk's name messages show, with the zero at its end: PUC Lua's LUA_IDSIZE for those of code that
// runs, and its MAXSRC for syntax errors.
const (
	runningName = 60
	syntaxName  = 80
)

// chunkName is how a chunk that was loaded under a name stands in messages that show at most so many bytes of it, as PUC
// Lua's luaO_chunkid makes it: "=name" is taken as it is, "@file" is a file, of which the end is shown, and else the name is
// source text. As in C it ends at a zero byte.
func chunkName(given string, most int) string {
	given = beforeZero(given)
	switch {
	case strings.HasPrefix(given, "="):
		return given[1:][:min(len(given)-1, most-1)]
	case strings.HasPrefix(given, "@"):
		name := given[1:]
		if most -= len(" '...' ") + 1; len(name) > most {
			return "..." + name[len(name)-most:]
		}
		return name
	}
	line, _, cut := strings.Cut(given, "\n")
	if l, _, ok := strings.Cut(line, "\r"); ok {
		line, cut = l, true
	}
	if most -= len(` [string "..."] `) + 1; len(line) > most {
		line, cut = line[:most], true
	}
	if cut {
		line += "..."
	}
	return `[string "` + line + `"]`
}

// sourceOf is how debug.getinfo tells where a function's source is from: "@file", or what load was given.
func sourceOf(proto *lua.FunctionProto) string {
	if p := compile.Of(proto); p != nil {
		return p.Source
	}
	return "@" + proto.SourceName
}

// loadText is load and loadstring of a text. given is the name that the script has for it, nil for none.
func (rt *Runtime) loadText(L *lua.LState, text string, given lua.LValue, env *lua.LTable) int {
	name, ok := TextOf(given)
	if !ok {
		name = text
	}
	return rt.pushChunk(L, text, name, false, env)
}

func baseLoadstring(L *lua.LState) int {
	a := ParamsOf(L)
	text := a.String(1)
	a.OptString(2, "")
	return runtimeOf(L).loadText(L, text, L.Get(2), L.Env)
}

// baseLoad is load(chunk [, name [, mode [, env]]]) with chunk a function that returns pieces, or a string as in later
// versions.
func baseLoad(L *lua.LState) int {
	a, rt := ParamsOf(L), runtimeOf(L)
	name := a.OptString(2, "")
	if mode, ok := L.Get(3).(lua.LString); ok && !strings.Contains(string(mode), "t") {
		L.Push(lua.LNil)
		L.Push(lua.LString("attempt to load a text chunk (mode is '" + string(mode) + "')"))
		return 2
	}
	env := L.Env
	if e, ok := L.Get(4).(*lua.LTable); ok {
		env = e
	}
	if text, ok := L.Get(1).(lua.LString); ok {
		return rt.loadText(L, string(text), L.Get(2), env)
	}
	reader := a.Function(1)
	if L.Get(2) == lua.LNil {
		name = "=(load)"
	}
	where := position(threadOf(L), 1)
	var text strings.Builder
	pieces := 0
	var read Next
	read = func(vals []lua.LValue, err error) Step {
		if err != nil {
			return Return(lua.LNil, rt.ErrorValue(err))
		}
		if len(vals) == 0 || vals[0] == lua.LNil || vals[0] == lua.LString("") {
			if pieces++; pieces == 1 { // PUC Lua asks for the first character twice
				return Call(reader, nil, read)
			}
			chunk, err := rt.compile(text.String(), name, false)
			if err != nil {
				return Return(lua.LNil, lua.LString(err.Error()))
			}
			fn := rt.Load(chunk)
			fn.Env = env
			return Return(fn)
		}
		piece, ok := TextOf(vals[0])
		if !ok {
			return Return(lua.LNil, lua.LString(where+"reader function must return a string"))
		}
		pieces++
		text.WriteString(piece)
		if err := rt.checkSource(text.Len()); err != nil {
			return Return(lua.LNil, lua.LString(err.Error()))
		}
		return Call(reader, nil, read)
	}
	return rt.Perform(L, Call(reader, nil, read))
}

// readChunk is the source of a chunk: that of the standard input, or in a file.
func (rt *Runtime) readChunk(file, name string) (string, error) {
	if name != stdinName {
		return rt.readSource(file)
	}
	if rt.options.Stdin == nil {
		return "", errors.New("cannot read stdin: this runtime has none")
	}
	b, err := io.ReadAll(rt.options.Stdin)
	return string(b), err
}

// stdinName is the name of the chunk that the standard input holds.
const stdinName = "=stdin"

// readSource is the source in a file. An error is an [*unreadable].
func (rt *Runtime) readSource(name string) (string, error) {
	if rt.options.ReadFile == nil {
		return "", &unreadable{text: "cannot open " + name + ": this runtime may not read files"}
	}
	b, err := rt.options.ReadFile(name)
	if err == nil {
		return string(b), nil
	}
	what := "open"
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		if pathErr.Op == "read" {
			what = "read"
		}
		err = pathErr.Err
	}
	text := err.Error()
	if text != "" { // as C has it
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return "", &unreadable{text: fmt.Sprintf("cannot %s %s: %s", what, name, text), opened: what == "read"}
}

// An unreadable is why there is no source.
type unreadable struct {
	text   string
	opened bool // but could not be read, as a folder cannot: require finds such a file
}

func (e *unreadable) Error() string { return e.text }

// sourceFile is the file that argument 1 names, and the name of its chunk.
func sourceFile(L *lua.LState) (file, name string) {
	if file = beforeZero(ParamsOf(L).OptString(1, "")); file == "" && L.Get(1) == lua.LNil {
		return "", stdinName
	}
	return file, "@" + file
}

func baseLoadfile(L *lua.LState) int {
	rt := runtimeOf(L)
	file, name := sourceFile(L)
	source, err := rt.readChunk(file, name)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	env := L.Env
	if e, ok := L.Get(3).(*lua.LTable); ok {
		env = e
	}
	return rt.pushChunk(L, source, name, true, env)
}

func baseDofile(L *lua.LState) int {
	rt := runtimeOf(L)
	file, name := sourceFile(L)
	source, err := rt.readChunk(file, name)
	if err != nil {
		rt.raise(errorf("%s", err))
	}
	chunk, err := rt.compile(source, name, true)
	if err != nil {
		rt.raise(errorf("%s", err))
	}
	return rt.Perform(L, Call(rt.Load(chunk), nil, nil))
}
