// Package filestat tells what the system knows of a file beyond what package io/fs has of it.
package filestat

import (
	"io/fs"
	"time"
)

// Known is what a system knows of a file.
type Known struct {
	Device, Inode, Links, User, Group, Special int64
	Access, Change                             time.Time // last read, and the last change of what is known of it
	Blocks, BlockSize                          int64     // Blocks is negative where there are none
	Owned                                      bool      // the system knows devices, inodes and owners
}

// Of is what the system told with a FileInfo. What it does not know is 0; a file has at least one link.
func Of(info fs.FileInfo) Known {
	k := Known{Links: 1, Access: info.ModTime(), Change: info.ModTime(), Blocks: -1}
	k.ask(info.Sys())
	return k
}
