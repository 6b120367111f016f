package vm

// This file is Lua's base library, less loading (load.go) and what protects calls (protect.go).

import (
	"math"
	"runtime"
	"strings"

	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// openBase installs the base library and coroutine.
func (rt *Runtime) openBase() {
	L := rt.State()
	rt.openErrors()
	rt.coroutineMeta = L.CreateTable(0, 4)
	g := rt.global.Global
	b := buildIn(L, g, &globalShape, globals)
	SetNatives(b, baseFuncs)
	SetNatives(b, loadFuncs)
	b.Set("_G", g)
	b.Set("_VERSION", lua.LString("Lua 5.1"))
	next := L.NewFunction(baseNext)
	rt.next = next
	b.Set("next", L.NewFunction(baseNext)) // not the one that pairs returns, as in Lua 5.1
	b.Set("pairs", L.NewFunction(func(L *lua.LState) int {
		v := L.Get(1)
		if mt := L.GetMetaField(v, "__pairs"); mt != lua.LNil {
			L.SetTop(1)
			L.Insert(mt, 1)
			L.Call(1, 3)
			return 3
		}
		ParamsOf(L).Table(1)
		L.Push(next)
		L.Push(v)
		L.Push(lua.LNil)
		return 3
	}))
	step := L.NewFunction(ipairsStep)
	rt.step = step
	b.Set("ipairs", L.NewFunction(func(L *lua.LState) int {
		ParamsOf(L).Table(1)
		L.Push(step)
		L.Push(L.Get(1))
		L.Push(lua.LNumber(0))
		return 3
	}))
	rt.tostring = b.Get("tostring").(*lua.LFunction)
	rt.pcall = b.Get("pcall").(*lua.LFunction)
	rt.raiser = b.Get("error").(*lua.LFunction)
	co := Build(L, &coroutineShape, len(coroutineFuncs))
	SetNatives(co, coroutineFuncs)
	b.Set("coroutine", co.Table())
	rt.openLoad(b)
	b.Table()
}

var baseFuncs = []GoFunction{
	{"assert", baseAssert},                 // assert(v [, message, ...])
	{"collectgarbage", baseCollectGarbage}, // collectgarbage([opt [, arg]])
	{"error", baseError},                   // error(value [, level])
	{"gcinfo", baseGcinfo},                 // gcinfo()
	{"getfenv", baseGetfenv},               // getfenv([f])
	{"getmetatable", baseGetmetatable},     // getmetatable(v)
	{"newproxy", baseNewproxy},             // newproxy([bool | proxy])
	{"pcall", basePcall},                   // pcall(f, ...)
	{"print", basePrint},                   // print(...)
	{"rawequal", baseRawequal},             // rawequal(v1, v2)
	{"rawget", baseRawget},                 // rawget(table, key)
	{"rawlen", baseRawlen},                 // rawlen(v)
	{"rawset", baseRawset},                 // rawset(table, key, value)
	{"select", baseSelect},                 // select(n, ...)
	{"setfenv", baseSetfenv},               // setfenv(f, table)
	{"setmetatable", baseSetmetatable},     // setmetatable(table, metatable)
	{"tonumber", baseTonumber},             // tonumber(v [, base])
	{"tostring", baseTostring},             // tostring(v)
	{"type", baseType},                     // type(v)
	{"unpack", baseUnpack},                 // unpack(list [, i [, j]])
	{"xpcall", baseXpcall},                 // xpcall(f, handler, ...)
}

var coroutineFuncs = []GoFunction{
	{"close", coClose},             // close(co)
	{"create", coCreate},           // create(f)
	{"isyieldable", coIsYieldable}, // isyieldable()
	{"resume", coResume},           // resume(co, ...)
	{"running", coRunning},         // running()
	{"status", coStatus_},          // status(co)
	{"wrap", coWrap},               // wrap(f)
	{"yield", coYield},             // yield(...)
}

// globals is about how many globals there are before the script runs.
const globals = 48

var globalShape, coroutineShape, packageShape, loadedShape Shape

// arguments are those of the Go function that runs on t, where they lie on its stack.
func (t *thread) arguments() []lua.LValue {
	return t.Registers.Array[glua.State(&t.LState).CurrentFrame.LocalBase:t.Registers.Top]
}

func baseError(L *lua.LState) int {
	rt := runtimeOf(L)
	n := ParamsOf(L).OptInt(2, 1)
	v := L.Get(1)
	if msg, ok := TextOf(v); ok && n > 0 {
		v = lua.LString(position(threadOf(L), n) + msg)
	}
	rt.raise(rt.NewError(v))
	return 0
}

// baseAssert raises texts only, as in Lua 5.1, and error objects, which that does not have.
func baseAssert(L *lua.LState) int {
	a := ParamsOf(L)
	if !lua.LVIsFalse(a.Any(1)) {
		return L.GetTop()
	}
	if errorObjectOf(L.Get(2)) != nil {
		rt := runtimeOf(L)
		rt.raise(rt.NewError(L.Get(2)))
	}
	message, _, _ := strings.Cut(a.OptString(2, "assertion failed!"), "\x00") // as C sees it
	Fail(L, "%s", message)
	return 0
}

// collecting are the settings of the garbage collector, which are kept and change nothing.
type collecting struct{ pause, stepmul int }

func baseCollectGarbage(L *lua.LState) int {
	a, rt := ParamsOf(L), runtimeOf(L)
	opt := a.Option(1, "collect", "stop", "restart", "collect", "count", "step", "setpause", "setstepmul")
	n := a.OptInt(2, 0)
	var result lua.LValue = lua.LNumber(0)
	switch opt {
	case "collect", "step":
		rt.collect()
		if opt == "step" {
			result = lua.LTrue
		}
	case "count":
		result = lua.LNumber(rt.memoryInUse() / 1024)
	case "setpause":
		result = lua.LNumber(rt.collecting.pause)
		rt.collecting.pause = n
	case "setstepmul":
		result = lua.LNumber(rt.collecting.stepmul)
		rt.collecting.stepmul = n
	}
	L.Push(result)
	return 1
}

func baseGcinfo(L *lua.LState) int {
	L.Push(lua.LNumber(math.Floor(runtimeOf(L).memoryInUse() / 1024)))
	return 1
}

// memoryInUse is how many bytes are in use: by the values of a runtime whose memory is limited, else by the process.
func (rt *Runtime) memoryInUse() float64 {
	if rt.meter != nil {
		return rt.meter.inUse()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// basePrint calls the global tostring, which may be the script's own. What it could make text of before an error is
// written.
func basePrint(L *lua.LState) int {
	rt := runtimeOf(L)
	convert := L.Env.RawGetString("tostring")
	if convert == lua.LNil {
		convert = Index(L, L.Env, lua.LString("tostring"))
	}
	var line []byte
	complete := false
	defer func() {
		if !complete {
			_, _ = rt.stdout.Write(line)
		}
	}()
	for i, n := 1, L.GetTop(); i <= n; i++ {
		v := L.Get(i)
		own := convert
		if convert == rt.tostring {
			own = textMaker(L, v)
		}
		if own != lua.LNil || convert == lua.LNil { // it may print, after what is there
			if _, err := rt.stdout.Write(line); err != nil {
				rt.raise(rt.asError(err))
			}
			line = line[:0]
			v = CallIn(L, own, v)
		} else {
			v = rt.plainText(v)
		}
		text, ok := TextOf(v)
		if !ok {
			Fail(L, "'tostring' must return a string to 'print'")
		}
		if i > 1 {
			line = append(line, '\t')
		}
		line = append(line, beforeZero(text)...) // as C writes it
	}
	complete = true
	if _, err := rt.stdout.Write(append(line, '\n')); err != nil {
		rt.raise(rt.asError(err))
	}
	return 0
}

func baseTostring(L *lua.LState) int {
	L.Push(runtimeOf(L).display(L, ParamsOf(L).Any(1)))
	return 1
}

// display is Lua's tostring. What __tostring returns may be anything.
func (rt *Runtime) display(L *lua.LState, v lua.LValue) lua.LValue {
	if own := textMaker(L, v); own != lua.LNil {
		return CallIn(L, own, v)
	}
	return rt.plainText(v)
}

// textMaker is __tostring of a value, which is not asked of strings and numbers; nil if it has none.
func textMaker(L *lua.LState, v lua.LValue) lua.LValue {
	switch v.(type) {
	case lua.LString, lua.LNumber:
		return lua.LNil
	}
	return L.GetMetaField(v, "__tostring")
}

// plainText is tostring without metamethods.
func (rt *Runtime) plainText(v lua.LValue) lua.LValue {
	switch v := v.(type) {
	case lua.LString:
		return v
	case lua.LNumber:
		return lua.LString(NumberText(float64(v)))
	}
	text := v.String()
	rt.payFor(text)
	return lua.LString(text)
}

// ToString is the text of v as print shows it: it calls __tostring.
func (rt *Runtime) ToString(L *lua.LState, v lua.LValue) string {
	v = rt.display(L, v)
	if s, ok := TextOf(v); ok {
		return s
	}
	return v.String()
}

func baseType(L *lua.LState) int {
	L.Push(typeTexts[ParamsOf(L).Any(1).Type()])
	return 1
}

// typeTexts are the names of types as values.
var typeTexts = func() (texts [lua.LTChannel + 1]lua.LValue) {
	for i := range texts {
		texts[i] = lua.LString(lua.LValueType(i).String())
	}
	return texts
}()

func baseNext(L *lua.LState) int {
	tb, after := ParamsOf(L).Table(1), L.Get(2)
	runtimeOf(L).found(after)
	key, value, ok := ltable.Next(tb, after)
	if !ok {
		FailPlain(L, "invalid key to 'next'")
	}
	if key == lua.LNil {
		L.Push(lua.LNil)
		return 1
	}
	L.Push(key)
	L.Push(value)
	return 2
}

func ipairsStep(L *lua.LState) int {
	a := ParamsOf(L)
	i, tb := a.Int(2)+1, a.Table(1)
	v := ltable.GetInt(tb, i)
	if v == lua.LNil {
		return 0
	}
	L.Push(lua.LNumber(i))
	L.Push(v)
	return 2
}

func baseRawequal(L *lua.LState) int {
	a := ParamsOf(L)
	runtimeOf(L).found(a.Any(1))
	L.Push(lua.LBool(a.Any(1) == a.Any(2)))
	return 1
}

func baseRawget(L *lua.LState) int {
	a := ParamsOf(L)
	tb, key := a.Table(1), a.Any(2)
	runtimeOf(L).found(key)
	L.Push(ltable.Get(tb, key))
	return 1
}

func baseRawset(L *lua.LState) int {
	a := ParamsOf(L)
	tb, key, value := a.Writable(1), a.Any(2), a.Any(3)
	switch k := key.(type) {
	case *lua.LNilType:
		FailPlain(L, "table index is nil")
	case lua.LNumber:
		if k != k {
			FailPlain(L, "table index is NaN")
		}
	}
	runtimeOf(L)
	threadOf(L).rawSet(tb, key, value)
	L.SetTop(1)
	return 1
}

func baseRawlen(L *lua.LState) int {
	switch v := L.Get(1).(type) {
	case *lua.LTable:
		L.Push(lua.LNumber(ltable.Len(v)))
	case lua.LString:
		L.Push(lua.LNumber(len(v)))
	default:
		BadArgument(L, 1, "table or string expected")
	}
	return 1
}

// baseSelect is select(n, ...): the arguments from the n-th on, or their number for "#".
func baseSelect(L *lua.LState) int {
	n := L.GetTop()
	if s, ok := L.Get(1).(lua.LString); ok && len(s) > 0 && s[0] == '#' {
		L.Push(lua.LNumber(n - 1))
		return 1
	}
	a := ParamsOf(L)
	i := a.Int(1)
	if i < 0 {
		i += n
	} else if i > n {
		i = n
	}
	if i < 1 {
		a.Fail(1, "index out of range")
	}
	return n - i
}

func baseTonumber(L *lua.LState) int {
	a := ParamsOf(L)
	if s, ok := L.Get(1).(lua.LString); ok {
		runtimeOf(L).payFor(string(s))
	}
	base := a.OptInt(2, 10)
	var n float64
	var ok bool
	if base == 10 {
		n, ok = ToNumber(a.Any(1))
	} else {
		s := a.String(1)
		if base < 2 || base > 36 {
			a.Fail(2, "base out of range")
		}
		n, ok = parseDigits(s, base)
	}
	if ok {
		L.Push(lua.LNumber(n))
	} else {
		L.Push(lua.LNil)
	}
	return 1
}

func baseUnpack(L *lua.LState) int {
	a := ParamsOf(L)
	tb, i := a.Table(1), a.OptInt(2, 1)
	j := ltable.Len(tb)
	if !a.Missing(3) {
		j = a.Int(3)
	}
	if i > j {
		return 0
	}
	n := j - i + 1
	if n >= maxSlots-4096 {
		Fail(L, "too many results to unpack")
	}
	if t := threadOf(L); t != nil {
		t.Registers.GrowBy = n + glua.InlineRegisters
	}
	for k := i; k <= j; k++ {
		L.Push(ltable.GetInt(tb, k))
	}
	return n
}

func baseGetmetatable(L *lua.LState) int {
	v := ParamsOf(L).Any(1)
	L.Push(L.GetMetatable(v))
	return 1
}

// baseSetmetatable takes tables only: the metatable of another value is that of all values of its type.
func baseSetmetatable(L *lua.LState) int {
	a := ParamsOf(L)
	tb, mt := a.Table(1), L.Get(2)
	if L.GetTop() < 2 || mt != lua.LNil && mt.Type() != lua.LTTable {
		a.Fail(2, "nil or table expected")
	}
	if L.GetMetaField(tb, "__metatable") != lua.LNil {
		Fail(L, "cannot change a protected metatable")
	}
	setMetatable(L, tb, mt)
	L.SetTop(1)
	return 1
}

// A proxy is what newproxy's userdata hold.
type proxy struct{}

func baseNewproxy(L *lua.LState) int {
	ud := L.NewUserData()
	ud.Value = proxy{}
	switch v := L.Get(1).(type) {
	case *lua.LNilType:
	case lua.LBool:
		if v {
			ud.Metatable = L.CreateTable(0, 0)
		}
	default:
		of, ok := v.(*lua.LUserData)
		if ok {
			_, ok = of.Value.(proxy)
		}
		if !ok || of.Metatable == lua.LNil {
			BadArgument(L, 1, "boolean or proxy expected")
		}
		ud.Metatable = of.Metatable
	}
	L.Push(ud)
	return 1
}
