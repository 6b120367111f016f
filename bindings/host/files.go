package host

// This file is the files and programs that a World grants.

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"moonloop/bindings/internal/disk"
)

// files is the disk of the options, nil if they grant none, and what closes it.
func (o *Options) files() (d disk.Disk, close func() error, err error) {
	close = func() error { return nil }
	switch folders := len(o.Read)+len(o.Write) > 0; {
	case folders && (o.Root != nil || o.FS != nil), o.Disk != nil && (folders || o.Root != nil || o.FS != nil):
		return nil, nil, errors.New("host: Options: Read and Write, or Root, or FS, or Disk expected, got several")
	case o.Disk != nil:
		return o.Disk, close, nil
	case folders:
		f, err := disk.OpenFolders(o.Read, o.Write)
		if err != nil {
			return nil, nil, err
		}
		return f, f.Close, nil
	case o.Root != nil:
		return disk.Below{R: o.Root}, close, nil
	case o.FS != nil:
		return disk.Readable{FS: o.FS}, close, nil
	}
	return nil, close, nil
}

// programs is an error of what cannot be granted: a program that scripts may change would be any program.
func (o *Options) programs(d disk.Disk) error {
	for _, name := range o.Programs {
		if !filepath.IsAbs(name) {
			return fmt.Errorf("host: Options: Programs: absolute name expected, got %q", name)
		}
		folders, ok := d.(*disk.Folders)
		if !ok {
			continue
		}
		for _, name := range []string{name, real(name)} {
			if _, _, err := folders.Root(name); err == nil {
				return fmt.Errorf("host: Options: Programs: %q is in a folder of Write", name)
			}
		}
	}
	return nil
}

// real is a name without links, the name itself if it stands for nothing.
func real(name string) string {
	if found, err := filepath.EvalSymlinks(name); err == nil {
		return found
	}
	return name
}

// variables are those of an environment as processes have them.
func variables(env map[string]string) []string {
	list := make([]string, 0, len(env))
	for name, value := range env {
		list = append(list, name+"="+value)
	}
	slices.Sort(list)
	return list
}
