package asyncio

// This file is the Lua face of StreamReader.

import (
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

func (m *Module) openReaders() {
	m.readerMeta.make = func() *lua.LTable {
		return m.class("StreamReader", []native{
			{"read", m.readerRead},                  // r:read([n]): coroutine; without n up to the end
			{"readline", m.readerReadLine},          // r:readline(): coroutine
			{"readexactly", m.readerReadExactly},    // r:readexactly(n): coroutine
			{"readuntil", m.readerReadUntil},        // r:readuntil([separator | {separator, ...}]): coroutine
			{"lines", m.readerLines},                // for line in r:lines(["L"]) do: awaits each line; "L" keeps the newline
			{"at_eof", m.readerAtEOF},               // r:at_eof()
			{"exception", m.readerException},        // r:exception()
			{"set_exception", m.readerSetException}, // r:set_exception(e)
			{"feed_data", m.readerFeed},             // r:feed_data(s)
			{"feed_eof", m.readerFeedEOF},           // r:feed_eof()
			{"__tostring", func(L *lua.LState) int {
				c, r := m.reader(L, "tostring")
				text := "<StreamReader"
				if n := r.Buffered(); n > 0 {
					text += " " + lua.LNumber(n).String() + " bytes"
				}
				if r.AtEOF() {
					text += " eof"
				}
				return c.push(lua.LString(text + ">"))
			}},
		})
	}
}

func (m *Module) reader(L *lua.LState, name string) (call, *streamReader) {
	c, r := self[*streamReader](m, L, name, "StreamReader")
	if r.input != nil {
		r.awake(m, c)
	}
	return c, r
}

// newReader is StreamReader({limit=}): one that the script feeds.
func (m *Module) newReader(L *lua.LState) int {
	c := m.call(L, "StreamReader")
	r := &streamReader{Reader: netio.NewReader(m.hub(c.currentLoop()), c.options(1, "limit").size("limit"))}
	r.ud.Value, r.ud.Metatable = r, m.readerMeta.get()
	return c.push(&r.ud)
}

// reading pushes the coroutine object of a read, which keeps the connection open as long as it is under way.
func (c call) reading(r *streamReader, co loop.Coroutine) int {
	if r.of != nil {
		co = &streamReading{co, r.of}
	}
	return c.direct(co)
}

// A streamReading is a read of a stream that the script may have forgotten meanwhile.
type streamReading struct {
	loop.Coroutine
	of *stream
}

// Close implements loop.Closer.
func (x *streamReading) Close() {
	if c, ok := x.Coroutine.(loop.Closer); ok {
		c.Close()
	}
}

func (m *Module) readerRead(L *lua.LState) int {
	c, r := m.reader(L, "read")
	return c.reading(r, r.Read(c.integer(1, -1)))
}

func (m *Module) readerReadLine(L *lua.LState) int {
	c, r := m.reader(L, "readline")
	return c.reading(r, r.ReadLine())
}

func (m *Module) readerReadExactly(L *lua.LState) int {
	c, r := m.reader(L, "readexactly")
	c.number(1)
	n := c.integer(1, 0)
	if n < 0 {
		c.raise(loop.ValueError.New("readexactly size can not be less than zero"))
	}
	return c.reading(r, r.ReadExactly(n))
}

func (m *Module) readerReadUntil(L *lua.LState) int {
	c, r := m.reader(L, "readuntil")
	var seps []string
	switch v := c.get(1).(type) {
	case *lua.LNilType:
		seps = []string{"\n"}
	case lua.LString:
		seps = []string{string(v)}
	case *lua.LTable:
		for i := 1; i <= v.Len(); i++ {
			s, ok := v.RawGetInt(i).(lua.LString)
			if !ok {
				c.fail(1, "item %d: string expected, got %s", i, m.typeName(v.RawGetInt(i)))
			}
			seps = append(seps, string(s))
		}
		if len(seps) == 0 {
			c.raise(loop.ValueError.New("Separator should contain at least one element"))
		}
	default:
		c.fail(1, "string or list of strings expected, got %s", c.typeName(1))
	}
	for _, s := range seps {
		if s == "" {
			c.raise(loop.ValueError.New("Separator should be at least one-byte string"))
		}
	}
	return c.reading(r, r.ReadUntil(seps...))
}

// readerLines is r:lines(): an iterator that awaits each line, as Lua's file:lines without its newline; lines("L") keeps
// it.
func (m *Module) readerLines(L *lua.LState) int {
	c, r := m.reader(L, "lines")
	keep := c.has(1) && c.string(1) == "L"
	return c.push(L.NewFunction(func(L *lua.LState) int {
		if !m.rt.InTask() {
			m.rt.Throw(loop.RuntimeError.New("lines: await outside of a task"))
		}
		if !keep {
			return m.rt.Perform(L, vm.Await(r.NextLine(), nil))
		}
		return m.rt.Perform(L, vm.Await(r.ReadLine(), func(vals []lua.LValue, err error) vm.Step {
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

func (m *Module) readerAtEOF(L *lua.LState) int {
	c, r := m.reader(L, "at_eof")
	return c.push(lua.LBool(r.AtEOF()))
}

func (m *Module) readerException(L *lua.LState) int {
	c, r := m.reader(L, "exception")
	if r.Err() == nil {
		return c.push(lua.LNil)
	}
	return c.push(m.rt.ErrorValue(r.Err()))
}

func (m *Module) readerSetException(L *lua.LState) int {
	c, r := m.reader(L, "set_exception")
	r.SetErr(m.raisable(c.get(1)))
	return 0
}

func (m *Module) readerFeed(L *lua.LState) int {
	c, r := m.reader(L, "feed_data")
	s := c.string(1)
	m.rt.Reserve(len(s))
	if err := r.Feed([]byte(s)); err != nil {
		c.raise(err)
	}
	return 0
}

func (m *Module) readerFeedEOF(L *lua.LState) int {
	_, r := m.reader(L, "feed_eof")
	r.FeedEOF()
	return 0
}
