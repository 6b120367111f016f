package vm

// This file is Lua's base library, less loading: what deals with errors suspends and protects on fibers.

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"sync"

	"moonloop/vm/internal/glua"

	"moonloop/vm/internal/ltable"

	lua "github.com/yuin/gopher-lua"
)

// openBase installs the base library and coroutine.
func (rt *Runtime) openBase() {
	L := rt.State()
	rt.openErrors()
	rt.coroutineMeta = L.CreateTable(0, 4)
	g := rt.global.Global
	// The stock base library is the start: what neither calls Lua nor touches the machine is good as it is.
	b := buildIn(L, g, &globalShape, globals)
	SetNatives(b, baseNatives())
	b.Set("_G", g)
	b.Set("_VERSION", lua.LString("Lua 5.1"))
	next := L.NewFunction(baseNext)
	rt.next = next
	b.Set("next", next)
	b.Set("pairs", L.NewFunction(func(L *lua.LState) int {
		v := L.Get(1)
		if mt := L.GetMetaField(v, "__pairs"); mt != lua.LNil {
			L.SetTop(1)
			L.Insert(mt, 1)
			L.Call(1, 3)
			return 3
		}
		L.CheckTable(1)
		L.Push(next)
		L.Push(v)
		L.Push(lua.LNil)
		return 3
	}))
	step := L.NewFunction(ipairsStep)
	b.Set("ipairs", L.NewFunction(func(L *lua.LState) int {
		if v := L.Get(1); v.Type() != lua.LTTable && L.GetMetaField(v, "__index") == lua.LNil {
			rt.argError(L, "ipairs", 1, "table expected, got "+typeName(L, 1))
		}
		L.Push(step)
		L.Push(L.Get(1))
		L.Push(lua.LNumber(0))
		return 3
	}))
	co := Build(L, &coroutineShape, len(coroutineFuncs))
	SetNatives(co, coroutineFuncs)
	b.Set("coroutine", co.Table())
	rt.openLoad(b)
	b.Table()
}

var baseFuncs = []native{
	{"assert", baseAssert},                 // assert(v [, error, ...])
	{"collectgarbage", baseCollectGarbage}, // collectgarbage([opt [, arg]])
	{"error", baseError},                   // error(value [, level])
	{"getfenv", baseGetfenv},               // getfenv([f])
	{"pcall", basePcall},                   // pcall(f, ...)
	{"print", basePrint},                   // print(...)
	{"rawlen", baseRawlen},                 // rawlen(v)
	{"rawset", baseRawset},                 // rawset(table, key, value)
	{"rawget", baseRawget},                 // rawget(table, key)
	{"setfenv", baseSetfenv},               // setfenv(f, table)
	{"setmetatable", baseSetmetatable},     // setmetatable(table, metatable)
	{"tostring", baseTostring},             // tostring(v)
	{"tonumber", baseTonumber},             // tonumber(v [, base])
	{"unpack", baseUnpack},                 // unpack(list [, i [, j]])
	{"xpcall", baseXpcall},                 // xpcall(f, handler, ...)
}

var coroutineFuncs = []native{
	{"close", coClose},             // close(co)
	{"create", coCreate},           // create(f)
	{"isyieldable", coIsYieldable}, // isyieldable()
	{"resume", coResume},           // resume(co, ...)
	{"running", coRunning},         // running()
	{"status", coStatus_},          // status(co)
	{"wrap", coWrap},               // wrap(f)
	{"yield", coYield},             // yield(...)
}

// baseNatives are the functions that are globals: those of gopher-lua's base library that need no change, and this
// package's.
var baseNatives = sync.OnceValue(func() []native {
	L := lua.NewState(lua.Options{CallStackSize: 8, RegistrySize: 128, SkipOpenLibs: true})
	defer L.Close()
	L.Push(L.NewFunction(lua.OpenBase))
	L.Call(0, 0)
	var funcs []native
	for _, name := range []string{"getmetatable", "rawequal", "select", "type", "newproxy"} {
		funcs = append(funcs, native{name, L.GetGlobal(name).(*lua.LFunction).GFunction})
	}
	return append(append(funcs, baseFuncs...), loadFuncs...)
})

// globals is about how many globals there are before the script runs.
const globals = 48

var globalShape, coroutineShape, packageShape, loadedShape Shape

// arguments are those of the Go function that runs on t, where they lie on its stack.
func (t *thread) arguments() []lua.LValue {
	return t.Registers.Array[glua.State(&t.LState).CurrentFrame.LocalBase:t.Registers.Top]
}

func baseError(L *lua.LState) int {
	rt := runtimeOf(L)
	v := L.Get(1)
	if msg, ok := v.(lua.LString); ok {
		level := 1
		if n, ok := L.Get(2).(lua.LNumber); ok {
			level = int(n)
		}
		if where := position(threadOf(L), level); where != "" {
			v = lua.LString(where + string(msg))
		}
	}
	rt.raise(rt.NewError(v))
	return 0
}

