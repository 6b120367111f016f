package tests

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTwins runs the programs with input and output whose twins in Python have recorded what they print. They run in real
// time.
func TestTwins(t *testing.T) {
	scripts, err := filepath.Glob("twins/*.lua")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no twins: %v", err)
	}
	for _, path := range scripts {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".lua"), func(t *testing.T) {
			t.Parallel()
			source, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile(strings.TrimSuffix(path, ".lua") + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			w := makeWorld(t, false, nil)
			if err := w.run(string(source), path); err != nil {
				t.Error(text(err))
			}
			if got := w.stdout.String(); got != string(want) {
				t.Errorf("got:\n%s\nwant, as Python:\n%s", got, want)
			}
		})
	}
}
