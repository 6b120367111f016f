package redis

// This file reads RESP3: a parser that is fed with what arrives, in any pieces.

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A reply is what the server says to a command, or by itself.
type reply struct {
	value lua.LValue
	err   error // of the command
	push  bool  // it answers no command
}

// A parser keeps what it has read of a reply that is not complete.
type parser struct {
	rt    *vm.Runtime
	line  []byte // a line that has not ended
	bulk  []byte // a string of which need bytes are missing, with the end of its line
	need  int
	kind  byte // of the string
	stack []aggregate
}

// An aggregate is a list or a map whose items are being read.
type aggregate struct {
	kind byte // * ~ > for lists, % for maps, | for attributes, which nobody asked for
	left int
	size int
	list *lua.LTable
	at   int
	key  lua.LValue // of a map, if its value comes next
	err  error      // the first among the items
}

// The bounds of a reply: a line, a string, lists in each other.
const maxLine, maxBulk, maxDepth = 64 << 10, 512 << 20, 128

func protocolError(format string, args ...any) error {
	return loop.Errorf(Error, "the server does not speak RESP3: "+format, args...)
}

// next reads on in b, and returns how many bytes it took; done says that r is a reply. An error ends the connection.
func (p *parser) next(b []byte) (n int, r reply, done bool, err error) {
	for n < len(b) {
		var took int
		var v lua.LValue
		var failed error
		took, v, failed, done, err = p.item(b[n:])
		n += took
		if err != nil {
			return n, r, false, err
		}
		if !done {
			continue
		}
		if r, done, err = p.add(v, failed); done || err != nil {
			return n, r, done, err
		}
	}
	return n, r, false, nil
}

// item reads a value that is no list, or begins a list.
func (p *parser) item(b []byte) (n int, v lua.LValue, failed error, done bool, err error) {
	if p.need > 0 {
		n = min(len(b), p.need)
		p.bulk = append(p.bulk, b[:n]...)
		if p.need -= n; p.need > 0 {
			return n, nil, nil, false, nil
		}
		s := string(p.bulk[:len(p.bulk)-2])
		p.bulk = nil
		v, failed = p.text(s)
		return n, v, failed, true, nil
	}
	end := bytes.IndexByte(b, '\n')
	if end < 0 {
		p.line = append(p.line, b...)
		if len(p.line) > maxLine {
			err = protocolError("a line of more than %d bytes", maxLine)
		}
		return len(b), nil, nil, false, err
	}
	line := b[:end]
	if len(p.line) > 0 {
		p.line = append(p.line, line...)
		line = p.line
		p.line = p.line[:0]
	}
	if len(line) < 2 || line[len(line)-1] != '\r' || len(line) > maxLine {
		return end + 1, nil, nil, false, protocolError("%.40q", line)
	}
	v, failed, done, err = p.header(line[0], string(line[1:len(line)-1]))
	return end + 1, v, failed, done, err
}

// header is a line: a value, or what comes before one.
func (p *parser) header(kind byte, s string) (v lua.LValue, failed error, done bool, err error) {
	switch kind {
	case '+':
		return lua.LString(s), nil, true, p.rt.Take(len(s))
	case '-':
		return lua.LNil, commandError(s), true, p.rt.Take(len(s))
	case ':':
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil {
			return nil, nil, false, protocolError(":%s", s)
		}
		if n > maxExact || n < -maxExact { // no number of Lua has all digits of it
			return lua.LString(s), nil, true, nil
		}
		return lua.LNumber(n), nil, true, nil
	case '_':
		return lua.LNil, nil, true, nil
	case '#':
		return lua.LBool(s == "t"), nil, true, nil
	case ',':
		return double(s)
	case '(':
		return lua.LString(s), nil, true, p.rt.Take(len(s))
	}
	n, convErr := strconv.Atoi(s)
	if convErr != nil || n < -1 {
		return nil, nil, false, protocolError("%c%.40s", kind, s)
	}
	switch kind {
	case '$', '=', '!':
		if n < 0 {
			return lua.LNil, nil, true, nil
		}
		if n > maxBulk {
			return nil, nil, false, protocolError("a string of %d bytes", n)
		}
		if err := p.rt.Take(2*n + 32); err != nil { // it is copied once
			return nil, nil, false, err
		}
		p.kind, p.need, p.bulk = kind, n+2, make([]byte, 0, n+2)
		return nil, nil, false, nil
	case '*', '~', '>', '%', '|':
		if n < 0 {
			return lua.LNil, nil, true, nil
		}
		return p.begin(kind, n)
	}
	return nil, nil, false, protocolError("%c%.40s", kind, s)
}

