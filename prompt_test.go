package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestPromptWithoutTerminal(t *testing.T) {
	script := filepath.Join(t.TempDir(), "script.lua")
	if err := os.WriteFile(script, []byte("x = 41\nlocal y = ...\nprint('script', y)\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args        []string
		stdin, want string
	}{
		{nil, "print(await(asyncio.sleep(0, 42)))", "42\n"},
		{[]string{"-i", script, "arg"}, "x + 1\n=await(asyncio.sleep(0, 'in its loop'))\n", "script\targ\n42\n\"in its loop\"\n"},
		{[]string{"-i"}, "1 + 1\n", "2\n"},
		{[]string{"-i", "-e", "x = 1"}, "x\n:quit\nx", "1\n"},
		{[]string{"-i", "--virtual-time"}, ":time await(asyncio.sleep(3600))\n", "took 60m of virtual time\n"},
	} {
		var out, errOut bytes.Buffer
		status := doMain(c.args, strings.NewReader(c.stdin), &out, &errOut, func(int) {})
		if status != 0 || out.String() != c.want || errOut.Len() > 0 {
			t.Errorf("%q: status %d, printed %q, want %q, reported %q", c.args, status, out.String(), c.want, errOut.String())
		}
	}
}
