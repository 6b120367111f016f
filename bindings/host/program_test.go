package host_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// TestWorkersCloseTheirFiles holds that what a worker has written is there, also if it did not close the file.
func TestWorkersCloseTheirFiles(t *testing.T) {
	var out bytes.Buffer
	p, err := host.NewProgram(host.ProgramOptions{Stdout: &out, Stderr: &out})
	if err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(t.TempDir(), "kept.txt")
	chunk, err := vm.Compile(`await(asyncio.get_running_loop():run_in_executor(nil, function(path)
		FILE = io.open(path, "w")
		FILE:write("kept")
	end, ...))`, "script.lua")
	if err != nil {
		t.Fatal(err)
	}
	_, err = p.Asyncio().RunMain(context.Background(), p.Runtime().Load(chunk), lua.LString(kept))
	if closeErr := p.Close(); err != nil || closeErr != nil || out.Len() > 0 {
		t.Fatalf("%v, %v, printed %q", err, closeErr, out.String())
	}
	if b, err := os.ReadFile(kept); string(b) != "kept" {
		t.Errorf("the file has %q, %v", b, err)
	}
}
