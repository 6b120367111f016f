package differential

// This file compares Moonloop with what CPython has recorded, and checks the generator.

import (
	"fmt"
	"testing"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// TestGolden runs the recorded programs. To look at one that fails: go run ./scripts/tests/differential/cmd -from SEED.
func TestGolden(t *testing.T) {
	list, err := ReadGolden("testdata/golden.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	if len(list) < 1000 {
		t.Errorf("got %d recorded programs, want at least 1000", len(list))
	}
	const batch = 100
	for at := 0; at < len(list); at += batch {
		part := list[at:min(at+batch, len(list))]
		t.Run(fmt.Sprintf("seeds %d-%d", part[0].Seed, part[len(part)-1].Seed), func(t *testing.T) {
			t.Parallel()
			for _, g := range part {
				trace, err := Run(g.Lua, ModeOf(g.Seed))
				if err != nil {
					t.Errorf("seed %d: %v\n%s", g.Seed, err, g.Lua)
				} else if where := Differ(trace, g.Trace); where != "" {
					t.Errorf("seed %d: %s\n%s", g.Seed, where, g.Lua)
				}
			}
		})
	}
}

// TestGenerate checks that a seed always makes the same program, and that every operation occurs.
func TestGenerate(t *testing.T) {
	seen := map[Op]bool{}
	for seed := range uint64(150) {
		p := Generate(seed, AllFeatures)
		if again := Generate(seed, AllFeatures); p.Lua() != again.Lua() || p.Python() != again.Python() {
			t.Fatalf("seed %d made two programs", seed)
		}
		p.Main.visit(func(n *Node) { seen[n.Op] = true })
	}
	for _, op := range []Op{"spawn", "gather", "wait", "wait_for", "shield", "as_completed", "timeout", "group", "with", "generator", "barrier_wait"} {
		if !seen[op] {
			t.Errorf("no program has %s", op)
		}
	}
}

// TestShrink checks that what has nothing to do with a difference is left out.
func TestShrink(t *testing.T) {
	has := func(p *Program) bool {
		found := false
		p.Main.visit(func(n *Node) { found = found || n.Op == "shield" })
		return found
	}
	tried := 0
	for seed := range uint64(200) {
		p := Generate(seed, AllFeatures)
		if !has(p) {
			continue
		}
		tried++
		before := p.Lua()
		small := Shrink(p, has)
		if got := small.Main.size(); got > 10 {
			t.Errorf("seed %d: %d nodes are left:\n%s", seed, got, small.Lua())
		}
		if p.Lua() != before {
			t.Errorf("seed %d: the program given was changed", seed)
		}
	}
	if tried == 0 {
		t.Error("no program has shield")
	}
}

// TestHung checks that a program that does not end is cut off.
func TestHung(t *testing.T) {
	if _, err := Run("function main() while true do await(asyncio.sleep(0)) log('again') end end", Mode{}); err == nil {
		t.Error("no error")
	}
}

func (b Block) visit(fn func(*Node)) {
	for _, n := range b.List {
		n.visit(fn)
	}
}

func (n *Node) visit(fn func(*Node)) {
	fn(n)
	for _, k := range n.Kids {
		k.visit(fn)
	}
	for _, b := range n.Body {
		b.visit(fn)
	}
}
