package vm

// This file is Lua's debug library: stock, but for what must see all threads of a fiber, and hooks.

import (
	"strings"

	lua "github.com/yuin/gopher-lua"
)

// OpenDebug installs the debug module. It lets scripts reach the insides of others' functions: not for untrusted ones.
func (rt *Runtime) OpenDebug() {
	L := rt.State()
	stock := lua.NewState(lua.Options{CallStackSize: 8, RegistrySize: 128, SkipOpenLibs: true})
	defer stock.Close()
	stock.Push(stock.NewFunction(lua.OpenDebug))
	stock.Call(0, 1)
	mod := L.NewTable()
	stock.Get(-1).(*lua.LTable).ForEach(func(k, v lua.LValue) { mod.RawSet(k, v) })
	for _, name := range []string{"getlocal", "setlocal"} {
		mod.RawSetString(name, L.NewFunction(ofLocals(name, mod.RawGetString(name).(*lua.LFunction).GFunction)))
	}
	mod.RawSetString("traceback", L.NewFunction(debugTraceback))
	mod.RawSetString("getinfo", L.NewFunction(debugGetinfo))
	mod.RawSetString("getregistry", L.NewFunction(func(L *lua.LState) int {
		L.Push(rt.global.Registry)
		return 1
	}))
	mod.RawSetString("sethook", L.NewFunction(func(L *lua.LState) int {
		if L.GetTop() > 0 && L.Get(1) != lua.LNil {
			rt.raise(errorf("debug.sethook: hooks are not supported"))
		}
		return 0
	}))
	mod.RawSetString("gethook", L.NewFunction(func(L *lua.LState) int { return 0 }))
	rt.SetModule("debug", mod)
}

// ofLocals guards debug.getlocal and setlocal, which take any number for an index into the stack.
func ofLocals(name string, stock lua.LGFunction) lua.LGFunction {
	return func(L *lua.LState) int {
		rt := runtimeOf(L)
		if level := float64(L.CheckNumber(1)); !(level >= 0 && level <= maxFrames) {
			rt.argError(L, name, 1, "level out of range")
		}
		if n := float64(L.CheckNumber(2)); !(n >= 1 && n <= 255) {
			L.Push(lua.LNil)
			return 1
		}
		return stock(L)
	}
}

// debugTraceback is debug.traceback([thread,] [message [, level]]).
func debugTraceback(L *lua.LState) int {
	rt := runtimeOf(L)
	at := 1
	var tr *Trace
	if th, ok := L.Get(1).(*lua.LState); ok {
		at = 2
		t := threadOf(th)
		switch {
		case t == nil:
		case t.co != nil && t.co.top != nil:
			for x := t.co.top; x != nil; x = x.below {
				tr = extend(tr, x, "")
			}
		case t.co != nil && t.co.status == coActive:
			for x := rt.fiber.top; x != nil; x = x.below {
				if x.co == t.co {
					tr = extend(tr, x, "")
				}
			}
		default:
			tr = extend(nil, t, "")
		}
	} else {
		tr = rt.fiber.trace()
		level := L.OptInt(2, 1)
		for ; level > 0 && tr != nil; level-- {
			tr = tr.skip()
		}
	}
	switch msg := L.Get(at).(type) {
	case *lua.LNilType:
		L.Push(lua.LString(traceText(tr)))
	case lua.LString, lua.LNumber:
		L.Push(lua.LString(msg.String() + "\n" + traceText(tr)))
	default:
		if o := errorObjectOf(msg); o != nil {
			L.Push(lua.LString(o.Err.Error() + "\n" + traceText(tr)))
		} else {
			L.Push(msg)
		}
	}
	return 1
}

func traceText(tr *Trace) string {
	if tr == nil {
		return "stack traceback:"
	}
	return tr.String()
}

