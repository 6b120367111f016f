// Package manual is the pages of Moonloop's manual. What shows them is moonloop/repl/manual.
package manual

import "embed"

//go:embed *.md
var markdown embed.FS

// Pages are the pages, README.md among them, which lists the others.
func Pages() embed.FS { return markdown }
