// Package room bounds how much a program has open at once.
package room

// A Room bounds what the modules of one program have open together: connections, servers, endpoints, files, processes and watches,
// and the calls under way that open one. It belongs to the goroutine of the program. A nil one
// has no bound.
type Room struct {
	most   int
	refuse error
	n      int
}

// New makes room for most, which is at least 1; what is more is refused with an error.
func New(most int, refuse error) *Room { return &Room{most: most, refuse: refuse} }

// Enter takes a place, until Leave; its error refuses it.
func (r *Room) Enter() error {
	if r == nil {
		return nil
	}
	if r.n >= r.most {
		return r.refuse
	}
	r.n++
	return nil
}

// Leave gives a place back.
func (r *Room) Leave() { r.Add(-1) }

// Add counts n places more without asking: for what was let in already, or comes with something that was.
func (r *Room) Add(n int) {
	if r != nil {
		r.n += n
	}
}

// Full is the error that refuses one more, nil while there is room.
func (r *Room) Full() error {
	if r == nil || r.n < r.most {
		return nil
	}
	return r.refuse
}
