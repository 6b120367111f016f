package tester

// This file is --watch: the tests run again when a file changes.

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"path/filepath"
	"strings"
	"time"
)

const pollEvery = 300 * time.Millisecond

// watch runs the tests, again after each change, until it is stopped.
func watch(stop stopping, o Options, stdout, stderr io.Writer) int {
	for {
		before := stamps(o.Paths)
		run(stop, o, stdout, stderr)
		if stop.soft.Err() == nil {
			fmt.Fprintln(stdout, "\nwaiting for a change; Ctrl-C leaves")
		}
		changed := waitForChange(stop.soft, o.Paths, before)
		if status, _ := stop.status(); status != 0 {
			return status
		}
		fmt.Fprintf(stdout, "\n%s has changed\n\n", changed)
	}
}

// waitForChange waits until a file is other than it was, and returns its name.
func waitForChange(ctx context.Context, paths []string, before map[string]stamp) string {
	ticker := time.NewTicker(pollEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return ""
		case <-ticker.C:
		}
		now := stamps(paths)
		if maps.Equal(now, before) {
			continue
		}
		for name, s := range now {
			if before[name] != s {
				return name
			}
		}
		return "a file that is gone"
	}
}

// A stamp tells whether a file has changed.
type stamp struct {
	size int64
	when time.Time
}

// stamps are those of the Lua files below the paths and the current folder, where modules are.
func stamps(paths []string) map[string]stamp {
	all := map[string]stamp{}
	for _, path := range append([]string{"."}, paths...) {
		_ = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return nil // gone meanwhile
			case d.IsDir() && p != path && strings.HasPrefix(d.Name(), "."):
				return fs.SkipDir
			case filepath.Ext(p) == ".lua":
				if info, err := d.Info(); err == nil {
					all[filepath.ToSlash(p)] = stamp{info.Size(), info.ModTime()}
				}
			}
			return nil
		})
	}
	return all
}
