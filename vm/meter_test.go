package vm

import (
	"testing"

	"moonloop/loop"
)

// TestBudgetsAreExact runs two budgets in turns of few instructions: neither pays for the other.
func TestBudgetsAreExact(t *testing.T) {
	rt, err := New(Options{Limits: Limits{Stoppable: true, MaxStep: 200, Slice: 150}})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	chunk, err := Compile("local n = ... for i = 1, 1000 do for j = 1, n do end coroutine.yield() end", "test")
	if err != nil {
		t.Fatal(err)
	}
	l := rt.NewLoop(loop.Options{})
	defer l.Close()
	budgets := []*Budget{rt.NewBudget(0), rt.NewBudget(0)}
	var tasks []any
	for i, b := range budgets {
		ctx := new(loop.Context)
		b.Bind(ctx)
		task, err := l.CreateTask(rt.NewCoroutine(rt.Load(chunk), rt.ToLua(10+40*i)), loop.TaskOptions{Context: ctx})
		if err != nil {
			t.Fatal(err)
		}
		tasks = append(tasks, task)
	}
	all, err := loop.Gather(l, tasks, false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := l.RunUntilComplete(all); err != nil {
		t.Fatal(err)
	}
	// An empty loop's turn is one instruction, a turn of the outer one about ten more.
	if used := budgets[0].used.Load(); used < 15_000 || used > 30_000 {
		t.Errorf("the first used %d instructions", used)
	}
	if used := budgets[1].used.Load(); used < 55_000 || used > 70_000 {
		t.Errorf("the second used %d instructions", used)
	}
}

// TestPreemptionKeepsState stops between any two instructions: multiple results, varargs, closures, comparisons.
func TestPreemptionKeepsState(t *testing.T) {
	const source = `
		local function many(n) if n == 0 then return end return n, many(n - 1) end
		local function count(...) return select("#", ...) end
		local total = 0
		for i = 1, 50 do
			local t = {many(i)}
			local f = function() return #t + i end
			local s = "x" .. #t .. i
			if #t == i and s == "x" .. i .. i and f() == 2 * i and count(many(i)) == i then
				total = total + select(i, many(i))
			end
			local ok, e = pcall(error, {i})
			if not ok and e[1] == i then total = total + 1 end
			for k, v in pairs({a = 1, b = 2}) do total = total + v end
			local co = coroutine.wrap(function(...) local x = coroutine.yield(...) return x, many(3) end)
			total = total + co(i) - i + select("#", co(1)) - 4
		end
		return total`
	for _, slice := range []int64{1, 2, 3, 5, 7, 100} {
		rt, err := New(Options{Limits: Limits{Slice: slice}})
		if err != nil {
			t.Fatal(err)
		}
		chunk, err := Compile(source, "test")
		if err != nil {
			t.Fatal(err)
		}
		l := rt.NewLoop(loop.Options{})
		v, err := l.RunUntilComplete(rt.NewCoroutine(rt.Load(chunk)))
		if err != nil {
			t.Fatalf("slice %d: %v", slice, err)
		}
		if n, err := As[int](rt.Values(v)[0]); n != 50+50+150 || err != nil {
			t.Errorf("slice %d: %d, %v", slice, n, err)
		}
		_ = l.Close()
		_ = rt.Close()
	}
}
