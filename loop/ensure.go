package loop

// This file holds EnsureFuture, by which the combinators take whatever can be awaited.

// EnsureFuture returns the future that x is, or a new task if x is a Coroutine, as
// ensure_future does. With a loop, it is a ValueError if the future belongs to
// another; a new task needs one.
func EnsureFuture(x any, l *Loop) (*Future, error) {
	if f := asFuture(x); f != nil {
		if l != nil && f.loop != l {
			return nil, ValueError.New("The future belongs to a different loop than the one specified as the loop argument")
		}
		return f, nil
	}
	c, ok := x.(Coroutine)
	if !ok || c == nil {
		return nil, TypeError.New("An asyncio.Future, a coroutine or an awaitable is required")
	}
	if l == nil {
		return nil, RuntimeError.New("no running event loop")
	}
	f, err := l.Spawn(c, TaskOptions{})
	if err != nil && ClassOf(err).IsA(RuntimeError) {
		closeCoroutine(c)
	}
	return f, err
}

// sameKey makes a task and its future the same key, so that an item given twice is one.
func sameKey(x any) any {
	if f := asFuture(x); f != nil {
		return f
	}
	return x
}

// marked is a Coroutine with room for a mark, by which an item that is given twice is found.
type marked interface {
	Coroutine
	// Mark is where the loop keeps the mark. It begins as 0, and is the loop's alone.
	Mark() *uint32
}

// marks finds the items of a list that are given twice. An item's mark tells its place in the list: the loop numbers all
// that it marks. A mark may be an old one, so the item is looked for where it points.
type marks struct {
	items []any
	first uint32 // the mark before that of the first item
	other map[any]int
}

func (l *Loop) newMarks(items []any) marks {
	m := marks{items: items, first: l.marks}
	l.marks += uint32(len(items))
	return m
}

// put notes item i, and returns its first place: i, or that of the same item before it.
func (m *marks) put(i int) int {
	key := sameKey(m.items[i])
	var mark *uint32
	switch x := key.(type) {
	case *Future:
		mark = &x.mark
	case marked:
		mark = x.Mark()
	default:
		if first, ok := m.other[key]; ok {
			return first
		}
		if m.other == nil {
			m.other = map[any]int{}
		}
		m.other[key] = i
		return i
	}
	if at := *mark - m.first - 1; at < uint32(i) && sameKey(m.items[at]) == key {
		return int(at)
	}
	*mark = m.first + 1 + uint32(i)
	return i
}
