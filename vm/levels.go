package vm

// This file counts the levels of a stack as Lua 5.1 does, for the places in messages, for environments and for debug.

import (
	"fmt"
	"iter"

	"moonloop/vm/internal/compile"
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

// A level is one level of a stack: a call, or one that was lost in a tail call.
type level struct {
	frame  *glua.CallFrame // nil: it was lost, or is a function of the host
	caller *glua.CallFrame // the frame whose code made the call; nil where that is not on the stack
	thread *thread         // of the frame
	lost   bool
}

// levels are those of the coroutine that t belongs to, innermost first. Below a task's own code is the host's.
func levels(t *thread) iter.Seq[level] {
	return func(yield func(level) bool) {
		for ; t != nil; t = t.below {
			for i := t.Frames.Depth - 1; i >= 0; i-- {
				cf := t.Frames.At(i)
				if cf.Fn.Proto == callerProto() {
					continue
				}
				l := level{frame: cf, thread: t}
				if i > 0 && cf.TailCall == 0 {
					l.caller = t.Frames.At(i - 1)
				}
				if !yield(l) {
					return
				}
				for range cf.TailCall {
					if !yield(level{lost: true}) {
						return
					}
				}
			}
			if t.co != nil && t.co.base == t {
				return // those who resumed the coroutine did not call what it runs
			}
		}
		yield(level{})
	}
}

// levelAt is level n of t: 0 is the function that runs, 1 the one that called it. As in Lua 5.1 a negative one is taken
// for lost.
func levelAt(t *thread, n int) (l level, ok bool) {
	if n < 0 {
		return level{lost: true}, true
	}
	for l := range levels(t) {
		if n == 0 {
			return l, true
		}
		n--
	}
	return level{}, false
}

// function is the function of a level; nil where it was lost or is the host's.
func (l level) function() *lua.LFunction {
	if l.frame == nil {
		return nil
	}
	return l.frame.Fn
}

// isLua tells whether the level is one of Lua code.
func (l level) isLua() bool {
	return l.frame != nil && l.frame.Fn.Proto != nil && !adapter(l.frame.Fn.Proto)
}

// line is the line that the level is at, -1 where there is none.
func (l level) line() int {
	if !l.isLua() {
		return -1
	}
	return frame{proto: l.frame.Fn.Proto, pc: l.frame.Pc}.line()
}

// called is the name that the caller's source has for the level's function.
func (l level) called() compile.Variable {
	if l.caller == nil {
		return compile.Variable{}
	}
	return calleeOf(l.caller)
}

// position is "file:line: " where the level is one of Lua code, else "".
func (l level) position() string {
	if !l.isLua() {
		return ""
	}
	return fmt.Sprintf("%s:%d: ", l.frame.Fn.Proto.SourceName, l.line())
}

// position is that of level n of t: 1 is what called the Go function that runs, 2 what called that.
func position(t *thread, n int) string {
	if n < 1 {
		return ""
	}
	l, _ := levelAt(t, n)
	return l.position()
}

// functionAt is the function at level n, nil if there is none.
func functionAt(t *thread, n int) *lua.LFunction {
	l, _ := levelAt(t, n)
	return l.function()
}
