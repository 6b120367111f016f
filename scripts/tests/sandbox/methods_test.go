//go:build linux

package sandbox

// This file makes an attack of each method of the objects that scripts have, as generated_test.go does of functions.

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"moonloop/repl/annotations"
)

// What makes an object of each class, as an expression. Those of peers needs a folder and connections to this machine; what a
// program of the machine or another server answers for is left out, and why.
var (
	makers = map[string]string{
		"AsCompleted":      `asyncio.as_completed({ asyncio.Future(), asyncio.sleep(0) })`,
		"App":              `require("moonloop.http").App()`,
		"Barrier":          `asyncio.Barrier(2)`,
		"ConcurrentFuture": `asyncio.run_coroutine_threadsafe(asyncio.sleep(0), asyncio.get_running_loop())`,
		"Condition":        `asyncio.Condition()`,
		"Context":          `asyncio.copy_context()`,
		"ContextVar":       `asyncio.ContextVar("v")`,
		"Coroutine":        `asyncio.sleep(0)`,
		"DateTime":         `require("moonloop.datetime").at(0, "UTC")`,
		"Error":            `asyncio.ExceptionGroup("g", { asyncio.RuntimeError("x"), asyncio.ValueError("y") })`,
		"Event":            `asyncio.Event()`,
		"Future":           `asyncio.Future()`,
		"Group":            `(function() local g require("moonloop.http").App():group("/g", function(x) g = x end) return g end)()`,
		"Handle":           `asyncio.get_running_loop():call_later(0.01, print)`,
		"Hash":             `require("moonloop.hash").new("sha256")`,
		"Lock":             `asyncio.Lock()`,
		"loop":             `asyncio.new_event_loop()`,
		"Progress":         `require("moonloop.log").progress(10)`,
		"Queue":            `asyncio.PriorityQueue()`,
		"Regex":            `require("moonloop.re").compile("(a)|b")`,
		"Runner":           `asyncio.Runner()`,
		"Semaphore":        `asyncio.Semaphore(1)`,
		"Session":          `require("moonloop.http").Session({ app = (function() local a = require("moonloop.http").App() a:get("/", function() return "x" end) return a end)() })`,
		"StreamReader":     `(function() local r = asyncio.StreamReader() r:feed_data("a\nb\n") return r end)()`,
		"Task":             `asyncio.create_task(asyncio.sleep(0.01))`,
		"TaskGroup":        `asyncio.TaskGroup()`,
		"Timeout":          `asyncio.Timeout(0.01)`,
		"Response":         inside(`return await(s:get("/"))`),
		"Headers":          inside(`return await(s:get("/")).headers`),
		"Request":          inside(`await(s:post("/", { body = "a=1" })) return seen`),
		"WebSocket":        inside(`local w s:websocket("/ws", function(ws) w = ws end) return w`),
	}
	peers = map[string]string{
		"Database":         `(function() d = d or await(require("moonloop.sql").open(folder .. "/x.db")) return d end)()`,
		"DatagramEndpoint": `(function() e = e or await(asyncio.open_datagram_endpoint({ local_addr = { "127.0.0.1", 0 } })) return e end)()`,
		"Directory":        `select(2, require("moonloop.lfs").dir(folder))`,
		"DirectoryLock":    `(function() k = k or require("moonloop.lfs").lock_dir(folder) return k end)()`,
		"HTTPServer":       `(function() h = h or await(require("moonloop.http").App():start("127.0.0.1", 0)) return h end)()`,
		"Server":           `(function() v = v or await(asyncio.start_server(function(r, w) w:write(await(r:read(10))) end, "127.0.0.1", 0)) return v end)()`,
		"Statement":        `(function() d = d or await(require("moonloop.sql").open(folder .. "/x.db")) st = st or await(d:prepare("SELECT ? AS a")) return st end)()`,
		"StreamWriter":     connection(`w`),
		"Transport":        connection(`w.transport`),
		"Transaction":      `(function() d = d or await(require("moonloop.sql").open(folder .. "/x.db")) return d:transaction() end)()`,
	}
	leftOut = map[string]string{
		"Pipeline": "of a Redis server", "Redis": "of a Redis server", "Process": "of a program of the machine",
		"ThreadPoolExecutor": "a World has no threads",
	}
)

// inside is what a session with an app gives.
func inside(body string) string {
	return `(function()
		local h = require("moonloop.http") local app, seen = h.App(), nil
		app:get("/", function() return { body = ("x"):rep(1000), headers = { ["x-a"] = { "1", "2" } } } end)
		app:post("/", function(r) seen = r return "x" end)
		app:ws("/ws", function(ws) ws:send("x") end)
		return h.Session({ app = app }, function(s) ` + body + ` end)
	end)()`
}

// connection is a connection to a server that says again what it hears.
func connection(what string) string {
	return `(function()
		v = v or await(asyncio.start_server(function(r, w) w:write(await(r:read(10))) end, "127.0.0.1", 0))
		local r, w = await(asyncio.open_connection("127.0.0.1", v.port))
		return ` + what + `
	end)()`
}

// TestMethods attacks each method under each profile; without allVariable a dozen of them, as the manual's limits have it. A
// class of the annotations that no one can make here fails it.
func TestMethods(t *testing.T) {
	all, self := os.Getenv(allVariable) != "", program(t)
	n := 0
	for _, e := range annotations.Entries() {
		class, method, ok := strings.Cut(e.Name, ":")
		if e.Kind != annotations.Method || !ok {
			continue
		}
		folder, maker := "", makers[class]
		if maker == "" {
			if maker = peers[class]; maker == "" {
				if leftOut[class] == "" {
					t.Errorf("%s: nothing says how to make one", e.Name)
				}
				continue
			}
			folder = t.TempDir()
		}
		n++
		f := fmt.Sprintf("(function() local d, e, h, k, v, st return function(...) local o = %s return o[%q](o, ...) end end)()", maker, method)
		for profile := range profiles {
			if !all && (profile != "manual" || n%25 != 7) {
				continue
			}
			t.Run(class+"_"+method+"/"+profile, func(t *testing.T) {
				wrong, report := attackFully(t, self, profile, folder, fmt.Sprintf(attackOn, f))
				t.Log(report)
				if wrong != "" {
					t.Error(wrong)
				}
			})
		}
	}
	if n < 250 {
		t.Errorf("%d methods", n)
	}
}
