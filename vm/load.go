package vm

// This file loads source: load, loadstring, loadfile, dofile.

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// Load makes a function of the chunk, in the global environment.
func (rt *Runtime) Load(c *Chunk) *lua.LFunction { return rt.host.NewFunctionFromProto(c.proto) }

// SetModule makes v a global and what require(name) returns.
func (rt *Runtime) SetModule(name string, v lua.LValue) {
	rt.global.Global.RawSetString(name, v)
	rt.loader.loaded.RawSetString(name, v)
}

var loadFuncs = []native{
	{"load", baseLoad},             // load(chunk [, name [, mode [, env]]])
	{"loadstring", baseLoadstring}, // loadstring(source [, name])
	{"loadfile", baseLoadfile},     // loadfile([name])
	{"dofile", baseDofile},         // dofile([name])
	{"require", baseRequire},       // require(name)
	{"module", baseModule},         // module(name, ...)
}

// pushChunk leaves the function, or nil and the message, on the stack.
func (rt *Runtime) pushChunk(L *lua.LState, source, name string, env *lua.LTable) int {
	chunk, err := rt.compile(source, name)
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

// chunkName is how a chunk's name stands in messages: without the mark that tells files from source text.
func chunkName(name, source string) string {
	switch {
	case name == "":
		line, _, cut := strings.Cut(source, "\n")
		if len(line) > 40 {
			line, cut = line[:40], true
		}
		if cut {
			line += "..."
		}
		return `[string "` + line + `"]`
	case name[0] == '@' || name[0] == '=':
		return name[1:]
	}
	return name
}

// nameSource keeps the name that load was given, which chunkName has shortened, for debug.getinfo.
func nameSource(proto *lua.FunctionProto, given string) {
	if given == "" || given[0] == '@' {
		return
	}
	proto.DbgCalls = append([]lua.DbgCall{{Name: given, Pc: sourcePc}}, proto.DbgCalls...)
	for _, p := range proto.FunctionPrototypes {
		nameSource(p, given)
	}
}

// sourceOf is how debug.getinfo tells where a function's source is from: "@file", or what load was given.
func sourceOf(proto *lua.FunctionProto) string {
	if len(proto.DbgCalls) > 0 && proto.DbgCalls[0].Pc == sourcePc {
		return proto.DbgCalls[0].Name
	}
	if strings.HasPrefix(proto.SourceName, "[string ") {
		return proto.SourceName
	}
	return "@" + proto.SourceName
}

// loadText is load and loadstring of a text. given is the name that the script has for it, nil for none.
func (rt *Runtime) loadText(L *lua.LState, text string, given lua.LValue, env *lua.LTable) int {
	name, _ := TextOf(given)
	n := rt.pushChunk(L, text, chunkName(name, text), env)
	if fn, ok := L.Get(-1).(*lua.LFunction); ok {
		nameSource(fn.Proto, name)
	}
	return n
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
	given := name
	if L.Get(2) == lua.LNil {
		name = "=(load)"
	}
	name = chunkName(name, "")
	where := position(threadOf(L), 1)
	var text strings.Builder
	var read Next
	read = func(vals []lua.LValue, err error) Step {
		if err != nil {
			return Return(lua.LNil, rt.ErrorValue(err))
		}
		if len(vals) == 0 || vals[0] == lua.LNil || vals[0] == lua.LString("") {
			chunk, err := rt.compile(text.String(), name)
			if err != nil {
				return Return(lua.LNil, lua.LString(err.Error()))
			}
			nameSource(chunk.proto, given)
			fn := rt.Load(chunk)
			fn.Env = env
			return Return(fn)
		}
		piece, ok := TextOf(vals[0])
		if !ok {
			return Return(lua.LNil, lua.LString(where+"reader function must return a string"))
		}
		text.WriteString(piece)
		if err := rt.checkSource(text.Len()); err != nil {
			return Return(lua.LNil, lua.LString(err.Error()))
		}
		return Call(reader, nil, read)
	}
	return rt.Perform(L, Call(reader, nil, read))
}

// readSource is the source in a file; name "" is the standard input's.
func (rt *Runtime) readSource(name string) (string, error) {
	if name == "" {
		if rt.options.Stdin == nil {
			return "", errors.New("cannot read stdin: this runtime has none")
		}
		b, err := io.ReadAll(rt.options.Stdin)
		return string(b), err
	}
	if rt.options.ReadFile == nil {
		return "", errors.New("cannot open " + name + ": this runtime may not read files")
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
	return "", fmt.Errorf("cannot %s %s: %s", what, name, text)
}

// sourceFile is the file that argument 1 names, and how its name stands in messages.
func sourceFile(L *lua.LState) (file, name string) {
	if file = ParamsOf(L).OptString(1, ""); file == "" && L.Get(1) == lua.LNil {
		return "", "stdin"
	}
	return file, file
}

func baseLoadfile(L *lua.LState) int {
	rt := runtimeOf(L)
	file, name := sourceFile(L)
	source, err := rt.readSource(file)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	env := L.Env
	if e, ok := L.Get(3).(*lua.LTable); ok {
		env = e
	}
	return rt.pushChunk(L, source, name, env)
}

func baseDofile(L *lua.LState) int {
	rt := runtimeOf(L)
	file, name := sourceFile(L)
	source, err := rt.readSource(file)
	if err != nil {
		rt.raise(errorf("%s", err))
	}
	chunk, err := rt.compile(source, name)
	if err != nil {
		rt.raise(errorf("%s", err))
	}
	return rt.Perform(L, Call(rt.Load(chunk), nil, nil))
}
