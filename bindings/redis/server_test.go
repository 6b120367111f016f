package redis_test

// This file tries the module with a real server, where there is one.

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"os/exec"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/host"
	"moonloop/bindings/internal/boxtest"
	"moonloop/bindings/redis"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A server is a redis-server of the test's own.
type server struct {
	t    *testing.T
	port int
	cmd  *exec.Cmd
	dir  string

	through string       // the address that scripts connect to; "": the server's
	cut     func()       // what scripts call by that name
	free    func() error // and by this one
}

// start starts a server, or skips the test.
func start(t *testing.T) *server {
	t.Helper()
	return startIn(t, t.TempDir())
}

// startIn starts a server with its data in a folder.
func startIn(t *testing.T, dir string) *server {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, port: l.Addr().(*net.TCPAddr).Port, dir: dir}
	_ = l.Close()
	s.run()
	t.Cleanup(s.kill)
	return s
}

func (s *server) run() {
	s.t.Helper()
	s.cmd = exec.Command("redis-server", "--port", fmt.Sprint(s.port), "--bind", "127.0.0.1", "--dir", s.dir, "--save", "", "--appendonly", "yes", "--appendfsync", "always")
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); ; {
		c, err := net.Dial("tcp", s.address())
		if err == nil {
			_ = c.Close()
			return
		}
		if time.Now().After(end) {
			s.t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}

func (s *server) kill() {
	if s.cmd != nil {
		_ = s.cmd.Process.Kill()
		_ = s.cmd.Wait()
		s.cmd = nil
	}
}

func (s *server) address() string { return fmt.Sprintf("127.0.0.1:%d", s.port) }

// script runs a script in a World that may connect to the server, which it can kill and restart.
func (s *server) script(code string) error {
	w, err := host.New(host.Options{Modules: []box.Module{redis.Named(map[string]string{"here": "redis://" + cmp.Or(s.through, s.address())})}})
	if err != nil {
		s.t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			s.t.Error(err)
		}
	}()
	for name, fn := range map[string]func(context.Context) error{
		"kill":    func(context.Context) error { s.kill(); return nil },
		"restart": func(context.Context) error { s.run(); return nil },
		"cut":     func(context.Context) error { s.cut(); return nil },
		"free":    func(context.Context) error { return s.free() },
	} {
		if err := w.Func(name, fn); err != nil {
			s.t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	_, err = w.RunString(ctx, `
		local redis = require("moonloop.redis")
		local r = await(redis.connect("here"))
		local function now() return asyncio.get_running_loop():time() end
		`+code, "script")
	return err
}

func TestRealServer(t *testing.T) {
	s := start(t)
	for name, code := range map[string]string{
		"values": `
			assert(await(r:set("k", "a\r\nb\0c")) == "OK" and await(r:get("k")) == "a\r\nb\0c" and await(r:get("none")) == nil)
			await(r:hset("h", "x", 1))
			assert(await(r:hgetall("h")).x == "1")
			await(r:zadd("z", 1.5, "m"))
			assert(await(r:zscore("z", "m")) == 1.5)
			assert(await(r:incrby("big", "9007199254740993")) == "9007199254740993")
			assert(#await(r:echo(("x"):rep(5e6))) == 5e6)
			local id = await(r:xadd("s", "*", "f", "v"))
			assert(await(r:xread("COUNT", 1, "STREAMS", "s", "0")).s[1][1] == id)
			assert(await(r:eval("return {1, {2, 'a'}, redis.call('get', KEYS[1])}", 1, "k"))[2][2] == "a")`,
		"blocking commands do not block others, and are cancelled at once": `
			local waiting = asyncio.create_task(function() return await(r:blpop("q", 0)) end)
			await(asyncio.sleep(0.02))
			local begin = now()
			assert(await(r:ping()) == "PONG")
			waiting:cancel()
			assert(not pcall(await, waiting) and now() - begin < 1)
			await(asyncio.sleep(0.05))
			await(r:rpush("q", "kept"))
			assert(await(r:blpop("q", 0))[2] == "kept", "a cancelled one takes nothing")
			begin = now()
			assert(not pcall(asyncio.timeout, 0.05, function() await(r:xread("BLOCK", 0, "STREAMS", "t", "$")) end))
			assert(now() - begin < 1)`,
		"a cancelled command's reply is nobody else's": `
			for i = 1, 200 do
				local t1, t2 = asyncio.create_task(r:echo("a" .. i)), asyncio.create_task(r:echo("b" .. i))
				await(asyncio.sleep(0))
				t1:cancel()
				assert(await(t2) == "b" .. i)
			end`,
		"WATCH": `
			await(r:set("n", 1))
			local ok, e = pcall(r.transaction, r, { watch = { "n" } }, function(p) await(r:incr("n")) p:set("n", 0) end)
			assert(not ok and asyncio.isinstance(e, redis.WatchError) and await(r:get("n")) == "2")
			local list = asyncio.gather({ (function() local l = {} for i = 1, 20 do l[i] = function()
				while true do
					local ok, e = pcall(r.transaction, r, { watch = { "n" } }, function(p) p:set("n", await(r:get("n")) + 1) end)
					if ok then return end
					assert(asyncio.isinstance(e, redis.WatchError), tostring(e))
				end
			end end return asyncio.gather(l) end)() })
			await(list)
			assert(await(r:get("n")) == "22", await(r:get("n")))`,
		"an error in a transaction": `
			local ok, e = pcall(r.transaction, r, function(p) p:set("a", 1) p:nosuch() end)
			assert(not ok and e.code == "ERR", tostring(e))
			assert(await(r:get("a")) == nil)
			ok, e = pcall(r.transaction, r, function(p) p:set("a", 1) p:lpush("a", 1) end)
			assert(not ok and e.code == "WRONGTYPE" and await(r:get("a")) == "1", tostring(e))`,
		"what tasks wait for is said": `
			local address = tostring(r):match("Redis (.*)>")
			local function waits(text, body)
				local task = asyncio.create_task(body)
				local said
				for _ = 1, 2000 do -- it connects at first
					said = tostring(task):match("wait_for=<(.*)>>$")
					if said == text .. " from " .. address then break end
					await(asyncio.sleep(0.001))
				end
				assert(said == text .. " from " .. address, said)
				task:cancel()
				pcall(await, task)
			end
			waits("a message on 'c'", function() for _ in r:subscribe("c") do end end)
			waits("a message on 'c*' and 1 more", function() for _ in r:psubscribe("c*", "d*") do end end)
			waits("a reply", function() await(r:blpop("q", 0)) end)
			await(r:client("pause", 100))
			waits("2 replies", function() r:pipeline(function(p) p:set("a", 1) p:set("b", 2) end) end)
			await(r:client("pause", 100))
			waits("the reply to EXEC", function() r:transaction(function(p) p:set("a", 1) end) end)`,
		"messages to slow listeners": `
			local got, ready = 0, asyncio.Event()
			local listener = asyncio.create_task(function()
				for _, m in r:subscribe("c") do
					if m == "ready" then ready:set() else got = got + 1 end
					if got % 500 == 0 then await(asyncio.sleep(0)) end
					if m == "end" then break end
				end
			end)
			while not ready:is_set() do await(r:publish("c", "ready")) await(asyncio.sleep(0.001)) end
			for i = 1, 5 do r:pipeline(function(p) for i = 1, 1000 do p:publish("c", i) end end) end
			await(r:publish("c", "end"))
			await(listener)
			assert(got >= 5001, got)`,
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			if err := s.script("await(r:flushall()) " + code); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestServerDies holds that a server that dies in the middle of everything is an error for those who wait, that what was
// answered is there, and that the client heals.
func TestServerDies(t *testing.T) {
	s := start(t)
	if err := s.script(`
		local answered, failed = 0, 0
		local tasks = {}
		for i = 1, 20 do
			tasks[i] = asyncio.create_task(function()
				for j = 1, 2000 do
					local ok, e = pcall(function() await(r:incr("n")) end)
					if ok then answered = answered + 1 else
						assert(asyncio.isinstance(e, asyncio.ConnectionError), tostring(e))
						failed = failed + 1
						return
					end
				end
			end)
		end
		local blocked = asyncio.create_task(function() return await(r:blpop("q", 0)) end)
		local listening = asyncio.create_task(function() for _ in r:subscribe("c") do end end)
		while answered < 2000 do await(asyncio.sleep(0.001)) end
		local killing = asyncio.create_task(function() kill() end)
		local pipeline = asyncio.create_task(function()
			while true do r:pipeline(function(p) for i = 1, 1000 do p:incr("m") end end) end
		end)
		await(asyncio.wait(tasks))
		await(killing)
		assert(failed == 20, failed)
		for _, t in ipairs { blocked, listening, pipeline } do
			local ok, e = pcall(await, t)
			assert(not ok and asyncio.isinstance(e, asyncio.ConnectionError), tostring(e))
		end
		local coming = asyncio.create_task(function() return await(r:get("n")) end)
		await(asyncio.sleep(0.1))
		restart()
		local n = tonumber(await(coming))
		assert(n >= answered and n <= answered + 20, n .. " " .. answered)
		kill()
		local r2 = r
		local begin = now()
		local ok, e = pcall(function() await(redis.connect("here", { timeout = 1 })) end)
		assert(not ok and asyncio.isinstance(e, asyncio.ConnectionError) and now() - begin < 1, tostring(e))
		restart()
		await(r:close())`); err != nil {
		t.Error(err)
	}
}

// TestCut holds that a connection which is cut is an error for all that wait on it, that nothing is done twice, nor a
// transaction half, and that the client heals.
func TestCut(t *testing.T) {
	boxtest.KeepsDescriptors(t)
	s := start(t)
	p := boxtest.NewProxy(t, s.address())
	s.through, s.cut = p.Address, p.Cut
	if err := s.script(boxtest.UntilCut + `
		local ways = {
			command = function(add) await(r:rpush("all", add())) end,
			pipeline = function(add) r:pipeline(function(p) for _ = 1, 500 do p:rpush("all", add()) end end) end,
			transaction = function(add) r:transaction({ watch = { "w" } }, function(p)
				for _ = 1, 10 do p:rpush("all", add()) end
				p:incr("transactions")
			end) end,
			blocked = function() await(r:blpop("nothing", 0)) end,
			listening = function() for _ in r:subscribe("c") do end end,
			script = function(add) await(r:eval("for i = 1, 100 do redis.call('incr', 'scripted') end redis.call('rpush', 'all', ARGV[1])", 0, add())) end,
		}
		for round = 1, 3 do
			until_cut(ways, function(e) return asyncio.isinstance(e, asyncio.ConnectionError) end, 0.2, 0.02)
			assert(await(r:ping()) == "PONG")
			local seen = {}
			for _, id in ipairs(await(r:lrange("all", 0, -1))) do
				assert(not seen[tonumber(id)], id .. " is there twice")
				seen[tonumber(id)] = true
			end
			for id in pairs(acknowledged) do assert(seen[id], id .. " was acknowledged and is lost") end
			assert(tonumber(await(r:get("scripted"))) % 100 == 0)
		end
		await(r:close())`); err != nil {
		t.Error(err)
	}
}

// TestPassword holds that a password opens the server, and is never shown.
func TestPassword(t *testing.T) {
	s := start(t)
	if err := s.script(`
		await(r:config_set("requirepass", "hush-hush"))
		local ok, e = pcall(function() await(redis.connect("here")) end)
		assert(not ok and e.code == "NOAUTH", tostring(e))
		ok, e = pcall(function() await(redis.connect("here", { password = "hush-hus" })) end)
		assert(not ok and e.code == "WRONGPASS" and not tostring(e):find("hush"), tostring(e))
		local r2 = await(redis.connect("here", { password = "hush-hush", db = 3 }))
		assert(await(r2:ping()) == "PONG" and not tostring(r2):find("hush"))
		assert(await(r2:client_list()):find("db=3"))`); err != nil {
		t.Error(err)
	}
}

// TestWorld holds that a World without a grant connects nowhere.
func TestWorld(t *testing.T) {
	for _, o := range []host.Options{{}, {Connect: []string{"127.0.0.1:1"}}} {
		o.Modules = []box.Module{redis.Module}
		w, err := host.New(o)
		if err != nil {
			t.Fatal(err)
		}
		_, err = w.RunString(context.Background(), `
			local redis = require("moonloop.redis")
			local ok, e = pcall(function() await(redis.connect("redis://127.0.0.1:6379")) end)
			assert(not ok and tostring(e):find("PermissionError"), tostring(e))
			ok, e = pcall(function() await(redis.connect("unix:///run/redis.sock")) end)
			assert(not ok and tostring(e):find("PermissionError"), tostring(e))`, "world")
		if err != nil {
			t.Error(err)
		}
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestLimits holds that what scripts keep of a client ends at the limits of a World.
func TestLimits(t *testing.T) {
	s := start(t)
	m := redis.Named(map[string]string{"here": "redis://" + s.address()})
	boxtest.EndAtLimits(t, m, map[string]string{
		"large replies":    `local r = await(redis.connect("here")) await(r:set("x", ("x"):rep(4e6))) local t = {} while true do t[#t + 1] = await(r:get("x")) end`,
		"a large list":     `local r = await(redis.connect("here")) await(r:eval("local t = {} for i = 1, 5000 do t[i] = i end for i = 1, 200 do redis.call('rpush', 'l', unpack(t)) end", 0)) await(r:lrange("l", 0, -1))`,
		"a pipeline":       `local r = await(redis.connect("here")) r:pipeline(function(p) while true do p:get("x") end end)`,
		"many commands":    `local r = await(redis.connect("here")) local t = {} while true do t[#t + 1] = r:set("x", ("x"):rep(1e5)) end`,
		"commands forever": `local r = await(redis.connect("here")) while true do for _ = 1, 1000 do end await(r:ping()) end`,
	})
}
