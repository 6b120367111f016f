package loop_test

import (
	"errors"
	"fmt"
	"time"

	"moonloop/loop"
)

// Options that make an example take no time.
func virtual() loop.RunnerOptions {
	return loop.RunnerOptions{Loop: loop.Options{Clock: loop.NewVirtualClock()}}
}

func Example() {
	v, err := loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		all, err := loop.Gather(l, []any{loop.Sleep(l, loop.After(2*time.Second), "slow"), loop.Sleep(l, loop.After(time.Second), "quick")}, false)
		if err != nil {
			return nil, err
		}
		results, err := co.Await(all)
		fmt.Println("after", l.Time(), "seconds")
		return results, err
	}))
	fmt.Println(v, err)
	// Output:
	// after 2 seconds
	// [slow quick] <nil>
}

func ExampleWaitFor() {
	_, err := loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		return co.Await(loop.WaitFor(l, loop.Sleep(l, loop.After(10*time.Second), nil), loop.After(time.Second)))
	}))
	fmt.Println(err, errors.Is(err, loop.TimeoutError))
	// Output: TimeoutError true
}

func ExampleAsCompleted() {
	loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		c, err := loop.AsCompleted(l, []any{loop.Sleep(l, loop.After(3*time.Second), "c"), loop.Sleep(l, loop.After(time.Second), "a"), loop.Sleep(l, loop.After(2*time.Second), "b")}, loop.Span{})
		for next := c.NextResult(); next != nil; next = c.NextResult() {
			v, err := co.Await(next)
			fmt.Println(v, err)
		}
		return nil, err
	}))
	// Output:
	// a <nil>
	// b <nil>
	// c <nil>
}

// counter is a coroutine written as a state machine: it counts down, a second a number.
type counter struct {
	l    *loop.Loop
	n    int
	at   loop.Await
	rest bool
}

func (c *counter) Resume(exc error) (loop.Signal, any) {
	if c.rest {
		if sig, v := c.at.Resume(exc); sig != loop.Returned {
			return sig, v
		}
	}
	c.rest = true
	if c.n == 0 {
		return loop.Returned, "lift-off"
	}
	fmt.Println(c.n)
	c.n--
	return c.at.Start(loop.Sleep(c.l, loop.After(time.Second), nil))
}

func ExampleCoroutine() {
	l := loop.New(loop.Options{Clock: loop.NewVirtualClock()})
	defer l.Close()
	v, _ := l.RunUntilComplete(&counter{l: l, n: 3})
	fmt.Println(v, "at", l.Time())
	// Output:
	// 3
	// 2
	// 1
	// lift-off at 3
}

func ExampleLoop_RunCoroutineThreadsafe() {
	l := loop.New(loop.Options{})
	defer l.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		p, _ := l.RunCoroutineThreadsafe(loop.Sleep(l, loop.After(time.Millisecond), "from another goroutine"))
		fmt.Println(p.Result())
		l.CallSoonThreadsafeFunc(l.Stop)
	}()
	l.RunForever()
	<-done
	// Output: from another goroutine <nil>
}

func ExampleTimeout() {
	loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		cm := loop.NewTimeout(l, loop.After(time.Second))
		if err := cm.Enter(); err != nil {
			return nil, err
		}
		_, err := co.Await(loop.Sleep(l, loop.After(60*time.Second), nil))
		err = cm.Exit(err)
		fmt.Println(err, cm.Expired())
		return nil, nil
	}))
	// Output: TimeoutError true
}

func ExampleTaskGroup() {
	loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		g := new(loop.TaskGroup)
		if err := g.Enter(l); err != nil {
			return nil, err
		}
		g.CreateTask(loop.Sleep(l, loop.After(10*time.Second), nil), loop.TaskOptions{})
		g.CreateTask(loop.Func(func(co *loop.Co) (any, error) {
			co.Await(loop.Sleep(l, loop.After(time.Second), nil))
			return nil, loop.ValueError.New("no such thing")
		}), loop.TaskOptions{})
		_, err := co.Await(g.Exit(nil)) // waits for both; the failure of one stops the other
		fmt.Println(l.Time(), err)
		return nil, nil
	}))
	// Output: 1 ExceptionGroup: unhandled errors in a TaskGroup (1 sub-exception)
}

func ExampleSemaphore() {
	loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		s, err := loop.NewSemaphore(2)
		var all []any
		for i := range 4 {
			all = append(all, loop.Func(func(co *loop.Co) (any, error) {
				if _, err := co.Await(s.Acquire(l)); err != nil {
					return nil, err
				}
				defer s.Release()
				fmt.Println(l.Time(), "job", i)
				return co.Await(loop.Sleep(l, loop.After(time.Second), nil))
			}))
		}
		done, _ := loop.Gather(l, all, false)
		co.Await(done)
		return nil, err
	}))
	// Output:
	// 0 job 0
	// 0 job 1
	// 1 job 2
	// 1 job 3
}

func ExampleCondition() {
	loop.Run(virtual(), loop.Func(func(co *loop.Co) (any, error) {
		l := co.Loop()
		c, stock := loop.NewCondition(nil), 0
		customer, _ := l.CreateTask(loop.Func(func(co *loop.Co) (any, error) {
			co.Await(c.Acquire(l))
			defer c.Release()
			return co.Await(c.WaitFor(l, func() (any, bool, error) { return stock, stock >= 2, nil }))
		}), loop.TaskOptions{})
		for range 3 {
			co.Await(loop.Sleep(l, loop.After(time.Second), nil))
			co.Await(c.Acquire(l))
			stock++
			c.NotifyAll()
			c.Release()
		}
		fmt.Println(customer.Result())
		return nil, nil
	}))
	// Output: 2 <nil>
}
