//go:build unix

package filestat

import (
	"syscall"
	"time"
)

// ask fills in what the system says.
func (k *Known) ask(sys any) {
	s, ok := sys.(*syscall.Stat_t)
	if !ok {
		return
	}
	k.Device, k.Inode, k.Links = int64(s.Dev), int64(s.Ino), int64(s.Nlink)
	k.User, k.Group, k.Special = int64(s.Uid), int64(s.Gid), int64(s.Rdev)
	k.Blocks, k.BlockSize = int64(s.Blocks), int64(s.Blksize)
	k.Owned = true
	access, change := times(s)
	k.Access, k.Change = time.Unix(access.Unix()), time.Unix(change.Unix())
}
