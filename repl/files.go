package repl

// This file is the prompt's way to files: those that the host lets scripts use, by the names that scripts use. Whoever types
// may be a stranger, on a socket. The history and the settings of keys are the host's own affair.

import (
	"cmp"
	"context"
	"io/fs"
	"os"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/netio"
	"moonloop/loop"
)

// usable tells whether the host lets scripts use something; if not it says so, as for a command of the prompt.
func (r *REPL) usable(command string, g asyncio.Grant) bool {
	if r.m.Granted(g) {
		return true
	}
	r.print(r.paint.in(failure, loop.Errorf(netio.PermissionError, "%s: this host does not let scripts use %s", command, g).Error()))
	return false
}

// readFile is what is in a file.
func (r *REPL) readFile(name string) ([]byte, error) {
	d := r.m.Disk()
	if d == nil {
		return nil, fs.ErrPermission
	}
	return netio.ReadFile(r.ctx, d, expandHome(name), 0, -1, 0)
}

// newFile writes a file that is not there yet.
func (r *REPL) newFile(name, text string) error {
	d := r.m.Disk()
	if d == nil {
		return fs.ErrPermission
	}
	return netio.WriteFile(r.ctx, d, expandHome(name), text, os.O_CREATE|os.O_EXCL, 0o666)
}

// entries are those of a directory, "" for the current one; none if it cannot be read.
func (r *REPL) entries(dir string) []fs.FileInfo {
	d := r.m.Disk()
	if d == nil {
		return nil
	}
	list, _ := netio.ReadDir(context.Background(), d, expandHome(cmp.Or(dir, ".")))
	infos := make([]fs.FileInfo, len(list))
	for i, e := range list {
		infos[i] = e.Info
	}
	return infos
}
