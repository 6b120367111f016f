package main

import (
	"strings"
	"testing"
)

func TestGame(t *testing.T) {
	var out strings.Builder
	g, err := newGame(&out)
	if err != nil {
		t.Fatal(err)
	}
	g.spawn("guard", 0, "guard", 0, 3)
	done := g.spawn("runner", -3, "runner", 2)
	for range 9 {
		if err := g.step(); err != nil {
			t.Fatal(err)
		}
	}
	select {
	case <-done.Done():
	default:
		t.Error("the runner still runs")
	}
	if err := g.world.Close(); err != nil {
		t.Error(err)
	}
	want := []string{"guard at 3: all quiet", "runner at 2: there!", "guard at 0: all quiet"}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("got\n%s", out.String())
	}
	for i, line := range lines {
		if !strings.HasSuffix(line, want[i]) {
			t.Errorf("line %d: %q, want %q", i, line, want[i])
		}
	}
}
