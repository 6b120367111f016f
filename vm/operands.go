package vm

// This file computes with the values that instructions work on: arithmetic, comparison, concatenation, with metamethods.

import (
	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// isNil is v == lua.LNil, without a call.
func isNil(v lua.LValue) bool {
	_, ok := v.(*lua.LNilType)
	return ok
}

// truth is whether a condition holds.
func truth(v lua.LValue) bool {
	switch v := v.(type) {
	case *lua.LNilType:
		return false
	case lua.LBool:
		return bool(v)
	}
	return true
}

// longText is how many bytes a string has whose comparison takes longer than an instruction.
const longText = 1024

// same compares values; a metamethod may have to decide if it is not sure, or that takes long.
func same(x, y lua.LValue) (equal, sure bool) {
	switch x := x.(type) {
	case *lua.LNilType:
		_, ok := y.(*lua.LNilType)
		return ok, true
	case lua.LNumber:
		y, ok := y.(lua.LNumber)
		return ok && x == y, true
	case lua.LString:
		y, ok := y.(lua.LString)
		if ok && len(x) >= longText && len(x) == len(y) {
			same := textAddress(string(x)) == textAddress(string(y))
			return same, same
		}
		return ok && x == y, true
	case lua.LBool:
		y, ok := y.(lua.LBool)
		return ok && x == y, true
	case *lua.LTable:
		y, ok := y.(*lua.LTable)
		return ok && x == y, !ok || x == y || isNil(x.Metatable) || isNil(y.Metatable)
	case *lua.LUserData:
		y, ok := y.(*lua.LUserData)
		return ok && x == y, !ok || x == y
	}
	return x == y, true
}

// modulo is Lua's %.
func modulo(x, y lua.LNumber) lua.LNumber {
	if x > 0 && y > 0 && x < 1<<53 && y < 1<<53 {
		if i, j := int64(x), int64(y); lua.LNumber(i) == x && lua.LNumber(j) == y {
			if (i|j)>>32 == 0 { // the quicker division
				return lua.LNumber(uint32(i) % uint32(j))
			}
		}
	}
	return lua.LNumber(compile.Modulo(float64(x), float64(y)))
}

// numberOf is v as a number: itself, or the one that a string writes, which the script pays for.
func (rt *Runtime) numberOf(v lua.LValue) (lua.LNumber, bool) {
	if s, ok := v.(lua.LString); ok {
		rt.payFor(string(s))
	}
	n, ok := ToNumber(v)
	return lua.LNumber(n), ok
}

var events = [...]string{
	compile.Add: "__add", compile.Sub: "__sub", compile.Mul: "__mul", compile.Div: "__div", compile.Mod: "__mod",
	compile.Pow: "__pow", compile.Unm: "__unm",
}

// arithmetic computes op of x and y, which are in the operands b and c of the instruction.
func (t *thread) arithmetic(op compile.Opcode, x, y lua.LValue, b, c int) lua.LValue {
	if n, ok := t.rt.numberOf(x); ok {
		if k, ok := t.rt.numberOf(y); ok {
			switch op {
			case compile.Add:
				n = first(n, k, n+k)
			case compile.Sub:
				n -= k
			case compile.Mul:
				n = first(n, k, n*k)
			case compile.Div:
				n /= k
			case compile.Mod:
				n = modulo(n, k)
			case compile.Pow:
				n = power(n, k)
			default:
				n = -n
			}
			return t.rt.world.Numbers.Box(n)
		}
	}
	if tm := t.binary(x, y, events[op]); !isNil(tm) {
		return t.meta1(tm, x, y)
	}
	if _, ok := t.rt.numberOf(x); ok {
		x, b = y, c
	}
	t.typeError("perform arithmetic on", x, b)
	return nil
}

// first is result, which is x + y or x * y, but the nan that x is where both are nans: C keeps the first one with its sign, and Go's
// compiler takes the two in any order.
func first(x, y, result lua.LNumber) lua.LNumber {
	if x != x && y != y {
		return x
	}
	return result
}

// binary is the metamethod for an operation on two values: the first one's, or else the second's.
func (t *thread) binary(x, y lua.LValue, event string) lua.LValue {
	if tm := t.metafield(x, event); !isNil(tm) {
		return tm
	}
	return t.metafield(y, event)
}

// length is #v.
func (t *thread) length(v lua.LValue, register int) lua.LValue {
	if s, ok := v.(lua.LString); ok {
		return lua.LNumber(len(s))
	}
	if tm := t.metafield(v, "__len"); !isNil(tm) {
		return t.meta1(tm, v, lua.LNil)
	}
	tb, ok := v.(*lua.LTable)
	if !ok {
		t.typeError("get length of", v, register)
	}
	return t.rt.world.Numbers.Box(lua.LNumber(ltable.Len(tb)))
}

// equal is x == y.
func (t *thread) equal(x, y lua.LValue) bool {
	equal, sure := same(x, y)
	if sure {
		return equal
	}
	if x, ok := x.(lua.LString); ok {
		t.rt.lookedAt(len(x))
		return x == y
	}
	tm := t.metafield(x, "__eq")
	if isNil(tm) || !rawEqual(tm, t.metafield(y, "__eq")) {
		return false
	}
	return truth(t.meta1(tm, x, y))
}

func rawEqual(x, y lua.LValue) bool {
	equal, _ := same(x, y)
	return equal
}

// ordered calls the metamethod of an order, which both values must have.
func (t *thread) ordered(x, y lua.LValue, event string) (is, ok bool) {
	tm := t.metafield(x, event)
	if isNil(tm) || !rawEqual(tm, t.metafield(y, event)) {
		return false, false
	}
	return truth(t.meta1(tm, x, y)), true
}

// less is x < y.
func (t *thread) less(x, y lua.LValue) bool {
	switch x := x.(type) {
	case lua.LNumber:
		if y, ok := y.(lua.LNumber); ok {
			return x < y
		}
	case lua.LString:
		if y, ok := y.(lua.LString); ok {
			t.rt.lookedAt(min(len(x), len(y)))
			return x < y
		}
	}
	if typeOf(x) == typeOf(y) {
		if is, ok := t.ordered(x, y, "__lt"); ok {
			return is
		}
	}
	t.orderError(x, y)
	return false
}

// lessEqual is x <= y.
func (t *thread) lessEqual(x, y lua.LValue) bool {
	switch x := x.(type) {
	case lua.LNumber:
		if y, ok := y.(lua.LNumber); ok {
			return x <= y
		}
	case lua.LString:
		if y, ok := y.(lua.LString); ok {
			t.rt.lookedAt(min(len(x), len(y)))
			return x <= y
		}
	}
	if typeOf(x) == typeOf(y) {
		if is, ok := t.ordered(x, y, "__le"); ok {
			return is
		}
		if is, ok := t.ordered(y, x, "__lt"); ok {
			return !is
		}
	}
	t.orderError(x, y)
	return false
}

// concat joins n registers from first on, from the last to the first, two by two where metamethods do it.
func (t *thread) concat(first, n int) lua.LValue {
	r := &t.Registers
	right := t.Own(first + n - 1)
	for i := first + n - 2; i >= first; {
		left := r.Array[i]
		_, ok1 := TextOf(left)
		last, ok2 := TextOf(right)
		if !ok1 || !ok2 {
			left = t.Own(i)
			tm := t.binary(left, right, "__concat")
			if isNil(tm) {
				register := i
				if ok1 {
					left, register = right, i+1
				}
				t.typeError("concatenate", left, register-glua.State(&t.LState).CurrentFrame.LocalBase)
			}
			right = t.meta1(tm, left, right)
			r.Array[i] = right // where a message finds no name for it, as PUC Lua's
			i--
			continue
		}
		var few [8]string
		parts := append(few[:0], last)
		size := len(last)
		for ; i >= first; i-- {
			s, ok := TextOf(r.Array[i])
			if !ok {
				break
			}
			parts = append(parts, s)
			size += len(s)
		}
		if m := t.rt.meter; m != nil {
			m.reserve(stringSize + size)
		}
		var room []byte
		right, room = glua.Text(size)
		for k := len(parts) - 1; k >= 0; k-- {
			room = room[copy(room, parts[k]):]
		}
	}
	return right
}
