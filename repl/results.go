package repl

// This file keeps the values of inputs, under names with their numbers.

import (
	"fmt"
	"slices"

	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// What is kept of the values of earlier inputs: so many inputs, and bytes as long as nothing else keeps them alive.
const (
	maxResults    = 1000
	maxResultSize = 32 << 20
)

// A result is the values of an input, by the names they have: _3 is the first of input 3, _3_2 its second.
type result struct {
	names  []string
	values []lua.LValue
}

// remember makes the first of vals _, and all of them the values of an input; nothing, or nil alone, leaves _ as it is. The
// oldest results are let go where there are too many, or they are too large.
func (s *scope) remember(rt *vm.Runtime, input int, vals []lua.LValue) {
	if !slices.ContainsFunc(vals, func(v lua.LValue) bool { return v != lua.LNil }) {
		return
	}
	r := result{values: vals}
	for i := range vals {
		r.names = append(r.names, valueName(input, i))
	}
	s.env.RawSetString("_", vals[0])
	for i, name := range r.names {
		s.env.RawSetString(name, vals[i])
	}
	s.results = append(s.results, r)
	keep := s.affordable(rt)
	for _, old := range s.results[:len(s.results)-keep] {
		for i, name := range old.names {
			if s.env.RawGetString(name) == old.values[i] { // and not what an input has set it to
				s.env.RawSetString(name, lua.LNil)
			}
		}
	}
	s.results = slices.Clone(s.results[len(s.results)-keep:])
}

// affordable is how many of the newest results are kept. The newest is, however large: it is _ too.
func (s *scope) affordable(rt *vm.Runtime) int {
	var newest []lua.LValue
	for _, r := range slices.Backward(s.results) {
		newest = append(newest, r.values...)
	}
	sizes := rt.MemoryOf(newest, maxResultSize, s.env)
	keep, left := 0, int64(maxResultSize)
	for _, r := range slices.Backward(s.results) {
		if len(sizes) < len(r.values) {
			break
		}
		for _, size := range sizes[:len(r.values)] {
			left -= size
		}
		if sizes = sizes[len(r.values):]; left < 0 || keep == maxResults {
			break
		}
		keep++
	}
	return max(1, keep)
}

func valueName(input, i int) string {
	if i == 0 {
		return fmt.Sprintf("_%d", input)
	}
	return fmt.Sprintf("_%d_%d", input, i+1)
}
