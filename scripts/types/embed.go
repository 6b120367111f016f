// Package types is the annotations of Moonloop's modules, a file each, for the Lua language server, and in the folder lua those
// of Lua's own library, which language servers bring themselves. What looks things up in them is moonloop/repl/annotations.
package types

import "embed"

//go:embed *.lua
var all embed.FS

//go:embed lua/*.lua
var library embed.FS

// Files are the files of annotations of Moonloop's modules.
func Files() embed.FS { return all }

// Language is those of Lua's library: lua/string.lua; lua/_G.lua has the functions that are globals.
func Language() embed.FS { return library }
