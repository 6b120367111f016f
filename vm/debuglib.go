package vm

// This file is Lua's debug library, less getinfo (debuginfo.go) and hooks, which there are none of.

import (
	"bufio"
	"fmt"
	"strings"

	"moonloop/loop"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// OpenDebug installs the debug module. It lets scripts reach the insides of others' functions: not for untrusted ones.
func (rt *Runtime) OpenDebug() {
	L := rt.State()
	mod := Build(L, &debugShape, len(debugFuncs))
	SetNatives(mod, debugFuncs)
	rt.SetModule("debug", mod.Table())
}

var debugShape Shape

var debugFuncs = []GoFunction{
	{"debug", debugDebug},               // debug()
	{"getfenv", debugGetfenv},           // getfenv(v)
	{"gethook", debugGethook},           // gethook([thread])
	{"getinfo", debugGetinfo},           // getinfo([thread,] function | level [, what])
	{"getlocal", debugGetlocal},         // getlocal([thread,] level, n)
	{"getmetatable", debugGetmetatable}, // getmetatable(v)
	{"getregistry", debugGetregistry},   // getregistry()
	{"getupvalue", debugGetupvalue},     // getupvalue(f, n)
	{"setfenv", debugSetfenv},           // setfenv(v, table)
	{"sethook", debugSethook},           // sethook([thread,] hook, mask [, count])
	{"setlocal", debugSetlocal},         // setlocal([thread,] level, n, value)
	{"setmetatable", debugSetmetatable}, // setmetatable(v, metatable)
	{"setupvalue", debugSetupvalue},     // setupvalue(f, n, value)
	{"traceback", debugTraceback},       // traceback([thread,] [message [, level]])
}

// threadArg is the thread that a function of debug is about, argument 1 or the one that runs, and the number of
// arguments that it takes. nil is one that nothing is known of.
func threadArg(L *lua.LState) (t *thread, taken int) {
	if th, ok := L.Get(1).(*lua.LState); ok {
		return threadOf(th), 1
	}
	return threadOf(L), 0
}

// stackOf is the levels of a thread that a script names. A coroutine that yielded is in yield.
func (rt *Runtime) stackOf(t *thread) (list []level) {
	switch {
	case t == nil:
		return nil
	case t.co != nil && t.co.top != nil:
		t = t.co.top
		list = append(list, level{caller: t.Frames.Last()})
	case t.co != nil && t.co.status == coActive && rt.fiber != nil:
		for x := rt.fiber.top; x != nil; x = x.below {
			if x.co == t.co {
				t = x
				break
			}
		}
	}
	for l := range levels(t) {
		list = append(list, l)
	}
	return list
}

// levelArg is the level that argument n names, of the thread that the call is about.
func levelArg(L *lua.LState, t *thread, n int) (l level, ok bool) {
	at := ParamsOf(L).Int(n)
	if t == threadOf(L) {
		return levelAt(t, at)
	}
	if at < 0 {
		return level{lost: true}, true
	}
	if list := runtimeOf(L).stackOf(t); at < len(list) {
		return list[at], true
	}
	return level{}, false
}

// local is variable n of a level, counted from 1: its name and its register. What has no name is "(*temporary)".
func (l level) local(n int) (name string, register int, ok bool) {
	if l.frame == nil || n < 1 {
		return "", 0, false
	}
	cf, t := l.frame, l.thread
	register = cf.LocalBase + n - 1
	if l.isLua() {
		if name, ok := cf.Fn.LocalName(n, cf.Pc-1); ok {
			return name, register, register < len(t.Registers.Array)
		}
	}
	end := t.Registers.Top
	for i := range t.Frames.Depth - 1 {
		if t.Frames.At(i) == cf {
			end = t.Frames.At(i + 1).Base
		}
	}
	return "(*temporary)", register, register < end
}

func debugGetlocal(L *lua.LState) int {
	t, at := threadArg(L)
	l, ok := levelArg(L, t, at+1)
	if !ok {
		BadArgument(L, at+1, "level out of range")
	}
	name, register, ok := l.local(ParamsOf(L).Int(at + 2))
	if !ok {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(lua.LString(name))
	L.Push(orNil(l.thread.Own(register)))
	return 2
}

// orNil is a register's value.
func orNil(v lua.LValue) lua.LValue {
	if v == nil {
		return lua.LNil
	}
	return v
}

func debugSetlocal(L *lua.LState) int {
	t, at := threadArg(L)
	l, ok := levelArg(L, t, at+1)
	if !ok {
		BadArgument(L, at+1, "level out of range")
	}
	a := ParamsOf(L)
	v := a.Any(at + 3)
	name, register, ok := l.local(a.Int(at + 2))
	if !ok {
		L.Push(lua.LNil)
		return 1
	}
	l.thread.Registers.Array[register] = v
	L.Push(lua.LString(name))
	return 1
}

// upvalueArg is upvalue number argument 2 of function argument 1; nil if it has none.
func upvalueArg(L *lua.LState) (up *lua.Upvalue, name string) {
	a := ParamsOf(L)
	n, fn := a.Int(2), a.Function(1)
	if fn.IsG || n < 1 || n > len(fn.Upvalues) {
		return nil, ""
	}
	if n <= len(fn.Proto.DbgUpvalues) {
		name = fn.Proto.DbgUpvalues[n-1]
	}
	return fn.Upvalues[n-1], name
}

func debugGetupvalue(L *lua.LState) int {
	up, name := upvalueArg(L)
	if up == nil {
		return 0
	}
	L.Push(lua.LString(name))
	L.Push(orNil(glua.Variable(up).Get()))
	return 2
}

func debugSetupvalue(L *lua.LState) int {
	ParamsOf(L).Any(3)
	v := L.Get(-1) // the last argument, as in PUC Lua
	up, name := upvalueArg(L)
	if up == nil {
		return 0
	}
	up.SetValue(v)
	L.Push(lua.LString(name))
	return 1
}

func debugGetmetatable(L *lua.LState) int {
	switch v := ParamsOf(L).Any(1).(type) {
	case *lua.LTable:
		L.Push(v.Metatable)
	case *lua.LUserData:
		L.Push(orNil(v.Metatable))
	default:
		L.Push(L.GetMetatable(v))
	}
	return 1
}

func debugSetmetatable(L *lua.LState) int {
	v, mt := L.Get(1), L.Get(2)
	if L.GetTop() < 2 || mt != lua.LNil && mt.Type() != lua.LTTable {
		BadArgument(L, 2, "nil or table expected")
	}
	if tb, ok := v.(*lua.LTable); ok {
		setMetatable(L, tb, mt)
	} else {
		L.SetMetatable(v, mt)
	}
	L.Push(lua.LTrue)
	return 1
}

func debugGetregistry(L *lua.LState) int {
	L.Push(L.G.Registry)
	return 1
}

func debugGetfenv(L *lua.LState) int {
	switch v := ParamsOf(L).Any(1).(type) {
	case *lua.LFunction:
		L.Push(v.Env)
	case *lua.LUserData:
		if v.Env == nil {
			v.Env = L.G.Global
		}
		L.Push(v.Env)
	case *lua.LState:
		L.Push(v.Env)
	default:
		L.Push(lua.LNil)
	}
	return 1
}

func debugSetfenv(L *lua.LState) int {
	env := ParamsOf(L).Table(2)
	switch v := L.Get(1).(type) {
	case *lua.LFunction:
		v.Env = env
	case *lua.LUserData:
		v.Env = env
	case *lua.LState:
		v.Env = env
	default:
		Fail(L, "'setfenv' cannot change environment of given object")
	}
	L.SetTop(1)
	return 1
}

func debugSethook(L *lua.LState) int {
	_, at := threadArg(L)
	if L.Get(at+1) != lua.LNil {
		a := ParamsOf(L)
		a.String(at + 2)
		a.Function(at + 1)
		Fail(L, "debug.sethook: hooks are not supported")
	}
	return 0
}

func debugGethook(L *lua.LState) int {
	L.Push(lua.LNil)
	L.Push(lua.LString(""))
	L.Push(lua.LNumber(0))
	return 3
}

// debugDebug runs the lines of the standard input until one says cont.
func debugDebug(L *lua.LState) int {
	rt := runtimeOf(L)
	if rt.options.Stdin == nil {
		return 0
	}
	lines := bufio.NewScanner(rt.options.Stdin)
	for {
		fmt.Fprint(rt.options.Stderr, "lua_debug> ")
		if !lines.Scan() || lines.Text() == "cont" {
			return 0
		}
		chunk, err := rt.compile(lines.Text(), "=(debug command)", false)
		if err == nil {
			_, err = rt.Call(rt.Load(chunk))
		}
		if err != nil {
			fmt.Fprintln(rt.options.Stderr, err)
		}
	}
}

// What a traceback shows of a deep stack.
const (
	innerLevels = 12
	outerLevels = 10
)

// debugTraceback is debug.traceback([thread,] [message [, level]]), as Lua prints it. A message that is no text is
// returned as it is, save for an error object.
func debugTraceback(L *lua.LState) int {
	t, at := threadArg(L)
	from := 1 - at
	top := L.GetTop()
	if n, ok := ToNumber(L.Get(at + 2)); ok {
		from = int(int32(ToInteger(n)))
		top-- // PUC Lua takes the last argument for the level, and joins the others to the text
	}
	var b strings.Builder
	if top > at {
		text, ok := TextOf(L.Get(at + 1))
		if o := errorObjectOf(L.Get(at + 1)); o != nil {
			text, ok = o.Err.Error(), true
		}
		if !ok {
			L.SetTop(top)
			return 1
		}
		b.WriteString(text)
		for i := at + 2; i <= top; i++ {
			text, ok := TextOf(L.Get(i))
			if !ok {
				FailPlain(L, "attempt to concatenate a %s value", typeOf(L.Get(i)))
			}
			b.WriteString(text)
		}
		b.WriteByte('\n')
	}
	b.WriteString("stack traceback:")
	rt := runtimeOf(L)
	list := rt.stackOf(t)
	if t == threadOf(L) { // the function that runs is its own level 0
		list = list[:0]
		for l := range levels(t) {
			list = append(list, l)
		}
	}
	for range min(-from, maxFrames) { // as in PUC Lua
		b.WriteString("\n\t(tail call): ?")
	}
	cut := false
	for i := max(from, 0); i < len(list); i++ {
		if i >= innerLevels && !cut {
			if cut = true; i+1+outerLevels < len(list) {
				b.WriteString("\n\t...")
				i = len(list) - outerLevels
			}
		}
		b.WriteString("\n\t" + list[i].String())
	}
	if o := errorObjectOf(L.Get(at + 1)); o != nil {
		if rest := loop.Attached(o.Err); rest != "" {
			b.WriteString("\n" + rest)
		}
	}
	L.Push(lua.LString(b.String()))
	return 1
}

// String is the level as a traceback shows it.
func (l level) String() string {
	var b strings.Builder
	src, _ := l.source()
	b.WriteString(src + ":")
	if line := l.line(); line > 0 {
		fmt.Fprintf(&b, "%d:", line)
	}
	name := l.called()
	switch {
	case name.Kind != "":
		b.WriteString(" in function '" + name.Name + "'")
	case !l.isLua():
		b.WriteString(" ?")
	case l.frame.Fn.Proto.LineDefined == 0:
		b.WriteString(" in main chunk")
	default:
		fmt.Fprintf(&b, " in function <%s:%d>", src, l.frame.Fn.Proto.LineDefined)
	}
	return b.String()
}
