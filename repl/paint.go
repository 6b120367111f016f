package repl

// This file is the colours.

// A style is what a piece of text is.
type style uint8

const (
	plain style = iota
	constant
	number
	str
	key
	object
	faint
	failure
	promptStyle
	keyword
	matching // a bracket, and the one that it belongs to
	chosen   // of a menu
)

// codes are the colours of the styles, chosen to be readable on light and dark.
var codes = [...]string{
	plain: "", constant: "35", number: "36", str: "32", key: "", object: "34", faint: "2", failure: "31", promptStyle: "1;34",
	keyword: "35", matching: "1;7", chosen: "7",
}

// A painter colours text, or leaves it as it is.
type painter struct{ on bool }

func (p painter) in(s style, text string) string {
	if !p.on || codes[s] == "" || text == "" {
		return text
	}
	return "\x1b[" + codes[s] + "m" + text + "\x1b[0m"
}
