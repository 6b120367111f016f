package glua

// This file recognizes the texts of the interpreter's own errors.

import "strings"

// What gopher-lua says, without the position.
const (
	NotCallable      = "attempt to call a non-function object"
	StackOverflow    = "stack overflow"
	RegistryOverflow = "registry overflow"
	IndexLoop        = "too many recursions in gettable"
	NewIndexLoop     = "too many recursions in settable"
)

// BadArgument takes the complaint about an argument of a function apart; problem ends in the parenthesis that closes it.
// ok is false when text is something else.
func BadArgument(text string) (number, function, problem string, ok bool) {
	rest, ok := strings.CutPrefix(text, "bad argument #")
	if !ok {
		return "", "", "", false
	}
	number, rest, _ = strings.Cut(rest, " to ")
	function, problem, ok = strings.Cut(rest, " (")
	return number, function, problem, ok
}

// Indexed is the type of the value in the complaint about indexing.
func Indexed(text string) (kind string, ok bool) {
	kind, ok = strings.CutPrefix(text, "attempt to index a non-table object(")
	if !ok {
		return "", false
	}
	kind, _, ok = strings.Cut(kind, ")")
	return kind, ok
}

// Compared are the types in the complaint about comparing.
func Compared(text string) (left, right string, ok bool) {
	pair, ok := strings.CutPrefix(text, "attempt to compare ")
	if !ok {
		return "", "", false
	}
	return strings.Cut(pair, " with ")
}
