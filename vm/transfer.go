package vm

// This file copies Lua values from one runtime to another.

import (
	"fmt"

	"moonloop/loop"
	"moonloop/vm/internal/glua"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A Parcel is a Lua value on its way to another runtime: a copy that shares nothing with the one it came from, but
// compiled code. It can be opened many times, from any goroutine.
type Parcel struct {
	root  any
	nodes int
}

// What a value is packed as. Booleans, numbers and strings are packed as themselves.
type (
	packedTable struct {
		keys, values []any
		meta         any
	}
	packedFunction struct {
		proto    *lua.FunctionProto
		upvalues []*packedUpvalue
	}
	packedUpvalue struct{ value any }
	packedList    []any
	packedClass   struct{ class *loop.Class } // classes never change, so that they are shared
	packedError   struct {
		err    *loop.Error // without its Payload
		fields any
		trace  *Trace
	}
	packedObject struct{ state any } // what Carry knows
	// packedModule names something that each runtime has for itself: a module, or a field of one.
	packedModule struct{ module, field string }
)

// Pack copies v: nil, booleans, numbers, strings, tables (with cycles and metatables), Lua functions with their
// upvalues, and what the modules of both runtimes have. Anything else is an error that names the way to it, as
// "table.conn[3]".
func (rt *Runtime) Pack(v lua.LValue) (*Parcel, error) {
	p := packer{rt: rt, done: map[any]any{}}
	root, err := p.pack(v, "value")
	if err != nil {
		return nil, err
	}
	return &Parcel{root: root, nodes: len(p.done)}, nil
}

// Carry has userdata be copied whose values pack knows: it returns what they are made of. In the runtime that they come to,
// which must have called Carry too, open makes an object that fill then gives its state, which may refer to the object.
func (rt *Runtime) Carry(pack func(value any) (state lua.LValue, ok bool), open func() (ud *lua.LUserData, fill func(state lua.LValue))) {
	rt.carry.pack, rt.carry.open = pack, open
}

// PackList copies several values at once, so that what they share stays shared; name says what errors call the i-th, from
// 0 on.
func (rt *Runtime) PackList(vals []lua.LValue, name func(i int) string) (*Parcel, error) {
	p := packer{rt: rt, done: map[any]any{}}
	list := make(packedList, len(vals))
	for i, v := range vals {
		var err error
		if list[i], err = p.pack(v, name(i)); err != nil {
			return nil, err
		}
	}
	return &Parcel{root: list, nodes: len(p.done)}, nil
}

// OpenList makes the values of PackList anew in the runtime.
func (rt *Runtime) OpenList(p *Parcel) ([]lua.LValue, error) {
	o := opener{rt, make(map[any]any, p.nodes)}
	list, ok := p.root.(packedList)
	if !ok {
		list = packedList{p.root}
	}
	vals := make([]lua.LValue, len(list))
	for i, x := range list {
		var err error
		if vals[i], err = o.open(x); err != nil {
			return nil, err
		}
	}
	return vals, nil
}

type packer struct {
	rt    *Runtime
	done  map[any]any
	known map[lua.LValue]packedModule
	depth int
}

func (p *packer) pack(v lua.LValue, path string) (any, error) {
	if p.depth++; p.depth > maxNesting {
		return nil, errorf("cannot copy %s: nested too deep", path)
	}
	defer func() { p.depth-- }()
	switch v := v.(type) {
	case *lua.LNilType:
		return nil, nil
	case lua.LBool, lua.LNumber, lua.LString:
		return v, nil
	case *lua.LTable:
		if known, ok := p.module(v); ok {
			return known, nil
		}
		if x, ok := p.done[v]; ok {
			return x, nil
		}
		t := &packedTable{}
		p.done[v] = t
		for k, x := range ltable.Pairs(v) {
			pk, err := p.pack(k, path+" key")
			if err != nil {
				return nil, err
			}
			px, err := p.pack(x, pathTo(path, k))
			if err != nil {
				return nil, err
			}
			t.keys, t.values = append(t.keys, pk), append(t.values, px)
		}
		var err error
		t.meta, err = p.pack(v.Metatable, path+"'s metatable")
		return t, err
	case *lua.LFunction:
		if known, ok := p.module(v); ok {
			return known, nil
		}
		if v.IsG {
			return nil, errorf("cannot copy %s: a Go function stays in its runtime", path)
		}
		if x, ok := p.done[v]; ok {
			return x, nil
		}
		f := &packedFunction{proto: v.Proto}
		p.done[v] = f
		for i, uv := range v.Upvalues {
			x, ok := p.done[uv].(*packedUpvalue)
			if !ok {
				x = &packedUpvalue{}
				p.done[uv] = x
				var err error
				if x.value, err = p.pack(glua.Variable(uv).Get(), fmt.Sprintf("upvalue '%s' of %s", v.Proto.DbgUpvalues[i], path)); err != nil {
					return nil, err
				}
			}
			f.upvalues = append(f.upvalues, x)
		}
		return f, nil
	}
	if ud, ok := v.(*lua.LUserData); ok {
		if known, ok := p.module(v); ok {
			return known, nil
		}
		switch x := ud.Value.(type) {
		case *loop.Class:
			return packedClass{x}, nil
		case *ErrorObject:
			return p.packError(x, path)
		}
		if p.rt.carry.pack != nil {
			return p.packObject(ud, path)
		}
	}
	return nil, stays(v, path)
}

// packObject copies userdata that Carry knows.
func (p *packer) packObject(ud *lua.LUserData, path string) (any, error) {
	if x, ok := p.done[ud]; ok {
		return x, nil
	}
	state, ok := p.rt.carry.pack(ud.Value)
	if !ok {
		return nil, stays(ud, path)
	}
	x := &packedObject{}
	p.done[ud] = x
	var err error
	x.state, err = p.pack(state, path)
	return x, err
}

func stays(v lua.LValue, path string) error {
	return errorf("cannot copy %s: %s stays in its runtime", path, v.Type())
}

// packError copies an error object, with its traceback.
func (p *packer) packError(o *ErrorObject, path string) (any, error) {
	if x, ok := p.done[o]; ok {
		return x, nil
	}
	err := &loop.Error{Class: o.Err.Class, Msg: o.Err.Msg, Cause: o.Err.Cause}
	if v, ok := err.Msg.(lua.LValue); ok {
		if text, ok := TextOf(v); ok {
			err.Msg = text
		} else {
			err.Msg = v.String()
		}
	}
	if _, plain := err.Cause.(attributes); !plain && err.Cause != nil {
		err.Cause = loop.RuntimeError.New(err.Cause.Error())
	}
	for _, e := range o.Err.Errors {
		err.Errors = append(err.Errors, loop.RuntimeError.New(e.Error()))
	}
	x := &packedError{err: err, trace: o.trace}
	p.done[o] = x
	var failed error
	if o.Fields != nil {
		x.fields, failed = p.pack(o.Fields, path)
	}
	return x, failed
}

func pathTo(path string, key lua.LValue) string {
	if s, ok := key.(lua.LString); ok {
		return path + "." + string(s)
	}
	return path + "[" + key.String() + "]"
}

// module finds v among the modules.
func (p *packer) module(v lua.LValue) (packedModule, bool) {
	if p.known == nil {
		p.known = map[lua.LValue]packedModule{}
		for name, mod := range ltable.Pairs(p.rt.loader.loaded) {
			t, ok := mod.(*lua.LTable)
			if !ok {
				continue
			}
			globals := t == p.rt.global.Global
			native, own := false, true
			for field, x := range ltable.Pairs(t) {
				switch f := x.(type) {
				case *lua.LFunction:
					if f.IsG {
						native = true
						p.known[f] = packedModule{name.String(), field.String()}
					} else {
						own = globals // else it is a module written in Lua, whatever it has of others
					}
				case *lua.LUserData:
					if !globals { // what a script keeps in a global is no module's
						p.known[f] = packedModule{name.String(), field.String()}
					}
				}
			}
			if native && own {
				p.known[t] = packedModule{module: name.String()}
			}
		}
	}
	known, ok := p.known[v]
	return known, ok
}

// Open makes the parcel's value anew in the runtime.
func (rt *Runtime) Open(p *Parcel) (lua.LValue, error) {
	o := opener{rt, make(map[any]any, p.nodes)}
	return o.open(p.root)
}

type opener struct {
	rt   *Runtime
	done map[any]any
}

func (o *opener) open(x any) (lua.LValue, error) {
	switch x := x.(type) {
	case nil:
		return lua.LNil, nil
	case lua.LValue:
		return x, nil
	case packedModule:
		t, ok := o.rt.loader.loaded.RawGetString(x.module).(*lua.LTable)
		if !ok && o.rt.find != nil {
			t, ok = o.rt.find(x.module).(*lua.LTable)
		}
		if !ok {
			return nil, errorf("module '%s' is missing where the value was copied to", x.module)
		}
		if x.field == "" {
			return t, nil
		}
		return t.RawGetString(x.field), nil
	case packedClass:
		return o.rt.Class(x.class), nil
	case *packedError:
		if e, ok := o.done[x].(*ErrorObject); ok {
			return &e.LUserData, nil
		}
		err := *x.err
		e := o.rt.errorObject(&err)
		e.trace = x.trace
		o.done[x] = e
		fields, failed := o.open(x.fields)
		e.Fields, _ = fields.(*lua.LTable)
		return &e.LUserData, failed
	case *packedObject:
		if ud, ok := o.done[x].(*lua.LUserData); ok {
			return ud, nil
		}
		if o.rt.carry.open == nil {
			return nil, errorf("an object was copied to a runtime that does not know its like")
		}
		ud, fill := o.rt.carry.open()
		o.done[x] = ud
		state, err := o.open(x.state)
		if err == nil {
			fill(state)
		}
		return ud, err
	case *packedTable:
		if t, ok := o.done[x].(*lua.LTable); ok {
			return t, nil
		}
		t := o.rt.host.CreateTable(0, len(x.keys))
		o.done[x] = t
		for i := range x.keys {
			k, err := o.open(x.keys[i])
			if err != nil {
				return nil, err
			}
			v, err := o.open(x.values[i])
			if err != nil {
				return nil, err
			}
			ltable.Set(t, k, v)
		}
		var err error
		t.Metatable, err = o.open(x.meta)
		return t, err
	case *packedFunction:
		if f, ok := o.done[x].(*lua.LFunction); ok {
			return f, nil
		}
		f := o.rt.host.NewFunctionFromProto(x.proto)
		o.done[x] = f
		for i, px := range x.upvalues {
			uv, ok := o.done[px].(*lua.Upvalue)
			if !ok {
				uv = &lua.Upvalue{}
				o.done[px] = uv
				v, err := o.open(px.value)
				if err != nil {
					return nil, err
				}
				glua.CloseUpvalue(uv, v)
			}
			f.Upvalues[i] = uv
		}
		return f, nil
	}
	return nil, errorf("BUG: parcel holds %T", x)
}
