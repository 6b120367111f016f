package http

// This file is responses as scripts see them.

import (
	"bytes"
	"fmt"
	"mime"
	"strings"
	"unicode/utf8"

	"moonloop/bindings/http/client"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// response is what the userdata of a Response holds.
type response struct {
	m        *instance
	res      *client.Response
	asked    string // the request
	headers  *lua.LUserData
	body     lua.LString
	streamed bool // the body is still to be read; there is no field of that name
	room     []byte
	ud       lua.LUserData
}

// newResponse makes the userdata of a response whose body was read, or is streamed.
func (m *instance) newResponse(res *client.Response, req *client.Request, body []byte, streamed bool) *lua.LUserData {
	r := &response{m: m, res: res, asked: req.String(), headers: m.newHeaders(res.Header), body: lua.LString(body), streamed: streamed}
	m.response.Init(&r.ud, r)
	return &r.ud
}

// MemorySize implements vm.Sizer.
func (r *response) MemorySize(visit func(any)) int {
	visit(r.headers)
	return 256 + len(r.body) + cap(r.room) + r.res.MemorySize(visit)
}

func (r *response) String() string {
	return fmt.Sprintf("<Response %d %s>", r.res.Status, r.res.Reason)
}

func (m *instance) responseClass() *native.Class {
	k := m.env.Class("Response", func() []native.Entry {
		return []native.Entry{
			native.Method("json", responseJSON),              // r:json()
			native.Method("text", responseText),              // r:text()
			native.Method("raise_for_status", responseRaise), // r:raise_for_status(): r
			native.Method("chunks", responseChunks),          // for piece in r:chunks() do: awaits
			native.Method("lines", responseLines),            // for line in r:lines(["L"]) do: awaits
			native.Method("read", responseRead),              // r:read([n]): coroutine
			native.Method("close", responseClose),            // r:close(): coroutine
			native.ToString,
		}
	})
	k.Field = func(v any, key string) lua.LValue {
		r := v.(*response)
		switch key {
		case "status":
			return lua.LNumber(r.res.Status)
		case "reason":
			return lua.LString(r.res.Reason)
		case "ok":
			return lua.LBool(r.res.Status < 400)
		case "headers":
			return r.headers
		case "url":
			return lua.LString(r.res.URL)
		case "body":
			if !r.streamed {
				return r.body
			}
		}
		return nil
	}
	return k
}

// whole refuses what needs all of the body.
func (r *response) whole(c native.Call) string {
	if r.streamed {
		c.Raise(loop.Errorf(loop.RuntimeError, "%s: the body of a stream is read by r:read(), r:chunks() or r:lines()", c.Name))
	}
	return string(r.body)
}

func responseJSON(c native.Call, r *response) int { return c.Push(r.m.json.Decode(c, r.whole(c))) }

// responseText is r:text(): the body in UTF-8, without the mark that some begin with.
func responseText(c native.Call, r *response) int {
	s := r.whole(c)
	_, params, _ := mime.ParseMediaType(r.res.Header.Get("Content-Type"))
	charset := strings.ToLower(params["charset"])
	c.Work(len(s) / 4)
	switch charset {
	case "", "utf-8", "utf8", "us-ascii":
		if !utf8.ValidString(s) {
			c.Raise(loop.Errorf(loop.ValueError, "%s: body in UTF-8 expected: its bytes are r.body", c.Name))
		}
		return c.Push(lua.LString(strings.TrimPrefix(s, "\ufeff")))
	case "iso-8859-1", "latin1", "latin-1":
		c.Reserve(2 * len(s))
		var b strings.Builder
		for i := range len(s) {
			b.WriteRune(rune(s[i]))
		}
		return c.Push(lua.LString(b.String()))
	}
	c.Raise(loop.Errorf(loop.ValueError, "%s: body in UTF-8 or ISO-8859-1 expected, got %.40q: its bytes are r.body", c.Name, charset))
	return 0
}

// responseRaise is r:raise_for_status(): a StatusError from 400 on, else r.
func responseRaise(c native.Call, r *response) int {
	if r.res.Status < 400 {
		return c.Push(&r.ud)
	}
	msg := fmt.Sprintf("%d %s: %s", r.res.Status, r.res.Reason, r.asked)
	c.Raise(native.NewError(StatusError, msg, native.Fields{"status": r.res.Status, "response": &r.ud}))
	return 0
}

// readAtOnce is how many bytes of a stream are read at a time.
const readAtOnce = 64 << 10

// what is what a reader of the body waits for.
func (r *response) what() string { return "the rest of the answer to " + r.asked }

// piece reads what there is of a stream, at most n bytes; "" at the end.
func (r *response) piece(n int) loop.Coroutine {
	return r.m.operation(r.what(), func(co *loop.Co) (any, error) {
		if r.room == nil {
			if err := r.m.rt.Take(readAtOnce); err != nil {
				return nil, err
			}
			r.room = make([]byte, readAtOnce)
		}
		n, err := r.res.Read(co, r.room[:n])
		if err != nil {
			return nil, err
		}
		return lua.LString(r.room[:n]), nil
	})
}

// responseRead is r:read([n]): a coroutine of at most n bytes, as soon as there are any, and "" at the end; without n, of
// all that is left.
func responseRead(c native.Call, r *response) int {
	n := c.Integer(1, -1)
	switch {
	case !r.streamed:
		s := r.body
		if n >= 0 {
			s = s[:min(n, len(s))]
		}
		r.body = r.body[len(s):]
		return c.Coroutine(native.Ready(s))
	case n >= 0:
		return c.Coroutine(r.piece(min(n, readAtOnce)))
	}
	return c.Coroutine(r.m.operation(r.what(), func(co *loop.Co) (any, error) {
		b, err := r.res.All(co)
		return lua.LString(b), err
	}))
}

func responseClose(c native.Call, r *response) int {
	r.res.Close()
	return c.Coroutine(native.Ready(nil))
}

// Enter implements native.Manager.
func (r *response) Enter(_ native.Call, next vm.Next) vm.Step { return next([]lua.LValue{&r.ud}, nil) }

// Exit implements native.Manager.
func (r *response) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	r.res.Close()
	return native.Outcome(vals, err)
}

