package lua51

// This file runs programs that were written by hand. What lua5.1 prints was recorded: lua5.1 NAME.lua > NAME.golden.

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func TestPrograms(t *testing.T) {
	t.Parallel()
	scripts, err := filepath.Glob("testdata/programs/*.lua")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".lua"), func(t *testing.T) {
			switch {
			case filepath.Base(path) == "nans.lua" && runtime.GOARCH != "amd64":
				t.Skip("processors have nans of their own")
			case filepath.Base(path) == "unreadable.lua" && runtime.GOOS != "linux":
				t.Skip("systems have errors of their own")
			}
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			golden, err := os.ReadFile(strings.TrimSuffix(path, ".lua") + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			for _, mode := range []Mode{Plain, Awaits} {
				got := Run(&Program{Source: string(source)}, mode)
				if want := (Outcome{Stdout: string(golden)}); got != want {
					t.Errorf("%s: %s", mode, firstDifference(got, want))
				}
			}
			if puc, err := exec.LookPath("lua5.1"); err == nil {
				if got, err := exec.Command(puc, path).Output(); err != nil || string(got) != string(golden) {
					t.Errorf("lua5.1 prints another thing than was recorded: %v", err)
				}
			}
		})
	}
}

// firstDifference tells the first line that differs.
func firstDifference(got, want Outcome) string {
	lines := strings.Split(want.Stdout, "\n")
	for i, line := range strings.Split(got.Stdout, "\n") {
		if i >= len(lines) {
			return "one line more: " + line
		}
		if line != lines[i] {
			return "got " + line + "\nwant " + lines[i]
		}
	}
	return "ends early: " + got.Message + got.Broken
}
