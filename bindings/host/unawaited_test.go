package host_test

import (
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"moonloop/bindings/host"
	"moonloop/vm"
)

// TestUnawaitedAreLetGo has a World make coroutine objects for ever and await few of them: those that nobody has any
// more are reported and freed, each once, and the others can be awaited.
func TestUnawaitedAreLetGo(t *testing.T) {
	var out strings.Builder
	w, err := host.New(host.Options{Stderr: &out})
	if err != nil {
		t.Fatal(err)
	}
	const rounds, each, kept = 40, 250, 10
	if _, err := run(t, w, `
		local rounds, each, kept = ...
		keep = {}
		f = async(function(i) return i end)
		for i = 1, rounds do
			for j = 1, each do
				local co = f(#keep + 1)
				if j <= kept then keep[#keep + 1] = co end
			end
			await(asyncio.sleep(0))
		end`, rounds, each, kept); err != nil {
		t.Fatal(err)
	}
	reported := func() (text string) {
		if err := w.Do(func(*vm.Runtime) error { text = out.String(); return nil }); err != nil {
			t.Fatal(err)
		}
		return text
	}
	for tries := 0; !strings.Contains(reported(), "was never awaited"); tries++ {
		if tries > 1000 {
			t.Fatal("nothing was reported")
		}
		runtime.GC()
	}
	sum, err := host.One[int](run(t, w, "local sum = 0 for _, co in ipairs(keep) do sum = sum + await(co) end return sum"))
	if n := rounds * kept; sum != n*(n+1)/2 || err != nil {
		t.Errorf("sum %d, %v", sum, err)
	}
	if _, err := run(t, w, "await(keep[1])"); err == nil || !strings.Contains(err.Error(), "cannot reuse") {
		t.Errorf("awaited twice: %v", err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lost := 0
	for _, m := range regexp.MustCompile(`coroutine 'f' was never awaited, (\d+) times`).FindAllStringSubmatch(out.String(), -1) {
		n, _ := strconv.Atoi(m[1])
		lost += n
	}
	if want := rounds * (each - kept); lost != want || strings.Count(out.String(), "\n") > 4 {
		t.Errorf("%d reported, want %d, in two reports:\n%.500s", lost, want, out.String())
	}
}
