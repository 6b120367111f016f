package host_test

// This file tests that scripts reach the addresses that the host allows, and no others.

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/host"
)

func TestAllowList(t *testing.T) {
	allow := asyncio.AllowList([]string{"*.example.com:443", "localhost:*", "unix:/run/app.sock", "udp:10.0.0.1:53", "tcp:10.0.0.2:*", "[::1]:7"},
		[]string{"127.0.0.1:80[0-9][0-9]", "udp:127.0.0.1:*"})
	any := asyncio.AllowList([]string{"*:80", "10.1.*:80", "[fe80::*]:80"}, []string{"*:80"})
	for address, ok := range map[string]bool{
		"example.com:80": true, "192.0.2.1:80": true, "[2001:db8::1]:80": true,
		"localhost:80": false, "LOCALHOST.:80": false, "127.0.0.1:80": false, "10.0.0.1:80": false, "192.168.0.1:80": false, "169.254.169.254:80": false, "0.0.0.0:80": false,
		"[::1]:80": false, "[::ffff:127.0.0.1]:80": false, "[fd00::1]:80": false, "10.1.2.3:80": true, "[fe80::1]:80": true,
	} {
		if err := any(false, "tcp", address); (err == nil) != ok {
			t.Errorf("any: %s: %v", address, err)
		}
	}
	if err := any(true, "tcp", "127.0.0.1:80"); err != nil {
		t.Errorf("listening: %v", err)
	}
	for _, c := range []struct {
		listen           bool
		network, address string
		ok               bool
	}{
		{false, "tcp", "api.example.com:443", true},
		{false, "tcp", "API.Example.com.:443", true},
		{false, "tcp", "example.com:443", false},
		{false, "tcp", "api.example.com:80", false},
		{false, "tcp", "evil.com:443", false},
		{false, "tcp", "api.example.com.evil.com:443", false},
		{false, "tcp", "localhost:1", true},
		{false, "tcp", "127.0.0.1:1", false},
		{false, "unix", "/run/app.sock", true},
		{false, "unix", "/run/../run/app.sock", false},
		{false, "unix", "localhost:1", false},
		{false, "tcp", "127.0.0.1:8080", false},
		{true, "tcp", "127.0.0.1:8080", true},
		{true, "tcp", ":8080", false},
		{true, "tcp", "0.0.0.0:8080", false},
		{false, "udp", "api.example.com:443", true},
		{false, "udp4", "10.0.0.1:53", true},
		{false, "tcp", "10.0.0.1:53", false},
		{false, "udp", "10.0.0.2:53", false},
		{false, "tcp4", "10.0.0.2:53", true},
		{false, "udp", "[::1]:7", true},
		{false, "udp", "[::1]:8", false},
		{true, "udp", "127.0.0.1:9", true},
		{true, "tcp", "127.0.0.1:9", false},
		{true, "udp", ":9", false},
		{false, "name", "api.example.com", true},
		{false, "name", "API.example.com.", true},
		{false, "name", "example.com", false},
		{false, "name", "10.0.0.1", true},
		{false, "name", "::1", true},
		{false, "name", "127.0.0.1", false},
		{false, "name", "/run/app.sock", false},
	} {
		if err := allow(c.listen, c.network, c.address); (err == nil) != c.ok {
			t.Errorf("%v %s %s: %v", c.listen, c.network, c.address, err)
		}
	}
}

