package sqlite

// This file has SQLite know a disk that is full from one that fails, which its library does not tell apart.

import (
	"errors"
	"runtime"
	"sync"
	"syscall"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// machineName is the VFS of who has all of the machine.
const machineName = "moonloop-machine"

var registerMachine = sync.OnceFunc(func() { vfs.Register(machineName, machine{system()}) })

// machine is the system's VFS.
type machine struct{ vfs.VFSFilename }

// OpenFilename implements vfs.VFSFilename.
func (m machine) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	f, flags, err := m.VFSFilename.OpenFilename(name, flags)
	if s, ok := f.(systemFile); ok && err == nil {
		f = file{s}
	}
	return f, flags, err
}

// systemFile is what files of the system can do.
type systemFile interface {
	vfs.FileLockState
	vfs.FilePersistWAL
	vfs.FilePowersafeOverwrite
	vfs.FileSizeHint
	vfs.FileHasMoved
	vfs.FileSharedMemory
}

type file struct{ systemFile }

// WriteAt implements vfs.File.
func (f file) WriteAt(b []byte, at int64) (int, error) {
	n, err := f.systemFile.WriteAt(b, at)
	if noRoom(err) {
		err = vfs.SystemError(err, sqlite3.FULL)
	}
	return n, err
}

// SizeHint implements vfs.FileSizeHint.
func (f file) SizeHint(size int64) error {
	err := f.systemFile.SizeHint(size)
	if noRoom(err) {
		err = vfs.SystemError(err, sqlite3.FULL)
	}
	return err
}

// MemoryMapper implements vfs.FileMemoryMapper, where the system has it.
func (f file) MemoryMapper() vfs.MemoryMapper {
	if m, ok := f.systemFile.(vfs.FileMemoryMapper); ok {
		return m.MemoryMapper()
	}
	return nil
}

// DeviceCharacteristics implements vfs.File, without what systemFile has no methods for.
func (f file) DeviceCharacteristics() vfs.DeviceCharacteristic {
	return f.systemFile.DeviceCharacteristics() &^ vfs.IOCAP_BATCH_ATOMIC
}

// noRoom tells whether the disk was full, or what one may have of it.
func noRoom(err error) bool {
	const handleDiskFull, diskFull = 39, 112 // of Windows
	var code syscall.Errno
	if !errors.As(err, &code) {
		return false
	}
	if runtime.GOOS == "windows" {
		return code == handleDiskFull || code == diskFull
	}
	return code == syscall.ENOSPC || code == syscall.EDQUOT
}
