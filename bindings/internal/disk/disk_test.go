package disk

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// A place is folders for tests: a secret outside, one to be read, one to be changed.
type place struct{ top, in, out string }

func newPlace(t *testing.T) place {
	t.Helper()
	top := t.TempDir()
	p := place{top, filepath.Join(top, "in"), filepath.Join(top, "out")}
	for _, dir := range []string{p.in, p.out, filepath.Join(p.in, "sub"), filepath.Join(p.out, "sub")} {
		must(t, os.Mkdir(dir, 0o755))
	}
	for _, name := range []string{filepath.Join(top, "secret"), filepath.Join(p.in, "given"), filepath.Join(p.out, "mine")} {
		must(t, os.WriteFile(name, []byte(filepath.Base(name)), 0o644))
	}
	return p
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (p place) open(t *testing.T) *Folders {
	t.Helper()
	d, err := OpenFolders([]string{p.in}, []string{p.out})
	must(t, err)
	t.Cleanup(func() { must(t, d.Close()) })
	return d
}

func text(d Disk, name string) string {
	f, err := d.OpenFile(name, os.O_RDONLY, 0)
	if err != nil {
		return err.Error()
	}
	defer f.Close()
	b, _ := io.ReadAll(f)
	return string(b)
}

// denies reports an error that is not the refusal of what is not granted.
func denies(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%s: permission denied expected, got %v", what, err)
	}
}

