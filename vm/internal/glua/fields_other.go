//go:build !go1.24 || go1.27

package glua

// This file asks the map for every field, with a Go whose maps nobody has looked into, and makes no tables in one piece.

import (
	"unsafe"

	lua "github.com/yuin/gopher-lua"
)

// Guesses are none.
type Guesses struct{}

// A Site is where an instruction is.
type Site uintptr

// Field finds nothing: the map must be asked.
func (t *TableLayout) Field(string, *Guesses, Site) (value *lua.LValue, missing bool) {
	return nil, false
}

func (t *TableLayout) Group() unsafe.Pointer { return nil }

func (g *Guesses) Known(*TableLayout, string, Site) *lua.LValue { return nil }

func (g *Guesses) Guess(unsafe.Pointer, string, Site) *lua.LValue { return nil }

// A Shape is the names that tables of a constructor have.
type Shape struct{ names []lua.LValue }

// MaxShape is how many names a Shape may have.
const MaxShape = 8

func NewShape(names []lua.LValue, declared int) *Shape { return &Shape{names} }

func (s *Shape) Len() int                      { return len(s.names) }
func (s *Shape) Fill([]lua.LValue) *lua.LTable { return nil }
func (s *Shape) New() *lua.LTable              { return nil }

func (t *TableLayout) Add(string, lua.LValue) bool { return false }
func (t *TableLayout) Unshape()                    {}
func (t *TableLayout) Room() (declared, bytes int) { return 0, 0 }
func (t *TableLayout) Shares() (keys, fields bool) { return false, false }
func (t *TableLayout) Names() int                  { return len(t.Strdict) }
func (t *TableLayout) Place(string) *lua.LValue    { return nil }
func (t *TableLayout) Widen()                      {}
