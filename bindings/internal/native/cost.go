package native

// This file has functions pay for their work: what costs in proportion to what a script gave is told to the limits.

// Reserve tells the limit on memory that a value of so many bytes is about to be made. It raises an error if there is no
// room for it: call it before the bytes are taken.
func (c Call) Reserve(bytes int) { c.RT.Reserve(bytes) }

// Work tells the limits on time and instructions that a function works through so many bytes, which takes about as long as
// so many instructions: fewer where the work is faster. It raises an error that the script cannot catch if one of the
// limits is passed. Call it before the work, and every 64 KB or so where that is long.
func (c Call) Work(bytes int) {
	if err := c.RT.Spend(bytes); err != nil {
		c.Raise(err)
	}
}

// paceSize is how many bytes a Pace gathers.
const paceSize = 1 << 10

// A Pace is Work for what goes in small pieces.
type Pace struct {
	Call
	done int
}

// Work says that so many bytes were worked through.
func (p *Pace) Work(bytes int) {
	if p.done += bytes; p.done >= paceSize {
		p.Call.Work(p.done)
		p.done = 0
	}
}
