package fs

// This file is fs.open: a file that stays open.

import (
	"io"
	gofs "io/fs"
	"os"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A file is what a File holds.
type file struct {
	*netio.FileHandle
	ud lua.LUserData
}

// MemorySize implements vm.Sizer.
func (f *file) MemorySize(visit func(any)) int {
	visit(f.FileHandle)
	return 64
}

func (m *instance) fileMethods() []native.Entry {
	return []native.Entry{
		native.Method("read", m.fileRead),         // f:read([n]): coroutine; without n up to the end
		native.Method("readline", m.fileReadLine), // f:readline(): coroutine: with its newline; "" at the end
		native.Method("lines", m.fileLines),       // for line in f:lines(["L"]) do: awaits each; "L" keeps the newline
		native.Method("write", m.fileWrite),       // f:write(data): coroutine: how many bytes
		native.Method("seek", m.fileSeek),         // f:seek([whence [, offset]]): coroutine: where it is, as io's seek
		native.Method("truncate", m.fileTruncate), // f:truncate([size]): coroutine: the size
		native.Method("sync", m.fileSync),         // f:sync(): coroutine
		native.Method("stat", m.fileStat),         // f:stat(): coroutine
		native.Method("lock", m.fileLock),         // f:lock({shared=, wait=}): coroutine
		native.Method("unlock", m.fileUnlock),     // f:unlock(): coroutine
		native.Method("fileno", m.fileNumber),     // f:fileno(): its descriptor
		native.Method("close", m.fileClose),       // f:close(): coroutine
		native.ToString,
	}
}

// String is the file as reports show it.
func (f *file) String() string {
	if f.IsClosed() {
		return "<File '" + f.Path() + "' closed>"
	}
	return "<File '" + f.Path() + "'>"
}

// fileField gives f.path and f.closed.
func fileField(v any, key string) lua.LValue {
	f, ok := v.(*file)
	switch {
	case !ok:
	case key == "path":
		return lua.LString(f.Path())
	case key == "closed":
		return lua.LBool(f.IsClosed())
	}
	return nil
}

// openFlags are those of a mode as io.open has them, and of "x", a file that must be new; false for what is none.
func openFlags(mode string) (int, bool) {
	kind, rest, _ := strings.Cut(strings.Replace(mode, "b", "", 1), "+")
	both := strings.HasSuffix(mode, "+") || strings.HasSuffix(mode, "+b")
	flags := map[string]int{"r": 0, "w": os.O_CREATE | os.O_TRUNC, "a": os.O_CREATE | os.O_APPEND, "x": os.O_CREATE | os.O_EXCL}
	f, ok := flags[kind]
	switch {
	case !ok || rest != "":
		return 0, false
	case both:
		return f | os.O_RDWR, true
	case kind == "r":
		return f | os.O_RDONLY, true
	}
	return f | os.O_WRONLY, true
}

// open is fs.open(path [, mode], [options,] [body]): a coroutine that returns a File; with a body, that is called with it.
func (m *instance) open(c native.Call) int {
	path, how, n := c.Path(1), "r", 2
	if _, ok := c.Arg(2).(lua.LString); ok || c.Len() >= 2 && !c.Has(2) {
		if ok {
			how = c.Str(2)
		}
		n = 3
	}
	o, body := c.Body(n, "mode")
	flags, ok := openFlags(how)
	if !ok {
		c.Raise(loop.Errorf(loop.ValueError, "%s: argument 2: mode (r, w, a or x, with + for both) expected, got '%s'", c.Name, how))
	}
	perm := mode(o, "mode", 0o666)
	start := func(l *loop.Loop) loop.Coroutine {
		return native.Map(m.Hub(l).OpenFile(m.disk, path, flags, perm), func(v any) any {
			f := &file{FileHandle: v.(*netio.FileHandle)}
			f.SetMost(m.most)
			m.file.Init(&f.ud, f)
			return &f.ud
		})
	}
	if body == nil {
		return c.Start(func(l *loop.Loop) (loop.Coroutine, error) { return start(l), nil })
	}
	c.NeedTask()
	return c.With(&opening{co: start(c.Running())}, body)
}

// An opening is a file that is open during a body.
type opening struct {
	co loop.Coroutine
	f  *file
}

// Enter implements native.Manager.
func (o *opening) Enter(_ native.Call, next vm.Next) vm.Step {
	return vm.Await(o.co, func(vals []lua.LValue, err error) vm.Step {
		if err == nil {
			o.f = vals[0].(*lua.LUserData).Value.(*file)
		}
		return next(vals, err)
	})
}

// Exit implements native.Manager.
func (o *opening) Exit(c native.Call, vals []lua.LValue, err error) vm.Step {
	return o.f.Exit(c, vals, err)
}

// Enter implements native.Manager.
func (f *file) Enter(_ native.Call, next vm.Next) vm.Step { return next([]lua.LValue{&f.ud}, nil) }

// Exit implements native.Manager: the file is closed after the body.
func (f *file) Exit(_ native.Call, vals []lua.LValue, err error) vm.Step {
	return vm.Await(f.CloseNow(), func(_ []lua.LValue, closeErr error) vm.Step {
		if err == nil && closeErr != nil {
			return vm.Raise(closeErr)
		}
		return native.Outcome(vals, err)
	})
}

// text is what was read as Lua has it.
func text(v any) any { return lua.LString(v.([]byte)) }

func (m *instance) fileRead(c native.Call, f *file) int {
	n := -1
	if c.Has(1) {
		if n = c.Integer(1, -1); n < 0 {
			c.Raise(loop.Errorf(loop.ValueError, "read: argument 1: 0 or more expected, got %d", n))
		}
		c.Reserve(n)
	}
	return c.Coroutine(native.Map(f.Read(n), text))
}

func (m *instance) fileReadLine(c native.Call, f *file) int {
	return c.Coroutine(native.Map(f.ReadLine(), text))
}

func (m *instance) fileLines(c native.Call, f *file) int {
	return c.Iterate(&fileLines{f, c.Has(1) && c.Str(1) == "L"})
}

// fileLines walks the lines of a File, which belongs to who opened it.
type fileLines struct {
	f    *file
	keep bool
}

// Close implements native.Iterator.
func (it *fileLines) Close() {}

// Holds implements native.Iterator.
func (it *fileLines) Holds() bool { return false }

// Next implements native.Iterator.
func (it *fileLines) Next(c native.Call, next vm.Next) vm.Step {
	c.NeedTask()
	return vm.Await(native.Map(it.f.ReadLine(), text), func(vals []lua.LValue, err error) vm.Step {
		if err != nil {
			return next(nil, err)
		}
		line := string(vals[0].(lua.LString))
		if line == "" {
			return next(nil, nil)
		}
		if !it.keep {
			line = strings.TrimSuffix(line, "\n")
		}
		return next([]lua.LValue{lua.LString(line)}, nil)
	})
}

func (m *instance) fileWrite(c native.Call, f *file) int {
	return c.Coroutine(native.Map(f.Write(c.Bytes(1)), func(v any) any { return lua.LNumber(v.(int)) }))
}

func (m *instance) fileSeek(c native.Call, f *file) int {
	whence, offset := io.SeekCurrent, int64(c.Integer(2, 0))
	if c.Has(1) {
		w, ok := map[string]int{"set": io.SeekStart, "cur": io.SeekCurrent, "end": io.SeekEnd}[c.Str(1)]
		if !ok {
			c.Raise(loop.Errorf(loop.ValueError, `seek: argument 1: "set", "cur" or "end" expected, got '%s'`, c.Str(1)))
		}
		whence = w
	}
	if whence == io.SeekStart && offset < 0 {
		c.Raise(loop.Errorf(loop.ValueError, "seek: negative seek value %d", offset))
	}
	return c.Coroutine(native.Map(f.SeekTo(offset, whence), number))
}

func number(v any) any { return lua.LNumber(v.(int64)) }

func (m *instance) fileTruncate(c native.Call, f *file) int {
	size := -1
	if c.Has(1) {
		if size = c.Integer(1, 0); size < 0 {
			c.Raise(loop.Errorf(loop.ValueError, "truncate: argument 1: 0 or more expected, got %d", size))
		}
	}
	return c.Coroutine(native.Map(f.Truncate(int64(size)), number))
}

func (m *instance) fileSync(c native.Call, f *file) int { return c.Coroutine(f.Sync()) }

func (m *instance) fileStat(c native.Call, f *file) int {
	return c.Coroutine(native.Map(f.Stat(), func(v any) any { return m.fileInfo(v.(gofs.FileInfo)) }))
}

func (m *instance) fileLock(c native.Call, f *file) int {
	t, ok := c.Arg(1).(*lua.LTable)
	if c.Has(1) && !ok {
		c.Fail(1, "table of options expected, got %s", c.TypeName(1))
	}
	o := c.OptionsIn(t, "argument 1", "option", []string{"shared", "wait"})
	return c.Coroutine(f.Lock(o.Bool("shared"), o.Flag("wait", true)))
}

func (m *instance) fileUnlock(c native.Call, f *file) int { return c.Coroutine(f.Unlock()) }

func (m *instance) fileNumber(c native.Call, f *file) int {
	n, err := f.Descriptor()
	if err != nil {
		c.Raise(netio.Error(err))
	}
	return c.Push(lua.LNumber(n))
}

func (m *instance) fileClose(c native.Call, f *file) int { return c.Coroutine(f.CloseNow()) }
