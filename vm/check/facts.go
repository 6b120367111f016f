package check

// This file learns which variables a source has, and how they are used.

import "moonloop/vm/internal/compile"

// facts are what one walk has seen.
type facts struct {
	variables map[*compile.Local]*variable
	order     []*variable
	globals   map[string]*global
	fields    map[string]bool // a.b that is assigned or tested, as text
	outer     map[*compile.Function]*compile.Function
	dynamic   bool // it loads code, or has other environments: names may come from there
	foreign   bool // it requires modules that may set globals
	awaits    bool
}

// A variable is a local one.
type variable struct {
	*compile.Local
	in     *compile.Function
	value  compile.Expr      // what it is declared with; nil: nothing, or what cannot be seen
	from   compile.Expr      // the last value of its declaration, one of whose further results it is; nil: none
	nth    int               // which of them, from 0 on
	fn     *compile.Function // of local function
	plain  bool              // declared by local, with others that must be there as little as it
	peers  []*compile.Local  // declared with it
	reads  int
	place  bool // it is written among others, as one result of several
	writes int  // after its declaration
}

// A global is a global variable.
type global struct {
	name   string
	reads  []use
	writes []use
	tested bool
}

// A use is where a variable is read or written.
type use struct {
	pos    compile.Pos
	in     *compile.Function
	called bool
}

// environments are the names by which a program may come by globals that its source does not show.
var environments = map[string]bool{
	"_G": true, "_ENV": true, "setfenv": true, "getfenv": true, "module": true, "dofile": true, "loadfile": true,
	"loadstring": true, "load": true, "package": true, "debug": true, "rawset": true, "rawget": true,
}

// learn walks through a chunk.
func learn(chunk *compile.Function) *facts {
	f := &facts{
		variables: map[*compile.Local]*variable{}, globals: map[string]*global{}, fields: map[string]bool{},
		outer: map[*compile.Function]*compile.Function{},
	}
	var in *compile.Function
	called := map[compile.Expr]bool{}
	v := &visitor{}
	v.function = func(fn *compile.Function, enter bool) {
		if !enter {
			in = f.outer[fn]
			return
		}
		f.outer[fn] = in
		in = fn
		for _, p := range fn.Params {
			f.declare(p, in)
		}
	}
	v.stmt = func(s compile.Stmt) {
		switch s := s.(type) {
		case *compile.LocalStmt:
			for i, l := range s.Names {
				x := f.declare(l, in)
				x.plain, x.peers = true, s.Names
				if s.Values != nil && i < len(s.Values.List) {
					x.value = s.Values.List[i]
				} else if s.Values != nil {
					x.plain = false // another result of the last value
					x.from, x.nth = s.Values.List[len(s.Values.List)-1], i-len(s.Values.List)+1
				}
			}
		case *compile.LocalFunctionStmt:
			x := f.declare(s.Name, in)
			x.plain, x.fn = true, s.Func
		case *compile.NumericForStmt:
			f.declare(s.Var, in)
		case *compile.GenericForStmt:
			for _, l := range s.Vars {
				f.declare(l, in)
			}
		case *compile.AssignStmt:
			for _, t := range s.Targets {
				switch t := t.(type) {
				case *compile.NameExpr:
					if l := f.local(t, in); l != nil {
						x := f.of(l)
						x.writes++
						x.place = x.place || len(s.Targets) > 1
					} else {
						g := f.global(t.Name)
						g.writes = append(g.writes, use{pos: t.Start(), in: in})
					}
				case *compile.IndexExpr:
					f.fields[path(t)] = true
				}
			}
		}
	}
	v.expr = func(e compile.Expr, tested bool) {
		switch e := e.(type) {
		case *compile.NameExpr:
			if l := f.local(e, in); l != nil {
				f.of(l).reads++
				return
			}
			g := f.global(e.Name)
			g.reads = append(g.reads, use{e.Start(), in, called[e]})
			g.tested = g.tested || tested
			f.dynamic = f.dynamic || environments[e.Name]
			f.awaits = f.awaits || e.Name == "await"
		case *compile.IndexExpr:
			if tested {
				f.fields[path(e)] = true
			}
		case *compile.CallExpr:
			called[e.Func] = true
			if name, ok := required(e); ok && !inBox(name) {
				f.foreign = true
			} else if n, isName := e.Func.(*compile.NameExpr); isName && n.Name == "require" && !ok {
				f.foreign = true
			}
		}
	}
	v.walkFunction(chunk)
	return f
}

func (f *facts) declare(l *compile.Local, in *compile.Function) *variable {
	x := f.of(l)
	x.in = in
	return x
}

func (f *facts) of(l *compile.Local) *variable {
	x := f.variables[l]
	if x == nil {
		x = &variable{Local: l}
		f.variables[l] = x
		f.order = append(f.order, x)
	}
	return x
}

func (f *facts) global(name string) *global {
	g := f.globals[name]
	if g == nil {
		g = &global{name: name}
		f.globals[name] = g
	}
	return g
}

// local is the variable that a name in a function is, nil for a global.
func (f *facts) local(e *compile.NameExpr, in *compile.Function) *compile.Local {
	if e.Local != nil || e.Upvalue < 0 {
		return e.Local
	}
	for i := e.Upvalue; in != nil && i < len(in.Upvalues); in = f.outer[in] {
		u := in.Upvalues[i]
		if u.Local != nil {
			return u.Local
		}
		i = u.Index
	}
	return nil
}

// path is a.b.c as text, "" of what is no such thing.
func path(e compile.Expr) string {
	switch e := e.(type) {
	case *compile.NameExpr:
		return e.Name
	case *compile.IndexExpr:
		if key, ok := e.Key.(*compile.StringExpr); ok {
			if object := path(e.Object); object != "" {
				return object + "." + key.Value
			}
		}
	}
	return ""
}

// required is the module that a call requires.
func required(e *compile.CallExpr) (string, bool) {
	if n, ok := e.Func.(*compile.NameExpr); ok && n.Name == "require" && n.Local == nil && e.Method == nil && len(e.Args.List) == 1 {
		if s, ok := e.Args.List[0].(*compile.StringExpr); ok {
			return s.Value, true
		}
	}
	return "", false
}