// chunks walks the pieces of a body as they come.
type chunks struct{ r *response }

func responseChunks(c native.Call, r *response) int { return c.Iterate(&chunks{r}) }

// Next implements native.Iterator.
func (it *chunks) Next(c native.Call, next vm.Next) vm.Step {
	r := it.r
	if !r.streamed {
		s := r.body
		r.body = ""
		return next(some(s), nil)
	}
	c.NeedTask()
	return vm.Await(r.piece(readAtOnce), func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return next(nil, err)
		}
		return next(some(vals[0].(lua.LString)), nil)
	})
}

// some is a turn's value, none where there is no more.
func some(s lua.LString) []lua.LValue {
	if s == "" {
		return nil
	}
	return []lua.LValue{s}
}

// Close implements native.Iterator: the rest of the body may be read by another.
func (it *chunks) Close() {}

// Holds implements native.Iterator.
func (it *chunks) Holds() bool { return false }

// MemorySize implements vm.Sizer.
func (it *chunks) MemorySize(visit func(any)) int {
	visit(&it.r.ud)
	return 32
}

// lines walks the lines of a body.
type lines struct {
	chunks
	keep   bool   // the newlines
	rest   []byte // what was read and not given
	looked int    // how much of it has no newline
	ended  bool
}

// longestLine is how long a line may be.
const longestLine = maxBody

func responseLines(c native.Call, r *response) int {
	return c.Iterate(&lines{chunks: chunks{r}, keep: c.Has(1) && c.Str(1) == "L"})
}

// Next implements native.Iterator.
func (it *lines) Next(c native.Call, next vm.Next) vm.Step {
	end := bytes.IndexByte(it.rest[it.looked:], '\n')
	switch {
	case end >= 0:
		end += it.looked + 1
		line := string(it.rest[:end])
		it.rest, it.looked = it.rest[end:], 0
		if !it.keep {
			line = strings.TrimSuffix(line[:end-1], "\r")
		}
		return next([]lua.LValue{lua.LString(line)}, nil)
	case it.ended:
		line := lua.LString(it.rest)
		it.rest, it.looked = nil, 0
		return next(some(line), nil)
	case len(it.rest) > longestLine:
		return next(nil, loop.Errorf(client.BodyTooLarge, "%s: line of at most %d bytes expected", c.Name, longestLine))
	}
	it.looked = len(it.rest)
	return it.chunks.Next(c, func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return next(nil, err)
		}
		if it.ended = len(vals) == 0; !it.ended {
			piece := string(vals[0].(lua.LString))
			if need := len(it.rest) + len(piece); need > cap(it.rest) {
				if err := c.RT.Take(2 * need); err != nil {
					return next(nil, err)
				}
				it.rest = append(make([]byte, 0, 2*need), it.rest...)
			}
			it.rest = append(it.rest, piece...)
		}
		return it.Next(c, next)
	})
}

// MemorySize implements vm.Sizer.
func (it *lines) MemorySize(visit func(any)) int { return it.chunks.MemorySize(visit) + cap(it.rest) }
