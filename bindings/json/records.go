package json

// This file knows the objects that documents had so far by their keys: objects of the same keys are made alike, and
// their keys need neither be copied nor looked up.

import (
	"slices"
	"strings"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// What is remembered is bounded: keys in all, keys of an object, bytes of a key.
const (
	maxNodes   = 1024
	maxKeys    = 48
	maxKeySize = 64
)

// records is a tree: each node is an object that has the keys on the way to it, in this order. The zero records is ready.
type records struct {
	first *node
	nodes int
}

// A node is an object's keys so far.
type node struct {
	key    string
	parent *node
	count  int // of keys

	again bool // the key was there before: the node stands for its parent
	place int  // then, which key of the object it is, from 0

	last   *node // the child that was taken last
	others map[string]*node
	record *vm.Record // once an object has ended here
}

// root is the object without keys.
func (r *records) root() *node {
	if r.first == nil || r.nodes > maxNodes {
		*r = records{first: &node{}}
	}
	return r.first
}

// step is the node for another key; nil where there is no room for it.
func (r *records) step(n *node, key string) *node {
	if n.last != nil && n.last.key == key {
		return n.last
	}
	to := n.others[key]
	if to == nil {
		if n.count >= maxKeys || len(key) > maxKeySize || r.nodes > maxNodes {
			return nil
		}
		to = &node{key: strings.Clone(key), parent: n, count: n.count + 1}
		for up := n; up.parent != nil; up = up.parent {
			if up.key == key {
				to.again, to.place = true, up.count-1
			}
		}
		if n.others == nil {
			n.others = map[string]*node{}
		}
		n.others[to.key] = to
		r.nodes++
	}
	n.last = to
	return to
}

// names are the keys of the object.
func (n *node) names() []string {
	names := make([]string, 0, n.count)
	for ; n.parent != nil; n = n.parent {
		names = append(names, n.key)
	}
	slices.Reverse(names)
	return names
}

// table is the object with its values.
func (n *node) table(values []lua.LValue) *lua.LTable {
	if n.record == nil {
		n.record = vm.NewRecord(n.names())
	}
	return n.record.Table(values)
}

// wide is the object as a table that takes any further keys.
func (n *node) wide(L *lua.LState, values []lua.LValue) *lua.LTable {
	t := L.CreateTable(0, 2*n.count+4)
	for i, name := range n.names() {
		t.RawSetString(name, values[i])
	}
	return t
}