// peer is a datagram socket of the test's, and its port.
func peer(t *testing.T) (*net.UDPConn, int) {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(20 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c, c.LocalAddr().(*net.UDPAddr).Port
}

// TestDatagramsReachOnlyTheAllowed has a script try each way to a peer that is not allowed, from a World that may connect
// to another.
func TestDatagramsReachOnlyTheAllowed(t *testing.T) {
	friend, friendPort := peer(t)
	other, otherPort := peer(t)
	w := world(t, host.Options{Connect: []string{fmt.Sprintf("127.0.0.1:%d", friendPort)}})
	if _, err := run(t, w, `
		friend, other = ...
		local function refused(name, f, ...)
			local ok, e = pcall(f, ...)
			assert(not ok and asyncio.isinstance(e, asyncio.PermissionError), name .. ": " .. tostring(e))
		end
		local function open(o) return function() return await(asyncio.open_datagram_endpoint(o)) end end
		refused("remote", open{remote_addr = {"127.0.0.1", other}})
		refused("remote by name", open{remote_addr = {"localhost", friend}})
		refused("remote on all", open{remote_addr = {"0.0.0.0", friend}})
		refused("remote nowhere", open{remote_addr = {"", friend}})
		refused("remote mapped", open{remote_addr = {"::ffff:127.0.0.1", other}})
		refused("local", open{local_addr = {"127.0.0.1", 9}})
		refused("local on all", open{local_addr = {"", 9}})
		refused("local and remote", open{local_addr = {"127.0.0.1", 9}, remote_addr = {"127.0.0.1", friend}})
		refused("local by name", open{local_addr = {"secret.example.com", 0}})
		refused("protocol", function()
			return await(asyncio.get_running_loop():create_datagram_endpoint(function() return {} end, {remote_addr = {"127.0.0.1", other}}))
		end)
		e = await(asyncio.open_datagram_endpoint())
		refused("send", e.sendto, e, "evil", {"127.0.0.1", other})
		refused("send mapped", e.sendto, e, "evil", {"::ffff:127.0.0.1", other})
		refused("send to all", e.sendto, e, "evil", {"0.0.0.0", other})
		refused("broadcast", e.sendto, e, "evil", {"255.255.255.255", friend})
		local c = await(asyncio.open_datagram_endpoint{remote_addr = {"127.0.0.1", friend}})
		local ok, other_way = pcall(c.sendto, c, "connected", {"127.0.0.1", other})
		assert(not ok and asyncio.isinstance(other_way, asyncio.ValueError), other_way)
		c:sendto("connected")
		c:close()
		e:sendto("hello", {"127.0.0.1", friend})
		port = e:get_extra_info("sockname").port`, friendPort, otherPort); err != nil {
		t.Fatal(err)
	}
	var from *net.UDPAddr
	for _, want := range []string{"connected", "hello"} {
		b := make([]byte, 100)
		n, addr, err := friend.ReadFromUDP(b)
		if err != nil || string(b[:n]) != want {
			t.Fatalf("received %q, %v, want %q", b[:n], err, want)
		}
		from = addr
	}
	// What the other sends to the client does not arrive, and it may not be answered for it.
	for _, c := range []*net.UDPConn{other, friend} {
		to := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: from.Port}
		if _, err := c.WriteToUDP([]byte("hi"), to); err != nil {
			t.Fatal(err)
		}
	}
	got, err := run(t, w, `
		local data, from = await(e:recvfrom())
		return data, from.port == friend, (pcall(e.sendto, e, "x", {"127.0.0.1", other}))`)
	if err != nil || fmt.Sprint(got) != "[hi true false]" {
		t.Errorf("%v, %v", got, err)
	}
	if err := other.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, _, err := other.ReadFromUDP(make([]byte, 100)); err == nil {
		t.Errorf("%d bytes got out", n)
	}
}

// TestDatagramsWhereListeningIsAllowed answers who has sent something, and nobody else.
func TestDatagramsWhereListeningIsAllowed(t *testing.T) {
	client, clientPort := peer(t)
	_, otherPort := peer(t)
	w := world(t, host.Options{Listen: []string{"udp:127.0.0.1:*"}})
	port, err := host.One[int](run(t, w, `
		client, other = ...
		e = await(asyncio.open_datagram_endpoint{local_addr = {"127.0.0.1", 0}})
		assert(not pcall(e.sendto, e, "evil", {"127.0.0.1", client}))
		assert(not pcall(asyncio.start_server, print, "127.0.0.1", 0))
		assert(not pcall(function() await(asyncio.open_datagram_endpoint{local_addr = {"0.0.0.0", 9}}) end))
		return e:get_extra_info("sockname").port`, clientPort, otherPort))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.WriteToUDP([]byte("ask"), &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port}); err != nil {
		t.Fatal(err)
	}
	got, err := run(t, w, `
		local data, from = await(e:recvfrom())
		e:sendto("answer", from)
		return data, from.port == client, (pcall(e.sendto, e, "evil", {"127.0.0.1", other}))`)
	if err != nil || fmt.Sprint(got) != "[ask true false]" {
		t.Errorf("%v, %v", got, err)
	}
	b := make([]byte, 100)
	if n, err := client.Read(b); err != nil || string(b[:n]) != "answer" {
		t.Errorf("received %q, %v", b[:n], err)
	}
}

