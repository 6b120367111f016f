//go:build unix

package lfs

import "syscall"

// ask fills in what the system says.
func (k *known) ask(sys any) {
	s, ok := sys.(*syscall.Stat_t)
	if !ok {
		return
	}
	k.device, k.inode, k.links = int64(s.Dev), int64(s.Ino), int64(s.Nlink)
	k.user, k.group, k.special = int64(s.Uid), int64(s.Gid), int64(s.Rdev)
	k.blocks, k.blockSize = int64(s.Blocks), int64(s.Blksize)
	access, change := times(s)
	k.access, k.change = int64(access.Sec), int64(change.Sec)
}
