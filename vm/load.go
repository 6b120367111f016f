package vm

// This file loads source: load, loadstring, loadfile, dofile, require and package.

import (
	"errors"
	"io/fs"
	"strings"

	"moonloop/vm/internal/compile"

	lua "github.com/yuin/gopher-lua"
)

// defaultPath is where require looks when Options.Path is "".
const defaultPath = "./?.lua;./?/init.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua"

type loader struct {
	pkg, loaded, preload *lua.LTable
	loading              *lua.LUserData // what package.loaded holds while a module runs
}

// Load makes a function of the chunk, in the global environment.
func (rt *Runtime) Load(c *Chunk) *lua.LFunction {
	return rt.host.NewFunctionFromProto(&c.proto.FunctionProto)
}

// SetModule makes v a global and what require(name) returns.
func (rt *Runtime) SetModule(name string, v lua.LValue) {
	rt.global.Global.RawSetString(name, v)
	rt.loader.loaded.RawSetString(name, v)
}

var packageFuncs = []native{
	{"searchpath", packageSearchpath}, // searchpath(name, path [, sep [, rep]])
	{"seeall", packageSeeall},         // seeall(module)
	{"loadlib", packageLoadlib},       // loadlib(path, name)
}

var loadFuncs = []native{
	{"load", baseLoad},         // load(chunk [, name [, mode [, env]]])
	{"loadstring", baseLoad},   // loadstring(source [, name])
	{"loadfile", baseLoadfile}, // loadfile(name)
	{"dofile", baseDofile},     // dofile(name)
	{"require", baseRequire},   // require(name)
	{"module", baseModule},     // module(name, ...)
}

// openLoad installs package and sets what belongs to it among the globals.
func (rt *Runtime) openLoad(b *Builder) {
	L := rt.State()
	g := rt.global.Global
	ld := &rt.loader
	ld.preload = L.CreateTable(0, 1)
	loaded := Build(L, &loadedShape, 14)
	ld.loading = L.NewUserData()
	path := rt.options.Path
	if path == "" {
		path = defaultPath
	}
	loaders := L.CreateTable(2, 0)
	loaders.Append(L.NewFunction(loadPreloaded))
	loaders.Append(L.NewFunction(loadFromPath))
	pkg := Build(L, &packageShape, 10)
	pkg.Set("loaded", loaded.t)
	pkg.Set("preload", ld.preload)
	pkg.Set("path", lua.LString(path))
	pkg.Set("cpath", lua.LString(""))
	pkg.Set("config", lua.LString("/\n;\n?\n!\n-\n"))
	SetNatives(pkg, packageFuncs)
	pkg.Set("loaders", loaders)
	pkg.Set("searchers", loaders)
	ld.pkg = pkg.Table()
	loaded.Set("coroutine", b.Get("coroutine"))
	loaded.Set("_G", g)
	loaded.Set("package", ld.pkg)
	ld.loaded = loaded.Table()
	b.Set("package", ld.pkg)
	rt.global.Registry.RawSetString("_LOADED", ld.loaded)
	rt.global.Registry.RawSetString("_LOADERS", loaders)
}

