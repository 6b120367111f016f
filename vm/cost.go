package vm

// This file estimates what memory values take.

import (
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// About how many bytes things take, found by measuring.
const (
	slotSize    = 16 // a value, without what it points to
	boxSize     = 8  // a number
	tableSize   = 96 // an empty table
	entrySize   = 90 // each key outside of the array
	closureSize = 120
	upvalueSize = 72
	stringSize  = 16 // a string, without its bytes
	userSize    = 48
	valueSize   = 64  // what a userdata holds, if that does not say it
	ownSize     = 136 // a coroutine object
	nativeSize  = 300 // the state machine of an operation, at least
	callSize    = 128 // what a call of a Go function may leave behind: an object, or a part of one
	failureSize = 96  // an Error, without its value
	threadSize  = 800
	loopSize    = 10 << 10 // an event loop with what belongs to it
	workerSize  = 16 << 10 // a goroutine lent to a loop or a task
	stackSize   = 4 << 10  // what entering Lua from Go takes of the Go stack
	// A coroutine object with the task or the operation that most become, and what a task has besides when it has begun.
	coroutineSize = 420
	fiberSize     = 200
	frameSize     = 104
	noteSize      = 64 // a store that goes somewhere else than it seems
)

// native calls a Go function, in a frame of its own. Its result is that of the function. It is the door through which Lua
// comes to Go: what the function leaves behind and has not told of itself is noted here.
func (m *meter) native(t *thread, cf *glua.CallFrame) (n int) {
	room := m.memory.room
	if m.memory.limit <= 0 {
		n = cf.Fn.GFunction(&t.LState)
	} else {
		m.note(callSize + (slotSize+boxSize)*cf.NArgs)
		if mayGrow(t, cf) {
			first, fifth := growing(t, cf)
			before := extent(first) + extent(fifth)
			n = cf.Fn.GFunction(&t.LState)
			m.note(max(extent(first)+extent(fifth)-before, 0))
		} else {
			n = cf.Fn.GFunction(&t.LState)
		}
		if cap(t.Registers.Array) > int(t.noted) { // for arguments and results; Lua code that it called has seen to the rest
			m.registers(t)
		}
	}
	if top := t.Registers.Top; n == 1 {
		if s, ok := t.Registers.Array[top-1].(lua.LString); ok && len(s) > longResult {
			m.text(len(s), int(room-m.memory.room))
		}
	} else if n > 1 {
		m.text(longTexts(t.Registers.Array[max(top-n, 0):top]), int(room-m.memory.room))
	}
	if m.urgent.Load() {
		m.soon() // 1,024 calls of functions that are slow, one by one, are long
	}
	return n
}

// longResult is how long a string is that a function is not believed to have had already. Most have: what is noted too much is
// found out by measuring.
const longResult = 256

// longTexts is how many bytes the long strings among results have.
func longTexts(results []lua.LValue) (long int) {
	for _, v := range results {
		if s, ok := v.(lua.LString); ok && len(s) > longResult {
			long += len(s)
		}
	}
	return long
}

// text notes so many bytes of long strings, and has the script pay for them, beyond what was noted for them as they were made.
func (m *meter) text(long, noted int) {
	if long > noted {
		m.note(long - max(noted, 0))
		m.work(int64(long / perFill))
	}
}

// mayGrow tells, quickly, whether growing has to look.
func mayGrow(t *thread, cf *glua.CallFrame) bool {
	if cf.NArgs == 0 {
		return false
	}
	_, ok := t.Registers.Array[cf.LocalBase].(*lua.LTable)
	return ok || cf.NArgs >= 5
}

// growing are the tables that a Go function may make grow: its first argument and its fifth, as table.insert and table.move do.
func growing(t *thread, cf *glua.CallFrame) (first, fifth *lua.LTable) {
	if cf.NArgs >= 1 {
		first, _ = t.Registers.Array[cf.LocalBase].(*lua.LTable)
	}
	if cf.NArgs >= 5 {
		fifth, _ = t.Registers.Array[cf.LocalBase+4].(*lua.LTable)
	}
	return first, fifth
}

// extent is about how many bytes a table takes, without its values; 0 of none.
func extent(t *lua.LTable) int {
	if t == nil {
		return 0
	}
	return ltable.Extent(t)
}

// registers notes what a thread's stack has grown by.
func (m *meter) registers(t *thread) {
	if n := cap(t.Registers.Array); n > int(t.noted) {
		m.note((n - int(t.noted)) * slotSize)
		t.noted = int32(n)
		t.Registers.GrowBy = max(t.Registers.GrowBy, n)
	}
	if n := len(t.Cells); n > int(t.notedCells) {
		m.note((n - int(t.notedCells)) * glua.CellSize)
		t.notedCells = int32(n)
	}
	if n := t.Frames.Segments(); n > int(t.notedFrames) {
		t.notedFrames = int32(n)
		m.note(frameSize * glua.SegmentFrames(n-1))
	}
}
