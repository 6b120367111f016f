package vm

// This file is debug.getinfo.

import (
	"strings"

	"moonloop/vm/internal/compile"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// source is where a level's function comes from: as messages show it, and as load was given it.
func (l level) source() (short, full string) {
	switch {
	case l.lost:
		return "(tail call)", "=(tail call)"
	case !l.isLua():
		return "[C]", "=[C]"
	}
	return l.frame.Fn.Proto.SourceName, sourceOf(l.frame.Fn.Proto)
}

// An inquiry is what debug.getinfo is asked about: a function, or a level of a stack with its function.
type inquiry struct {
	fn    *lua.LFunction // nil: lost in a tail call
	level level
	proto *lua.FunctionProto // nil: not written in Lua
}

// debugGetinfo is debug.getinfo([thread,] function | level [, what]).
func debugGetinfo(L *lua.LState) int {
	rt, a := runtimeOf(L), ParamsOf(L)
	t, at := threadArg(L)
	what := a.OptString(at+2, "flnSu")
	var q inquiry
	if _, ok := ToNumber(L.Get(at + 1)); ok {
		what = strings.TrimPrefix(what, ">") // as C takes it
		if q.level, ok = levelArg(L, t, at+1); !ok {
			L.Push(lua.LNil)
			return 1
		}
		switch q.fn = q.level.function(); {
		case q.level.lost:
		case q.fn == nil || isGuard(q.fn.Proto):
			q.fn = rt.pcall
		case !q.fn.IsG:
			q.proto = q.fn.Proto
		}
	} else if q.fn, ok = L.Get(at + 1).(*lua.LFunction); !ok {
		a.Fail(at+1, "function or level expected")
	} else if !q.fn.IsG {
		q.proto = q.fn.Proto
	}
	if !q.level.lost && strings.Trim(what, "SlnuLf") != "" {
		a.Fail(at+2, "invalid option")
	}
	info := L.NewTable()
	for _, option := range what {
		q.tell(L, info, option)
	}
	L.Push(info)
	return 1
}

// tell sets the fields that an option asks for.
func (q *inquiry) tell(L *lua.LState, info *lua.LTable, option rune) {
	set := func(k string, v lua.LValue) { info.RawSetString(k, v) }
	switch option {
	case 'S':
		short, full, kind, first, last := "[C]", "=[C]", "C", -1, -1
		switch {
		case q.fn == nil:
			short, full = q.level.source()
			kind = "tail"
		case q.proto != nil:
			short, full, kind = q.proto.SourceName, sourceOf(q.proto), "Lua"
			if first, last = q.proto.LineDefined, q.proto.LastLineDefined; first == 0 {
				kind, last = "main", 0
			}
		}
		set("source", lua.LString(full))
		set("short_src", lua.LString(short))
		set("linedefined", lua.LNumber(first))
		set("lastlinedefined", lua.LNumber(last))
		set("what", lua.LString(kind))
	case 'l':
		set("currentline", lua.LNumber(q.level.line()))
	case 'u':
		n := 0
		if q.proto != nil {
			n = len(q.fn.Upvalues)
		}
		set("nups", lua.LNumber(n))
	case 'n':
		name := q.level.called()
		if name.Kind != "" || q.level.lost {
			set("name", lua.LString(name.Name))
		}
		set("namewhat", lua.LString(name.Kind))
	case 'L':
		if q.proto != nil {
			lines := L.NewTable()
			for pc := range compile.Of(q.proto).Insts {
				ltable.SetInt(lines, q.proto.DbgSourcePositions[pc], lua.LTrue)
			}
			set("activelines", lines)
		}
	case 'f':
		if q.fn != nil {
			set("func", q.fn)
		}
	}
}
