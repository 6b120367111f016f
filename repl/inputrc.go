package repl

// This file reads which keys the user wants.

import (
	"cmp"
	"os"
	"slices"
	"strings"
)

// WantsVi tells whether the user has readline's programs edit lines by the keys of vi: $INPUTRC, or else ~/.inputrc, says
// "set editing-mode vi".
func WantsVi() bool {
	b, err := os.ReadFile(cmp.Or(os.Getenv("INPUTRC"), expandHome("~/.inputrc")))
	if err != nil {
		return false
	}
	wants := false
	for line := range strings.Lines(string(b)) {
		if words := strings.Fields(line); len(words) == 3 && slices.Equal(words[:2], []string{"set", "editing-mode"}) {
			wants = words[2] == "vi"
		}
	}
	return wants
}
