package sql

// This file makes parameters of Lua values, and Lua values of columns.

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// maxExact is the highest whole number up to which a number of Lua has them all.
const maxExact = 1 << 53

// A binary is bytes that are a parameter.
type binary struct{ bytes string }

// MemorySize implements vm.Sizer.
func (b *binary) MemorySize(func(any)) int { return 32 + len(b.bytes) }

// A place says in messages which value is meant.
type place struct {
	argument, row, column int // from 1; 0 where there is no such thing
	field                 string
}

func (p place) String() string {
	text := fmt.Sprintf("argument %d", p.argument)
	if p.row > 0 {
		text += fmt.Sprintf(": row %d", p.row)
	}
	if p.column > 0 {
		text += fmt.Sprintf(": value %d", p.column)
	}
	if p.field != "" {
		text += ": field " + p.field
	}
	return text
}

// value is a Lua value as a parameter.
func (s *session) value(c native.Call, v lua.LValue, where place) Value {
	switch v := v.(type) {
	case *lua.LNilType:
		return Value{}
	case lua.LBool:
		if v {
			return Value{Kind: Bool, Int: 1}
		}
		return Value{Kind: Bool}
	case lua.LNumber:
		if f := float64(v); f == math.Trunc(f) && math.Abs(f) <= maxExact {
			return Value{Kind: Int, Int: int64(f)}
		}
		return Value{Kind: Float, Float: float64(v)}
	case lua.LString:
		return Value{Kind: Text, Str: string(v)}
	case *lua.LUserData:
		switch x := v.Value.(type) {
		case *binary:
			return Value{Kind: Blob, Str: x.bytes}
		case time.Time:
			return Value{Kind: Time, Time: &x}
		}
	}
	if v == s.null {
		return Value{}
	}
	c.Raise(loop.Errorf(loop.TypeError, "%s: %s: value of a column expected (nil, boolean, number, string, sql.blob or DateTime), got %s", c.Name, where, native.TypeName(v)))
	return Value{}
}

// valueCost is what a value costs, in bytes.
const valueCost = 64

// args are the parameters of q, from argument n on.
func (s *session) args(c native.Call, q *query, n int) []Value {
	given := max(c.Len()-n+1, 0)
	c.Work(given * valueCost)
	if len(q.names) > 0 {
		t, ok := c.Arg(n).(*lua.LTable)
		if !ok || given != 1 {
			c.Fail(n, "one table with the values of :%s expected, got %s", q.names[0], c.TypeName(n))
		}
		return s.named(c, q, t, place{argument: n})
	}
	if given != q.count {
		c.Raise(loop.Errorf(loop.ValueError, "%s: %d values for the placeholders expected, got %d", c.Name, q.count, given))
	}
	vals := make([]Value, given)
	for i := range vals {
		vals[i] = s.value(c, c.Arg(n+i), place{argument: n + i})
	}
	return vals
}

func (s *session) named(c native.Call, q *query, t *lua.LTable, where place) []Value {
	vals := make([]Value, len(q.names))
	for i, name := range q.names {
		v := ltable.Get(t, lua.LString(name))
		if v == lua.LNil { // of tables with __index too
			continue
		}
		where.field = name
		vals[i] = s.value(c, v, where)
	}
	return vals
}

// list are the parameters of q for exec_many: argument n is a list of lists, or of tables by name.
func (s *session) list(c native.Call, q *query, n int) [][]Value {
	t := c.Table(n, "list of rows")
	rows := make([][]Value, ltable.Len(t))
	c.Reserve(len(rows) * (24 + q.count*valueCost))
	pace := native.Pace{Call: c}
	room := make([]Value, 0, len(rows)*q.count)
	for i := range rows {
		pace.Work(32 + q.count*valueCost)
		row, ok := ltable.GetInt(t, i+1).(*lua.LTable)
		if !ok {
			c.Fail(n, "row %d: table expected, got %s", i+1, native.TypeName(ltable.GetInt(t, i+1)))
		}
		if len(q.names) > 0 {
			rows[i] = s.named(c, q, row, place{argument: n, row: i + 1})
			continue
		}
		if extra := ltable.Len(row); extra > q.count {
			c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: row %d: %d values for the placeholders expected, got %d", c.Name, n, i+1, q.count, extra))
		}
		begin := len(room)
		for j := 1; j <= q.count; j++ {
			room = append(room, s.value(c, ltable.GetInt(row, j), place{argument: n, row: i + 1, column: j}))
		}
		rows[i] = room[begin:len(room):len(room)]
	}
	return rows
}

// A layout makes tables of rows that have the same columns.
type layout struct {
	s      *session
	names  []string // all different
	column []int    // where the value of a name stands in a row
	width  int
	record *vm.Record
	boxer  vm.Boxer
	room   []lua.LValue
}

func newLayout(s *session, columns []string) *layout {
	l := &layout{s: s, width: len(columns)}
	for i, name := range columns {
		if at := slices.Index(l.names, name); at >= 0 {
			l.column[at] = i // the last of a name
			continue
		}
		l.names = append(l.names, name)
		l.column = append(l.column, i)
	}
	l.record = vm.NewRecord(l.names)
	l.room = make([]lua.LValue, len(l.names))
	return l
}

// What a row and its fields take, about, in bytes.
const rowSize, fieldSize = 160, 64

// row makes a table of row i of a batch, and pays for it.
func (l *layout) row(b *Batch, i int) (lua.LValue, error) {
	vals := b.Values[i*l.width : (i+1)*l.width]
	size := rowSize + fieldSize*len(vals)
	for j := range vals {
		size += len(vals[j].Str)
	}
	if err := l.s.m.rt.Take(size); err != nil {
		return nil, err
	}
	whole := true
	for j, at := range l.column {
		v, err := l.value(&vals[at])
		if err != nil {
			return nil, loop.Errorf(loop.ValueError, "column %s: %s", l.names[j], err)
		}
		l.room[j] = v
		whole = whole && v != lua.LNil
	}
	if whole {
		return l.record.Table(l.room), nil
	}
	t := l.s.m.rt.State().CreateTable(0, len(l.room))
	for j, v := range l.room {
		if v != lua.LNil {
			t.RawSetString(l.names[j], v)
		}
	}
	return t, nil
}

// value is the value of a column.
func (l *layout) value(v *Value) (lua.LValue, error) {
	switch v.Kind {
	case Int:
		if v.Int > maxExact || v.Int < -maxExact {
			if !l.s.bigStrings {
				return nil, fmt.Errorf("%d is no exact number of Lua: open the database with int64=\"string\"", v.Int)
			}
			return lua.LString(strconv.FormatInt(v.Int, 10)), nil
		}
		return l.boxer.Number(float64(v.Int)), nil
	case Float:
		return l.boxer.Number(v.Float), nil
	case Bool:
		return lua.LBool(v.Int != 0), nil
	case Text, Blob:
		return l.boxer.String(v.Str), nil
	case Time:
		return l.s.m.moment(*v.Time), nil
	}
	return l.s.null, nil
}
