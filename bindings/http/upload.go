package http

// This file is the bodies of requests: texts, what a script's iterators give, and forms of several parts.

import (
	"encoding/hex"
	"strings"

	"moonloop/bindings/http/client"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// bodyOf is the value of an option as a body: a string, a reader or an iterator.
func (m *instance) bodyOf(o native.Options, v lua.LValue, key string) client.Body {
	if s, ok := v.(lua.LString); ok {
		return client.Content(string(s))
	}
	source := o.SourceOf(v)
	if source == nil {
		o.FailOption(key, "string, reader or iterator expected, got %s", native.TypeName(v))
	}
	return m.pieces(o.Call, source)
}

// pieces is a body that a script gives piece by piece. Each piece is a task's result, since Lua code cannot run on the
// stack of who sends; an eager task would.
type pieces struct {
	m      *instance
	source *native.Source
	next   *lua.LFunction
	begun  bool
}

func (m *instance) pieces(c native.Call, source *native.Source) *pieces {
	return &pieces{m: m, source: source, next: m.rt.State().NewFunction(func(L *lua.LState) int {
		return m.rt.Perform(L, source.Piece(native.FunctionCall(m.rt, L, c.Name), native.Outcome))
	})}
}

// Length implements client.Body.
func (p *pieces) Length() int64 { return -1 }

// Rewind implements client.Body.
func (p *pieces) Rewind() bool { return !p.begun }

// Next implements client.Body.
func (p *pieces) Next(co *loop.Co) (string, error) {
	p.begun = true
	task, err := loop.NewTask(p.m.rt.Loop(), p.m.rt.NewCoroutine(p.next), loop.TaskOptions{Name: "body of a request"})
	if err != nil {
		return "", err
	}
	v, err := co.Await(task)
	if err != nil {
		return "", err
	}
	if vals := p.m.rt.Values(v); len(vals) > 0 {
		s, _ := vals[0].(lua.LString)
		return string(s), nil
	}
	return "", nil
}

// Close closes the iterator.
func (p *pieces) Close() { p.source.Close() }

// MemorySize implements vm.Sizer.
func (p *pieces) MemorySize(visit func(any)) int { return 64 + p.source.MemorySize(visit) }

// parts is a body of several, one after the other.
type parts struct {
	list []client.Body
	at   int
}

// Length implements client.Body.
func (p *parts) Length() int64 {
	var sum int64
	for _, b := range p.list {
		n := b.Length()
		if n < 0 {
			return -1
		}
		sum += n
	}
	return sum
}

// Next implements client.Body.
func (p *parts) Next(co *loop.Co) (string, error) {
	for ; p.at < len(p.list); p.at++ {
		if s, err := p.list[p.at].Next(co); s != "" || err != nil {
			return s, err
		}
	}
	return "", nil
}

// Rewind implements client.Body.
func (p *parts) Rewind() bool {
	p.at = 0
	for _, b := range p.list {
		if !b.Rewind() {
			return false
		}
	}
	return true
}

// Close closes the iterators.
func (p *parts) Close() {
	for _, b := range p.list {
		closeBody(b)
	}
}

// MemorySize implements vm.Sizer.
func (p *parts) MemorySize(visit func(any)) int {
	for _, b := range p.list {
		visit(b)
	}
	return 64 + 16*len(p.list)
}

// closeBody lets go of what a body reads from.
func closeBody(b client.Body) {
	if c, ok := b.(loop.Closer); ok {
		c.Close()
	}
}

// multipart is the body of the options form and files, and its type (RFC 7578). A file is its content, or {filename=,
// content=, type=}.
func (m *instance) multipart(o native.Options) (client.Body, string) {
	var random [16]byte
	m.env.RandomBytes(random[:])
	boundary := hex.EncodeToString(random[:])
	p := &parts{}
	add := func(head string, content client.Body) {
		p.list = append(p.list, client.Content("--"+boundary+"\r\n"+head+"\r\n\r\n"), content, client.Content("\r\n"))
	}
	disposition := func(name string) string { return `Content-Disposition: form-data; name="` + quoted(name) + `"` }
	if form, ok := o.Get("form").(*lua.LTable); ok {
		for k, v := range ltable.Pairs(form) {
			name, okName := k.(lua.LString)
			text, okValue := vm.TextOf(v)
			if b, isBool := v.(lua.LBool); isBool {
				text, okValue = b.String(), true
			}
			if !okName || !okValue {
				o.FailOption("form", "names and values that are strings expected beside files")
			}
			add(disposition(string(name)), client.Content(text))
		}
	} else if o.Get("form") != lua.LNil {
		o.FailOption("form", "table of fields expected, got %s", native.TypeName(o.Get("form")))
	}
	files, ok := o.Get("files").(*lua.LTable)
	if !ok {
		o.FailOption("files", "table of files expected, got %s", native.TypeName(o.Get("files")))
	}
	for k, v := range ltable.Pairs(files) {
		name, ok := k.(lua.LString)
		if !ok {
			o.FailOption("files", "names that are strings expected, got %s", native.TypeName(k))
		}
		filename, kind, content := string(name), "application/octet-stream", v
		if t, ok := v.(*lua.LTable); ok {
			file := o.OptionsIn(t, "option files", "key", []string{"filename", "content", "type"})
			filename, kind, content = file.Str("filename", filename), file.Str("type", kind), file.Get("content")
		}
		if !wire.IsValue(kind) {
			o.Raise(loop.Errorf(loop.ValueError, "%s: option files: type without control characters expected", o.Name))
		}
		add(disposition(string(name))+`; filename="`+quoted(filename)+"\"\r\nContent-Type: "+kind, m.bodyOf(o, content, "files"))
	}
	p.list = append(p.list, client.Content("--"+boundary+"--\r\n"))
	return p, "multipart/form-data; boundary=" + boundary
}

// quoted is a name within quotes, as browsers write it: what would end it is escaped.
func quoted(s string) string {
	return strings.NewReplacer("\"", "%22", "\r", "%0D", "\n", "%0A").Replace(s)
}
