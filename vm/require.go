package vm

// This file is require, module and package.

import (
	"errors"
	"slices"
	"strings"

	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// defaultPath is where require looks when Options.Path is "".
const defaultPath = "./?.lua;/usr/local/share/lua/5.1/?.lua;/usr/local/share/lua/5.1/?/init.lua;" +
	"/usr/local/lib/lua/5.1/?.lua;/usr/local/lib/lua/5.1/?/init.lua;/usr/share/lua/5.1/?.lua;/usr/share/lua/5.1/?/init.lua"

// folderPath finds a module that is a folder beside the program, as a last resort, where package.path ends as Lua's.
const folderPath = "./?/init.lua"

type loader struct {
	pkg, loaded, preload *lua.LTable
	loading              *lua.LUserData // what package.loaded holds while a module runs
}

var packageFuncs = []GoFunction{
	{"loadlib", packageLoadlib},       // loadlib(path, name)
	{"searchpath", packageSearchpath}, // searchpath(name, path [, sep [, rep]])
	{"seeall", packageSeeall},         // seeall(module)
}

// openLoad installs package and sets what belongs to it among the globals.
func (rt *Runtime) openLoad(b *Builder) {
	L := rt.State()
	ld := &rt.loader
	ld.preload = L.CreateTable(0, 1)
	loaded := Build(L, &loadedShape, 14)
	ld.loading = L.NewUserData()
	path := defaultPath
	if given := rt.options.Path; given != "" {
		path = strings.ReplaceAll(given, ";;", ";"+defaultPath+";")
	}
	loaders := L.CreateTable(4, 0)
	for _, f := range []lua.LGFunction{loadPreloaded, loadFromPath, loadFromCPath, loadFromRoot} {
		loaders.Append(L.NewFunction(f))
	}
	pkg := Build(L, &packageShape, 10)
	pkg.Set("loaded", loaded.t)
	pkg.Set("preload", ld.preload)
	pkg.Set("path", lua.LString(path))
	pkg.Set("cpath", lua.LString(""))
	pkg.Set("config", lua.LString("/\n;\n?\n!\n-"))
	SetNatives(pkg, packageFuncs)
	pkg.Set("loaders", loaders)
	ld.pkg = pkg.Table()
	loaded.Set("coroutine", b.Get("coroutine"))
	loaded.Set("_G", rt.global.Global)
	loaded.Set("package", ld.pkg)
	ld.loaded = loaded.Table()
	b.Set("package", ld.pkg)
	rt.global.Registry.RawSetString("_LOADED", ld.loaded)
	rt.global.Registry.RawSetString("_LOADERS", loaders)
}

// baseRequire is require(name). A module may await at its top level: another task that requires it meanwhile gets the
// error of a loop, as modules that require each other do.
func baseRequire(L *lua.LState) int {
	rt := runtimeOf(L)
	ld := &rt.loader
	key := lua.LString(ParamsOf(L).String(1))
	if v := ltable.Get(ld.loaded, key); v == ld.loading {
		Fail(L, "loop or previous error loading module '%s'", string(key))
	} else if lua.LVAsBool(v) {
		L.Push(v)
		return 1
	}
	loaders, ok := ld.pkg.RawGetString("loaders").(*lua.LTable)
	if !ok {
		Fail(L, "'package.loaders' must be a table")
	}
	r := requiring{rt: rt, key: key, loaders: loaders, where: position(threadOf(L), 1)}
	return rt.Perform(L, r.search(1))
}

// A requiring is a call of require under way.
type requiring struct {
	rt      *Runtime
	key     lua.LString
	loaders *lua.LTable
	where   string // the place of the call
	tried   strings.Builder
}

// search asks the loaders from number i on for the module.
func (r *requiring) search(i int) Step {
	loader := ltable.GetInt(r.loaders, i)
	if loader == lua.LNil {
		return Raise(errorf("%smodule '%s' not found:%s", r.where, beforeZero(string(r.key)), r.tried.String()))
	}
	return r.call(loader, func(found lua.LValue) Step {
		if load, ok := found.(*lua.LFunction); ok {
			return r.load(load)
		}
		text, _ := TextOf(found)
		r.tried.WriteString(text)
		return r.search(i + 1)
	})
}

// load runs the module. If it fails, package.loaded says so from then on, as in Lua 5.1; if it is cancelled, it can be
// tried again.
func (r *requiring) load(load *lua.LFunction) Step {
	loaded, loading := r.rt.loader.loaded, r.rt.loader.loading
	ltable.Set(loaded, r.key, loading)
	return r.rt.CallValue(load, []lua.LValue{r.key}, func(vals []lua.LValue, err error) Step {
		if err != nil {
			if errors.Is(err, loop.CancelledError) {
				ltable.Set(loaded, r.key, lua.LNil)
			}
			return Raise(err)
		}
		module := lua.LValue(lua.LNil)
		if len(vals) > 0 {
			module = vals[0]
		}
		if module != lua.LNil {
			ltable.Set(loaded, r.key, module)
		}
		if ltable.Get(loaded, r.key) == loading {
			ltable.Set(loaded, r.key, lua.LTrue)
		}
		return Return(ltable.Get(loaded, r.key))
	})
}

// call calls fn with the module's name and goes on with its first result.
func (r *requiring) call(fn lua.LValue, then func(lua.LValue) Step) Step {
	return r.rt.CallValue(fn, []lua.LValue{r.key}, func(vals []lua.LValue, err error) Step {
		if err != nil {
			return Raise(err)
		}
		if len(vals) == 0 {
			return then(lua.LNil)
		}
		return then(vals[0])
	})
}

func loadPreloaded(L *lua.LState) int {
	name := ParamsOf(L).String(1)
	preload, ok := runtimeOf(L).loader.pkg.RawGetString("preload").(*lua.LTable)
	if !ok {
		Fail(L, "'package.preload' must be a table")
	}
	if v := preload.RawGetString(name); v != lua.LNil {
		L.Push(v)
	} else {
		L.Push(lua.LString("\n\tno field package.preload['" + beforeZero(name) + "']"))
	}
	return 1
}

func loadFromPath(L *lua.LState) int {
	rt := runtimeOf(L)
	name := ParamsOf(L).String(1)
	path := packagePath(L, "path")
	file, source, tried, err := rt.search(name, path)
	if file == "" && strings.HasSuffix(path, defaultPath) {
		file, source, _, err = rt.search(name, folderPath)
	}
	if beside := rt.besidePath(path); file == "" && beside != "" {
		var more string
		file, source, more, err = rt.search(name, beside)
		tried += more
	}
	if file == "" {
		L.Push(lua.LString(tried))
		return 1
	}
	var chunk *Chunk
	if err == nil {
		chunk, err = rt.compile(source, "@"+file, true)
	}
	if err != nil {
		Fail(L, "error loading module '%s' from file '%s':\n\t%s", name, file, err)
	}
	L.Push(rt.Load(chunk))
	return 1
}

// besidePath is where modules are that stand beside the program, without what path has.
func (rt *Runtime) besidePath(path string) string {
	folder := rt.options.Beside
	if folder == "" {
		return ""
	}
	if !strings.HasSuffix(folder, "/") {
		folder += "/"
	}
	var more []string
	for _, template := range []string{folder + "?.lua", folder + "?/init.lua"} {
		if !slices.Contains(strings.Split(path, ";"), template) {
			more = append(more, template)
		}
	}
	return strings.Join(more, ";")
}

// loadFromCPath finds a C library for a module, and refuses it.
func loadFromCPath(L *lua.LState) int {
	name := ParamsOf(L).String(1)
	return refuseLibrary(L, name, name)
}

// loadFromRoot finds a C library that may have a submodule in it.
func loadFromRoot(L *lua.LState) int {
	name := ParamsOf(L).String(1)
	root, _, inside := strings.Cut(name, ".")
	if !inside {
		return 0
	}
	return refuseLibrary(L, name, root)
}

func refuseLibrary(L *lua.LState, module, name string) int {
	file, _, tried, _ := runtimeOf(L).search(name, packagePath(L, "cpath"))
	if file != "" {
		Fail(L, "error loading module '%s' from file '%s':\n\t%s", module, file, noLibraries)
	}
	L.Push(lua.LString(tried))
	return 1
}

// noLibraries is what there is to say about libraries written in C.
const noLibraries = "C libraries cannot be loaded here"

// packagePath is a field of package that is a path.
func packagePath(L *lua.LState, field string) string {
	path, ok := TextOf(runtimeOf(L).loader.pkg.RawGetString(field))
	if !ok {
		Fail(L, "'package.%s' must be a string", field)
	}
	return path
}

// search finds the first file of path that can be read.
func (rt *Runtime) search(name, path string) (file, source, tried string, err error) {
	var b strings.Builder
	name, path = beforeZero(name), beforeZero(path)
	for template := range strings.SplitSeq(path, ";") {
		if template == "" {
			continue
		}
		file := strings.ReplaceAll(template, "?", strings.ReplaceAll(name, ".", "/"))
		source, err := rt.readSource(file)
		if cannot, ok := errors.AsType[*unreadable](err); !ok || cannot.opened {
			return file, source, "", err
		}
		b.WriteString("\n\tno file '" + file + "'")
	}
	return "", "", b.String(), nil
}

func packageSearchpath(L *lua.LState) int {
	a := ParamsOf(L)
	file, _, tried, _ := runtimeOf(L).search(a.String(1), a.String(2))
	if file == "" {
		L.Push(lua.LNil)
		L.Push(lua.LString(tried))
		return 2
	}
	L.Push(lua.LString(file))
	return 1
}

func packageSeeall(L *lua.LState) int {
	mod := ParamsOf(L).Table(1)
	mt, ok := mod.Metatable.(*lua.LTable)
	if !ok {
		mt = L.NewTable()
		mod.Metatable = mt
	}
	L.SetField(mt, "__index", L.Env)
	return 0
}

// packageLoadlib says that there is no such thing, as Lua does on systems without it.
func packageLoadlib(L *lua.LState) int {
	a := ParamsOf(L)
	a.String(1)
	a.String(2)
	L.Push(lua.LNil)
	L.Push(lua.LString(noLibraries))
	L.Push(lua.LString("absent"))
	return 3
}

// baseModule is Lua 5.1's module(name, ...).
func baseModule(L *lua.LState) int {
	rt := runtimeOf(L)
	name := ParamsOf(L).String(1)
	mod, ok := rt.loader.loaded.RawGetString(name).(*lua.LTable)
	if !ok {
		if mod = moduleTable(L, name); mod == nil {
			Fail(L, "name conflict for module '%s'", name)
		}
		rt.loader.loaded.RawSetString(name, mod)
	}
	if L.GetField(mod, "_NAME") == lua.LNil {
		L.SetField(mod, "_M", mod)
		L.SetField(mod, "_NAME", lua.LString(name))
		L.SetField(mod, "_PACKAGE", lua.LString(name[:strings.LastIndex(name, ".")+1]))
	}
	fn := functionAt(threadOf(L), 1)
	if !isLuaFunction(fn) {
		Fail(L, "'module' not called from a Lua function")
	}
	fn.Env = mod
	for i, n := 2, L.GetTop(); i <= n; i++ {
		L.Push(L.Get(i))
		L.Push(mod)
		L.Call(1, 0)
	}
	return 0
}

// moduleTable is the table that a name with dots leads to from the globals; tables on the way are made. It is nil where
// something else is in the way.
func moduleTable(L *lua.LState, name string) *lua.LTable {
	t := L.Env
	for part := range strings.SplitSeq(name, ".") {
		switch v := t.RawGetString(part).(type) {
		case *lua.LTable:
			t = v
		case *lua.LNilType:
			inner := L.NewTable()
			L.SetField(t, part, inner)
			t = inner
		default:
			return nil
		}
	}
	return t
}
