//go:build lean

package bindings

import (
	"bytes"
	"errors"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestLean holds that a lean build of the command links no database, and that scripts which want one are told why it is not
// there.
func TestLean(t *testing.T) {
	list := exec.Command("go", "list", "-tags", "lean", "-deps", ".")
	list.Dir = ".."
	parts, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"sqlite", "pgx", "moonloop/bindings/sql", "moonloop/bindings/redis"} {
		if strings.Contains(string(parts), part) {
			t.Errorf("%s is linked", part)
		}
	}
	command := filepath.Join(t.TempDir(), "moonloop.exe")
	build := exec.Command("go", "build", "-tags", "lean", "-o", command, ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	moonloop := func(code string) (stdout, stderr string, status int) {
		var out, errs bytes.Buffer
		cmd := exec.Command(command, "-e", code)
		cmd.Stdout, cmd.Stderr = &out, &errs
		var exit *exec.ExitError
		if err := cmd.Run(); errors.As(err, &exit) {
			status = exit.ExitCode()
		} else if err != nil {
			t.Fatal(err)
		}
		return out.String(), errs.String(), status
	}
	for _, name := range []string{"sql", "moonloop.sql", "redis", "moonloop.redis"} {
		stdout, stderr, status := moonloop("require '" + name + "'")
		want := "moonloop: module '" + name + "' not found: this command was built without databases: build it without -tags lean\n"
		if status != 1 || stdout != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("%s: status %d, printed %q, reported %q, want %q in it", name, status, stdout, stderr, want)
		}
	}
	stdout, stderr, _ := moonloop("package.preload.sql = function() return 'own' end print(require 'sql', pcall(require, 'redis'))")
	if !strings.HasPrefix(stdout, "own\tfalse\t") || stderr != "" {
		t.Errorf("printed %q, reported %q", stdout, stderr)
	}
}
