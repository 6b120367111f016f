package host_test

import (
	"fmt"
	"net"
	"runtime"
	"testing"

	"moonloop/bindings/host"
)

// TestReadOfForgottenStream has a script wait for a stream that it has no other hold of: the garbage collector must not
// close the connection.
func TestReadOfForgottenStream(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	w := world(t, host.Options{Connect: []string{"127.0.0.1:*"}})
	if err := w.Func("collect", func() { runtime.GC() }); err != nil {
		t.Fatal(err)
	}
	call := w.Go(background, mustFunction(t, w, `
		local function read() return await(asyncio.open_connection("127.0.0.1", `+port+`)):read(-1) end
		local task = asyncio.create_task(read())
		for i = 1, 5 do collect() await(asyncio.sleep(0.001)) end
		ready = true
		return await(task)`))
	c, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for ready := false; !ready; {
		if ready, err = host.One[bool](run(t, w, "await(asyncio.sleep(0)) return ready or false")); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := fmt.Fprint(c, "late"); err != nil {
		t.Fatal(err)
	}
	c.Close()
	if got, err := host.One[string](call.Wait(background)); got != "late" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
}
