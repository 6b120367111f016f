//go:build linux && !race && !lean

package bindings

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestRowsInLittleMemory holds that rows which are streamed take no more than 50 MB of the machine, the command and all.
func TestRowsInLittleMemory(t *testing.T) {
	command := filepath.Join(t.TempDir(), "moonloop")
	build := exec.Command("go", "build", "-o", command, ".")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	cmd := exec.Command(command, "-e", `
		local db = await(require("moonloop.sql").open(":memory:"))
		local n = 0
		for row in db:rows("WITH RECURSIVE c(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM c WHERE g < 300000) SELECT g, 'name ' || g AS name FROM c") do
			assert(row.name == "name " .. row.g)
			n = n + 1
		end
		print(n)`)
	cmd.Env = append(os.Environ(), "GOGC=", "GOMEMLIMIT=")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.TrimSpace(string(out)) != "300000" {
		t.Fatalf("%v: %s", err, out)
	}
	if most := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss / 1024; most > 50 {
		t.Errorf("%d MB at most", most)
	}
}
