package re

// This file compiles patterns, and knows before how much that takes.

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"unicode/utf8"

	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A regex is a compiled pattern.
type regex struct {
	source string
	re     *regexp.Regexp
	tree   *syntax.Regexp // for behind
	looks  bool           // it has an operator that asks what is before: ^ \A \b \B
	size   int            // how many instructions it has, about

	behindRE *regexp.Regexp // see behind
}

// The limits of a pattern, and what a byte of it takes.
const (
	maxSize       = 1 << 18 // instructions
	maxThreads    = 1 << 22 // instructions times captures: what a search may have to remember
	bytesPerInst  = 160
	bytesPerState = 16
)

// compile is compile(pattern, {i=, m=, s=}).
func (m *instance) compile(c native.Call) int {
	source := c.Str(1)
	o := c.Options(2, "i", "m", "s")
	flags := ""
	for _, f := range []string{"i", "m", "s"} {
		if o.Bool(f) {
			flags += f
		}
	}
	return c.Push(m.class.New(m.compiled(c, 1, source, flags)))
}

// escape is escape(s): the pattern that matches s alone.
func escape(c native.Call) int {
	s := c.Str(1)
	c.RT.Reserve(2 * len(s))
	return c.Push(lua.LString(regexp.QuoteMeta(s)))
}

// pattern is argument n as a regex: one that is compiled, or a string.
func (m *instance) pattern(c native.Call, n int) *regex {
	switch v := c.Arg(n).(type) {
	case lua.LString:
		if x := m.cache.get(string(v)); x != nil {
			return x
		}
		x := m.compiled(c, n, string(v), "")
		m.cache.put(x)
		return x
	case *lua.LUserData:
		if x, ok := v.Value.(*regex); ok {
			return x
		}
	}
	c.Fail(n, "pattern expected, got %s", c.TypeName(n))
	return nil
}

// compiled compiles argument n.
func (m *instance) compiled(c native.Call, n int, source, flags string) *regex {
	fail := func(format string, args ...any) {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: %s", c.Name, n, fmt.Sprintf(format, args...)))
	}
	if !utf8.ValidString(source) {
		fail("pattern in UTF-8 expected")
	}
	m.rt.Reserve(bytesPerInst * len(source))
	if _, err := syntax.Parse(source, syntax.Perl); err != nil { // without flags, which its message would show
		fail("%s", wording(err))
	}
	if flags != "" {
		flags = "(?" + flags + ")"
	}
	tree, err := syntax.Parse(flags+source, syntax.Perl)
	if err != nil {
		fail("%s", wording(err))
	}
	x := &regex{source: source, tree: tree, size: sizeOf(tree), looks: looksBehind(tree)}
	if x.size > maxSize || x.size*(tree.MaxCap()+1) > maxThreads {
		fail("pattern is too large")
	}
	m.rt.Reserve(x.bytes())
	if x.re, err = regexp.Compile(flags + source); err != nil {
		fail("%s", wording(err))
	}
	return x
}

// wording is an error of the parser in the form of ours.
func wording(err error) string {
	if e, ok := err.(*syntax.Error); ok {
		return fmt.Sprintf("%s: `%s`", e.Code, e.Expr)
	}
	return err.Error()
}

// sizeOf is about how many instructions a pattern has, which is more than maxSize for those that have too many.
func sizeOf(t *syntax.Regexp) int {
	n := 1 + len(t.Rune)
	for _, sub := range t.Sub {
		n = min(n+sizeOf(sub), maxSize+1)
	}
	if t.Op == syntax.OpRepeat {
		n *= max(t.Max, t.Min+1)
	}
	return min(n, maxSize+1)
}

// looksBehind tells whether a pattern asks what is before a place.
func looksBehind(t *syntax.Regexp) bool {
	switch t.Op {
	case syntax.OpBeginText, syntax.OpBeginLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return true
	}
	for _, sub := range t.Sub {
		if looksBehind(sub) {
			return true
		}
	}
	return false
}

// behind is a pattern that finds, beginning one character before a place, what x finds after it; that is its first
// capture.
func (x *regex) behind(rt *vm.Runtime) *regexp.Regexp {
	if x.behindRE == nil {
		rt.Reserve(x.bytes())
		x.behindRE = regexp.MustCompile(`\A(?s:.)(?s:.*?)(` + x.tree.String() + `)`)
	}
	return x.behindRE
}

func (x *regex) bytes() int {
	return bytesPerInst*x.size + bytesPerState*x.size*(x.tree.MaxCap()+1) + len(x.source)
}

// MemorySize implements vm.Sizer.
func (x *regex) MemorySize(func(any)) int {
	if x.behindRE != nil {
		return 2 * x.bytes()
	}
	return x.bytes()
}

// String is what tostring says.
func (x *regex) String() string { return "<Regex " + x.re.String() + ">" }

// regexField are the fields of a Regex.
func regexField(v any, key string) lua.LValue {
	if key == "pattern" {
		return lua.LString(v.(*regex).source)
	}
	return nil
}

// A cache has the patterns that functions were given as strings, as long as there are few.
type cache struct {
	patterns map[string]*regex
	size     int
}

// What a cache holds at most; then it begins anew.
const (
	cachePatterns = 64
	cacheSize     = 1 << 13 // instructions
)

// newCache makes the cache of a runtime, where a memory limit sees it.
func newCache(rt *vm.Runtime) *cache {
	k := &cache{patterns: map[string]*regex{}}
	rt.State().G.Registry.RawSetString("re.cache", &lua.LUserData{Value: k})
	return k
}

func (k *cache) get(source string) *regex { return k.patterns[source] }

func (k *cache) put(x *regex) {
	if x.size > cacheSize/4 {
		return
	}
	if len(k.patterns) >= cachePatterns || k.size+x.size > cacheSize {
		clear(k.patterns)
		k.size = 0
	}
	k.patterns[x.source] = x
	k.size += x.size
}

// MemorySize implements vm.Sizer.
func (k *cache) MemorySize(visit func(any)) int {
	for _, x := range k.patterns {
		visit(x)
	}
	return 64 + 64*len(k.patterns)
}
