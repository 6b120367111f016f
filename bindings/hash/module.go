// Package hash is the Lua module hash: digests of strings, of what comes in pieces and of files, keyed ones, comparison
// that takes the same time whatever is compared, and random bytes.
//
// A host lists [Module] among the modules of its runtime. Scripts can hash files where the host grants files; random bytes
// come from where all that is random comes from.
package hash

// This file makes the module, and names the digests.

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha3"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/hex"
	"hash"
	"hash/crc32"
	"io"

	"golang.org/x/crypto/blake2b"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module hash.
var Module = box.Module{Name: "hash", Open: open}

// digests are the digests by their names, which are functions of the module too.
var digests = []struct {
	name string
	make func() hash.Hash
}{
	{"md5", md5.New},
	{"sha1", sha1.New},
	{"sha256", sha256.New},
	{"sha512", sha512.New},
	{"sha3_256", func() hash.Hash { return sha3.New256() }},
	{"blake2b", newBlake2b},
	{"crc32", func() hash.Hash { return crc32.NewIEEE() }},
}

func newBlake2b() hash.Hash {
	h, err := blake2b.New512(nil)
	if err != nil {
		panic("BUG: " + err.Error()) // there is no key that could be too long
	}
	return h
}

type instance struct {
	env    *box.Env
	hasher *native.Class
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{env: e}
	m.hasher = e.Class("Hash", func() []native.Entry {
		return []native.Entry{
			native.Method("update", m.update), // h:update(s): h
			native.Method("digest", m.digest), // h:digest({raw=}): of all so far
		}
	})
	var list []native.Entry
	for _, d := range digests { // sha256(s, {raw=}) and so on
		list = append(list, native.Func(d.name, func(c native.Call) int { return sum(c, d.make(), c.Str(1), 2) }))
	}
	list = append(list,
		native.Func("new", m.new),       // new(name, {key=}): a Hash
		native.Func("hmac", m.hmac),     // hmac(name, key, s, {raw=})
		native.Func("file", m.file),     // file(name, path, {key=, raw=}): coroutine
		native.Func("equal", m.equal),   // equal(a, b)
		native.Func("random", m.random), // random(n): bytes
	)
	return e.Build("hash", &shape, list...).Table()
}

// named is argument n as the name of a digest, with a key if it is to be an HMAC.
func named(c native.Call, n int, key string, keyed bool) hash.Hash {
	name := c.Str(n)
	for _, d := range digests {
		if d.name != name {
			continue
		}
		if !keyed {
			return d.make()
		}
		if name == "crc32" {
			c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: digest expected that can have a key, got crc32", c.Name, n))
		}
		c.Reserve(len(key))
		c.Work(len(key) / cheap)
		return hmac.New(d.make, []byte(key))
	}
	c.Raise(loop.Errorf(loop.ValueError, "%s: argument %d: name of a digest expected, got '%s'", c.Name, n, name))
	return nil
}

// key is the option key, and whether it is there.
func key(o native.Options) (string, bool) { return o.Str("key", ""), o.Get("key") != lua.LNil }

// atOnce is how many bytes are hashed before the limits are asked, cheap how many of them are worth an instruction, and
// aDigest how many instructions a digest takes however short the text is.
const atOnce, cheap, aDigest = 1 << 20, 4, 100

func write(c native.Call, h hash.Hash, s string) {
	c.Work(aDigest)
	for len(s) > 0 {
		piece := s[:min(len(s), atOnce)]
		c.Work(len(piece) / cheap)
		_, _ = io.WriteString(h, piece) // a hash never fails
		s = s[len(piece):]
	}
}

// result is a digest as the options at argument n want it.
func result(h hash.Hash, raw bool) lua.LString {
	b := h.Sum(nil)
	if raw {
		return lua.LString(b)
	}
	return lua.LString(hex.EncodeToString(b))
}

func sum(c native.Call, h hash.Hash, s string, options int) int {
	raw := c.Options(options, "raw").Bool("raw")
	write(c, h, s)
	return c.Push(result(h, raw))
}

func (m *instance) hmac(c native.Call) int {
	return sum(c, named(c, 1, c.Str(2), true), c.Str(3), 4)
}

// A hasher is what a Hash holds.
type hasher struct{ hash.Hash }

// MemorySize implements vm.Sizer.
func (*hasher) MemorySize(func(any)) int { return 1024 }

func (m *instance) new(c native.Call) int {
	k, keyed := key(c.Options(2, "key"))
	return c.Push(m.hasher.New(&hasher{named(c, 1, k, keyed)}))
}

func (m *instance) update(c native.Call, h *hasher) int {
	write(c, h.Hash, c.Str(1))
	return c.Push(c.Self())
}

func (m *instance) digest(c native.Call, h *hasher) int {
	return c.Push(result(h.Hash, c.Options(1, "raw").Bool("raw")))
}

// file is hash.file(name, path, options): a coroutine that reads the file without blocking the loop.
func (m *instance) file(c native.Call) int {
	path := c.Str(2)
	o := c.Options(3, "key", "raw")
	k, keyed := key(o)
	h, raw := named(c, 1, k, keyed), o.Bool("raw")
	m.env.Asyncio.Need(c, asyncio.Files)
	return m.env.Asyncio.Blocking(c, func(ctx context.Context) (any, error) {
		err := netio.ReadPieces(ctx, m.env.Asyncio.Disk(), path, func(b []byte) { _, _ = h.Write(b) })
		if err != nil {
			return nil, err
		}
		return result(h, raw), nil
	}, nil)
}

func (m *instance) equal(c native.Call) int {
	a, b := c.Str(1), c.Str(2)
	if len(a) != len(b) {
		return c.Push(lua.LFalse)
	}
	same := 1
	for len(a) > 0 { // to the end, wherever they differ
		n := min(len(a), atOnce)
		c.Work(n / cheap)
		same &= subtle.ConstantTimeCompare([]byte(a[:n]), []byte(b[:n]))
		a, b = a[n:], b[n:]
	}
	return c.Push(lua.LBool(same == 1))
}

// mostRandom is how many random bytes a call gives.
const mostRandom = 1 << 20

func (m *instance) random(c native.Call) int {
	c.Number(1)
	n := c.Integer(1, 0)
	if n < 0 || n > mostRandom {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 1: 0 to %d bytes expected, got %d", c.Name, mostRandom, n))
	}
	c.Reserve(2 * n)
	b := make([]byte, n)
	m.env.RandomBytes(b)
	return c.Push(lua.LString(b))
}
