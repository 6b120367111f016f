package toml

// This file keeps what a document has said of its tables so far, which says where the next may be.

import (
	"strconv"

	"github.com/pelletier/go-toml/v2/unstable"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A kind is how a table came to be.
type kind uint8

const (
	implied kind = iota // by a header of a table within it
	headed              // by its own header
	dotted              // by a key with dots
	array               // by the header of an array
)

// A section is a table of the document. Of an array it is the last one.
type section struct {
	kind  kind
	depth int
	table *lua.LTable
	list  *lua.LTable         // of an array: all its tables
	below map[string]*section // the tables in it that may be extended
}

// sectionSize is about what a section takes, with its table, in bytes.
const sectionSize = 400

// header goes to the table that a header names, [a.b] or [[a.b]].
func (d *decoder) header(node *unstable.Node, another bool) {
	p := d.root
	for it := node.Key(); it.Next(); {
		at, key := it.Node(), string(it.Node().Data)
		next, last := p.below[key], it.IsLast()
		if next == nil {
			switch {
			case p.table.RawGetString(key) == lua.LNil:
			case last:
				d.taken(node, "key "+key+" should be a table, not a value")
			default:
				d.taken(node, "key "+key+" already exists as a value")
			}
			next = d.make(p, at, implied, last && another)
		} else if last && another {
			if next.kind != array {
				d.taken(node, "key "+key+" already exists, but should be an array of tables")
			}
			d.add(next)
		} else if last && next.kind != implied {
			d.taken(node, "table "+key+" already exists")
		}
		if last && next.kind == implied {
			next.kind = headed
		}
		p = next
	}
	d.current = p
}

// set sets what a line or a part of an inline table says: a.b = value.
func (d *decoder) set(p *section, node *unstable.Node) {
	for it := node.Key(); it.Next(); {
		key := string(it.Node().Data)
		next := p.below[key]
		if free := next == nil && p.table.RawGetString(key) == lua.LNil; it.IsLast() {
			if !free {
				d.taken(node, "key "+key+" is already defined")
			}
			p.table.RawSetString(key, d.value(node.Value(), p.depth+1))
		} else if free {
			next = d.make(p, it.Node(), dotted, false)
		} else if next == nil || next.kind != dotted {
			d.taken(node, "key "+key+" is already defined")
		}
		p = next
	}
}

// make makes a table within another, or an array with its first.
func (d *decoder) make(p *section, key *unstable.Node, k kind, isArray bool) *section {
	d.deeper(p.depth + 1)
	d.pay(sectionSize + len(key.Data))
	made := &section{kind: k, depth: p.depth + 1, table: ltable.New(0, 0)}
	var v = made.table
	if isArray {
		made.kind, made.list = array, ltable.New(0, 0)
		made.list.Append(made.table)
		v = made.list
	}
	p.table.RawSetString(string(key.Data), v)
	if p.below == nil {
		p.below = map[string]*section{}
	}
	p.below[string(key.Data)] = made
	return made
}

// add has an array have another table.
func (d *decoder) add(p *section) {
	d.pay(sectionSize)
	p.table, p.below = ltable.New(0, 0), nil
	p.list.Append(p.table)
}

// taken raises the error of an expression whose key may not stand there.
func (d *decoder) taken(node *unstable.Node, msg string) { d.wrong(offset(node), msg) }

// deeper raises an error if what an expression makes would be too deep for who goes through it, as encode does.
func (d *decoder) deeper(depth int) {
	if depth > maxDepth {
		d.wrong(d.at, "tables nested more than "+strconv.Itoa(maxDepth)+" deep")
	}
}
