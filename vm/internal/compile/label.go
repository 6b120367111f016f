package compile

// This file sees to it that each goto has a label it may go to. Labels are those of Lua 5.2: in sight in their block and
// the blocks in it, but not in functions in it. A goto goes to the label of the innermost block that has one.

import (
	"cmp"
	"fmt"
	"slices"
)

// A labelMark is a label in its scope.
type labelMark struct {
	*LabelStmt
	bindings int // how many variables are in sight at it
}

// A jump is a goto whose label has not been found.
type jump struct {
	*GotoStmt
	moment int
}

func (p *parser) gotoStmt() *GotoStmt {
	s := &GotoStmt{Pos: p.tok.pos}
	p.next()
	s.Label = p.name().symbol.text
	p.moment++
	if p.fn.jumps == nil {
		p.fn.jumps = map[string][]jump{}
	}
	p.fn.jumps[s.Label] = append(p.fn.jumps[s.Label], jump{s, p.moment})
	return s
}

// atGoto tells a goto statement from a name. The word is not reserved: in Lua 5.1 no statement has two names in a row.
func (p *parser) atGoto() bool {
	if p.tok.kind != tokName || p.tok.symbol.text != "goto" {
		return false
	}
	lx := p.lx
	return lx.scan().kind == tokName
}

// atLabel tells whether a label begins at the current colon. If none does, that is what Lua 5.1 would find there.
func (p *parser) atLabel() bool {
	if p.tok.kind != ':' || p.lx.peek() != ':' {
		return false
	}
	lx := p.lx
	lx.at++
	return lx.scan().kind == tokName && lx.scan().kind == ':' && lx.peek() == ':'
}

func (p *parser) labelStmt() *LabelStmt {
	s := &LabelStmt{Pos: p.tok.pos}
	p.next()
	p.next()
	s.Name = p.name().symbol.text
	p.next()
	p.next()
	sc := p.fn.scope
	if i, ok := sc.labelled[s.Name]; ok {
		p.failAt(s.Pos, "label '%s' already defined on line %d", s.Name, sc.labels[i].Pos.Line)
	}
	if sc.labelled == nil {
		sc.labelled = map[string]int{}
	}
	sc.labelled[s.Name] = len(sc.labels)
	sc.labels = append(sc.labels, labelMark{s, len(p.bindings)})
	return s
}

// resolveLabels finds which of the gotos in a scope that ends go to its labels.
func (p *parser) resolveLabels(s *scope) {
	if len(s.labels) == 0 {
		return
	}
	if !s.repeat { // labels at the end of a block are where its variables are gone
		marks := s.labels
		for i := len(s.block.Stmts) - 1; i >= 0; i-- {
			if _, ok := s.block.Stmts[i].(*LabelStmt); !ok {
				break
			}
			m := &marks[len(marks)-1]
			m.bindings, m.Ends = s.bindings, true
			marks = marks[:len(marks)-1]
		}
	}
	for _, l := range s.labels {
		jumps := p.fn.jumps[l.Name]
		first := len(jumps)
		for first > 0 && jumps[first-1].moment > s.moment {
			first--
		}
		for _, j := range jumps[first:] {
			p.mayJump(j, l, s)
			j.Target = l.LabelStmt
		}
		if first < len(jumps) {
			p.fn.jumps[l.Name] = jumps[:first]
		}
	}
}

// mayJump refuses a jump over the declaration of a variable that is in sight at the label.
func (p *parser) mayJump(j jump, l labelMark, s *scope) {
	if l.bindings == s.bindings || p.bindings[l.bindings-1].moment < j.moment {
		return
	}
	for _, b := range p.bindings[s.bindings:] {
		if b.moment > j.moment {
			p.failAt(j.Pos, "<goto %s> at line %d jumps into the scope of local '%s'", l.Name, j.Pos.Line, b.local.Name)
		}
	}
}

// lost refuses a function with gotos that have found no label.
func (p *parser) lost() {
	var lost []jump
	for _, jumps := range p.fn.jumps {
		lost = append(lost, jumps...)
	}
	if len(lost) > 0 {
		j := slices.MinFunc(lost, func(a, b jump) int { return cmp.Compare(a.moment, b.moment) })
		p.failAt(j.Pos, "no visible label '%s' for <goto> at line %d", j.Label, j.Pos.Line)
	}
}

// failAt ends parsing with an error that is found late, at the place that it is about.
func (p *parser) failAt(at Pos, format string, args ...any) {
	p.raise(&SyntaxError{Line: int(at.Line), Column: int(at.Col), Message: fmt.Sprintf(format, args...)})
}
