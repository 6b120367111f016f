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
	threadSize  = 1000
	loopSize    = 10 << 10 // an event loop with what belongs to it
	workerSize  = 16 << 10 // a goroutine lent to a loop or a task
	stackSize   = 4 << 10  // what entering Lua from Go takes of the Go stack
	// A coroutine object with the task or the operation that most become, and what a task has besides when it has begun.
	coroutineSize = 420
	fiberSize     = 200
	frameSize     = 104
	noteSize      = 64 // a store that goes somewhere else than it seems
)

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

// extent is about how many bytes a table takes, without its values; 0 of none.
func extent(t *lua.LTable) int {
	if t == nil {
		return 0
	}
	return ltable.Extent(t)
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
