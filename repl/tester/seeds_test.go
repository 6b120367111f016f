package tester

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"moonloop/loop"

	"go.uber.org/goleak"
)

// TestMain is the command too, which begins itself for each file.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "test" {
		os.Exit(Main(os.Args[2:], os.Stdout, os.Stderr))
	}
	goleak.VerifyTestMain(m)
}

// command runs `moonloop test` with arguments and returns what it prints, without times, and its status.
func command(args ...string) (text string, status int) {
	var out bytes.Buffer
	status = Main(args, &out, &out)
	return regexp.MustCompile(`([ (])[0-9.]+[mµn]?s\b(, [0-9.]+ s of its loop)?`).ReplaceAllString(out.String(), "${1}TIME"), status
}

// caseFile writes a test file with one case.
func caseFile(t testing.TB, seeds int, body string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "some_test.lua")
	text := "local test = require 'moonloop.test'\ntest.case('some', { seeds = " + fmt.Sprint(seeds) + " }, function(t)\n" + body + "\nend)\n"
	if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
	return file
}

var replayed = regexp.MustCompile(`--replay (\S+)`)

// TestSeedsFindAndReplay holds that a race is found, that its string makes it fail again in the same way, and that the
// string is of no use when the file has changed.
func TestSeedsFindAndReplay(t *testing.T) {
	file := caseFile(t, 200, `
	local balance = 100
	local function take()
		await(asyncio.sleep(1))
		if balance >= 80 then
			await(asyncio.sleep(0))
			balance = balance - 80
		end
	end
	local a = asyncio.create_task(take, { name = "a" })
	local b = asyncio.create_task(function() await(asyncio.sleep(0.0005)) take() end, { name = "b" })
	await(asyncio.gather(a, b))
	t.eq(balance, 20)`)
	text, status := command(file)
	found := replayed.FindStringSubmatch(text)
	if status != failed || found == nil || len(found[1]) > 40 || !strings.Contains(text, "this schedule") {
		t.Fatalf("status %d\n%s", status, text)
	}
	first, _ := command("--replay", found[1], file)
	for range 5 {
		if again, status := command("--replay", found[1], file); again != first || status != failed {
			t.Fatalf("status %d\n%s\n%s", status, again, first)
		}
	}
	source, err := os.ReadFile(file)
	if err == nil {
		err = os.WriteFile(file, append(source, "-- changed\n"...), 0o666)
	}
	if err != nil {
		t.Fatal(err)
	}
	if text, status := command("--replay", found[1], file); status != badUsage || !strings.Contains(text, "some_test.lua, or a module that it requires, has changed since") {
		t.Errorf("status %d\n%s", status, text)
	}
}

// TestReplayNoticesModules holds that a string is of no use when a module has changed that the case requires, in the case itself
// or in a host, and only then.
func TestReplayNoticesModules(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "modules_test.lua")
	write("modules_test.lua", `
local test = require "moonloop.test"
test.case("late", { seeds = 2 }, function(t) t.eq(require "late", 2) end)
test.case("host", { net = true }, function(t) t.host("a", "program") await(asyncio.sleep(1)) t.fail("always") end)`)
	for _, c := range []struct{ name, module, text string }{{"late", "late.lua", "return 1"}, {"host", "program.lua", "return 1"}} {
		write("late.lua", "return 1")
		write("program.lua", "return 1")
		text, status := command("--filter", c.name, file)
		found := replayed.FindStringSubmatch(text)
		if status != failed || found == nil {
			t.Fatalf("status %d\n%s", status, text)
		}
		replays := func(want int) {
			t.Helper()
			text, status := command("--replay", found[1], dir)
			if status != want || want == badUsage && !strings.Contains(text, "modules_test.lua, or a module that it requires, has changed since") {
				t.Errorf("%s: status %d\n%s", c.name, status, text)
			}
		}
		replays(failed)
		write("unused.lua", "return 1")
		write("other_test.lua", "")
		replays(failed)
		write(c.module, c.text+" ")
		replays(badUsage)
		write(c.module, c.text)
		replays(failed)
	}
}

// TestSeedsOfRightPrograms holds that what relies on asyncio's promises alone passes.
func TestSeedsOfRightPrograms(t *testing.T) {
	text, status := command(caseFile(t, 300, `
	local lock, queue, got, balance = asyncio.Lock(), asyncio.Queue(2), {}, 100
	local function take()
		asyncio.with(lock, function()
			if balance >= 80 then
				await(asyncio.sleep(0))
				balance = balance - 80
			end
		end)
	end
	local function produce() for i = 1, 9 do await(queue:put(i)) end queue:shutdown() end
	local function consume()
		local ok = pcall(function() while true do got[#got + 1] = await(queue:get()) end end)
	end
	local soon = {}
	for i = 1, 9 do asyncio.get_running_loop():call_soon(function() soon[i] = #soon + 1 end) end
	await(asyncio.gather(take, take, produce, consume, take))
	await(asyncio.sleep(1))
	t.eq(balance, 20)
	t.eq(got, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })
	t.eq(soon, { 1, 2, 3, 4, 5, 6, 7, 8, 9 })`))
	if status != 0 || !strings.Contains(text, "300 seeds") {
		t.Errorf("status %d\n%s", status, text)
	}
}

