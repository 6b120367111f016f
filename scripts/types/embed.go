// Package types is the annotations of Moonloop's modules, a file each, for the Lua language server. What looks things up in
// them is moonloop/repl/annotations.
package types

import "embed"

//go:embed *.lua
var all embed.FS

// Files are the files of annotations.
func Files() embed.FS { return all }
