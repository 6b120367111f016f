package simulate

// This file is the disk of a machine, and what the loss of power leaves of it.

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"moonloop/bindings/internal/disk"
)

// sector is how many bytes a disk writes as one, all or none of them.
const sector = 512

// A machineDisk is what is below a root, as the operating system of a machine sees it. What is in a file is on the disk itself
// once it was synced; images has that. Of what came later a crash may leave all, nothing, or a part of the sectors. Names are
// on the disk at once, in their order, as those of file systems with a journal are.
type machineDisk struct {
	disk.Below
	h      *Host // nil: it is down
	images []image
	random *rand.Rand
}

var _ disk.Watched = (*machineDisk)(nil)

// An image is what the disk itself has of a file.
type image struct {
	of   fs.FileInfo
	data []byte
}

// do does what changes the disk, which a machine that has crashed does not any more.
func (d *machineDisk) do(what, name string, change func() error) error {
	if d.h == nil || d.h.crashed {
		return syscall.EIO
	}
	err := change()
	if err == nil {
		d.h.c.crashAfter(d.h, func() string { return what + " '" + name + "'" })
	}
	return err
}

// Change implements disk.Watched.
func (d *machineDisk) Change(f *os.File, change func() error) error {
	return d.do("written to", d.name(f), change)
}

// Sync implements disk.Watched. The machine's own disk need not be waited for.
func (d *machineDisk) Sync(f *os.File) error {
	return d.do("synced", d.name(f), func() error {
		info, err := f.Stat()
		if err != nil {
			return err
		}
		b, err := d.contents(f, info)
		if err == nil {
			d.keep(info, b)
		}
		return err
	})
}

// Random implements disk.Watched.
func (d *machineDisk) Random() uint32 {
	if d.random == nil {
		d.random = rand.New(rand.NewPCG(d.h.c.options.Net.Seed, d.h.seed()))
	}
	return d.random.Uint32()
}

// name is the name below the root that a file was opened by.
func (d *machineDisk) name(f *os.File) string {
	if name, err := filepath.Rel(d.R.Name(), f.Name()); err == nil {
		return filepath.ToSlash(name)
	}
	return f.Name()
}

// contents reads all of an open file, which may be open for writing alone and have another name by now.
func (d *machineDisk) contents(f *os.File, info fs.FileInfo) (b []byte, err error) {
	b = make([]byte, info.Size())
	if _, err := f.ReadAt(b, 0); err == nil || len(b) == 0 {
		return b, nil
	}
	err = d.each(func(name string, of fs.FileInfo) (err error) {
		if os.SameFile(info, of) {
			b, err = d.R.ReadFile(name)
		}
		return err
	})
	return b, err
}

// each calls fn with each file.
func (d *machineDisk) each(fn func(name string, info fs.FileInfo) error) error {
	return fs.WalkDir(d.R.FS(), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return fn(name, info)
	})
}

// keep notes what the disk itself has of a file; nil is nothing.
func (d *machineDisk) keep(of fs.FileInfo, data []byte) {
	if i := d.find(of); i >= 0 {
		d.images[i].data = data
	} else if data != nil {
		d.images = append(d.images, image{of, data})
	}
}

// image is what the disk itself has of a file.
func (d *machineDisk) image(of fs.FileInfo) []byte {
	if i := d.find(of); i >= 0 {
		return d.images[i].data
	}
	return nil
}

// find is the place of the image of a file; -1 if there is none.
func (d *machineDisk) find(of fs.FileInfo) int {
	return slices.IndexFunc(d.images, func(i image) bool { return os.SameFile(i.of, of) })
}

// crash leaves of what was not synced what the seed says.
func (d *machineDisk) crash() error {
	if d.h.c.options.Unsynced == 0 {
		return nil
	}
	return d.each(func(name string, info fs.FileInfo) error {
		now, err := d.R.ReadFile(name)
		if err != nil {
			return err
		}
		synced := d.image(info)
		if bytes.Equal(now, synced) {
			return nil
		}
		left := d.left(name, synced, now)
		d.keep(info, left)
		if bytes.Equal(left, now) {
			return nil
		}
		return d.R.WriteFile(name, left, info.Mode().Perm())
	})
}

