package tester

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSimulation runs the cases of the simulated network, which hold what it promises.
func TestSimulation(t *testing.T) {
	if text, status := command("testdata/net_test.lua", "testdata/net_tls_test.lua", "testdata/crash_test.lua"); status != 0 || strings.Contains(text, "FAIL") {
		t.Errorf("status %d\n%s", status, text)
	}
}

// TestSimulationFinds holds that two leaders across a partition are found, told with the network's part in it, and found again
// by the string; and that the correct twin passes.
func TestSimulationFinds(t *testing.T) {
	file := filepath.Join("testdata", "leaders_test.lua")
	text, status := command(file)
	found := replayed.FindStringSubmatch(text)
	if status != failed || found == nil || !strings.Contains(text, "lead at once") || !strings.Contains(text, "ok    a majority (50 seeds") {
		t.Fatalf("status %d\n%s", status, text)
	}
	if !strings.Contains(text, "network: n") || !strings.Contains(text, "cut off from each other") {
		t.Errorf("the story lacks the network:\n%s", text)
	}
	first, status := command("--replay", found[1], file)
	if status != failed || !strings.Contains(first, "lead at once") {
		t.Fatalf("status %d\n%s", status, first)
	}
	for range 5 {
		if again, _ := command("--replay", found[1], file); again != first {
			t.Fatalf("%s\n%s", again, first)
		}
	}
}

// TestSimulationTrace holds that the same seed gives the same run, in another process too, and another seed another.
func TestSimulationTrace(t *testing.T) {
	file := filepath.Join(t.TempDir(), "trace_test.lua")
	if err := os.WriteFile(file, []byte(`
local test = require "moonloop.test"
local function trace(t)
	local function ping()
		local server = await(asyncio.start_server(function(r, w)
			for line in r:lines() do
				await(asyncio.sleep(math.random()))
				w:write(line .. " " .. math.random(1000) .. "\n")
			end
			w:close()
		end, "", 7))
		await(server:serve_forever())
	end
	t.host("a", ping)
	t.host("b", ping)
	local ask = async(function(name)
		for i = 1, 5 do
			local ok, e = pcall(function()
				local r, w = await(asyncio.open_connection(name, 7))
				for k = 1, 3 do
					w:write(name .. i .. k .. "\n")
					print(("%.9f"):format(asyncio.get_running_loop():time()), await(r:readline()))
				end
				w:close()
			end)
			if not ok then print(("%.9f"):format(asyncio.get_running_loop():time()), e) end
			if i == 3 then t.restart(name) end
		end
	end)
	await(asyncio.gather(ask("a"), ask("b")))
end
test.case("one", { net = { drop = 0.1, reset = 0.05 } }, async(trace))
test.case("other", { net = { drop = 0.1, reset = 0.05 } }, async(trace))
`), 0o666); err != nil {
		t.Fatal(err)
	}
	first, _ := command("--filter", "one", file)
	if n := strings.Count(first, "\n"); n < 30 || !strings.Contains(first, "reset by peer") {
		t.Fatalf("%d lines\n%s", n, first)
	}
	for range 3 {
		if again, _ := command("--filter", "one", file); again != first {
			t.Fatalf("%s\n%s", again, first)
		}
	}
	times := func(text string) string {
		_, text, _ = strings.Cut(text, "        | ")
		text, _, _ = strings.Cut(text, " ")
		return text
	}
	if other, _ := command("--filter", "other", file); times(other) == times(first) {
		t.Errorf("another name, and so another seed, gives the same run:\n%s", other)
	}
}

// TestSimulationReports holds that what goes wrong in a host without a caller is shown by the host's name, and fails the case
// as it would in the case itself.
func TestSimulationReports(t *testing.T) {
	file := filepath.Join(t.TempDir(), "reports_test.lua")
	if err := os.WriteFile(file, []byte(`
local test = require "moonloop.test"
local function case(name, host, crash)
	test.case(name, { net = {} }, function(t)
		t.host("a", host)
		await(asyncio.sleep(2))
		if crash then t.crash("a") end
	end)
end
local function failing()
	asyncio.create_task(async(function() error("boom") end)())
	await(asyncio.sleep(1))
end
case("retrieved", failing)
case("crashed", failing, true)
case("awaited", function()
	local f = async(function() end)
	f()
	await(asyncio.sleep(1))
end)
case("callback", function()
	asyncio.get_running_loop():call_soon(function() error("called") end)
	await(asyncio.sleep(1))
end)
case("holds", function()
	asyncio.create_task(async(function() error(require("moonloop.test").AssertionError("two are left")) end)())
	await(asyncio.sleep(1))
end)
case("cut off", function()
	local later = async(function() end)
	local co = later()
	asyncio.create_task(asyncio.sleep(100))
	await(asyncio.sleep(100))
	await(co)
end, true)
`), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, want string
		status     int
	}{
		{"retrieved", "| [a] Task exception was never retrieved\n", 0},
		{"crashed", "| [a] Task exception was never retrieved\n", 0},
		{"awaited", "host a: left behind: coroutine 'f' that was never awaited\n", failed},
		{"callback", "| [a] Exception in callback function", 0},
		{"holds", "host a, in the background: AssertionError: two are left\n", failed},
		{"cut off", "ok    cut off", 0},
	} {
		text, status := command("--filter", c.name, file)
		if status != c.status || !strings.Contains(text, c.want) || strings.Contains(text, "destroyed") {
			t.Errorf("%s: status %d\n%s", c.name, status, text)
		}
	}
}
