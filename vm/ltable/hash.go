package ltable

// This file keeps the order of the keys in the hash part.

import (
	"moonloop/vm/internal/glua"

	lua "github.com/yuin/gopher-lua"
)

const (
	firstKeys = 4  // room of the first list of keys
	smallKeys = 16 // how many keys are too few to make maps anew for
)

// header lies at the first place of keys when something in front is known to be dead, the table is weak, or places are
// kept. For gopher-lua it is a key without a value.
type header struct {
	array int // so many elements from the first one were nil when last looked at; this package sets none without saying so
	keys  int // so many places of keys hold nothing, and k2i leads to none of them; at least 1

	dropped bool // k2i lacks keys that a traversal may stand on
	weak    *weakPart
	places  *places // see keep; nil: none
	large   bool    // the table has had more than is remembered
}

func (*header) String() string       { return "nil" }
func (*header) Type() lua.LValueType { return lua.LTNil }

func (l *layout) header() *header {
	if len(l.Keys) == 0 {
		return nil
	}
	h, _ := l.Keys[0].(*header)
	return h
}

// mark gives the header, which it makes if there is none.
func (l *layout) mark() *header {
	if h := l.header(); h != nil {
		return h
	}
	l.inside().Unshape()
	h := &header{keys: 1}
	if len(l.Keys) > 0 && !l.has(l.Keys[0]) {
		h.dropped = true
		l.own()
		delete(l.K2i, l.Keys[0])
		l.Keys[0] = h
		return h
	}
	keys := make([]lua.LValue, 1, len(l.Keys)+firstKeys+1)
	keys[0] = h
	l.Keys = append(keys, l.Keys...)
	if l.K2i == nil {
		l.K2i = map[lua.LValue]int{}
	}
	for i, key := range l.Keys[1:] {
		if live(key) {
			l.K2i[key] = i + 1
		}
	}
	spent(len(l.Keys))
	return h
}

// revived notes that element i may be a value now.
func (l *layout) revived(i int) {
	if h := l.header(); h != nil {
		h.array = min(h.array, i-1)
	}
}

// has reports whether the hash part has a value for a key.
func (l *layout) has(key lua.LValue) bool {
	switch k := key.(type) {
	case lua.LString:
		return live(l.Strdict[string(k)])
	case nil, *lua.LNilType, *header:
		return false
	}
	return live(l.Dict[key])
}

// size is how many keys have values in the hash part.
func (l *layout) size() int { return l.names() + len(l.Dict) }

func (l *layout) inside() *glua.TableLayout { return (*glua.TableLayout)(l) }

// names is how many keys are strings and have values.
func (l *layout) names() int { return l.inside().Names() }

// room is how many keys a table was made for, if it has none yet.
func (l *layout) room() int {
	if len(l.Keys) > 0 {
		return 0
	}
	return cap(l.Keys)
}

// own makes keys a list that can be written to.
func (l *layout) own() {
	if n := len(l.Keys); n == cap(l.Keys) {
		l.copyKeys(n + n/4 + firstKeys)
	}
}

func (l *layout) copyKeys(capacity int) {
	keys := make([]lua.LValue, len(l.Keys), capacity)
	copy(keys, l.Keys)
	spent(len(keys))
	l.Keys = keys
}

// reserve makes room for n more values of dict.
func (l *layout) reserve(n int) {
	if l.Dict == nil {
		l.Dict = make(map[lua.LValue]lua.LValue, n)
	}
	if l.K2i == nil {
		l.K2i = make(map[lua.LValue]int, n)
	}
	if need := len(l.Keys) + n; need >= cap(l.Keys) {
		l.copyKeys(need + n/2 + 1)
	}
}

// addKey appends a key that has just got its value.
func (l *layout) addKey(key lua.LValue) {
	l.appears(key)
	l.inside().Unshape()
	if l.K2i == nil {
		l.K2i = map[lua.LValue]int{}
	}
	n, old := len(l.Keys), -1
	dead := n + 1 - l.size()
	known := 0 // of which k2i leads nowhere
	if h := l.header(); h != nil {
		known = h.keys
	}
	if dead > known {
		if i, ok := l.K2i[key]; ok {
			old = i
		}
	}
	if n == cap(l.Keys) {
		if dead >= (n+3)/4 && n > firstKeys {
			l.pack(old)
			old = -1
		} else {
			l.copyKeys(max(firstKeys, 2*n))
		}
	}
	if old >= 0 {
		l.Keys[old] = lua.LNil
	}
	l.K2i[key] = len(l.Keys)
	l.Keys = append(l.Keys, key)
}

// forgetInt is forget for an integer.
func (l *layout) forgetInt(i int) {
	if l.Dict != nil {
		l.forget(lua.LNumber(i))
	}
}

// forget deletes a key other than a string from the hash part, as if it had never been there.
func (l *layout) forget(key lua.LValue) {
	delete(l.Dict, key)
	if at, ok := l.K2i[key]; ok {
		l.inside().Unshape()
		delete(l.K2i, key)
		l.own()
		l.Keys[at] = lua.LNil
	}
}

// tidy packs the hash part if little is left of it. It must not be called during a traversal.
func (l *layout) tidy() {
	if n := l.size(); n == 0 || len(l.Keys) >= smallKeys && n <= len(l.Keys)/4 {
		l.pack(-1)
	}
}

// pack takes dead keys out of keys, and the one at the place except, and leaves room for as many as are left. Go's maps
// never get smaller, and grow where keys come and go, so k2i is made anew, and the others too where few are left.
func (l *layout) pack(except int) {
	n := l.size()
	spent(len(l.Keys))
	h := l.header()
	if h != nil && h.array == 0 && h.weak == nil && h.places == nil {
		h = nil
	}
	if n == 0 && h == nil {
		l.Dict, l.Strdict, l.Keys, l.K2i = nil, nil, nil, nil
		return
	}
	if len(l.Keys) >= smallKeys && n <= len(l.Keys)/4 {
		l.Strdict, l.Dict = again(l.Strdict, l.names()), again(l.Dict, len(l.Dict))
		if h != nil && h.weak != nil {
			l.ground()
		}
	}
	keys, k2i := make([]lua.LValue, 0, 2*n+firstKeys+1), make(map[lua.LValue]int, n+n/2)
	if h != nil {
		h.keys = 1
		keys = append(keys, h)
	}
	for i, key := range l.Keys {
		if i != except && l.has(key) {
			k2i[key] = len(keys)
			keys = append(keys, key)
		}
	}
	l.Keys, l.K2i = keys, k2i
}

// again is a copy of a map of n entries with no more room than it needs, nil for one without.
func again[K comparable](m map[K]lua.LValue, n int) map[K]lua.LValue {
	if n == 0 {
		return nil
	}
	c := make(map[K]lua.LValue, n)
	for k, v := range m {
		c[k] = v
	}
	return c
}
