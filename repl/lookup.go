package repl

// This file is the command :doc.

import (
	"strings"

	"moonloop/repl/manual"
)

// doc prints what the manual says about a name, as moonloop doc does.
func (r *REPL) doc(name string) {
	if name == "" {
		r.print(":doc NAME: a name expected, as in :doc sleep")
		return
	}
	m := manual.Open()
	topics := m.Lookup(name)
	if len(topics) == 0 {
		line := "nothing is written about " + name
		if near := m.Near(name); near != nil {
			line += "; did you mean " + strings.Join(near, ", ") + "?"
		}
		r.print(line)
		return
	}
	width, _ := r.screen.size()
	for i, t := range manual.Shown(topics) {
		if i > 0 {
			r.print("")
		}
		r.print(strings.TrimSuffix(t.Text(manual.Style{Width: width, Color: r.paint.on}), "\n"))
	}
}
