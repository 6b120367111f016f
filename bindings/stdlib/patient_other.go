//go:build !unix

package stdlib

// This file stands in where a read that waits cannot be given up.

import "os"

type waker struct{}

func (*waker) close() {}

func (m *Modules) waitFor(*os.File) { m.stall()() }