// pushChunk leaves the function, or nil and the message, on the stack. given is the name that load was given, "" for none.
func (rt *Runtime) pushChunk(L *lua.LState, source, given string, env *lua.LTable) int {
	chunk, err := rt.compile(source, given)
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

// maxChunkName is how many bytes of a chunk's name messages show, as LUA_IDSIZE has it, with the zero at its end.
const maxChunkName = 60

// chunkName is how a chunk that was loaded under a name stands in messages, as PUC Lua's luaO_chunkid makes it: "=name" is
// taken as it is, "@file" is a file, of which the end is shown, and else the name is source text.
func chunkName(given string) string {
	switch {
	case strings.HasPrefix(given, "="):
		return given[1:][:min(len(given)-1, maxChunkName-1)]
	case strings.HasPrefix(given, "@"):
		name := given[1:]
		if most := maxChunkName - len(" '...' ") - 1; len(name) > most {
			return "..." + name[len(name)-most:]
		}
		return name
	}
	line, _, cut := strings.Cut(given, "\n")
	if l, _, ok := strings.Cut(line, "\r"); ok {
		line, cut = l, true
	}
	most := maxChunkName - len(` [string "..."] `) - 1
	if len(line) > most {
		line, cut = line[:most], true
	}
	if cut {
		line += "..."
	}
	return `[string "` + line + `"]`
}

// sourceOf is how debug.getinfo tells where a function's source is from: "@file", or what load was given.
func sourceOf(proto *lua.FunctionProto) string {
	if p := compile.Of(proto); p != nil && p.Source != "" {
		return p.Source
	}
	return "@" + proto.SourceName
}

// baseLoad is load(chunk [, name [, mode [, env]]]) with chunk a string or a function that returns pieces, and loadstring.
func baseLoad(L *lua.LState) int {
	rt := runtimeOf(L)
	name := ""
	if L.Get(2) != lua.LNil {
		name = L.CheckString(2)
	}
	if mode, ok := L.Get(3).(lua.LString); ok && !strings.Contains(string(mode), "t") {
		L.Push(lua.LNil)
		L.Push(lua.LString("attempt to load a text chunk (mode is '" + string(mode) + "')"))
		return 2
	}
	env := L.Env
	if e, ok := L.Get(4).(*lua.LTable); ok {
		env = e
	}
	switch chunk := L.Get(1).(type) {
	case lua.LString:
		if L.Get(2) == lua.LNil {
			name = string(chunk)
		}
		return rt.pushChunk(L, string(chunk), name, env)
	case *lua.LFunction:
		if L.Get(2) == lua.LNil {
			name = "=(load)"
		}
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
				fn := rt.Load(chunk)
				fn.Env = env
				return Return(fn)
			}
			if !lua.LVCanConvToString(vals[0]) {
				return Return(lua.LNil, lua.LString("reader function must return a string"))
			}
			text.WriteString(lua.LVAsString(vals[0]))
			if err := rt.checkSource(text.Len()); err != nil {
				return Return(lua.LNil, lua.LString(err.Error()))
			}
			return Call(chunk, nil, read)
		}
		return rt.Perform(L, Call(chunk, nil, read))
	}
	rt.argError(L, "load", 1, "string or function expected, got "+typeName(L, 1))
	return 0
}

func (rt *Runtime) readSource(name string) (string, error) {
	if rt.options.ReadFile == nil {
		return "", errors.New("cannot open " + name + ": this runtime may not read files")
	}
	b, err := rt.options.ReadFile(name)
	if err != nil {
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			return "", errors.New("cannot open " + name + ": " + pathErr.Err.Error())
		}
		return "", errors.New("cannot open " + name + ": " + err.Error())
	}
	return string(b), nil
}

func baseLoadfile(L *lua.LState) int {
	rt := runtimeOf(L)
	name := L.CheckString(1)
	source, err := rt.readSource(name)
	if err != nil {
		L.Push(lua.LNil)
		L.Push(lua.LString(err.Error()))
		return 2
	}
	env := L.Env
	if e, ok := L.Get(3).(*lua.LTable); ok {
		env = e
	}
	return rt.pushChunk(L, source, "@"+name, env)
}

func baseDofile(L *lua.LState) int {
	rt := runtimeOf(L)
	name := L.CheckString(1)
	source, err := rt.readSource(name)
	if err != nil {
		rt.raise(errorf("%s", err))
	}
	chunk, err := rt.compile(source, "@"+name)
	if err != nil {
		rt.raise(errorf("%s", err))
	}
	return rt.Perform(L, Call(rt.Load(chunk), nil, nil))
}

// baseRequire is require(name). A module may await at its top level: another task that requires it meanwhile gets the
// error of a loop, as modules that require each other do.
func baseRequire(L *lua.LState) int {
	rt := runtimeOf(L)
	ld := &rt.loader
	name := L.CheckString(1)
	key := lua.LString(name)
	if v := ld.loaded.RawGet(key); v == ld.loading {
		rt.raise(errorf("%sloop or previous error loading module '%s'", position(threadOf(L), 1), name))
	} else if lua.LVAsBool(v) {
		L.Push(v)
		return 1
	}
	loaders, ok := ld.pkg.RawGetString("loaders").(*lua.LTable)
	if !ok {
		rt.raise(errorf("'package.loaders' must be a table"))
	}
	where := position(threadOf(L), 1)
	var messages strings.Builder
	var search func(i int) Step
	search = func(i int) Step {
		ldr, ok := loaders.RawGetInt(i).(*lua.LFunction)
		if !ok {
			return Raise(errorf("%smodule '%s' not found:%s", where, name, messages.String()))
		}
		return Call(ldr, []lua.LValue{key}, func(vals []lua.LValue, err error) Step {
			if err != nil {
				return Raise(err)
			}
			var found lua.LValue = lua.LNil
			if len(vals) > 0 {
				found = vals[0]
			}
			if msg, ok := found.(lua.LString); ok {
				messages.WriteString(string(msg))
			}
			fn, ok := found.(*lua.LFunction)
			if !ok {
				return search(i + 1)
			}
			ld.loaded.RawSet(key, ld.loading)
			args := append([]lua.LValue{key}, vals[1:]...)
			return Call(fn, args, func(vals []lua.LValue, err error) Step {
				if err != nil {
					ld.loaded.RawSet(key, lua.LNil)
					return Raise(err)
				}
				if len(vals) > 0 && vals[0] != lua.LNil {
					ld.loaded.RawSet(key, vals[0])
				} else if ld.loaded.RawGet(key) == ld.loading {
					ld.loaded.RawSet(key, lua.LTrue)
				}
				return Return(ld.loaded.RawGet(key))
			})
		})
	}
	return rt.Perform(L, search(1))
}

