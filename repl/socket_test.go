package repl

import (
	"context"
	"net"
	"strings"
	"testing"
	"time"
)

// TestHostSocket is a prompt that a host gives to whoever connects: inputs come from the connection and what they show goes
// there, while the host's own tasks run in the same loop. The end of the connection's input is the end of the session.
func TestHostSocket(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() {
		conn, err := listener.Accept()
		if err != nil {
			served <- err
			return
		}
		defer conn.Close()
		screen := NewScreen(conn)
		w := newWorld(t, screen, nil, true)
		defer w.close(t)
		r := New(w.modules.Asyncio, conn, screen)
		r.Prompts = true
		served <- r.Run(context.Background())
	}()
	client, err := net.Dial("tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	_ = client.SetDeadline(time.Now().Add(time.Minute))
	var seen strings.Builder
	see := func(end string) {
		t.Helper()
		for buf := make([]byte, 1024); !strings.HasSuffix(seen.String(), end); {
			n, err := client.Read(buf)
			if err != nil {
				t.Fatalf("%v; the connection has shown %q, want %q at its end", err, seen.String(), end)
			}
			seen.Write(buf[:n])
		}
	}
	say := func(text string) {
		t.Helper()
		if _, err := client.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	see("[1]> ")
	say("for i = 1, 2 do\n")
	see("...> ")
	say("print(i) end\r\n")
	see("1\n2\n[2]> ")
	say("go = asyncio.Event() t = asyncio.create_task(async(function() await(go:wait()) print('above') end)())\n")
	see("[3]> ")
	// What a task prints while the prompt waits stands above the prompt, which comes again.
	say("asyncio.get_running_loop():call_later(0.01, go.set, go)\n")
	see("\nabove\n[4]> ")
	say("nope()\n")
	see("[5]> ")
	if !strings.Contains(seen.String(), "attempt to call global 'nope'") {
		t.Errorf("no error is shown: %q", seen.String())
	}
	if strings.Contains(seen.String(), "\x1b") {
		t.Errorf("what is no terminal gets control sequences: %q", seen.String())
	}
	if err := client.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
	_ = listener.Close()
}
