package native

// This file has functions pay for their work: what costs in proportion to what a script gave is told to the limits.

// bytesAnAsk is how many bytes of input a function may work through before it asks whether to go on: about as long as the
// instructions take that asking counts as.
const bytesAnAsk = 1 << 10

// Reserve tells the limit on memory that a value of so many bytes is about to be made. It raises an error if there is no
// room for it: call it before the bytes are taken.
func (c Call) Reserve(bytes int) { c.RT.Reserve(bytes) }

// Work tells the limits on time and instructions that a function works through so many bytes. It raises an error that
// the script cannot catch if one of them is passed: call it before the work, and in pieces where that is long.
func (c Call) Work(bytes int) {
	for n := bytes / bytesAnAsk; n >= 0; n-- {
		if err := c.RT.Interrupted(); err != nil {
			c.Raise(err)
		}
	}
}

// A Pace is Work for what goes in small pieces.
type Pace struct {
	Call
	left int
}

// Work says that so many bytes were worked through.
func (p *Pace) Work(bytes int) {
	if p.left -= bytes; p.left < 0 {
		p.Call.Work(-p.left)
		p.left = bytesAnAsk
	}
}
