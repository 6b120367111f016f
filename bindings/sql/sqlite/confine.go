package sqlite

// This file confines scripts that do not have all of the machine: to the files below a Root, and to SQL without a way
// around.

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"
)

// below is the file system below a Root, as SQLite sees it. Names are looked up by the Root, so that neither ".." nor a
// link leads out, and are opened by what they are then in the system.
type below struct{ root *os.Root }

func system() vfs.VFSFilename { return vfs.Find("os").(vfs.VFSFilename) }

// base is the folder itself, without links.
func (b below) base() (string, error) {
	base, err := filepath.Abs(b.root.Name())
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(base)
}

// FullPathname implements vfs.VFS: the name of a file below the Root in the system.
func (b below) FullPathname(name string) (string, error) {
	name = filepath.FromSlash(name)
	if !filepath.IsLocal(name) {
		return "", sqlite3.CANTOPEN
	}
	if _, err := b.root.Stat(filepath.Dir(name)); err != nil { // it does not lead out
		return "", sqlite3.CANTOPEN
	}
	if info, err := b.root.Lstat(name); err == nil && info.Mode()&os.ModeSymlink != 0 {
		return "", sqlite3.CANTOPEN
	}
	base, err := b.base()
	if err != nil {
		return "", sqlite3.CANTOPEN
	}
	dir, err := filepath.EvalSymlinks(filepath.Join(base, filepath.Dir(name)))
	full := filepath.Join(dir, filepath.Base(name))
	if err != nil || !b.has(full) {
		return "", sqlite3.CANTOPEN
	}
	return full, nil
}

// has tells whether a name in the system is below the Root, and its folder is what it says.
func (b below) has(full string) bool {
	base, err := b.base()
	if err != nil {
		return false
	}
	dir, err := filepath.EvalSymlinks(filepath.Dir(full))
	if err != nil || dir != filepath.Dir(full) {
		return false
	}
	inside, err := filepath.Rel(base, full)
	return err == nil && inside != "." && filepath.IsLocal(inside)
}

// Open implements vfs.VFS: files without a name are temporary, and kept in memory.
func (b below) Open(string, vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, 0, sqlite3.CANTOPEN
}

// OpenFilename implements vfs.VFSFilename.
func (b below) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == nil || !b.has(name.String()) {
		return nil, 0, sqlite3.CANTOPEN
	}
	return system().OpenFilename(name, flags)
}

// Delete implements vfs.VFS.
func (b below) Delete(name string, syncDir bool) error {
	if !b.has(name) {
		return sqlite3.IOERR_DELETE
	}
	return system().Delete(name, syncDir)
}

// Access implements vfs.VFS.
func (b below) Access(name string, flags vfs.AccessFlag) (bool, error) {
	if !b.has(name) {
		return false, nil
	}
	return system().Access(name, flags)
}

// authorize is what SQLite asks before it compiles a statement. PRAGMAs are not for scripts, but full-text search needs
// one; the name of a file that is attached must be known here, and no URI, which could name another VFS.
func authorize(action sqlite3.AuthorizerActionCode, name, _, _, _ string) sqlite3.AuthorizerReturnCode {
	switch action {
	case sqlite3.AUTH_PRAGMA:
		if !strings.EqualFold(name, "data_version") {
			return sqlite3.AUTH_DENY
		}
	case sqlite3.AUTH_ATTACH:
		if name != memory && (name == "" || strings.Contains(name, ":") || !filepath.IsLocal(filepath.FromSlash(name))) {
			return sqlite3.AUTH_DENY
		}
	}
	return sqlite3.AUTH_OK
}
