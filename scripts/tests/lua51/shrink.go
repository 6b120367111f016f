package lua51

// This file makes a program that differs as small as it goes.

import (
	"slices"
	"strings"
	"time"
)

// Shrink returns the smallest program it finds for which differs still holds, until the time is over. What belongs
// together goes together: statements, expressions, blocks; at last single tokens.
func Shrink(p *Program, patience time.Duration, differs func(*Program) bool) *Program {
	until := time.Now().Add(patience)
	for time.Now().Before(until) {
		smaller := shrinkOnce(p, until, differs)
		if smaller == nil {
			break
		}
		p = smaller
	}
	return p
}

// An edit replaces tokens by text.
type edit struct {
	from, to int
	text     string
}

// shrinkOnce makes one pass over all edits; nil if none would do.
func shrinkOnce(p *Program, until time.Time, differs func(*Program) bool) *Program {
	var best *Program
	for n := 0; time.Now().Before(until); {
		tokens, err := Lex(p.Source)
		if err != nil {
			tokens = append(tokens, Token{})
		}
		edits := editsOf(p.Source, tokens)
		found := false
		for ; n < len(edits) && time.Now().Before(until); n++ {
			q := *p
			q.Source = edits[n].apply(p.Source, tokens)
			if len(q.Source) < len(p.Source) && differs(&q) {
				p, best, found = &q, &q, true
				break
			}
		}
		if !found {
			break
		}
	}
	return best
}

// apply is the source after the edit; lines stay what they are as long as they have something.
func (e edit) apply(source string, tokens []Token) string {
	from := tokens[e.from].At
	to := tokens[e.to-1].At + len(tokens[e.to-1].Text)
	text := source[:from] + e.text + source[to:]
	var lines []string
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimRight(line, " "); strings.TrimSpace(line) != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// editsOf are the edits of a program, those that leave out most first.
func editsOf(source string, tokens []Token) []edit {
	var list []edit
	if tree, err := Parse(source, nil); err == nil {
		tree.Root.visit(func(n *Node) {
			switch n.Kind {
			case nodeStatement, nodeLast:
				list = append(list, edit{n.From, n.To, ""})
				for _, k := range n.Kids { // what is in it instead of it
					if k.To > k.From {
						list = append(list, edit{n.From, n.To, textOf(source, tokens, k)})
					}
				}
			case nodeBlock:
				for size := len(n.Kids) / 2; size > 1; size /= 2 {
					for i := 0; i+size <= len(n.Kids); i += size {
						list = append(list, edit{n.Kids[i].From, n.Kids[i+size-1].To, ""})
					}
				}
			case nodeExpression, nodePart:
				if n.To-n.From > 1 {
					list = append(list, edit{n.From, n.To, "nil"}, edit{n.From, n.To, "1"}, edit{n.From, n.To, "''"}, edit{n.From, n.To, "{}"})
					for _, k := range n.Kids {
						if k.Kind != nodeFunction {
							list = append(list, edit{n.From, n.To, textOf(source, tokens, k)})
						}
					}
				}
			}
		})
	}
	for i, t := range tokens {
		if t.Kind == tokenString && len(t.Text) > 3 && (t.Text[0] == '"' || t.Text[0] == '\'') {
			half := len(t.Text) / 2
			list = append(list, edit{i, i + 1, t.Text[:half] + t.Text[:1]}, edit{i, i + 1, t.Text[:1] + t.Text[half:]})
			for j := 1; j < len(t.Text)-1 && len(t.Text) < 60; j++ {
				list = append(list, edit{i, i + 1, t.Text[:j] + t.Text[j+1:]})
			}
		}
	}
	for _, size := range []int{8, 4, 3, 2, 1} {
		for i := 0; i+size < len(tokens); i++ {
			list = append(list, edit{i, i + size, ""})
		}
	}
	list = slices.DeleteFunc(list, func(e edit) bool { return e.to <= e.from || e.to > len(tokens) })
	slices.SortStableFunc(list, func(a, b edit) int { return (b.to - b.from - len(b.text)/4) - (a.to - a.from - len(a.text)/4) })
	return list
}

func textOf(source string, tokens []Token, n *Node) string {
	return source[tokens[n.From].At : tokens[n.To-1].At+len(tokens[n.To-1].Text)]
}
