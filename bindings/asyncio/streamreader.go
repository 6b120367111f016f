package asyncio

// This file is the Lua face of StreamReader.

import (
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openReaders() {
	m.classes.reader = native.Class{RT: m.rt, Name: "StreamReader", Methods: func() []native.Entry {
		return methodsOn(m, []method[*streamReader]{
			{"read", readerRead},                  // r:read([n]): coroutine; without n up to the end
			{"readline", readerReadLine},          // r:readline(): coroutine
			{"readexactly", readerReadExactly},    // r:readexactly(n): coroutine
			{"readuntil", readerReadUntil},        // r:readuntil([separator | {separator, ...}]): coroutine
			{"lines", readerLines},                // for line in r:lines(["L"]) do: awaits each line; "L" keeps the newline
			{"at_eof", readerAtEOF},               // r:at_eof()
			{"exception", readerException},        // r:exception()
			{"set_exception", readerSetException}, // r:set_exception(e)
			{"feed_data", readerFeed},             // r:feed_data(s)
			{"feed_eof", readerFeedEOF},           // r:feed_eof()
			{"__tostring", text[*streamReader]},
		}, selfReader)
	}}
}

// selfReader is the reader that a method is called on. Standard input is opened by the first.
func selfReader(c call) *streamReader {
	r := native.Self[*streamReader](c.Call, "StreamReader")
	if r.input != nil {
		r.awake(c)
	}
	return r
}

// newReader is StreamReader({limit=}): one that the script feeds.
func newReader(c call) int {
	r := &streamReader{Reader: netio.NewReader(c.m.Hub(c.currentLoop()), c.options(1, "limit").Size("limit"))}
	c.m.classes.reader.Init(&r.ud, r)
	return c.Push(&r.ud)
}

// reading pushes the coroutine object of a read, which keeps the connection open as long as it is under way.
func (c call) reading(r *streamReader, co loop.Coroutine) int {
	if r.of != nil {
		co = &streamReading{co, r.of}
	}
	return c.Coroutine(co)
}

// A streamReading is a read of a stream that the script may have forgotten meanwhile.
type streamReading struct {
	loop.Coroutine
	of *stream
}

// Inner implements loop.Wrapping.
func (x *streamReading) Inner() loop.Coroutine { return x.Coroutine }

// MemorySize implements vm.Sizer.
func (x *streamReading) MemorySize(visit func(any)) int {
	visit(x.Coroutine)
	return 32
}

// Close implements loop.Closer.
func (x *streamReading) Close() {
	if c, ok := x.Coroutine.(loop.Closer); ok {
		c.Close()
	}
}

func readerRead(c call, r *streamReader) int {
	return c.reading(r, r.Read(c.Integer(1, -1)))
}

func readerReadLine(c call, r *streamReader) int {
	return c.reading(r, r.ReadLine())
}

func readerReadExactly(c call, r *streamReader) int {
	c.Number(1)
	n := c.Integer(1, 0)
	if n < 0 {
		c.Raise(loop.ValueError.New("readexactly size can not be less than zero"))
	}
	return c.reading(r, r.ReadExactly(n))
}

func readerReadUntil(c call, r *streamReader) int {
	var seps []string
	switch v := c.Arg(1).(type) {
	case *lua.LNilType:
		seps = []string{"\n"}
	case lua.LString:
		seps = []string{string(v)}
	case *lua.LTable:
		for i := 1; i <= ltable.Len(v); i++ {
			s, ok := ltable.GetInt(v, i).(lua.LString)
			if !ok {
				c.Fail(1, "item %d: string expected, got %s", i, native.TypeName(ltable.GetInt(v, i)))
			}
			seps = append(seps, string(s))
		}
		if len(seps) == 0 {
			c.Raise(loop.ValueError.New("Separator should contain at least one element"))
		}
	default:
		c.Fail(1, "string or list of strings expected, got %s", c.TypeName(1))
	}
	for _, s := range seps {
		if s == "" {
			c.Raise(loop.ValueError.New("Separator should be at least one-byte string"))
		}
	}
	return c.reading(r, r.ReadUntil(seps...))
}

// readerLines is r:lines(): an iterator that awaits each line, as Lua's file:lines without its newline; lines("L") keeps
// it.
func readerLines(c call, r *streamReader) int {
	keep := c.Has(1) && c.Str(1) == "L"
	return c.Push(c.L.NewFunction(func(L *lua.LState) int {
		c.m.call(L, "lines").NeedTask()
		if !keep {
			return c.m.rt.Perform(L, vm.Await(r.NextLine(), nil))
		}
		return c.m.rt.Perform(L, vm.Await(r.ReadLine(), func(vals []lua.LValue, err error) vm.Step {
			if err != nil {
				return vm.Raise(err)
			}
			if vals[0] == lua.LString("") {
				return vm.Return(lua.LNil)
			}
			return vm.Return(vals...)
		}))
	}))
}

func readerAtEOF(c call, r *streamReader) int {
	return c.Push(lua.LBool(r.AtEOF()))
}

func readerException(c call, r *streamReader) int {
	if r.Err() == nil {
		return c.Push(lua.LNil)
	}
	return c.Push(c.m.rt.ErrorValue(r.Err()))
}

func readerSetException(c call, r *streamReader) int {
	r.SetErr(c.m.rt.NewError(c.Arg(1)))
	return 0
}

func readerFeed(c call, r *streamReader) int {
	s := c.Str(1)
	c.m.rt.Reserve(len(s))
	if err := r.Feed([]byte(s)); err != nil {
		c.Raise(err)
	}
	return 0
}

func readerFeedEOF(_ call, r *streamReader) int {
	r.FeedEOF()
	return 0
}
