package loop

// This file holds what an embedding asks about objects of the loop.

// Callback returns what the handle calls, nil when it was cancelled.
func (h *Handle) Callback() Callback { return h.cb }

// Lookup returns the value that a variable was given in c, without regard to its default.
func (c *Context) Lookup(v *ContextVar) (value any, ok bool) {
	value, ok = c.vars[v]
	return value, ok
}

// ReplaceResult puts the embedding's own form of a result in its place. It does nothing unless f has a result.
func (f *Future) ReplaceResult(v any) {
	if f.state == finished {
		f.value = v
	}
}

// LookupError is raised for a context variable without a value.
var LookupError = NewClass("LookupError", Exception)
