package host

// This file is the files that a World grants.

import (
	"errors"

	"moonloop/bindings/internal/disk"
)

// files is the disk of the options, nil if they grant none, and what closes it.
func (o *Options) files() (d disk.Disk, close func() error, err error) {
	close = func() error { return nil }
	switch folders := len(o.Read)+len(o.Write) > 0; {
	case folders && (o.Root != nil || o.FS != nil):
		return nil, nil, errors.New("host: Options: Read and Write, or Root, or FS expected, got several")
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
