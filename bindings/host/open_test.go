package host_test

// This file holds how much a World has open.

import (
	"context"
	"errors"
	"os"
	"testing"
	"time"

	"moonloop/bindings"
	"moonloop/bindings/host"
	"moonloop/vm"
)

// TestMaxOpen has scripts open more than they may, of each kind, which is refused as memory is; what they close makes room.
func TestMaxOpen(t *testing.T) {
	const cat = "/bin/cat"
	if _, err := os.Stat(cat); err != nil {
		t.Skip("there is no ", cat)
	}
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/given", []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	w, err := host.New(host.Options{
		Write: []string{dir}, Listen: []string{"127.0.0.1:*"}, Connect: []string{"127.0.0.1:*"}, Programs: []string{cat},
		Modules: bindings.All(), Limits: vm.Limits{MaxOpen: 6},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	const head = `
local dir, cat = ...
local fs, keep = require("moonloop.fs"), {}
local function most(open)
  for i = 1, 100 do
    local ok, x = pcall(open)
    if not ok then
      assert(tostring(x) == "LimitExceeded: more than 6 files, connections or processes are open", tostring(x))
      return i - 1
    end
    keep[i] = x
  end
end
local function drop(close) for _, x in ipairs(keep) do close(x) end keep = {} end
`
	for _, c := range []struct{ name, script string }{
		{"files of io", `local n = most(function() return assert(io.open(dir .. "/given")) end) drop(io.close) return n`},
		{"lines", `local n = most(function() return io.lines(dir .. "/given") end) drop(function(next) while next() do end end) return n`},
		{"files of fs", `local n = most(function() return await(fs.open(dir .. "/given")) end) drop(function(f) await(f:close()) end) return n`},
		{"servers", `local n = most(function() return await(asyncio.start_server(print, "127.0.0.1", 0)) end) drop(function(s) s:close() await(s:wait_closed()) end) return n`},
		{"datagrams", `local n = most(function() return await(asyncio.open_datagram_endpoint({local_addr = {"127.0.0.1", 0}})) end)
			drop(function(d) d:close() end) await(asyncio.sleep(0)) return n`},
		{"connections, both ends of them", `
			local accepted = 0
			local server = await(asyncio.start_server(function(r, w) accepted = accepted + 1 await(r:read(-1)) w:close() end, "127.0.0.1", 0))
			local n = most(function()
				local _, w = await(asyncio.open_connection("127.0.0.1", server.port))
				for _ = 1, 50 do if accepted <= #keep then await(asyncio.sleep(0.001)) end end
				return w
			end)
			drop(function(w) w:close() await(w:wait_closed()) end)
			server:close() await(server:wait_closed())
			return n == 3 and accepted == 2 and 6 or n -- the server, two with both ends, and one that is not accepted`},
		{"processes, with two streams each", `local n = most(function()
				return await(asyncio.create_subprocess_exec(cat, {stdin = asyncio.subprocess.PIPE, stdout = asyncio.subprocess.PIPE}))
			end)
			drop(function(p) p.stdin:close() await(p:wait()) end)
			return n == 2 and 6 or n`},
		{"calls at once", `local reads, n = {}, 0
			for i = 1, 50 do reads[i] = fs.read(dir .. "/given") end
			for _, text in ipairs(await(asyncio.gather(reads, {return_exceptions = true}))) do n = n + (text == "text" and 1 or 0) end
			return n`},
	} {
		for range 2 { // the second time there is room again
			n, err := host.One[int](w.RunString(ctx, head+c.script, c.name, dir, cat))
			if err != nil || n != 6 {
				t.Errorf("%s: %d, %v, want 6", c.name, n, err)
			}
		}
	}
	_, err = w.RunString(ctx, head+`for i = 1, 7 do keep[i] = io.open(dir .. "/given") end`, "uncaught", dir, cat)
	var over *vm.LimitError
	if !errors.As(err, &over) || over.Limit != "open" {
		t.Errorf("uncaught: %v", err)
	}
}
