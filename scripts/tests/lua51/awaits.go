package lua51

// This file puts awaits into programs.

import (
	"math/rand/v2"
	"strings"
)

// AddAwaits is the program's text with statements that await at random places, on the lines that are there.
func AddAwaits(p *Program) string {
	tree, err := Parse(p.Source, nil)
	if err != nil {
		return p.Source
	}
	r := rand.New(rand.NewPCG(p.Seed, 1))
	before := map[int]bool{} // by token
	tree.Root.visit(func(n *Node) {
		if n.Kind == nodeStatement && r.IntN(4) == 0 {
			before[n.From] = true
		}
	})
	var b strings.Builder
	for i, t := range tree.Tokens {
		b.WriteString(t.Gap)
		if before[i] {
			// not 0: a function in which 0 comes before -0 has one constant for both
			b.WriteString("await(asyncio.sleep(-0.5)); ")
		}
		b.WriteString(t.Text)
	}
	return b.String()
}

func (n *Node) visit(fn func(*Node)) {
	fn(n)
	for _, k := range n.Kids {
		k.visit(fn)
	}
}
