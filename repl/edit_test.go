//go:build unix

package repl

import (
	"os"
	"path/filepath"
	"testing"
)

// TestEdit has an editor change the newest input, and a file. What tasks print meanwhile comes after it.
func TestEdit(t *testing.T) {
	program := filepath.Join(t.TempDir(), "editor")
	script := "#!/bin/sh\necho edits; while ! [ -e $GATE ]; do sleep 0.01; done; sed s/6/7/ \"$2\" >\"$2.new\" && mv \"$2.new\" \"$2\"\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, size := range sizes {
		gate := filepath.Join(t.TempDir(), "gate")
		t.Setenv("GATE", gate)
		t.Setenv("VISUAL", "")
		t.Setenv("EDITOR", program+" --flag")
		tm := openTerminal(t, size[0], size[1], "")
		tm.see(`\[1\]> $`)
		tm.press("do\rprint(6 * 6)\rend\r\x0c:edit\r")
		tm.see(`edits$`)
		printed := func() {
			tm.repl.print("printed")
			if err := os.WriteFile(gate, nil, 0o600); err != nil {
				t.Error(err)
			}
		}
		if err := tm.repl.loop.CallSoonThreadsafeFunc(printed); err != nil {
			t.Fatal(err)
		}
		tm.see(`edits\nprinted\n\[2\]> do\n\.\.\.>   print\(7 \* 6\)\n\.\.\.> end\n42\n\[3\]> $`)
		tm.press(upKey)
		tm.see(`\[3\]> do\n\.\.\.>   print\(7 \* 6\)\n\.\.\.> end$`)
		tm.press(ctrlC)
		file := filepath.Join(t.TempDir(), "a.lua")
		if err := os.WriteFile(file, []byte("print('loaded', 60)"), 0o600); err != nil {
			t.Fatal(err)
		}
		tm.press("\x0c:edit " + file + "\r")
		tm.see(`loaded\t*\s*70\n\[3\]> $`)
		t.Setenv("EDITOR", "/nowhere/editor")
		tm.press("\x0c:edit\r")
		tm.see(`:edit: .*/nowhere/editor(?s:.*)\[3\]> $`)
		tm.leave()
	}
}