// position is "file:line: " of the Lua function at level: 1 the one that called the Go function that runs, 2 the one
// that called that. It is "" where there is a Go function.
func position(t *thread, level int) string {
	if level < 1 {
		return ""
	}
	for ; t != nil; t = t.below {
		first := t.Frames.Depth - 1
		for i := first; i >= 0; i-- {
			cf := t.Frames.At(i)
			if cf.Fn.Proto == callerProto() {
				continue
			}
			if level == 0 {
				if cf.Fn.Proto == nil || isGuard(cf.Fn.Proto) {
					return ""
				}
				return fmt.Sprintf("%s:%d: ", cf.Fn.Proto.SourceName, frame{proto: cf.Fn.Proto, pc: cf.Pc}.line())
			}
			level--
		}
		if t.co != nil && t.co.base == t {
			break // those who resumed the coroutine did not call what it runs
		}
	}
	return ""
}

func baseAssert(L *lua.LState) int {
	rt := runtimeOf(L)
	if L.GetTop() == 0 {
		rt.argError(L, "assert", 1, "value expected")
	}
	if lua.LVIsFalse(L.Get(1)) {
		if L.GetTop() < 2 {
			rt.raise(errorf("%sassertion failed!", position(threadOf(L), 1)))
		}
		rt.raise(rt.NewError(L.Get(2)))
	}
	return L.GetTop()
}

func baseCollectGarbage(L *lua.LState) int {
	opt := "collect"
	if L.GetTop() > 0 && L.Get(1) != lua.LNil {
		opt = L.CheckString(1)
	}
	if m := runtimeOf(L).meter; m != nil {
		return m.collectGarbage(L, opt)
	}
	switch opt {
	case "collect":
		runtime.GC()
		L.Push(lua.LNumber(0))
	case "count":
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		L.Push(lua.LNumber(float64(m.HeapAlloc) / 1024))
		L.Push(lua.LNumber(math.Mod(float64(m.HeapAlloc), 1024)))
		return 2
	case "step":
		runtime.GC()
		L.Push(lua.LTrue)
	case "isrunning":
		L.Push(lua.LTrue)
	case "stop", "restart", "setpause", "setstepmul", "incremental", "generational":
		L.Push(lua.LNumber(0))
	default:
		runtimeOf(L).argError(L, "collectgarbage", 1, "invalid option '"+opt+"'")
	}
	return 1
}

func basePrint(L *lua.LState) int {
	rt := runtimeOf(L)
	var line []byte
	for i, n := 1, L.GetTop(); i <= n; i++ {
		if i > 1 {
			line = append(line, '\t')
		}
		line = append(line, rt.ToString(L, L.Get(i))...)
	}
	if _, err := rt.stdout.Write(append(line, '\n')); err != nil {
		rt.raise(rt.asError(err))
	}
	return 0
}

// ToString is Lua's tostring: it calls __tostring.
func (rt *Runtime) ToString(L *lua.LState, v lua.LValue) string {
	switch v := v.(type) {
	case lua.LString:
		return string(v)
	case lua.LNumber:
		return NumberText(float64(v))
	}
	s := L.ToStringMeta(v)
	if s, ok := s.(lua.LString); ok {
		return string(s)
	}
	return s.String()
}

func baseTostring(L *lua.LState) int {
	v := L.CheckAny(1)
	if mt := L.GetMetaField(v, "__tostring"); mt != lua.LNil {
		L.SetTop(0)
		t := threadOf(L)
		L.Push(t.meta1(mt, v))
		return 1
	}
	L.Push(lua.LString(runtimeOf(L).ToString(L, v)))
	return 1
}

