package loop

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// numbered is a callback that notes its number.
type numbered struct {
	n   int
	log *[]int
}

func (c numbered) Call(*Future)   { *c.log = append(*c.log, c.n) }
func (c numbered) String() string { return fmt.Sprint("number ", c.n) }

// TestManyCallbacks adds and removes callbacks at random, equal ones too, beside a plain list.
func TestManyCallbacks(t *testing.T) {
	for seed := range int64(200) {
		random := rand.New(rand.NewSource(seed))
		l := New(Options{})
		f := newFuture(l)
		var log, want []int
		for range random.Intn(600) {
			cb := numbered{random.Intn(300), &log}
			if random.Intn(5) < 3 {
				f.AddDoneCallback(cb, nil)
				want = append(want, cb.n)
				continue
			}
			before := len(want)
			want = slices.DeleteFunc(want, func(n int) bool { return n == cb.n })
			equal(t, "removed", f.RemoveDoneCallback(cb), before-len(want))
		}
		text := f.String()
		switch n := len(want); {
		case n == 0:
			equal(t, "text", text, "<Future pending>")
		case n > 2:
			if part := fmt.Sprintf("cb=[number %d, <%d more>, number %d]", want[0], n-2, want[n-1]); !strings.Contains(text, part) {
				t.Errorf("text is %s, want %s in it", text, part)
			}
		}
		f.SetResult(nil)
		l.RunOnce(false)
		if !slices.Equal(log, want) {
			t.Fatalf("seed %d: called %v, want %v", seed, log, want)
		}
		l.Close()
	}
}

// TestManyTasksGiveUp has many tasks give up waiting for one future, each by itself.
func TestManyTasksGiveUp(t *testing.T) {
	const n = 1000
	l := New(Options{Clock: NewVirtualClock()})
	defer l.Close()
	f := newFuture(l)
	var outer []*Future
	for range n {
		outer = append(outer, must(Shield(l, f)))
	}
	for i := range n {
		outer[i*7%n].Cancel(nil)
		l.RunOnce(false)
		equal(t, "callbacks left", len(f.callbacks()), n-1-i)
	}
}
