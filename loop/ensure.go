package loop

// This file holds EnsureFuture, by which the combinators take whatever can be awaited.

// EnsureFuture returns the future that x is, or a new task if x is a Coroutine, as
// ensure_future does. With a loop, it is a ValueError if the future belongs to
// another; a new task needs one.
func EnsureFuture(x any, l *Loop) (*Future, error) {
	if f := AsFuture(x); f != nil {
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
	if f := AsFuture(x); f != nil {
		return f
	}
	return x
}