// TestNamesReachOnlyTheAllowed looks up what may be connected to.
func TestNamesReachOnlyTheAllowed(t *testing.T) {
	w := world(t, host.Options{Connect: []string{"127.0.0.1:9", "tcp:[::1]:80"}})
	got, err := run(t, w, `
		local function refused(f, ...)
			local ok, e = pcall(f, ...)
			return not ok and asyncio.isinstance(e, asyncio.PermissionError)
		end
		local loop = asyncio.get_running_loop()
		assert(refused(asyncio.getaddrinfo, "secret.example.com", 80))
		assert(refused(asyncio.getaddrinfo, "localhost", 80))
		assert(refused(asyncio.getaddrinfo))
		assert(refused(loop.getaddrinfo, loop, "127.0.0.2", 80))
		assert(refused(asyncio.getnameinfo, {"127.0.0.2", 80}))
		assert(refused(loop.getnameinfo, loop, {"secret.example.com", 80}))
		local a = await(asyncio.getaddrinfo("127.0.0.1", 9))
		local b = await(loop:getaddrinfo("::1", 9))
		local host, service = await(asyncio.getnameinfo({"10.0.0.1", 7}, {numeric_host = true, numeric_service = true}))
		return a[1].sockaddr.host, b[1].sockaddr.host, host, service`)
	if err != nil || fmt.Sprint(got) != "[127.0.0.1 ::1 10.0.0.1 7]" {
		t.Errorf("%v, %v", got, err)
	}
}

// TestRefusedSocketsStay has a script ask for a server on a socket that it may not use, which must not remove it.
func TestRefusedSocketsStay(t *testing.T) {
	path := filepath.Join(t.TempDir(), "s")
	l, err := net.Listen("unix", path)
	if err != nil && runtime.GOOS == "windows" {
		t.Skip("Wine and older Windows have no such sockets: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	w := world(t, host.Options{Listen: []string{"127.0.0.1:*"}})
	if ok, err := host.One[bool](run(t, w, "return (pcall(asyncio.start_unix_server, print, ...))", path)); ok || err != nil {
		t.Errorf("%t, %v", ok, err)
	}
	if _, err := os.Stat(path); err != nil {
		t.Error(err)
	}
}

// aliasOfThisMachine is a name other than localhost that stands for an address of this machine.
func aliasOfThisMachine(t *testing.T) string {
	t.Helper()
	text, _ := os.ReadFile("/etc/hosts")
	for _, line := range strings.Split(string(text), "\n") {
		line, _, _ = strings.Cut(line, "#")
		words := strings.Fields(line)
		for i, name := range words {
			if i > 0 && words[0] == "127.0.0.1" && name != "localhost" {
				return name
			}
		}
	}
	t.Skip("no other name for 127.0.0.1 in /etc/hosts")
	return ""
}

// TestNamesOfThisMachine has a script connect by a name that is allowed, and that stands for this machine.
func TestNamesOfThisMachine(t *testing.T) {
	name := aliasOfThisMachine(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	port := l.Addr().(*net.TCPAddr).Port
	for _, c := range []struct {
		also string
		ok   bool
	}{
		{"", false}, {"*:*", false}, {fmt.Sprintf("127.0.0.1:%d", port), true}, {"localhost:*", true}, {"127.0.0.1:1", false},
	} {
		connect := []string{name + ":*"}
		if c.also != "" {
			connect = append(connect, c.also)
		}
		w := world(t, host.Options{Connect: connect})
		got, err := run(t, w, `
			local name, port = ...
			local function try(f)
				local ok, e = pcall(f)
				return ok or (asyncio.isinstance(e, asyncio.PermissionError) and "refused" or tostring(e))
			end
			return try(function() local _, writer = await(asyncio.open_connection(name, port)) writer:close() end),
				try(function() await(asyncio.open_datagram_endpoint{remote_addr = {name, port}}):close() end)`, name, port)
		want := "[refused refused]"
		if c.ok {
			want = "[true true]"
		}
		if err != nil || fmt.Sprint(got) != want {
			t.Errorf("with %q: %v, %v, want %s", c.also, got, err, want)
		}
	}
}
