package tester

import (
	"regexp"
	"strings"
	"testing"
)

// goNames are names that only Moonloop's own source has.
var goNames = regexp.MustCompile(`\*[a-z]+\.[a-zA-Z]+|\.func[0-9]|\.Call\(\)|moonloop/`)

// TestStoryTellsTimersAndCancellations holds that a story has timeouts, who cancelled whom, and callbacks, with their places
// and moments, and nothing of the machinery.
func TestStoryTellsTimersAndCancellations(t *testing.T) {
	text, status := command(caseFile(t, 300, `
	local loop = asyncio.get_running_loop()
	local late, log = false, {}
	local victim = asyncio.create_task(function() pcall(await, asyncio.sleep(50)) end, { name = "victim" })
	local guard = asyncio.create_task(function() await(victim) end, { name = "guard" })
	local slow = asyncio.create_task(function() pcall(await, asyncio.wait_for(asyncio.sleep(9), 1)) end, { name = "slow" })
	loop:call_later(2.0005, function() late = true end)
	await(asyncio.sleep(2))
	t.ok(true)
	local before = late
	guard:cancel()
	await(asyncio.wait({ guard, slow, victim }))
	await(asyncio.sleep(1))
	t.ok(not before, "the callback comes later")`))
	if status != failed {
		t.Fatalf("status %d\n%s", status, text)
	}
	for _, want := range []string{
		`1\.0000 +slow +some_test\.lua:8 +its timeout is over\n`,
		`2\.0005 +callback +function <.*some_test\.lua:9>\n`,
		` guard +some_test\.lua:13 +is cancelled by the case\n`,
		` victim +is cancelled with guard, which awaits it\n`,
	} {
		if !regexp.MustCompile(want).MatchString(text) {
			t.Errorf("no %s", want)
		}
	}
	if name := goNames.FindString(text); name != "" {
		t.Errorf("%s is no word of a script's", name)
	}
	if t.Failed() {
		t.Log(text)
	}
}

// TestStoryOfThePlainOrder holds that a case which fails without any decision is told, and told again by its string.
func TestStoryOfThePlainOrder(t *testing.T) {
	file := caseFile(t, 2, "await(asyncio.sleep(1))\nt.fail('always')")
	text, _ := command(file)
	found := replayed.FindStringSubmatch(text)
	step := regexp.MustCompile(`in the plain order, too:\n(?:.*\n)? +1\.0000 +the case +some_test\.lua:3 +sleep\n`)
	if found == nil || !step.MatchString(text) {
		t.Fatal(text)
	}
	if again, status := command("--replay", found[1], file); status != failed || !step.MatchString(again) {
		t.Errorf("status %d\n%s", status, again)
	}
}

// TestStoryColumns holds that the columns of a story begin at the same places in all lines.
func TestStoryColumns(t *testing.T) {
	text, _ := command("--filter", "planted: a pool", "testdata/planted_test.lua")
	bar := -1
	for line := range strings.Lines(text) {
		if at := strings.Index(line, " | "); strings.Contains(line, "planted_test.lua:5") && at >= 0 {
			if bar >= 0 && at != bar {
				t.Fatalf("%d, %d\n%s", at, bar, text)
			}
			bar = at
		}
	}
	if bar < 0 {
		t.Fatal(text)
	}
}
