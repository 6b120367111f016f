package vm

import "testing"

// TestMeasuringIsPaidFor asks an account again and again whether a script may go on that is beyond the limit: it measures a
// few times, and then only as often as work was done for it.
func TestMeasuringIsPaidFor(t *testing.T) {
	rt, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	used := rt.MemoryUsed()
	var g memoryAccount
	g.init(used - 1)
	measured := func() int {
		n := 0
		for range 10000 {
			g.cost = 0
			if g.settle(rt, 0) == nil {
				t.Fatal("there is room")
			}
			if g.cost == used/128 {
				n++
			}
		}
		return n
	}
	if n := measured(); n < 1 || n > creditTaken {
		t.Errorf("measured %d times", n)
	}
	if n := measured(); n != 0 {
		t.Errorf("measured %d times on no credit", n)
	}
	g.credit += 2*used + 1
	if n := measured(); n != 2 {
		t.Errorf("measured %d times for the work of two", n)
	}
	g.limit = 2 * used // what there is room for by the last measurement is measured in any case
	if g.settle(rt, 0) != nil || g.room < g.limit/16 {
		t.Errorf("room for %d", g.room)
	}
}
