package simulate

// This file is Host: a machine with its World and its disk.

import (
	"bytes"
	"errors"
	"hash/fnv"
	"os"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/disk"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio/simnet"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A Host is a machine that was started.
type Host struct {
	c       *Cluster
	machine *simnet.Machine
	program *vm.Parcel
	skew    time.Duration

	dir    string
	remove func() error // its disk
	disk   *machineDisk

	// Of this life; nil when it is down.
	world *host.World
	loop  *loop.Loop
	root  *os.Root
	out   *lines
	lives uint64

	crashed  bool // in the middle of what its code does: this life is to end
	byChance bool // it is down, or about to be, and starts again by itself
}

// errCrashed ends the code of a machine.
var errCrashed = errors.New("the machine has crashed")

// Refusal is why a machine starts no program.
const Refusal = "a simulated machine has no processes"

// refuse sets what starts programs, which a World has not, to functions that say so.
func refuse(rt *vm.Runtime) {
	for _, f := range [][2]string{{"io", "popen"}, {"os", "execute"}} {
		if t, ok := rt.State().GetGlobal(f[0]).(*lua.LTable); ok {
			t.RawSetString(f[1], rt.State().NewFunction(func(L *lua.LState) int {
				vm.Fail(L, "%s: %s", f[1], Refusal)
				return 0
			}))
		}
	}
}

// start begins a life of the machine.
func (h *Host) start() (err error) {
	if h.remove == nil {
		if h.dir, h.remove, err = h.c.options.TempDir(); err != nil {
			return err
		}
	}
	if h.root, err = os.OpenRoot(h.dir); err != nil {
		return err
	}
	if h.disk == nil {
		h.disk = &machineDisk{}
	}
	h.disk.Below, h.disk.h = disk.Below{R: h.root}, h
	h.crashed, h.byChance = false, false
	h.lives++
	h.out = &lines{to: func(line string) {
		if h.c.options.Print != nil {
			h.c.options.Print(h.machine.String(), line)
		}
	}}
	clock := h.c.options.Net.Clock
	now := box.VirtualNow(clock)
	h.world, err = h.c.options.World(host.Options{
		Stdout: h.out, Stderr: h.out, Disk: h.disk, Manual: true, Clock: clock,
		Now:  func() time.Time { return now().Add(h.skew) },
		Seed: h.seed(),
	})
	if err != nil {
		return errors.Join(err, h.root.Close())
	}
	m := h.world.Asyncio()
	h.machine.Disk = h.c.options.Disk
	m.SetNetwork(h.machine)
	m.SetSchedule(h.c.options.Schedule)
	h.loop = m.NewLoop()
	h.loop.SetExceptionHandler(h.report)
	h.world.Lend(h.loop)
	return h.world.Do(func(rt *vm.Runtime) error {
		refuse(rt)
		return h.run(rt)
	})
}

// seed is another for each life of each machine.
func (h *Host) seed() uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(h.machine.String()))
	return sum.Sum64() + h.c.options.Net.Seed<<8 + h.lives
}

// run makes the program the main task.
func (h *Host) run(rt *vm.Runtime) error {
	list, err := rt.OpenList(h.program)
	if err != nil {
		return err
	}
	program, args := list[0], list[1:]
	main := rt.State().NewFunction(func(L *lua.LState) int {
		if name, ok := program.(lua.LString); ok {
			require := rt.State().GetGlobal("require")
			return rt.Perform(L, rt.CallValue(require, []lua.LValue{name}, func(vals []lua.LValue, err error) vm.Step {
				if err != nil {
					return vm.Raise(err)
				}
				fn := mainOf(vals)
				if fn == nil {
					return vm.Return() // the module has done all when it was loaded
				}
				return awaited(rt, fn, args)
			}))
		}
		return rt.Perform(L, awaited(rt, program, args))
	})
	task, err := h.loop.CreateTask(rt.NewCoroutine(main), loop.TaskOptions{Name: "main"})
	if err != nil {
		return err
	}
	task.AddDoneCallback(loop.NewCallback(func(f *loop.Future) {
		if f.Cancelled() {
			return
		}
		if exc, _ := f.Exception(); exc != nil && h.c.options.Failed != nil && !errors.Is(exc, errCrashed) {
			h.c.options.Failed(h.machine.String(), exc)
		}
	}), new(loop.Context))
	return nil
}

// mainOf is what a module has to be called: itself, or its function main; nil if it has none.
func mainOf(vals []lua.LValue) lua.LValue {
	if len(vals) == 0 {
		return nil
	}
	switch v := vals[0].(type) {
	case *lua.LFunction:
		return v
	case *lua.LTable:
		if fn, ok := v.RawGetString("main").(*lua.LFunction); ok {
			return fn
		}
	}
	return nil
}

// awaited calls a function, and awaits what an async one returns.
func awaited(rt *vm.Runtime, fn lua.LValue, args []lua.LValue) vm.Step {
	return native.CallAwaited(rt, fn, args, func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return vm.Raise(err)
		}
		return vm.Return(vals...)
	})
}

// report prints a report, and tells who looks on.
func (h *Host) report(l *loop.Loop, c *loop.ErrorContext) error {
	if errors.Is(c.Exception, errCrashed) {
		return nil
	}
	l.DefaultExceptionHandler(c)
	if c.Exception != nil && h.c.options.Reported != nil {
		h.c.options.Reported(h.machine.String(), c.Exception)
	}
	return nil
}

// lost tells of the coroutine objects that nobody has awaited.
func (h *Host) lost() {
	if h.loop != nil && h.c.options.Lost != nil {
		h.world.Runtime().Unawaited(func(l vm.Lost) { h.c.options.Lost(h.machine.String(), l) })
	}
}

// stop ends this life of the machine, as the end of power does. What failed before is reported, what is cut off is not.
func (h *Host) stop() error {
	if h.loop == nil {
		return nil
	}
	h.loop.ReportUnretrieved()
	h.out.end()
	h.crashed = true // what its end would write does not come to the disk
	h.world.Runtime().Stop(errCrashed)
	h.world.Env().Std.Abandon()
	err := errors.Join(h.loop.Close(), h.world.Close(), h.disk.crash(), h.root.Close())
	h.world, h.loop, h.root = nil, nil, nil
	return err
}

// discard removes the disk.
func (h *Host) discard() error {
	if h.remove == nil {
		return nil
	}
	return h.remove()
}

// lines tells what is written line by line.
type lines struct {
	to   func(line string)
	kept []byte // of a line that has not ended
	over bool
}

// Write implements io.Writer.
func (w *lines) Write(b []byte) (int, error) {
	if w.over {
		return len(b), nil
	}
	w.kept = append(w.kept, b...)
	for i := bytes.IndexByte(w.kept, '\n'); i >= 0; i = bytes.IndexByte(w.kept, '\n') {
		w.to(string(w.kept[:i+1]))
		w.kept = w.kept[i+1:]
	}
	return len(b), nil
}

// end drops what is written from now on.
func (w *lines) end() {
	if len(w.kept) > 0 {
		_, _ = w.Write([]byte{'\n'})
	}
	w.over = true
}
