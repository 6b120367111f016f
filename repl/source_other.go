//go:build !unix

package repl

// This file stands in where a read that waits cannot be given up, as on Windows: no editor is made there, inputs are read
// line by line, and the console lets the user edit them.

import (
	"errors"
	"io"
	"os"
	"time"
)

type source struct{ fd int }

func newSource(*os.File, int) (*source, error) { return nil, errors.ErrUnsupported }
func (*source) Read([]byte) (int, error)       { return 0, io.EOF }
func (*source) ready(time.Duration) bool       { return true }
func (*source) again() bool                    { return false }
func (*source) stop()                          {}
func (*source) Close() error                   { return nil }
func (*editor) watchDeath() (unwatch func())   { return func() {} }
func (*editor) watchSize() (unwatch func())    { return func() {} }
func (*editor) suspend()                       {}
