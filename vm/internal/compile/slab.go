package compile

// This file is memory for the nodes of trees, which is used again.

// mostKept is how many things of a kind there is room for beyond the statement, or the chunk, that needed it.
const mostKept = 256

// A slab has room for things of one kind, each zero when it is taken.
type slab[T any] struct {
	room []T
	held int // so many stay when the room is used again
}

// take returns one.
func (s *slab[T]) take() *T { return &s.cut(1)[0] }

// cut returns n of them, one after the other.
func (s *slab[T]) cut(n int) []T {
	from := len(s.room)
	if from+n > cap(s.room) { // who has those in the old room keeps it
		from, s.held = 0, 0
		s.room = make([]T, 0, max(n, min(2*cap(s.room), mostKept), 4))
	}
	s.room = s.room[:from+n]
	return s.room[from : from+n : from+n]
}

// hold has what is taken stay when the room is used again.
func (s *slab[T]) hold() { s.held = len(s.room) }

// reuse has the room used again, but for what is held.
func (s *slab[T]) reuse() {
	clear(s.room[s.held:])
	s.room = s.room[:s.held]
}

// empty has all of the room used again; what is much is given up.
func (s *slab[T]) empty() {
	if s.held = 0; cap(s.room) > mostKept {
		s.room = nil
	} else if len(s.room) > 0 {
		s.reuse()
	}
}

// emptied is a list with nothing in it, in the room of another unless that is much.
func emptied[T any](list []T) []T {
	if cap(list) > mostKept {
		return nil
	}
	list = list[:cap(list)]
	clear(list)
	return list[:0]
}

// A forest is where the nodes of trees are, and what else lives as long as a statement of the chunk does.
type forest struct {
	names     slab[NameExpr]
	numbers   slab[NumberExpr]
	strings   slab[StringExpr]
	indices   slab[IndexExpr]
	calls     slab[CallExpr]
	binaries  slab[BinaryExpr]
	lists     slab[ExprList]
	exprs     slab[Expr]
	assigns   slab[AssignStmt]
	callStmts slab[CallStmt]
	locals    slab[LocalStmt]
	named     slab[*Local]
	returns   slab[ReturnStmt]
	stmts     slab[Stmt]
	functions slab[Function]
	closures  slab[FunctionExpr]
	blocks    slab[Block]
	scopes    slab[scope]
	inFunc    slab[functionScope]

	rooms      []room // the same
	statements int    // that have been done with
}

// A room is one of a forest's slabs.
type room interface {
	hold()
	reuse()
	empty()
}

// next is called when a statement of the chunk is done with. Every so often its room is used again; what is there the first
// time, which the chunk itself is of, stays.
func (f *forest) next() {
	f.statements++
	if f.statements%64 != 0 {
		return
	}
	for _, r := range f.rooms {
		if f.statements == 64 {
			r.hold()
		} else {
			r.reuse()
		}
	}
}

// empty has all of the room used again.
func (f *forest) empty() {
	if f.rooms == nil {
		f.rooms = []room{
			&f.names, &f.numbers, &f.strings, &f.indices, &f.calls, &f.binaries, &f.lists, &f.exprs, &f.assigns, &f.callStmts,
			&f.locals, &f.named, &f.returns, &f.stmts, &f.functions, &f.closures, &f.blocks, &f.scopes, &f.inFunc,
		}
	}
	for _, r := range f.rooms {
		r.empty()
	}
	f.statements = 0
}
