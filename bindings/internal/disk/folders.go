package disk

// This file is several folders of the machine, by the names that the machine has for them.

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// Folders are what is in several folders of the machine: of some the files may be read, of others changed too. A name
// stands for what it is without "." and "..", seen from the process's current directory; of folders within each other the
// innermost one counts. What is moved or linked stays in its folder, so that nothing that may only be read gets a second
// name by which it may be changed. A link that leads out of its folder is not followed, also not into another one.
type Folders struct {
	read, write []folder // those of write are among read
}

// A folder is held open: what is put in its place is not followed.
type folder struct {
	names []string // as the host wrote it, and without links
	Below
}

// OpenFolders opens folders. Who calls it closes them.
func OpenFolders(read, write []string) (*Folders, error) {
	d := &Folders{}
	for i, name := range append(append([]string{}, write...), read...) {
		f, err := openFolder(name)
		if err != nil {
			_ = d.Close()
			return nil, err
		}
		d.read = append(d.read, f)
		if i < len(write) {
			d.write = append(d.write, f)
		}
	}
	return d, nil
}

func openFolder(name string) (folder, error) {
	full, err := filepath.Abs(name)
	if err != nil {
		return folder{}, err
	}
	real, err := filepath.EvalSymlinks(full)
	if err != nil {
		return folder{}, err
	}
	r, err := os.OpenRoot(real)
	if err != nil {
		return folder{}, fmt.Errorf("folder %q: %w", name, err)
	}
	return folder{[]string{full, real}, Below{r}}, nil
}

// Close closes the folders.
func (d *Folders) Close() error {
	var errs []error
	for _, f := range d.read {
		errs = append(errs, f.R.Close())
	}
	return errors.Join(errs...)
}

// find is the innermost of some folders that a name is in, and the name there; nil if it is in none.
func find(list []folder, name string) (f *folder, inside string) {
	full, err := filepath.Abs(name)
	if err != nil {
		return nil, ""
	}
	for i := range list {
		for _, base := range list[i].names {
			rel, err := filepath.Rel(base, full)
			if err == nil && filepath.IsLocal(rel) && (f == nil || len(rel) < len(inside)) {
				f, inside = &list[i], rel
			}
		}
	}
	return f, inside
}

// in calls fn for a name in one of the folders.
func in[T any](list []folder, op, name string, fn func(f *folder, inside string) (T, error)) (T, error) {
	f, inside := find(list, name)
	if f == nil {
		var none T
		return none, refused(op, name)
	}
	v, err := fn(f, inside)
	return v, named(err, name)
}

// change is in for what has no result.
func (d *Folders) change(op, name string, fn func(f *folder, inside string) error) error {
	_, err := in(d.write, op, name, func(f *folder, inside string) (struct{}, error) { return struct{}{}, fn(f, inside) })
	return err
}

// within calls fn for two names in the same folder.
func (d *Folders) within(op, from, to string, fn func(f *folder, from, to string) error) error {
	return d.change(op, from, func(f *folder, a string) error {
		g, b := find(d.write, to)
		switch {
		case g == nil:
			return refused(op, to)
		case g != f:
			return &os.LinkError{Op: op, Old: from, New: to, Err: syscall.EXDEV}
		}
		err := fn(f, a, b)
		var link *os.LinkError
		if errors.As(err, &link) {
			return &os.LinkError{Op: op, Old: from, New: to, Err: link.Err}
		}
		return err
	})
}

// named is an error with the name that the script knows.
func named(err error, name string) error {
	var path *fs.PathError
	if errors.As(err, &path) {
		return &fs.PathError{Op: path.Op, Path: name, Err: path.Err}
	}
	return err
}

// OpenFile implements Disk.
func (d *Folders) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	list := d.read
	if flags&changing != 0 {
		list = d.write
	}
	return in(list, "open", name, func(f *folder, inside string) (fs.File, error) { return f.OpenFile(inside, flags, mode) })
}