func loadPreloaded(L *lua.LState) int {
	rt := runtimeOf(L)
	name := L.CheckString(1)
	preload, ok := rt.loader.pkg.RawGetString("preload").(*lua.LTable)
	if !ok {
		rt.raise(errorf("'package.preload' must be a table"))
	}
	if v := preload.RawGetString(name); v != lua.LNil {
		L.Push(v)
	} else {
		L.Push(lua.LString("\n\tno field package.preload['" + name + "']"))
	}
	return 1
}

func loadFromPath(L *lua.LState) int {
	rt := runtimeOf(L)
	name := L.CheckString(1)
	path, ok := rt.loader.pkg.RawGetString("path").(lua.LString)
	if !ok {
		rt.raise(errorf("'package.path' must be a string"))
	}
	file, source, tried := rt.search(name, string(path))
	if file == "" {
		L.Push(lua.LString(tried))
		return 1
	}
	chunk, err := rt.compile(source, "@"+file)
	if err != nil {
		rt.raise(errorf("error loading module '%s' from file '%s':\n\t%s", name, file, err))
	}
	L.Push(rt.Load(chunk))
	L.Push(lua.LString(file))
	return 2
}

// search finds the first file of path that can be read.
func (rt *Runtime) search(name, path string) (file, source, tried string) {
	var b strings.Builder
	for _, template := range strings.Split(path, ";") {
		if template == "" {
			continue
		}
		file := strings.ReplaceAll(template, "?", strings.ReplaceAll(name, ".", "/"))
		if source, err := rt.readSource(strings.TrimPrefix(file, "./")); err == nil {
			return strings.TrimPrefix(file, "./"), source, ""
		}
		b.WriteString("\n\tno file '" + file + "'")
	}
	return "", "", b.String()
}

func packageSearchpath(L *lua.LState) int {
	file, _, tried := runtimeOf(L).search(L.CheckString(1), L.CheckString(2))
	if file == "" {
		L.Push(lua.LNil)
		L.Push(lua.LString(tried))
		return 2
	}
	L.Push(lua.LString(file))
	return 1
}

func packageSeeall(L *lua.LState) int {
	mod := L.CheckTable(1)
	mt, ok := mod.Metatable.(*lua.LTable)
	if !ok {
		mt = L.NewTable()
		mod.Metatable = mt
	}
	mt.RawSetString("__index", runtimeOf(L).global.Global)
	return 0
}

func packageLoadlib(L *lua.LState) int {
	runtimeOf(L).raise(errorf("package.loadlib: C libraries cannot be loaded"))
	return 0
}

// baseModule is Lua 5.1's module(name, ...).
func baseModule(L *lua.LState) int {
	rt := runtimeOf(L)
	name := L.CheckString(1)
	mod, ok := rt.loader.loaded.RawGetString(name).(*lua.LTable)
	if !ok {
		parts := strings.Split(name, ".")
		mod = rt.global.Global
		for _, part := range parts {
			switch v := mod.RawGetString(part).(type) {
			case *lua.LTable:
				mod = v
			case *lua.LNilType:
				t := L.NewTable()
				mod.RawSetString(part, t)
				mod = t
			default:
				rt.raise(errorf("module: name conflict for module '%s'", name))
			}
		}
		rt.loader.loaded.RawSetString(name, mod)
	}
	if mod.RawGetString("_NAME") == lua.LNil {
		mod.RawSetString("_M", mod)
		mod.RawSetString("_NAME", lua.LString(name))
		mod.RawSetString("_PACKAGE", lua.LString(name[:strings.LastIndex(name, ".")+1]))
	}
	fn := functionAt(threadOf(L), 1)
	if fn == nil || fn.IsG {
		rt.raise(errorf("module: not called from a Lua function"))
	}
	fn.Env = mod
	for i, n := 2, L.GetTop(); i <= n; i++ {
		L.Push(L.Get(i))
		L.Push(mod)
		L.Call(1, 0)
	}
	return 0
}
