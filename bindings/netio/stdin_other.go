//go:build !linux

package netio

import "os"

// This file stands in where the loop cannot watch files.

func (h *Hub) watchFile(*os.File, *Reader) source { return nil }
