//go:build linux

package sandbox

// This file has hostile programs written at random: what fuzzing chooses is which of all functions and methods are called with
// what, and where: under pcall, in tasks, coroutines, iterators, metamethods, callbacks.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/repl/annotations"
	"moonloop/scripts/tests/stacks"
	"moonloop/vm"
)

// surface is what programs call: every function as an expression, and every method with what makes an object that has it.
func surface() (all []string) {
	for _, e := range annotations.Entries() {
		class, method, isMethod := strings.Cut(e.Name, ":")
		switch {
		case e.Kind == annotations.Method && isMethod && makers[class] != "":
			all = append(all, fmt.Sprintf("(function(...) local o = %s return o[%q](o, ...) end)", makers[class], method))
		case e.Kind == annotations.Function && !isMethod:
			name := e.Name
			if module, rest, ok := strings.Cut(name, "."); ok && module != "asyncio" && module != "fs" {
				name = fmt.Sprintf("require(%q).%s", "moonloop."+module, rest)
			}
			all = append(all, name)
		}
	}
	for _, e := range annotations.Language() {
		if e.Kind == annotations.Function && !strings.Contains(e.Name, ":") {
			all = append(all, strings.TrimPrefix(e.Name, "_G."))
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// values are what programs pass, beside what they have made before: r, a list of results.
var values = []string{
	"nil", "true", "0", "-1", "1", "2 ^ 31", "2 ^ 53", "1e300", "0 / 0", "math.huge", "0.001", `""`, `"x"`, `("x"):rep(1e5)`, `"%s%d("`,
	"{}", "{ n = 2 ^ 31 }", "cycle", "shared", "lies", "print", "f", "f", "asyncio.Future()", "asyncio.sleep(0)", "coroutine.create(f)",
	"asyncio.create_task(f)", "asyncio.RuntimeError(lies)", "r", "r[1]", "r[#r]", "r[#r]", "_G", "{ f, f }", "{ timeout = 0 }", "host_wait", "host_object",
}

// prelude is what every program begins with.
const prelude = `
local must, r, shared, cycle, f = require, {}, { 1 }, {}, nil
local function require(name) local ok, m = pcall(must, name) return ok and m or {} end
for i = 1, 30 do shared = { shared, shared } end
cycle[1], cycle.x = cycle, cycle
local function again(...) return f(...) end
local lies = setmetatable({}, { __index = again, __call = again, __tostring = again, __lt = again, __le = again, __eq = again, __concat = again,
	__add = again, __newindex = again, __len = function() return 2 ^ 40 end })
local function keep(ok, ...) for i = 1, math.min(select("#", ...), 3) do r[#r % 50 + 1] = (select(i, ...)) end end
`

// A writer writes the program that the bytes choose.
type writer struct {
	strings.Builder
	choices []byte
	surface []string
}

func (w *writer) pick(n int) int {
	if len(w.choices) == 0 {
		return 0
	}
	c := int(w.choices[0])
	w.choices = w.choices[1:]
	if n > 256 && len(w.choices) > 0 {
		c = c<<8 | int(w.choices[0])
		w.choices = w.choices[1:]
	}
	return c % n
}

// call is a call of something with something.
func (w *writer) call() string {
	args := make([]string, w.pick(5))
	for i := range args {
		args[i] = values[w.pick(len(values))]
	}
	return fmt.Sprintf("keep(pcall(%s))", strings.Join(append([]string{w.surface[w.pick(len(w.surface))]}, args...), ", "))
}

// places are where calls stand.
var places = []string{
	"%s", "%s", "for i = 1, 100 do %s end", "while true do %s end", "r[#r + 1] = asyncio.create_task(function() %s end)",
	"r[#r + 1] = coroutine.wrap(function() %s coroutine.yield() end) pcall(r[#r])", "asyncio.get_running_loop():call_soon(function() %s end)",
	"pcall(function() asyncio.timeout(0.01, function() %s end) end)", "pcall(table.sort, { 3, 1, 2 }, function(a, b) %s return a < b end)",
	`pcall(string.gsub, "abc", ".", function() %s end)`, "for x in function() %s end do if x then break end end", "await(asyncio.sleep(0)) %s",
	"pcall(function() await(r[#r]) end) %s", "pcall(function() asyncio.TaskGroup(function(tg) tg:create_task(function() %s end) end) end)",
	"pcall(asyncio.try, function() %s error(r[#r]) end, { finally = f })",
}

func (w *writer) program() string {
	w.WriteString(prelude)
	fmt.Fprintf(w, "f = function(...) %s return r[#r] end\n", w.call())
	for len(w.choices) > 0 {
		w.WriteString(strings.Replace(places[w.pick(len(places))], "%s", w.call(), 1) + "\n")
	}
	return w.String()
}

// FuzzHostile runs programs in limited Worlds. Whatever one does: it ends in time, nothing panics, the World answers afterwards
// and closes, and the process stays small.
func FuzzHostile(f *testing.F) {
	for i := range 40 {
		seed := make([]byte, 60)
		for k := range seed {
			seed[k] = byte(k*k*(i+3) + 31*i + k)
		}
		f.Add(seed)
	}
	all := surface()
	if len(all) < 500 {
		f.Fatalf("%d functions", len(all))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		w := writer{choices: choices[:min(len(choices), 200)], surface: all}
		source := w.program()
		const patience = 200 * time.Millisecond
		world, err := host.New(host.Options{
			Grace: patience / 4, Modules: bindings.All(), Stdout: io.Discard, Stderr: io.Discard,
			Limits: vm.Limits{MaxInstructions: 2e6, MaxMemory: 16 << 20, MaxSource: 1e5, Slice: 10_000},
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(
			world.Func("host_wait", func(ctx context.Context, v any) any { return v }),
			world.Set("host_object", &object{Name: "x"}),
		); err != nil {
			t.Fatal(err)
		}
		stacks.OfHang(t, source)
		began, before := time.Now(), timeOf("self")
		ctx, cancel := context.WithTimeout(t.Context(), patience)
		results, err := world.RunString(ctx, source, "fuzz.lua")
		cancel()
		text := fmt.Sprint(results, err)
		now := timeOf("self")
		// A step of no limit of time may be long, but not for ever.
		if took := min(time.Since(began), now.computed-before.computed); took > 2*time.Second {
			t.Errorf("computed for %v: %s", took, source)
		}
		if strings.Contains(text, "panic in Go function") || strings.Contains(text, "BUG") {
			t.Errorf("%s: %s", text, source)
		}
		if _, err := world.RunString(t.Context(), "return 1", "after.lua"); err != nil {
			t.Errorf("the World is dead: %v: %s", err, source)
		}
		if err := world.Close(); err != nil {
			t.Errorf("close: %v: %s", err, source)
		}
		if most := peak(); most > 1<<30 && os.Getenv(profileVariable) == "" {
			t.Errorf("%d MB: %s", most>>20, source)
		}
	})
}