// What is left of a file.
const (
	leftAll = iota // as if it had been synced
	leftNone
	leftPart
	leftKinds
)

// left is what is left of what was written to a file since it was synced.
func (d *machineDisk) left(name string, synced, now []byte) []byte {
	c := d.h.c
	tell := func(what string) {
		c.net.Tell("of '%s' on %s %s", name, d.h.machine, what)
	}
	switch c.net.Choose(leftKinds, c.options.Unsynced) {
	case leftAll:
		return now
	case leftNone:
		tell(fmt.Sprintf("what was not synced is lost: %d bytes are left of %d", len(synced), len(now)))
		return synced
	}
	random := func(n int) int { return min(int(c.net.Between(0, float64(n+1))), n) }
	shorter, longer := min(len(synced), len(now)), max(len(synced), len(now))
	length := shorter + random(longer-shorter)
	left := make([]byte, length) // what has not come to the disk of a file that has grown is zeros
	copy(left, synced)
	appended := bytes.HasPrefix(now, synced) // which is written in order
	for from := 0; from < min(length, len(now)); from += sector {
		to := min(from+sector, length, len(now))
		if appended || random(1) == 0 {
			copy(left[from:to], now[from:to])
		}
	}
	tell(fmt.Sprintf("a part of what was not synced is lost: %d bytes are left of %d", length, len(now)))
	return left
}

// OpenFile implements Disk.
func (d *machineDisk) OpenFile(name string, flags int, mode fs.FileMode) (f fs.File, err error) {
	if flags&(os.O_CREATE|os.O_TRUNC) == 0 {
		return d.Below.OpenFile(name, flags, mode)
	}
	before, missing := d.R.Lstat(name)
	if missing == nil && flags&os.O_TRUNC != 0 && before.Size() > 0 || missing != nil {
		err = d.do("opened", name, func() error {
			f, err = d.Below.OpenFile(name, flags, mode)
			return err
		})
	} else {
		f, err = d.Below.OpenFile(name, flags, mode)
	}
	if err == nil && missing != nil {
		if info, err := f.Stat(); err == nil {
			d.keep(info, nil) // a number that another file had is given again
		}
	}
	return f, err
}

// What changes names, by the methods of a Disk.

func (d *machineDisk) Mkdir(name string, mode fs.FileMode) error {
	return d.do("made", name, func() error { return d.Below.Mkdir(name, mode) })
}
func (d *machineDisk) MkdirAll(name string, mode fs.FileMode) error {
	return d.do("made", name, func() error { return d.Below.MkdirAll(name, mode) })
}
func (d *machineDisk) Remove(name string) error {
	return d.do("removed", name, func() error { return d.Below.Remove(name) })
}
func (d *machineDisk) RemoveAll(name string) error {
	return d.do("removed", name, func() error { return d.Below.RemoveAll(name) })
}
func (d *machineDisk) Rename(from, to string) error {
	return d.do("renamed a file to", to, func() error { return d.Below.Rename(from, to) })
}
func (d *machineDisk) Link(from, to string) error {
	return d.do("linked", to, func() error { return d.Below.Link(from, to) })
}
func (d *machineDisk) Symlink(target, name string) error {
	return d.do("linked", name, func() error { return d.Below.Symlink(target, name) })
}
func (d *machineDisk) Chmod(name string, mode fs.FileMode) error {
	return d.do("changed", name, func() error { return d.Below.Chmod(name, mode) })
}
func (d *machineDisk) Chtimes(name string, access, modification time.Time) error {
	return d.do("changed", name, func() error { return d.Below.Chtimes(name, access, modification) })
}
