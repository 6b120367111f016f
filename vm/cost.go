package vm

// This file estimates what memory an instruction takes, before it runs where that may be much.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// charged are the instructions that take memory, a bit each.
const charged uint64 = 1<<lua.OP_SETTABLE | 1<<lua.OP_SETTABLEKS | 1<<lua.OP_SETGLOBAL | 1<<lua.OP_SETLIST |
	1<<lua.OP_NEWTABLE | 1<<lua.OP_CONCAT | 1<<lua.OP_CALL | 1<<lua.OP_TAILCALL | 1<<lua.OP_VARARG

// About how many bytes things take, found by measuring.
const (
	slotSize    = 16   // a value, without what it points to
	boxSize     = 8    // a number
	tableSize   = 120  // an empty table
	firstString = 1300 // its first key that is a string: gopher-lua makes room for 32
	entrySize   = 130  // each key outside of the array
	closureSize = 120
	upvalueSize = 72
	stringSize  = 16 // a string, without its bytes
	userSize    = 48
	valueSize   = 64  // what a userdata holds, if that does not say it
	ownSize     = 136 // a coroutine object
	nativeSize  = 300 // the state machine of an operation, if it does not say it
	callSize    = 128 // what a call of a Go function may leave behind: an object, or a part of one
	threadSize  = 1000
	// A coroutine object with the task or the operation that most become, and what a task has besides when it has begun.
	coroutineSize = 420
	fiberSize     = 200
	frameSize     = 104
	noteSize      = 64 // a store that goes somewhere else than it seems
)

// bigIndex is from which index on an assignment is looked at before it is done.
const bigIndex = 1 << 12

// charge runs an instruction that takes memory, and notes how much. Its result is that of the instruction.
func (m *meter) charge(t *thread, cf *glua.CallFrame, inst uint32, base *glua.CallFrame) int {
	L := &t.LState
	op := glua.Opcode(inst)
	run := glua.Instructions[op]
	r := &t.Registers
	switch op {
	case lua.OP_CONCAT:
		size := stringSize
		for i := cf.LocalBase + glua.ArgB(inst); i <= cf.LocalBase+glua.ArgC(inst); i++ {
			if s, ok := r.Array[i].(lua.LString); ok {
				size += len(s)
			} else {
				size += slotSize
			}
		}
		m.reserve(size)
		return run(L, inst, base)
	case lua.OP_NEWTABLE:
		size := tableSize + slotSize*glua.ArgB(inst)
		if n := glua.ArgC(inst); n > 0 {
			size += firstString + entrySize*max(0, n-32)
		}
		m.note(size)
		return run(L, inst, base)
	case lua.OP_SETTABLE, lua.OP_SETTABLEKS, lua.OP_SETLIST:
		tb, ok := r.Array[cf.LocalBase+glua.ArgA(inst)].(*lua.LTable)
		if !ok {
			m.note(noteSize)
			return run(L, inst, base)
		}
		if op == lua.OP_SETTABLE {
			if n, ok := rk(glua.ArgB(inst), r, cf.LocalBase, cf.Fn.Proto.Constants).(lua.LNumber); ok && n >= bigIndex {
				m.reserve(gap(tb, n))
			}
		}
		if tb.Metatable != lua.LNil {
			m.note(noteSize)
		}
		return m.grown(tb, nil, func() int { return run(L, inst, base) })
	case lua.OP_SETGLOBAL:
		return m.grown(cf.Fn.Env, nil, func() int { return run(L, inst, base) })
	case lua.OP_CALL, lua.OP_TAILCALL:
		return m.call(t, cf, inst, base)
	default:
		result := run(L, inst, base)
		m.registers(t)
		return result
	}
}

// call runs a call that the main loop leaves to gopher-lua.
func (m *meter) call(t *thread, cf *glua.CallFrame, inst uint32, base *glua.CallFrame) int {
	a, n := cf.LocalBase+glua.ArgA(inst), glua.ArgB(inst)-1
	if n < 0 {
		n = t.Registers.Top - a - 1
	}
	run := func() int { return glua.Instructions[glua.Opcode(inst)](&t.LState, inst, base) }
	var result int
	if fn, ok := t.Registers.Array[a].(*lua.LFunction); ok && !fn.IsG {
		result = run()
	} else {
		result = m.noted(t, a+1, n, run)
	}
	m.registers(t)
	return result
}

// native calls a Go function, in a frame of its own. Its result is that of the function.
func (m *meter) native(t *thread, cf *glua.CallFrame) int {
	if m.memory.limit <= 0 {
		return cf.Fn.GFunction(&t.LState)
	}
	n := m.noted(t, cf.LocalBase, cf.NArgs, func() int { return cf.Fn.GFunction(&t.LState) })
	m.registers(t)
	return n
}

// noted calls a Go function with n arguments from register a on. It may make its first or fifth argument grow, as
// table.insert and table.move do.
func (m *meter) noted(t *thread, a, n int, run func() int) int {
	var first, fifth *lua.LTable
	m.note(callSize + (slotSize+boxSize)*n)
	if n >= 1 {
		first, _ = t.Registers.Array[a].(*lua.LTable)
	}
	if n >= 5 {
		fifth, _ = t.Registers.Array[a+4].(*lua.LTable)
	}
	return m.grown(first, fifth, run)
}

// grown notes by how much run makes the tables grow.
func (m *meter) grown(a, b *lua.LTable, run func() int) int {
	before := extent(a) + extent(b)
	result := run()
	if n := extent(a) + extent(b) - before; n > 0 {
		m.note(n)
	}
	return result
}

// registers notes what a thread's stack has grown by.
func (m *meter) registers(t *thread) {
	if n := cap(t.Registers.Array); n > t.noted {
		m.note((n - t.noted) * slotSize)
		t.noted = n
		t.Registers.GrowBy = max(t.Registers.GrowBy, n)
	}
	if n := t.Frames.Segments(); n > t.notedFrames {
		t.notedFrames = n
		m.note(frameSize * glua.SegmentFrames(n-1))
	}
}

// extent is about how many bytes a table takes, without its values.
func extent(t *lua.LTable) int {
	if t == nil {
		return 0
	}
	l := glua.Table(t)
	size := slotSize*cap(l.Array) + entrySize*len(l.Keys)
	if l.Strdict != nil {
		size += firstString
	}
	return size
}

// gap is how many bytes an assignment to index n takes: gopher-lua fills the array up to it.
func gap(t *lua.LTable, n lua.LNumber) int {
	for range 100 { // an assignment ends in the table that __newindex names
		mt, ok := t.Metatable.(*lua.LTable)
		if !ok || t.RawGet(n) != lua.LNil {
			break
		}
		next, ok := mt.RawGetString("__newindex").(*lua.LTable)
		if !ok {
			break
		}
		t = next
	}
	index := int(n)
	if lua.LNumber(index) != n || index >= lua.MaxArrayIndex {
		return entrySize
	}
	return max(0, index-cap(glua.Table(t).Array)) * slotSize
}