func baseNext(L *lua.LState) int {
	tb := L.CheckTable(1)
	key, value, ok := ltable.Next(tb, L.Get(2))
	if !ok {
		runtimeOf(L).raise(errorf("%sinvalid key to 'next'", position(threadOf(L), 1)))
	}
	if key == lua.LNil {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(key)
	L.Push(value)
	return 2
}

// baseRawget is rawget(table, key).
func baseRawget(L *lua.LState) int {
	L.Push(ltable.Get(L.CheckTable(1), L.CheckAny(2)))
	return 1
}

// baseRawset is rawset(table, key, value).
func baseRawset(L *lua.LState) int {
	tb, key, value := L.CheckTable(1), L.CheckAny(2), L.CheckAny(3)
	t := threadOf(L)
	t.checkKey(key)
	t.rawSet(tb, key, value)
	L.SetTop(1)
	return 1
}

func ipairsStep(L *lua.LState) int {
	i := L.CheckInt(2) + 1
	var v lua.LValue
	if tb, ok := L.Get(1).(*lua.LTable); ok {
		v = ltable.GetInt(tb, i)
	} else {
		v = L.GetTable(L.Get(1), lua.LNumber(i))
	}
	if v == lua.LNil {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(lua.LNumber(i))
	L.Push(v)
	return 2
}

func baseRawlen(L *lua.LState) int {
	switch v := L.Get(1).(type) {
	case *lua.LTable:
		L.Push(lua.LNumber(ltable.Len(v)))
	case lua.LString:
		L.Push(lua.LNumber(len(v)))
	default:
		runtimeOf(L).argError(L, "rawlen", 1, "table or string expected, got "+typeName(L, 1))
	}
	return 1
}

func baseTonumber(L *lua.LState) int {
	v := L.CheckAny(1)
	base := 10
	if L.Get(2) != lua.LNil {
		base = L.CheckInt(2)
	}
	if base == 10 {
		switch v := v.(type) {
		case lua.LNumber:
			L.Push(v)
			return 1
		case lua.LString:
			if n, ok := ParseNumber(string(v)); ok {
				L.Push(lua.LNumber(n))
				return 1
			}
		}
		L.Push(lua.LNil)
		return 1
	}
	if base < 2 || base > 36 {
		runtimeOf(L).argError(L, "tonumber", 2, "base out of range")
	}
	if n, ok := parseDigits(L.CheckString(1), base); ok {
		L.Push(lua.LNumber(n))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

// parseDigits reads a whole number of any size in a base from 2 to 36.
func parseDigits(s string, base int) (n float64, ok bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	sign := 1.0
	if rest, negative := strings.CutPrefix(s, "-"); negative {
		s, sign = rest, -1
	} else {
		s = strings.TrimPrefix(s, "+")
	}
	if base == 16 {
		s = strings.TrimPrefix(s, "0x")
	}
	for _, c := range []byte(s) {
		digit := 99
		switch {
		case c >= '0' && c <= '9':
			digit = int(c - '0')
		case c >= 'a' && c <= 'z':
			digit = int(c-'a') + 10
		}
		if digit >= base {
			return 0, false
		}
		n = n*float64(base) + float64(digit)
	}
	return sign * n, s != ""
}

func baseUnpack(L *lua.LState) int {
	tb := L.CheckTable(1)
	i, j := L.OptInt(2, 1), 0
	if L.Get(3) != lua.LNil {
		j = L.CheckInt(3)
	} else {
		j = ltable.Len(tb)
	}
	if i > j {
		return 0
	}
	n := j - i + 1
	if n <= 0 || n >= maxSlots-4096 {
		runtimeOf(L).raise(errorf("too many results to unpack"))
	}
	if t := threadOf(L); t != nil {
		t.Registers.GrowBy = n + glua.InlineRegisters
	}
	for k := i; k <= j; k++ {
		L.Push(ltable.GetInt(tb, k))
	}
	return n
}

func baseGetfenv(L *lua.LState) int {
	rt := runtimeOf(L)
	switch v := L.Get(1).(type) {
	case *lua.LFunction:
		if v.IsG {
			L.Push(rt.global.Global)
		} else {
			L.Push(v.Env)
		}
	default:
		level := 1
		if v != lua.LNil {
			level = L.CheckInt(1)
		}
		fn := functionAt(threadOf(L), level)
		switch {
		case level == 0:
			L.Push(L.Env)
		case level < 0 || fn == nil:
			rt.argError(L, "getfenv", 1, "invalid level")
		case fn.IsG:
			L.Push(L.Env)
		default:
			L.Push(fn.Env)
		}
	}
	return 1
}

func baseSetfenv(L *lua.LState) int {
	rt := runtimeOf(L)
	env := L.CheckTable(2)
	fn, ok := L.Get(1).(*lua.LFunction)
	if !ok {
		level := L.CheckInt(1)
		if level == 0 { // of the thread: what load makes from now on
			L.Env = env
			return 0
		}
		if fn = functionAt(threadOf(L), level); level < 0 || fn == nil {
			rt.argError(L, "setfenv", 1, "invalid level")
		}
	}
	if fn == nil || fn.IsG {
		rt.raise(errorf("setfenv: cannot change the environment of given object"))
	}
	fn.Env = env
	L.Push(fn)
	return 1
}

// baseSetmetatable differs from the stock one in that it takes tables only: the metatable of another value is that of
// all values of its type.
func baseSetmetatable(L *lua.LState) int {
	rt := runtimeOf(L)
	tb, ok := L.Get(1).(*lua.LTable)
	if !ok {
		rt.argError(L, "setmetatable", 1, "table expected, got "+typeName(L, 1))
	}
	mt := L.Get(2)
	if L.GetTop() < 2 || mt != lua.LNil && mt.Type() != lua.LTTable {
		rt.argError(L, "setmetatable", 2, "nil or table expected")
	}
	if L.GetMetaField(tb, "__metatable") != lua.LNil {
		rt.raise(errorf("%scannot change a protected metatable", position(threadOf(L), 1)))
	}
	tb.Metatable = mt
	L.SetTop(1)
	return 1
}

// functionAt is the function at a level of the stack, 1 being the caller of the Go function that runs.
func functionAt(t *thread, level int) *lua.LFunction {
	for ; t != nil; t = t.below {
		for i := t.Frames.Depth - 1; i >= 0; i-- {
			cf := t.Frames.At(i)
			if cf.Fn.Proto == callerProto() {
				continue
			}
			if level == 0 {
				return cf.Fn
			}
			level--
		}
	}
	return nil
}