func TestFolders(t *testing.T) {
	p := newPlace(t)
	d := p.open(t)
	in, out := func(name string) string { return filepath.Join(p.in, name) }, func(name string) string { return filepath.Join(p.out, name) }
	for name, want := range map[string]string{in("given"): "given", out("mine"): "mine", in("../out/mine"): "mine", p.in + "/./sub/../given": "given"} {
		if got := text(d, name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	write := func(name string) error {
		f, err := d.OpenFile(name, os.O_WRONLY|os.O_CREATE, 0o644)
		if err == nil {
			_ = f.Close()
		}
		return err
	}
	must(t, write(out("new")))
	must(t, d.MkdirAll(out("a/b/c"), 0o755))
	must(t, d.Rename(out("new"), out("a/b/moved")))
	must(t, d.Link(out("a/b/moved"), out("second")))
	must(t, d.Symlink("a/b", out("down")))
	must(t, d.Chmod(out("second"), 0o600))
	must(t, d.RemoveAll(out("a")))
	f, name, err := CreateTemp(d, "", "x*y")
	must(t, err)
	must(t, f.Close())
	if filepath.Dir(name) != p.out {
		t.Errorf("a new file is in %s", name)
	}
	if real, err := d.Real(filepath.Join(p.top, "in", "sub", "..", "given")); err != nil || real != in("given") {
		t.Errorf("%s, %v", real, err)
	}

	secret := filepath.Join(p.top, "secret")
	_, err = d.Stat(secret)
	denies(t, "stat", err)
	_, err = d.Names(p.top)
	denies(t, "list", err)
	_, err = d.OpenIn(p.in, "../secret", os.O_RDONLY)
	denies(t, "open in", err)
	_, err = d.Stat(p.in + "side")
	denies(t, "a folder whose name begins so", err)
	denies(t, "write what may be read", write(in("given")))
	denies(t, "make what may be read", write(in("new")))
	denies(t, "remove", d.Remove(in("given")))
	denies(t, "remove all", d.RemoveAll(in("sub")))
	denies(t, "mkdir", d.Mkdir(in("x"), 0o755))
	denies(t, "chmod", d.Chmod(in("given"), 0o600))
	denies(t, "rename out of it", d.Rename(in("given"), out("given")))
	denies(t, "rename into it", d.Rename(out("mine"), in("mine")))
	denies(t, "rename away", d.Rename(out("mine"), filepath.Join(p.top, "mine")))
	// A second name in a folder that may be changed would change the file that may only be read.
	denies(t, "link", d.Link(in("given"), out("given")))
	denies(t, "link of the secret", d.Link(secret, out("secret")))
}

// A link that the host has made, or another program, is not followed out of a folder, not into another one either.
func TestLinksOut(t *testing.T) {
	p := newPlace(t)
	d := p.open(t)
	for name, target := range map[string]string{"up": "../secret", "whole": filepath.Join(p.top, "secret"), "over": "../out/mine", "proc": "/proc/self/root" + p.top + "/secret"} {
		must(t, os.Symlink(target, filepath.Join(p.in, name)))
		_, err := d.OpenFile(filepath.Join(p.in, name), os.O_RDONLY, 0)
		denies(t, name, err)
		_, err = d.Real(filepath.Join(p.in, name))
		denies(t, "real "+name, err)
	}
	must(t, os.Symlink("../in", filepath.Join(p.out, "in")))
	f, err := d.OpenFile(filepath.Join(p.out, "in", "given"), os.O_WRONLY, 0)
	denies(t, "writing by a link", err)
	if err == nil {
		_ = f.Close()
	}
	// Removing a tree removes the links in it, and not what they lead to.
	must(t, d.RemoveAll(filepath.Join(p.out, "in")))
	if got := text(d, filepath.Join(p.in, "given")); got != "given" {
		t.Error(got)
	}
}

// No link is made that leads out, or would after it was moved.
func TestNewLinks(t *testing.T) {
	p := newPlace(t)
	d := p.open(t)
	must(t, d.Symlink(".", filepath.Join(p.out, "here")))
	for _, target := range []string{"/etc/passwd", "../secret", "../out/mine", "here/../../secret", "here/..", "sub/..", p.out + "/mine", "/proc/self/root"} {
		denies(t, target, d.Symlink(target, filepath.Join(p.out, "sub", "link")))
	}
}

// While a name is looked up, what it leads through is exchanged for links that lead out.
func TestExchange(t *testing.T) {
	p := newPlace(t)
	d := p.open(t)
	must(t, os.WriteFile(filepath.Join(p.out, "sub", "secret"), []byte("mine"), 0o644))
	must(t, os.Symlink(p.top, filepath.Join(p.out, "away")))
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		sub, away, spare := filepath.Join(p.out, "sub"), filepath.Join(p.out, "away"), filepath.Join(p.out, "spare")
		for {
			select {
			case <-stop:
				return
			default:
			}
			for _, pair := range [][2]string{{sub, spare}, {away, sub}, {sub, away}, {spare, sub}} {
				_ = os.Rename(pair[0], pair[1])
			}
		}
	}()
	name := filepath.Join(p.out, "sub", "secret")
	seen := 0
	for range 3000 {
		if f, err := d.OpenFile(name, os.O_RDWR, 0); err == nil {
			b, _ := io.ReadAll(f)
			_ = f.Close()
			if seen++; string(b) != "mine" {
				t.Errorf("read %q", b)
				break
			}
		}
	}
	close(stop)
	<-stopped
	if seen == 0 {
		t.Error("never read")
	}
}

func TestBelow(t *testing.T) {
	p := newPlace(t)
	r, err := os.OpenRoot(p.out)
	must(t, err)
	defer r.Close()
	d := Below{r}
	if got := text(d, "sub/../mine"); got != "mine" {
		t.Error(got)
	}
	for _, name := range []string{"../secret", "/etc/passwd", p.out + "/mine", "sub/../../secret"} {
		_, err := d.OpenFile(name, os.O_RDONLY, 0)
		denies(t, name, err)
		denies(t, "remove "+name, d.Remove(name))
		denies(t, "rename "+name, d.Rename("mine", name))
		denies(t, "link "+name, d.Link(name, "linked"))
	}
	must(t, d.Symlink("sub", "s"))
	must(t, os.WriteFile(filepath.Join(p.out, "sub", "f"), nil, 0o644))
	if real, err := d.Real("s/f"); err != nil || real != filepath.Join("sub", "f") {
		t.Errorf("%s, %v", real, err)
	}
}

func TestReadable(t *testing.T) {
	p := newPlace(t)
	d := Readable{os.DirFS(p.in)}
	if got := text(d, "./given"); got != "given" {
		t.Error(got)
	}
	for what, err := range map[string]error{
		"mkdir": d.Mkdir("x", 0o755), "remove": d.Remove("given"), "rename": d.Rename("given", "x"), "symlink": d.Symlink("given", "x"),
		"chmod": d.Chmod("given", 0o600), "remove all": d.RemoveAll("sub"),
	} {
		if err == nil {
			t.Error(what)
		}
	}
	if _, err := d.OpenFile("given", os.O_RDWR, 0); err == nil {
		t.Error("opened to be written")
	}
}

func TestSeveralFolders(t *testing.T) {
	p := newPlace(t)
	if _, err := OpenFolders([]string{p.in, filepath.Join(p.top, "none")}, nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if _, err := OpenFolders([]string{filepath.Join(p.top, "secret")}, nil); err == nil {
		t.Error("a file is no folder")
	}
	// A folder within one that may only be read may be changed, and what is beside it may not.
	d, err := OpenFolders([]string{p.top}, []string{p.out})
	must(t, err)
	defer d.Close()
	must(t, d.Chmod(filepath.Join(p.out, "mine"), 0o600))
	denies(t, "beside", d.Chmod(filepath.Join(p.in, "given"), 0o600))
	denies(t, "link", d.Link(filepath.Join(p.in, "given"), filepath.Join(p.out, "given")))
	if got := text(d, filepath.Join(p.top, "secret")); got != "secret" {
		t.Error(got)
	}
}
