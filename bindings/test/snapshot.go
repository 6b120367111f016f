package test

// This file keeps snapshots: values that are recorded once and compared ever after.

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// snapshots are those of a test file, in one file beside it: FOLDER/snapshots/NAME.snap. Each begins with a line "=== CASE /
// NAME", and lines of a value that look so are indented. The file is for people, who read its changes.
type snapshots struct {
	read   bool
	values map[string]string
	order  []string
	asked  map[string]bool
}

func folderOf(name string) string { return filepath.Dir(name) }

// SnapshotFile is where the snapshots of a test file are.
func SnapshotFile(file string) string {
	base := strings.TrimSuffix(filepath.Base(file), ".lua")
	return filepath.Join(filepath.Dir(file), "snapshots", base+".snap")
}

const snapshotMark = "=== "

// loadSnapshots reads the file, once.
func (s *Suite) loadSnapshots(c native.Call) {
	k := &s.snaps
	if k.read {
		return
	}
	k.read, k.values, k.asked = true, map[string]string{}, map[string]bool{}
	b, err := s.options.Disk.Read(SnapshotFile(s.options.File))
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	if err != nil {
		c.Raise(loop.Errorf(loop.OSError, "%s: %v", c.Name, err))
	}
	text := strings.ReplaceAll(string(b), "\r\n", "\n")
	for _, part := range strings.Split("\n"+text, "\n"+snapshotMark)[1:] {
		key, value, _ := strings.Cut(part, "\n")
		k.values[key] = strings.TrimSuffix(value, "\n")
		k.order = append(k.order, key)
	}
}

// snapshot is snapshot(name, value): the value must be as it was recorded.
func (s *Suite) snapshot(c native.Call) int {
	r := s.running(c)
	name := c.Text(1)
	need(c, 2, "a value")
	if s.options.Disk == nil {
		c.Raise(loop.Errorf(loop.OSError, "%s: the host has granted no folder", c.Name))
	}
	if strings.ContainsAny(name, "\r\n") {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: a name of one line expected", c.Name))
	}
	s.loadSnapshots(c)
	k := &s.snaps
	key := r.name + " / " + name
	if k.asked[key] {
		c.Raise(loop.Errorf(loop.ValueError, "%s: there is a snapshot '%s' of this case already", c.Name, name))
	}
	k.asked[key] = true
	text := recorded(c, c.Arg(2))
	old, known := k.values[key]
	switch {
	case known && old == text:
		return 0
	case s.options.Update:
		if !known {
			k.order = append(k.order, key)
		}
		k.values[key] = text
		s.saveSnapshots(c)
		return 0
	case !known:
		s.failed(c, 3, nil, indent(text, "+ "), "there is no snapshot '%s' yet: run with --update to record it", name)
	}
	s.failed(c, 3, map[string]any{"want": lua.LString(old), "got": lua.LString(text)}, lineDifference(text, old), "the value is not that of snapshot '%s' (if it should be, run with --update)", name)
	return 0
}

// recorded is a value as the file has it: a text as it is, but for what would look like the beginning of another.
func recorded(c native.Call, v lua.LValue) string {
	text, ok := v.(lua.LString)
	if !ok {
		return Show(c.RT, v)
	}
	lines := strings.ReplaceAll("\n"+string(text), "\r", "")
	return strings.ReplaceAll(lines, "\n===", "\n ===")[1:]
}

func (s *Suite) saveSnapshots(c native.Call) {
	var b strings.Builder
	for i, key := range s.snaps.order {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s%s\n%s\n", snapshotMark, key, s.snaps.values[key])
	}
	if err := s.options.Disk.Write(SnapshotFile(s.options.File), []byte(b.String())); err != nil {
		c.Raise(loop.Errorf(loop.OSError, "%s: %v", c.Name, err))
	}
}

func indent(text, by string) string { return by + strings.ReplaceAll(text, "\n", "\n"+by) }
