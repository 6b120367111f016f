package tester

import (
	"io"
	"os"
	"strings"
	"testing"

	"moonloop/bindings/test"
	"moonloop/loop"
)

// plantedFiles have mistakes, each in a case beside another one without it.
var plantedFiles = []string{
	"testdata/planted_test.lua", "testdata/planted_services_test.lua", "testdata/planted_crashes_test.lua",
	"testdata/planted_flows_test.lua", "testdata/planted_protocols_test.lua", "testdata/planted_incidents_test.lua",
}

// ways are those in which a seed can decide.
var ways = []struct {
	name string
	seed func(s *loop.Schedule, seed uint64)
}{
	{"default", (*loop.Schedule).Seed},
	{"permuting", (*loop.Schedule).SeedPermuting},
	{"pct", func(s *loop.Schedule, seed uint64) { s.SeedPCT(seed, 3) }},
}

// loaded is a file as a child runs it.
func loaded(t testing.TB, file string) *childRun {
	source, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return newChildRun(request{File: file}, &frameWriter{w: io.Discard}, string(source))
}

// cases are the names of those whose names begin with some text.
func (c *childRun) cases(t testing.TB, begin string) (some []string) {
	s, p, f := c.load(test.Options{Seed: 1, Seeds: 1}, nil)
	if f != nil {
		t.Fatal(f)
	}
	defer p.Close()
	names, _ := s.Names()
	for _, name := range names {
		if strings.HasPrefix(name, begin) {
			some = append(some, name)
		}
	}
	return some
}

// fails tells whether a case does with a seed.
func (c *childRun) fails(t testing.TB, name string, seed uint64, way func(*loop.Schedule, uint64)) bool {
	t.Helper()
	s := new(loop.Schedule)
	way(s, seedOf(name, seed))
	r := c.again(name, seed, s, false)
	if r == nil {
		t.Fatalf("%s: seed %d does not run", name, seed)
	}
	return r.Status == test.Failed
}

// BenchmarkPlanted tells how many of 500 seeds find each mistake, in each of the ways, and which seed is the first (0: none is).
// Its numbers are those of the manual's table, and do not depend on the machine. It takes minutes: run it by
//
//	go test ./repl/tester -run - -bench Planted -benchtime 1x
func BenchmarkPlanted(b *testing.B) {
	const seeds = 500
	for _, file := range plantedFiles {
		c := loaded(b, file)
		for _, name := range c.cases(b, "planted: ") {
			for _, way := range ways {
				b.Run(strings.TrimPrefix(name, "planted: ")+"/"+way.name, func(b *testing.B) {
					for b.Loop() {
						first, found := 0, 0
						for seed := 1; seed <= seeds; seed++ {
							if c.fails(b, name, uint64(seed), way.seed) {
								found++
								if first == 0 {
									first = seed
								}
							}
						}
						b.ReportMetric(float64(first), "first")
						b.ReportMetric(float64(found), "found")
					}
				})
			}
		}
	}
}

// BenchmarkRight looks for what correct programs fail with, in 2,000 seeds a way.
func BenchmarkRight(b *testing.B) {
	for _, file := range plantedFiles {
		c := loaded(b, file)
		for _, name := range c.cases(b, "right: ") {
			for _, way := range ways {
				b.Run(strings.TrimPrefix(name, "right: ")+"/"+way.name, func(b *testing.B) {
					for b.Loop() {
						for seed := range uint64(2000) {
							if c.fails(b, name, seed+1, way.seed) {
								b.Errorf("seed %d fails", seed+1)
							}
						}
					}
				})
			}
		}
	}
}

// BenchmarkSeed is one seed of a case with a thousand awaits, with the loading of its file.
func BenchmarkSeed(b *testing.B) {
	file := caseFile(b, 1, `
	local queue, lock, total = asyncio.Queue(5), asyncio.Lock(), 0
	local function worker()
		for _ = 1, 25 do
			local n = await(queue:get())
			asyncio.with(lock, function()
				await(asyncio.sleep(0.001 * n))
				total = total + n
			end)
		end
	end
	local tasks = {}
	for i = 1, 10 do tasks[i] = asyncio.create_task(worker) end
	for i = 1, 250 do await(queue:put(i % 4)) end
	await(asyncio.gather(tasks))
	t.eq(total, 375)`)
	c := loaded(b, file)
	for _, way := range ways {
		b.Run(way.name, func(b *testing.B) {
			seed := uint64(0)
			for b.Loop() {
				if seed++; c.fails(b, "some", seed, way.seed) {
					b.Fatalf("seed %d fails", seed)
				}
			}
		})
	}
}
