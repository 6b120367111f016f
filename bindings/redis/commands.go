package redis

// This file is commands: methods of a client, by their names in lower case.

import (
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

func (m *instance) clientMethods() []native.Entry {
	return []native.Entry{
		native.Method("command", func(c native.Call, k *client) int { // r:command(name, …): coroutine
			return k.command(c, strings.Fields(c.Str(1)), 2)
		}),
		native.Method("pipeline", pipeline),       // r:pipeline([{return_exceptions=},] function(p) … end): list
		native.Method("transaction", transaction), // r:transaction([{watch=},] function(p) … end): list
		native.Method("subscribe", subscribe),     // for channel, message in r:subscribe(…) do: awaits
		native.Method("psubscribe", psubscribe),   // for channel, message, pattern in r:psubscribe(…) do: awaits
		native.Method("close", func(c native.Call, k *client) int { // r:close(): coroutine
			return c.Start(func(*loop.Loop) (loop.Coroutine, error) {
				k.close()
				return native.Ready(nil), nil
			})
		}),
		native.ToString,
	}
}

// maxMethods is how many names of commands a client remembers.
const maxMethods = 512

// isCommand tells whether a field may be the name of a command: client_list is CLIENT LIST.
func isCommand(name string) bool {
	if name == "" || len(name) > 64 || name[0] < 'a' || name[0] > 'z' {
		return false
	}
	for i := range len(name) {
		if c := name[i]; c != '_' && (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

func wordsOf(name string) []string {
	return strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == '_' })
}

// method is the field of a client that is a command.
func (k *client) method(name string) lua.LValue {
	if fn := k.methods[name]; fn != nil {
		return fn
	}
	if !isCommand(name) {
		return nil
	}
	rt, words := k.m.rt, wordsOf(name)
	callee := native.MethodOf(rt, name)
	fn := rt.State().NewFunction(func(L *lua.LState) int {
		c := callee.On(L)
		return native.Self[*client](c, "Redis").command(c, words, 1)
	})
	if len(k.methods) < maxMethods {
		k.methods[name] = fn
	}
	return fn
}

// blocking are the commands that wait in the server, for which others must not wait: they have a connection of their own.
var blocking = map[string]bool{
	"BLPOP": true, "BRPOP": true, "BLMOVE": true, "BRPOPLPUSH": true, "BLMPOP": true, "BZPOPMIN": true, "BZPOPMAX": true,
	"BZMPOP": true, "WAIT": true, "WAITAOF": true, "MONITOR": true,
}

// refused are the commands that change what a connection is, by which others would get what is not theirs.
var refused = map[string]string{
	"MULTI": "r:transaction", "EXEC": "r:transaction", "DISCARD": "r:transaction", "WATCH": "r:transaction", "UNWATCH": "r:transaction",
	"SUBSCRIBE": "r:subscribe", "UNSUBSCRIBE": "r:subscribe", "PSUBSCRIBE": "r:psubscribe", "PUNSUBSCRIBE": "r:psubscribe",
	"SSUBSCRIBE": "r:subscribe", "SUNSUBSCRIBE": "r:subscribe",
	"SELECT": "the option db", "AUTH": "the options user and password", "HELLO": "redis.connect", "QUIT": "r:close", "RESET": "r:close",
	"MONITOR": "another client", "SYNC": "another client", "PSYNC": "another client",
}

// check refuses commands that are for other functions.
func check(c native.Call, words []string, n int) {
	if len(words) == 0 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: name of a command expected", c.Name))
	}
	name := strings.ToUpper(words[0])
	if instead := refused[name]; instead != "" {
		c.Raise(loop.Errorf(loop.ValueError, "%s: %s changes the connection, which is shared: use %s", c.Name, name, instead))
	}
	if name != "CLIENT" {
		return
	}
	second := ""
	if len(words) > 1 {
		second = words[1]
	} else if s, ok := c.Arg(n).(lua.LString); ok {
		second = string(s)
	}
	if strings.EqualFold(second, "REPLY") || strings.EqualFold(second, "TRACKING") {
		c.Raise(loop.Errorf(loop.ValueError, "%s: CLIENT %s changes the connection, which is shared", c.Name, strings.ToUpper(second)))
	}
}

// blocks tells whether a command waits in the server.
func blocks(c native.Call, words []string, n int) bool {
	name := strings.ToUpper(words[0])
	if blocking[name] {
		return true
	}
	if name == "XREAD" || name == "XREADGROUP" {
		for i := n; i <= c.Len(); i++ {
			if s, ok := c.Arg(i).(lua.LString); ok {
				switch strings.ToUpper(string(s)) {
				case "BLOCK":
					return true
				case "STREAMS":
					return false
				}
			}
		}
	}
	return false
}

// command returns the coroutine of a command to the script.
func (k *client) command(c native.Call, words []string, n int) int {
	check(c, words, n)
	x := &command{k: k, wire: encode(c, words, n), blocks: blocks(c, words, n)}
	return c.Coroutine(x)
}

// A command is the coroutine of one. It sends what it has when it is awaited, without waiting for the replies to others.
type command struct {
	k      *client
	wire   string
	blocks bool
	fut    *loop.Future
	await  loop.Await
	slow   loop.Coroutine // in the place of fut
}

// Resume implements loop.Coroutine.
func (x *command) Resume(exc error) (loop.Signal, any) {
	switch {
	case x.slow != nil:
		return x.slow.Resume(exc)
	case x.fut != nil:
		return x.await.Resume(exc)
	case exc != nil:
		return loop.Raised, exc
	}
	k := x.k
	l := k.m.rt.Loop()
	if l != k.loop() {
		return loop.Raised, loop.RuntimeError.New("the client was connected in another event loop")
	}
	if k.main == nil || k.main.err != nil || x.blocks || k.closed {
		x.slow = native.Straight(l, x.WaitsFor, x.run)
		return x.slow.Resume(nil)
	}
	x.fut = l.CreateFuture()
	k.main.send(x.wire, waiter{x.fut})
	return x.await.Start(x.fut)
}

// run is a command that has to wait before it is sent, or that has a connection of its own.
func (x *command) run(co *loop.Co) (any, error) {
	if !x.blocks {
		l, err := x.k.ready(co)
		if err != nil {
			return nil, err
		}
		f := co.Loop().CreateFuture()
		l.send(x.wire, waiter{f})
		return co.Await(f)
	}
	l, err := x.k.own(co)
	if err != nil {
		return nil, err
	}
	defer x.k.release(l) // which closes it if no reply has come: the server then stops waiting
	f := co.Loop().CreateFuture()
	l.send(x.wire, waiter{f})
	return co.Await(f)
}

// Close implements loop.Closer.
func (x *command) Close() {
	if s, ok := x.slow.(loop.Closer); ok {
		s.Close()
	}
	x.await.Close()
}

// WaitsFor implements loop.Described.
func (x *command) WaitsFor() string { return x.k.waits("a reply")() }

// MemorySize implements vm.Sizer.
func (x *command) MemorySize(visit func(any)) int {
	visit(&x.k.ud)
	return 160 + len(x.wire)
}
