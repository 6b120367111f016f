//go:build !go1.24 || go1.27

package glua

// This file asks the map for every field, with a Go whose maps nobody has looked into.

import lua "github.com/yuin/gopher-lua"

// Field finds nothing: the map must be asked.
func (t *TableLayout) Field(string) (at *lua.LValue, missing bool) { return nil, false }
