//go:build lean

package main

import (
	"os/exec"
	"strings"
	"testing"
)

// TestLean holds that a lean build links no database, and that scripts which want one are told why it is not there.
func TestLean(t *testing.T) {
	list, err := exec.Command("go", "list", "-tags", "lean", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"sqlite", "pgx", "moonloop/bindings/sql", "moonloop/bindings/redis"} {
		if strings.Contains(string(list), part) {
			t.Errorf("%s is linked", part)
		}
	}
	for _, name := range []string{"sql", "moonloop.sql", "redis", "moonloop.redis"} {
		stdout, stderr, status := moonloop(t, "", "-e", "require '"+name+"'")
		want := "moonloop: module '" + name + "' not found: this command was built without databases: build it without -tags lean\n"
		if status != 1 || stdout != "" || !strings.HasPrefix(stderr, want) {
			t.Errorf("%s: status %d, printed %q, reported %q, want %q in it", name, status, stdout, stderr, want)
		}
	}
	stdout, stderr, _ := moonloop(t, "", "-e", "package.preload.sql = function() return 'own' end print(require 'sql', pcall(require, 'redis'))")
	if !strings.HasPrefix(stdout, "own\tfalse\t") || stderr != "" {
		t.Errorf("printed %q, reported %q", stdout, stderr)
	}
}