// TestPlanted holds that mistakes of a dozen kinds are found, and that the same programs without them pass. Half of all strings
// that make one fail again are short: of one file too few are, where shrinking has little of the processor in its time.
func TestPlanted(t *testing.T) {
	var lengths []int
	for _, c := range []struct {
		name, file string
		n          int
		options    []string
	}{
		{"at random", "planted_test.lua", 12, nil},
		{"by priorities", "planted_test.lua", 12, []string{"--pct", "3"}},
		{"of services", "planted_services_test.lua", 8, nil},
		{"of crashes", "planted_crashes_test.lua", 4, nil},
		{"of flows", "planted_flows_test.lua", 5, nil},
		{"of protocols", "planted_protocols_test.lua", 6, nil},
		{"of incidents", "planted_incidents_test.lua", 6, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			lengths = append(lengths, planted(t, "testdata/"+c.file, c.n, c.options...)...)
		})
	}
	if slices.Sort(lengths); len(lengths) > 0 && lengths[len(lengths)/2] > 80 {
		t.Errorf("half of the strings are longer than 80: %v", lengths)
	}
}

func planted(t *testing.T, file string, n int, options ...string) (lengths []int) {
	text, status := command(append(options, file)...)
	var found, passed int
	for line := range strings.Lines(text) {
		switch {
		case strings.HasPrefix(line, "  FAIL  planted: "):
			found++
		case strings.HasPrefix(line, "  ok    right: "):
			passed++
		}
	}
	texts := replayed.FindAllStringSubmatch(text, -1)
	if status != failed || found != n || passed != n || len(texts) != n {
		t.Fatalf("status %d, %d found, %d pass, %d to be replayed:\n%s", status, found, passed, len(texts), text)
	}
	for _, s := range texts {
		lengths = append(lengths, len(s[1]))
		if again, status := command("--replay", s[1], file); status != failed {
			t.Errorf("%s: status %d:\n%s", s[1], status, again)
		}
	}
	return lengths
}

// TestSeedsThatDoNotDecide holds that a case which fails by something else than its seed is told so.
func TestSeedsThatDoNotDecide(t *testing.T) {
	text, status := command(caseFile(t, 2, `
	local f = io.open("`+filepath.ToSlash(filepath.Join(t.TempDir(), "ran"))+`", "a+")
	f:seek("set")
	local n = #f:read("*a")
	f:write("x")
	f:close()
	t.eq(n, 1000)`))
	if status != failed || !strings.Contains(text, "ends otherwise the second time") {
		t.Errorf("status %d\n%s", status, text)
	}
	text, status = command(caseFile(t, 2, "t.fail('always')"))
	if status != failed || !strings.Contains(text, "in the plain order, too") {
		t.Errorf("status %d\n%s", status, text)
	}
}

// TestSeedsDecideUntilTheEnd holds that what a case leaves behind, for whose end real time is waited, makes no decisions any more:
// there would be other ones each time.
func TestSeedsDecideUntilTheEnd(t *testing.T) {
	c := loaded(t, caseFile(t, 1, `asyncio.create_task(function() while true do await(asyncio.sleep(0)) end end) await(asyncio.sleep(0))`))
	for _, way := range ways {
		var texts [2]string
		for i := range texts {
			s := new(loop.Schedule)
			way.seed(s, 7)
			texts[i] = c.again("some", 7, s, false).Schedule
		}
		if texts[0] != texts[1] || len(texts[0]) > 100 {
			t.Errorf("%s: %q, and then %q", way.name, texts[0], texts[1])
		}
	}
}

func TestReplayTexts(t *testing.T) {
	r := replay{"abcd", "wxyz", 77, "abcdef", "3.2-1f"}
	if got, err := parseReplay(r.String()); err != nil || *got != r {
		t.Errorf("%v, %v", got, err)
	}
	for _, text := range []string{"", "a:b", "a:b:1:c", "a:b:c:d:e:f", "a:b:0:c:1", "a:b:!:c:1", "a:b:1:c:x.y.z"} {
		if _, err := parseReplay(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

// TestShellWord holds that the command for another run can be copied.
func TestShellWord(t *testing.T) {
	for _, c := range []struct {
		path    string
		windows bool
		want    string
	}{
		{"tests/a_test.lua", false, "tests/a_test.lua"},
		{"my tests/a_test.lua", false, "'my tests/a_test.lua'"},
		{"it's/$a_test.lua", false, `'it'\''s/$a_test.lua'`},
		{`my tests\a_test.lua`, true, `"my tests\a_test.lua"`},
		{`tests\a_test.lua`, true, `tests\a_test.lua`},
	} {
		if got := shellWord(c.path, c.windows); got != c.want {
			t.Errorf("shellWord(%q) = %s, want %s", c.path, got, c.want)
		}
	}
}
