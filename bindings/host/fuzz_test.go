package host_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/host"
	"moonloop/scripts/tests/stacks"
	"moonloop/vm"
)

// FuzzWorld feeds source to a limited World, while random things are done to the World from outside. Whatever it is:
// no panic, no hang, no goroutine left.
func FuzzWorld(f *testing.F) {
	for _, source := range []string{
		"return 1",
		"while true do end",
		"local s = 'x' while true do s = s .. s end",
		"local t = {} for i = 1, 1e9 do t[i] = asyncio.create_task(function() await(asyncio.sleep(i)) end) end",
		"await(asyncio.gather({function() error('x') end, function() coroutine.yield(1) end}, {return_exceptions = true}))",
		"asyncio.TaskGroup(function(tg) tg:create_task(function() error({}) end) await(asyncio.sleep(1)) end)",
		"local q = asyncio.Queue(1) asyncio.create_task(function() await(q:put(1)) await(q:put(2)) end) return await(q:get()), block()",
		"for a, b in pairs(_G) do pcall(pcall, b, a, b, _G) end",
		"for _, m in pairs(asyncio) do pcall(m, function() await(asyncio.sleep(0)) end, 1) pcall(m, {}, {}) pcall(m) end",
		"setmetatable(_G, {__index = function(t, k) return await(asyncio.sleep(0, k)) end}) return undefined",
		"local co = coroutine.wrap(function() block() coroutine.yield(1) end) co() co() co()",
		"asyncio.try(function() fail() end, {{asyncio.RuntimeError, function(e) error(e) end}, finally = function() await(asyncio.sleep(0)) end})",
		"local l = asyncio.get_running_loop() l:call_soon(l.stop, l) l:call_later(0.001, error, 'x') await(asyncio.sleep(0.002)) l:close()",
		"table.sort({3, 1, 2, 5, 4}, function(a, b) return await(asyncio.sleep(0, a < b)) end) boom()",
		"asyncio.current_task():cancel() pcall(await, asyncio.sleep(1)) future:set_result(1)",
	} {
		f.Add(source, uint64(len(source)))
	}
	f.Fuzz(func(t *testing.T, source string, seed uint64) {
		random := rand.New(rand.NewPCG(seed, 1))
		o := host.Options{
			Grace: 20 * time.Millisecond, Manual: random.IntN(4) == 0,
			Limits: vm.Limits{MaxInstructions: 2e5, MaxMemory: 4 << 20, MaxOutput: 1e4, MaxSource: 1e5},
		}
		if random.IntN(2) == 0 {
			o.Slice = 1000
		}
		if random.IntN(2) == 0 {
			o.MaxStep = 5e4
		}
		w, err := host.New(o)
		if err != nil {
			t.Fatal(err)
		}
		future := w.NewFuture()
		if err := errors.Join(
			w.Func("block", func(ctx context.Context) error {
				select {
				case <-ctx.Done():
					return ctx.Err()
				case <-time.After(time.Millisecond):
					return nil
				}
			}),
			w.Func("fail", func() error { return errors.New("failed") }),
			w.Func("boom", func() { panic("boom") }),
			w.Set("future", future),
		); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		stacks.OfHang(t, source)
		done := make(chan struct{})
		if !o.Manual {
			go func() {
				defer close(done)
				for range random.IntN(8) {
					switch random.IntN(6) {
					case 0:
						_ = future.Complete(1, "x", nil, map[string]any{"a": []int{1}})
					case 1:
						_ = future.Fail(errors.New("no"))
					case 2:
						w.Go(ctx, "block").Cancel()
					case 3:
						_, _ = w.Call(ctx, "asyncio.sleep", "x", func() {}, make(chan int))
					case 4:
						_ = w.Post(func(rt *vm.Runtime) { panic("posted") })
					case 5:
						_ = w.Do(func(rt *vm.Runtime) error { panic("done") })
					}
				}
				if random.IntN(3) == 0 {
					_ = w.Close()
				}
			}()
		} else {
			close(done)
		}
		results, err := w.RunString(ctx, source, "fuzz.lua")
		_ = fmt.Sprint(results, err)
		<-done
		err = w.Close()
		for err != nil && strings.Contains(err.Error(), "gave up") && time.Since(began) < time.Minute {
			err = w.Close() // the machine did not let the World run for four times Grace
		}
		if err != nil {
			t.Error(err)
		}
		if d := time.Since(began); d > time.Minute {
			t.Errorf("took %v", d)
		}
	})
}
