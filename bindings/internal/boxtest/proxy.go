package boxtest

import (
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
)

// A Proxy passes connections on to a server, and can cut them.
type Proxy struct {
	Address string

	listener net.Listener
	to       string
	running  sync.WaitGroup
	mu       sync.Mutex
	open     []*net.TCPConn // guarded by mu
}

// NewProxy makes a proxy of a server at an address. It ends with the test.
func NewProxy(t *testing.T, to string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &Proxy{Address: l.Addr().String(), listener: l, to: to}
	p.running.Go(p.accept)
	t.Cleanup(func() {
		_ = l.Close()
		p.Cut()
		p.running.Wait()
	})
	return p
}

func (p *Proxy) accept() {
	for {
		in, err := p.listener.Accept()
		if err != nil {
			return
		}
		out, err := net.Dial("tcp", p.to)
		if err != nil {
			_ = in.Close()
			continue
		}
		a, b := in.(*net.TCPConn), out.(*net.TCPConn)
		p.mu.Lock()
		p.open = append(p.open, a, b)
		p.mu.Unlock()
		p.running.Go(func() { pass(a, b) })
		p.running.Go(func() { pass(b, a) })
	}
}

func pass(to, from *net.TCPConn) {
	_, _ = io.Copy(struct{ io.Writer }{to}, struct{ io.Reader }{from}) // not by splice, for which Go keeps pipes
	_ = to.Close()
	_ = from.Close()
}

// Cut resets all connections, in the middle of whatever goes over them.
func (p *Proxy) Cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		_ = c.SetLinger(0)
		_ = c.Close()
	}
	p.open = nil
}

// KeepsDescriptors has the test fail if it ends with more open files than it had before. It is called before what it is to
// watch is opened, and does nothing on systems that do not tell.
func KeepsDescriptors(t *testing.T) {
	t.Helper()
	if l, err := net.Listen("tcp", "127.0.0.1:0"); err == nil { // what Go's runtime opens once is open now
		_ = l.Close()
	}
	before := descriptors()
	t.Cleanup(func() {
		if after := descriptors(); len(after) > len(before) {
			t.Errorf("%d files were open before, and %d are now: %v", len(before), len(after), after)
		}
	})
}

// descriptors are what is open.
func descriptors() (names []string) {
	list, _ := os.ReadDir("/proc/self/fd")
	for _, f := range list {
		name, _ := os.Readlink("/proc/self/fd/" + f.Name())
		if !strings.HasPrefix(name, "/sys/") { // what Go's runtime looks at as it likes
			names = append(names, name)
		}
	}
	return names
}

// UntilCut is Lua for tests of what is lost when connections are cut. until_cut has each of the ways run in a task, again and
// again, until it fails with an error that expected allows, while the function cut is called: first after before seconds, then
// every between seconds. A way is given a function that makes the next id; the ids of the ways that came back are acknowledged.
const UntilCut = `
		local serial, acknowledged = 0, {}
		local function next_id() serial = serial + 1 return serial end
		local function until_cut(ways, expected, before, between)
			local tasks = {}
			for name, way in pairs(ways) do
				tasks[#tasks + 1] = asyncio.create_task(function()
					while true do
						local mine = {}
						local ok, e = pcall(way, function() mine[#mine + 1] = next_id() return mine[#mine] end)
						if not ok then
							assert(expected(e), name .. ": " .. tostring(e))
							return
						end
						for _, id in ipairs(mine) do acknowledged[id] = true end
					end
				end)
			end
			await(asyncio.sleep(before))
			local all = asyncio.gather(tasks)
			repeat
				cut()
				await(asyncio.sleep(between))
			until all:done()
			await(all)
		end
`
