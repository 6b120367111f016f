package loop

import (
	"fmt"
	"testing"
)

// ranked is an item with a priority and something that tells it from its equals.
type ranked struct{ priority, n int }

// TestPriorityTies checks that items of which none is less come in the order in which Python's heapq gives them.
func TestPriorityTies(t *testing.T) {
	q := NewPriorityQueue(0, func(a, b any) (bool, error) { return a.(ranked).priority < b.(ranked).priority, nil })
	for n, priority := range []int{2, 1, 2, 1, 3, 1, 2, 1, 1, 3} {
		q.PutNowait(ranked{priority, n})
	}
	var got []int
	for !q.Empty() {
		v, _ := q.GetNowait()
		got = append(got, v.(ranked).n)
	}
	equalList(t, "order", got, []int{1, 5, 3, 7, 8, 6, 2, 0, 9, 4})
}

// TestPriorityErrors has the comparison fail and check that the queue is as before.
func TestPriorityErrors(t *testing.T) {
	refuse := false
	less := func(a, b any) (bool, error) {
		if refuse {
			return false, bad()
		}
		return a.(int) < b.(int), nil
	}
	q := NewPriorityQueue(0, less)
	for _, n := range []int{3, 1, 2} {
		q.PutNowait(n)
	}
	refuse = true
	equal(t, "put", fmt.Sprint(q.PutNowait(0)), "ValueError: bad")
	_, err := q.GetNowait()
	equal(t, "get", fmt.Sprint(err), "ValueError: bad")
	equal(t, "text", q.String(), "<PriorityQueue maxsize=0 _queue=[1 3 2] tasks=3>")
	refuse = false
	for want := 1; want <= 3; want++ {
		v, err := q.GetNowait()
		equal(t, "item", fmt.Sprint(v, err), fmt.Sprint(want, " <nil>"))
	}
}

// TestPriorityReentry has the comparison use the queue that it is called by.
func TestPriorityReentry(t *testing.T) {
	var q *Queue
	var inner error
	q = NewPriorityQueue(0, func(a, b any) (bool, error) {
		inner = q.PutNowait(5)
		return false, nil
	})
	q.PutNowait(1)
	equal(t, "outer", q.PutNowait(2), error(nil))
	equal(t, "inner", fmt.Sprint(inner), "RuntimeError: PriorityQueue was changed by the comparison of its items")
	equal(t, "items", q.Len(), 2)
	q = NewPriorityQueue(0, func(a, b any) (bool, error) {
		q.Shutdown(true)
		return true, nil
	})
	q.PutNowait(1)
	equal(t, "cleared", fmt.Sprint(q.PutNowait(2)), "RuntimeError: PriorityQueue was changed by the comparison of its items")
	equal(t, "items", q.Len(), 0)
}
