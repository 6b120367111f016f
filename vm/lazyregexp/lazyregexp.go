// Package lazyregexp has regular expressions compiled when they are first used: a program begins sooner by all that it does
// not need.
package lazyregexp

import (
	"regexp"
	"sync"
)

// New returns a function that gives the regular expression. Any goroutine may call it. A text that is none panics at the first
// call.
func New(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