// OpenIn implements Disk.
func (d *Folders) OpenIn(dir, name string, flags int) (fs.File, error) {
	return in(d.read, "open", dir, func(f *folder, inside string) (fs.File, error) { return f.OpenIn(inside, name, flags) })
}

// Stat implements Disk.
func (d *Folders) Stat(name string) (fs.FileInfo, error) {
	return in(d.read, "stat", name, func(f *folder, inside string) (fs.FileInfo, error) { return f.Stat(inside) })
}

// Lstat implements Disk.
func (d *Folders) Lstat(name string) (fs.FileInfo, error) {
	return in(d.read, "lstat", name, func(f *folder, inside string) (fs.FileInfo, error) { return f.Lstat(inside) })
}

// Readlink implements Disk.
func (d *Folders) Readlink(name string) (string, error) {
	return in(d.read, "readlink", name, func(f *folder, inside string) (string, error) { return f.Readlink(inside) })
}

// Real implements Disk.
func (d *Folders) Real(name string) (string, error) {
	return in(d.read, "realpath", name, func(f *folder, inside string) (string, error) {
		real, err := f.Real(inside)
		return filepath.Join(f.names[0], real), err
	})
}

// Names implements Disk.
func (d *Folders) Names(dir string) ([]string, error) {
	return in(d.read, "open", dir, func(f *folder, inside string) ([]string, error) { return f.Names(inside) })
}

// Mkdir implements Disk.
func (d *Folders) Mkdir(name string, mode fs.FileMode) error {
	return d.change("mkdir", name, func(f *folder, inside string) error { return f.Mkdir(inside, mode) })
}

// MkdirAll implements Disk.
func (d *Folders) MkdirAll(name string, mode fs.FileMode) error {
	return d.change("mkdir", name, func(f *folder, inside string) error { return f.MkdirAll(inside, mode) })
}

// Remove implements Disk.
func (d *Folders) Remove(name string) error {
	return d.change("remove", name, func(f *folder, inside string) error { return f.Remove(inside) })
}

// RemoveAll implements Disk.
func (d *Folders) RemoveAll(name string) error {
	return d.change("remove", name, func(f *folder, inside string) error { return f.RemoveAll(inside) })
}

// Rename implements Disk.
func (d *Folders) Rename(from, to string) error {
	return d.within("rename", from, to, func(f *folder, from, to string) error { return f.Rename(from, to) })
}

// Link implements Disk.
func (d *Folders) Link(from, to string) error {
	return d.within("link", from, to, func(f *folder, from, to string) error { return f.Link(from, to) })
}

// Symlink implements Disk.
func (d *Folders) Symlink(target, name string) error {
	return d.change("symlink", name, func(f *folder, inside string) error { return f.Symlink(target, inside) })
}

// Chmod implements Disk.
func (d *Folders) Chmod(name string, mode fs.FileMode) error {
	return d.change("chmod", name, func(f *folder, inside string) error { return f.Chmod(inside, mode) })
}

// Chtimes implements Disk.
func (d *Folders) Chtimes(name string, a, m time.Time) error {
	return d.change("chtimes", name, func(f *folder, inside string) error { return f.Chtimes(inside, a, m) })
}

// TempDir implements Disk: the first folder whose files may be changed.
func (d *Folders) TempDir() string {
	if len(d.write) > 0 {
		return d.write[0].names[0]
	}
	return "."
}

// Chdir implements Disk.
func (*Folders) Chdir(string) error { return syscall.EPERM }

// Getwd implements Disk. It is told where it is in a folder, or the folder itself.
func (d *Folders) Getwd() (string, error) {
	dir, err := os.Getwd()
	if err == nil {
		if f, _ := find(d.read, dir); f == nil {
			return "", syscall.EACCES
		}
	}
	return dir, err
}

// Root implements Disk.
func (d *Folders) Root(name string) (*os.Root, string, error) {
	f, inside := find(d.write, name)
	if f == nil {
		return nil, "", refused("open", name)
	}
	return f.R, inside, nil
}