const maxExact = 1 << 53

func double(s string) (v lua.LValue, failed error, done bool, err error) {
	switch s {
	case "inf":
		return lua.LNumber(math.Inf(1)), nil, true, nil
	case "-inf":
		return lua.LNumber(math.Inf(-1)), nil, true, nil
	case "nan", "-nan":
		return lua.LNumber(vm.NaN(false)), nil, true, nil
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil, nil, false, protocolError(",%.40s", s)
	}
	return lua.LNumber(f), nil, true, nil
}

// text is a string that is complete.
func (p *parser) text(s string) (lua.LValue, error) {
	switch p.kind {
	case '!':
		return lua.LNil, commandError(s)
	case '=': // txt: or mkd: comes before it
		if _, rest, found := strings.Cut(s, ":"); found {
			s = rest
		}
	}
	return lua.LString(s), nil
}

// maxAtOnce is for how many items of a list there is room before they are there: a server may say what it likes.
const maxAtOnce = 1024

// itemSize is about how many bytes an item of a list takes.
const itemSize = 48

// begin begins a list of n items or a map of n pairs.
func (p *parser) begin(kind byte, n int) (v lua.LValue, failed error, done bool, err error) {
	if len(p.stack) >= maxDepth {
		return nil, nil, false, protocolError("lists in more than %d lists", maxDepth)
	}
	if n > maxBulk/itemSize {
		return nil, nil, false, protocolError("a list of %d items", n)
	}
	a := aggregate{kind: kind, left: n, size: n}
	if kind == '%' || kind == '|' {
		a.left = 2 * n
	}
	if err := p.rt.Take(128 + itemSize*a.left); err != nil {
		return nil, nil, false, err
	}
	a.list = ltable.New(min(n, maxAtOnce), 0)
	p.stack = append(p.stack, a)
	if n > 0 {
		return nil, nil, false, nil
	}
	return nil, nil, true, nil // add takes it off
}

// add adds a value to the list that is being read; done says that a whole reply is there.
func (p *parser) add(v lua.LValue, failed error) (r reply, done bool, err error) {
	for {
		if len(p.stack) == 0 {
			return reply{value: v, err: failed}, true, nil
		}
		a := &p.stack[len(p.stack)-1]
		if a.left > 0 {
			a.put(v, failed)
		}
		if a.left > 0 {
			return r, false, nil
		}
		whole := *a
		p.stack = p.stack[:len(p.stack)-1]
		switch whole.kind {
		case '|':
			return r, false, nil
		case '>':
			ltable.Set(whole.list, lua.LString("n"), lua.LNumber(whole.size))
			return reply{value: whole.list, push: true}, true, nil
		case '*', '~':
			ltable.Set(whole.list, lua.LString("n"), lua.LNumber(whole.size))
		}
		v, failed = whole.list, whole.err
	}
}

// put adds an item.
func (a *aggregate) put(v lua.LValue, failed error) {
	a.left--
	if failed != nil && a.err == nil {
		a.err = failed
	}
	switch {
	case a.kind != '%' && a.kind != '|':
		a.at++
		if v != lua.LNil {
			ltable.SetInt(a.list, a.at, v)
		}
	case a.key == nil:
		a.key = v
	default:
		key := a.key
		a.key = nil
		if f, ok := key.(lua.LNumber); key != lua.LNil && !(ok && f != f) {
			ltable.Set(a.list, key, v)
		}
	}
}

// commandError is an error that the server has sent: its first word is the code.
func commandError(s string) error {
	code, _, _ := strings.Cut(s, " ")
	return native.NewError(Error, strings.ToValidUTF8(s, "?"), native.Fields{"code": code})
}
