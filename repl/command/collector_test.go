package command

import "testing"

// A heap is small at first, then as large as there is garbage for; what lives long makes it grow by less.
func TestCollector(t *testing.T) {
	for _, c := range []struct{ live, collections, heap int }{
		{0, 0, 4 << 20},
		{100 << 10, 1, 5 << 20},
		{100 << 10, 12, 16 << 20},
		{100 << 10, 1e6, 16 << 20},
		{2 << 20, 1, 10 << 20},
		{10 << 20, 1, 50 << 20},
		{40 << 20, 20, 104 << 20},
		{500 << 20, 20, 1000 << 20},
	} {
		percent := gcPercent(c.live, c.collections)
		heap := max(c.live+c.live*percent/100, percent*(4<<20)/100)
		if heap < c.heap*98/100 || heap > c.heap*102/100 {
			t.Errorf("after %d collections, of which %d bytes live: a heap of %d bytes, expected %d", c.collections, c.live, heap, c.heap)
		}
	}
}
