package sqlite

// This file confines scripts that do not have all of the machine: to the files that the host grants, and to SQL without a
// way around.

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/vfs"

	"moonloop/bindings/sql"
)

// below is the file system as SQLite sees it: what a host grants. Names are looked up by an os.Root, so that neither ".." nor
// a link leads out, and are opened by what they are then in the system.
type below struct {
	files sql.Files
	mu    sync.Mutex
	roots []*os.Root // guarded by mu; those that files were looked up in
}

func system() vfs.VFSFilename { return vfs.Find("os").(vfs.VFSFilename) }

// base is the folder of a root, without links.
func base(root *os.Root) (string, error) {
	base, err := filepath.Abs(root.Name())
	if err != nil {
		return "", err
	}
	return filepath.EvalSymlinks(base)
}

// FullPathname implements vfs.VFS: the name of a file below a root in the system.
func (b *below) FullPathname(name string) (string, error) {
	root, inside, err := b.files.Root(filepath.FromSlash(name))
	if err != nil || root == nil || !filepath.IsLocal(inside) {
		return "", sqlite3.CANTOPEN
	}
	if _, err := root.Stat(filepath.Dir(inside)); err != nil { // it does not lead out
		return "", sqlite3.CANTOPEN
	}
	if info, err := root.Lstat(inside); err == nil && !info.Mode().IsRegular() {
		return "", sqlite3.CANTOPEN
	}
	base, err := base(root)
	if err != nil {
		return "", sqlite3.CANTOPEN
	}
	dir, err := filepath.EvalSymlinks(filepath.Join(base, filepath.Dir(inside)))
	full := filepath.Join(dir, filepath.Base(inside))
	if err != nil || !isBelow(root, full) {
		return "", sqlite3.CANTOPEN
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !slices.Contains(b.roots, root) {
		b.roots = append(b.roots, root)
	}
	return full, nil
}

// has tells whether a name in the system is below a root, and its folder is what it says.
func (b *below) has(full string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.ContainsFunc(b.roots, func(root *os.Root) bool { return isBelow(root, full) })
}

func isBelow(root *os.Root, full string) bool {
	base, err := base(root)
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
func (b *below) Open(string, vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	return nil, 0, sqlite3.CANTOPEN
}

// OpenFilename implements vfs.VFSFilename.
func (b *below) OpenFilename(name *vfs.Filename, flags vfs.OpenFlag) (vfs.File, vfs.OpenFlag, error) {
	if name == nil || !b.has(name.String()) {
		return nil, 0, sqlite3.CANTOPEN
	}
	return machine{system()}.OpenFilename(name, flags)
}

// Delete implements vfs.VFS.
func (b *below) Delete(name string, syncDir bool) error {
	if !b.has(name) {
		return sqlite3.IOERR_DELETE
	}
	return system().Delete(name, syncDir)
}

// Access implements vfs.VFS.
func (b *below) Access(name string, flags vfs.AccessFlag) (bool, error) {
	if !b.has(name) {
		return false, nil
	}
	return system().Access(name, flags)
}

// authorizer is what SQLite asks before it compiles a statement. PRAGMAs are not for scripts, but full-text search needs
// one; the name of a file that is attached must be known here, and no URI, which could name another VFS. A database in memory
// has no VFS that confines what is attached to it: there it is memory alone.
func (d *driver) authorizer(action sqlite3.AuthorizerActionCode, name, second, _, _ string) sqlite3.AuthorizerReturnCode {
	switch action {
	case sqlite3.AUTH_PRAGMA:
		if !strings.EqualFold(name, "data_version") {
			return sqlite3.AUTH_DENY
		}
	case sqlite3.AUTH_FUNCTION: // the time of these is the product of two lengths, without a look at the context
		if d.grants.Memory > 0 && (strings.EqualFold(second, "json_patch") || strings.EqualFold(second, "jsonb_patch")) {
			return sqlite3.AUTH_DENY
		}
	case sqlite3.AUTH_ATTACH:
		if name != memory && (d.path == "" || d.outside(name)) {
			return sqlite3.AUTH_DENY
		}
	}
	return sqlite3.AUTH_OK
}

// outside tells whether a script may not name a file so.
func (d *driver) outside(name string) bool {
	if d.grants.Files == nil || name == "" || strings.HasPrefix(strings.ToLower(name), "file:") {
		return true
	}
	root, inside, err := d.grants.Files.Root(filepath.FromSlash(name))
	return err != nil || root == nil || !filepath.IsLocal(inside)
}