// skip is the trace without its innermost call.
func (tr *Trace) skip() *Trace {
	c := *tr
	if tr.inner != nil {
		if c.inner = tr.inner.skip(); c.inner != nil || len(tr.inner.frames) > 0 {
			return &c
		}
	}
	if len(c.frames) == 0 {
		return nil
	}
	c.frames = c.frames[1:]
	return &c
}

// debugGetinfo is debug.getinfo([thread,] function | level [, what]).
func debugGetinfo(L *lua.LState) int {
	rt := runtimeOf(L)
	t, at := threadOf(L), 1
	if th, ok := L.Get(1).(*lua.LState); ok {
		at = 2
		if t = threadOf(th); t == nil {
			L.Push(lua.LNil)
			return 1
		}
		if t.co != nil && t.co.top != nil {
			t = t.co.top
		}
	}
	what := L.OptString(at+1, "flnSu")
	var fn *lua.LFunction
	var f, caller frame
	var base bool
	switch v := L.Get(at).(type) {
	case *lua.LFunction:
		fn = v
	case lua.LNumber:
		level := int(v)
		if level < 0 {
			L.Push(lua.LNil)
			return 1
		}
		found := false
	search:
		for ; t != nil; t = t.below {
			for i := t.Frames.Depth - 1; i >= 0; i-- {
				cf := t.Frames.At(i)
				if cf.Fn.Proto == callerProto() {
					continue
				}
				if found {
					caller = frame{proto: cf.Fn.Proto, pc: cf.Pc}
					break search
				}
				if level == 0 {
					fn, f, found = cf.Fn, frame{cf.Fn.Proto, cf.Pc, cf.TailCall > 0}, true
					base = cf.Fn.Proto != nil && cf.Fn.Proto.LineDefined == 0
				}
				level--
			}
			if at == 2 {
				break
			}
		}
		if !found {
			L.Push(lua.LNil)
			return 1
		}
	default:
		rt.argError(L, "getinfo", at, "function or level expected, got "+typeName(L, at))
	}
	info := L.NewTable()
	set := func(k string, v lua.LValue) { info.RawSetString(k, v) }
	for _, c := range strings.TrimPrefix(what, ">") {
		switch c {
		case 'f':
			set("func", fn)
		case 'S':
			if fn.Proto == nil {
				set("what", lua.LString("C"))
				set("source", lua.LString("=[Go]"))
				set("short_src", lua.LString("[Go]"))
				set("linedefined", lua.LNumber(-1))
				set("lastlinedefined", lua.LNumber(-1))
				continue
			}
			kind := "Lua"
			if base || fn.Proto.LineDefined == 0 {
				kind = "main"
			}
			set("what", lua.LString(kind))
			set("source", lua.LString(sourceOf(fn.Proto)))
			set("short_src", lua.LString(fn.Proto.SourceName))
			set("linedefined", lua.LNumber(fn.Proto.LineDefined))
			set("lastlinedefined", lua.LNumber(fn.Proto.LastLineDefined))
		case 'l':
			line := -1
			if f.proto != nil {
				line = f.line()
			}
			set("currentline", lua.LNumber(line))
		case 'u':
			set("nups", lua.LNumber(len(fn.Upvalues)))
		case 'n':
			name := ""
			if caller.proto != nil && !f.tail {
				name = caller.calling()
			}
			if name == "" || name == "?" {
				name = ""
				if fn.Proto != nil && f.proto != nil { // a level, not just a function
					name = protoName(fn.Proto)
				}
			}
			if name != "" {
				set("name", lua.LString(name))
			}
			set("namewhat", lua.LString(""))
		case 'L':
			lines := L.NewTable()
			if fn.Proto != nil {
				for _, line := range fn.Proto.DbgSourcePositions {
					lines.RawSetInt(line, lua.LTrue)
				}
			}
			set("activelines", lines)
		default:
			rt.argError(L, "getinfo", at+1, "invalid option '"+string(c)+"'")
		}
	}
	L.Push(info)
	return 1
}
