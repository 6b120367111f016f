package netio

// This file runs other programs.

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"moonloop/loop"
)

// A Redirect says what a standard stream of a process is. The zero value is that of this process.
type Redirect struct {
	kind redirectKind
	file *os.File
	sink func(b []byte)
}

type redirectKind uint8

const (
	inherit redirectKind = iota
	piped
	devNull
	likeStdout
	given
	sunk
)

// Pipe is a stream of the Process; Null is /dev/null; Stdout, for standard error, is what standard output is.
var (
	Pipe   = Redirect{kind: piped}
	Null   = Redirect{kind: devNull}
	Stdout = Redirect{kind: likeStdout}
)

// File is an open file, which stays open.
func File(f *os.File) Redirect { return Redirect{kind: given, file: f} }

// Sink has fn called with what the process writes, on the loop's goroutine.
func Sink(fn func(b []byte)) Redirect { return Redirect{kind: sunk, sink: fn} }

// ProcessOptions say how a program is run. The zero value is good.
type ProcessOptions struct {
	Args       []string // with the program's name as the first
	Shell      string   // a command line for the system's shell, in the place of Args
	Dir        string
	Env        []string // nil is this process's
	Streams    [3]Redirect
	Limit      int    // of the readers
	NewSession bool   // in a session, and process group, of its own; not on Windows
	Executable string // the program that runs, in the place of Args[0], or of the shell
	// The rest is not for Windows.
	Group       *int  // the process group to be in; 0 is one of its own
	User        *int  // the number of the user that it runs as
	UserGroup   *int  // the number of the group that it runs as
	ExtraGroups []int // the numbers of further groups; nil is to leave them
	Umask       *int  // on Linux only
	PassFDs     []int // descriptors that it has too, under the same numbers
}

// A Process is another program that runs, as asyncio's Process. Its methods are for the loop's goroutine.
type Process struct {
	h       *Hub
	proc    *os.Process
	streams [3]*Conn // those that are pipes
	sinks   [3]*Conn
	ended   bool
	code    int
	waiters []*loop.Future
	leads   bool      // it has a process group of its own
	talking bool      // in Communicate, or in one that was cancelled
	kept    [3][]byte // what a Communicate has read that did not end

	mu    sync.Mutex
	state *os.ProcessState // guarded by mu: how it ended
}

// Start returns a coroutine that starts a program and returns its *Process. When the hub closes, it is killed.
func (h *Hub) Start(o ProcessOptions) loop.Coroutine {
	if err := h.simulated("processes"); err != nil {
		return refuses{err}
	}
	do := h.Opening(func(context.Context) (any, error) { return begin(o) }, func(v any) { v.(*begun).give() })
	return &starting{h: h, o: o, do: do}
}

// begun is a process with our ends of its pipes.
type begun struct {
	proc *os.Process
	ends [3]*os.File
}

// give ends a process that nobody wants any more.
func (b *begun) give() {
	for _, f := range b.ends {
		if f != nil {
			_ = f.Close()
		}
	}
	_ = b.proc.Kill()
	_, _ = b.proc.Wait()
}

// program is the name of what runs.
func (o *ProcessOptions) program() string {
	if o.Executable != "" {
		return o.Executable
	}
	return o.Args[0]
}

// lookPath finds a program as exec does, in the PATH that the program will have.
func lookPath(o ProcessOptions) (string, error) {
	name := o.program()
	var dirs string
	for _, e := range o.Env {
		if value, ok := strings.CutPrefix(e, "PATH="); ok {
			dirs = value
		}
	}
	hasDir := strings.ContainsFunc(name, func(r rune) bool { return r < 128 && os.IsPathSeparator(uint8(r)) })
	if hasDir || o.Env == nil || dirs == "" {
		path, err := exec.LookPath(name)
		if hasDir && (o.Dir != "" || errors.Is(err, exec.ErrDot)) {
			return name, nil // as it is seen from Dir
		}
		return path, err
	}
	for _, dir := range filepath.SplitList(dirs) {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}

// begin starts a process, on any goroutine.
func begin(o ProcessOptions) (_ *begun, err error) {
	b := &begun{}
	var theirs [3]*os.File
	var opened []*os.File
	defer func() {
		for _, f := range opened {
			_ = f.Close()
		}
		if err != nil {
			for _, f := range b.ends {
				if f != nil {
					_ = f.Close()
				}
			}
		}
	}()
	for i, r := range o.Streams {
		switch r.kind {
		case inherit:
			theirs[i] = [3]*os.File{os.Stdin, os.Stdout, os.Stderr}[i]
		case given:
			theirs[i] = r.file
		case likeStdout:
			theirs[i] = theirs[1]
		case devNull:
			f, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
			if err != nil {
				return nil, err
			}
			opened = append(opened, f)
			theirs[i] = f
		case piped, sunk:
			read, write, err := os.Pipe()
			if err != nil {
				return nil, err
			}
			theirs[i], b.ends[i] = write, read
			if i == 0 {
				theirs[i], b.ends[i] = read, write
			}
			opened = append(opened, theirs[i])
		}
	}
	if o.Shell != "" {
		o.Args = shell(o.Shell)
	}
	passed, err := passFDs(o.PassFDs)
	if err != nil {
		return nil, err
	}
	opened = append(opened, passed...)
	files := theirs[:]
	for i, fd := range o.PassFDs {
		for len(files) <= fd {
			files = append(files, nil)
		}
		files[fd] = passed[i]
	}
	path, err := lookPath(o)
	if err == nil {
		attr := &os.ProcAttr{Dir: o.Dir, Env: o.environment(), Files: files, Sys: o.attributes()}
		err = withUmask(o.Umask, func() error {
			b.proc, err = os.StartProcess(path, o.Args, attr)
			return err
		})
	}
	return b, blame(o, err)
}

// blame finds out what an error is about: the system does not tell the program from the directory.
func blame(o ProcessOptions, err error) error {
	if err == nil {
		return nil
	}
	if o.Dir != "" {
		if _, dirErr := os.Stat(o.Dir + string(os.PathSeparator) + "."); dirErr != nil {
			return &fs.PathError{Op: "chdir", Path: o.Dir, Err: underlying(dirErr)}
		}
	}
	if errors.Is(err, syscall.EISDIR) { // which is what Go says where exec says something else
		err = syscall.EACCES
	}
	return &fs.PathError{Op: "exec", Path: o.program(), Err: underlying(err)}
}

// underlying is an error without the file that it is about.
func underlying(err error) error {
	var errno syscall.Errno
	if errors.As(err, &errno) {
		return errno
	}
	if errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return syscall.ENOENT
	}
	return err
}

type starting struct {
	h  *Hub
	o  ProcessOptions
	do loop.Coroutine
}

// Resume implements loop.Coroutine.
func (s *starting) Resume(exc error) (loop.Signal, any) {
	sig, v := s.do.Resume(exc)
	if sig != loop.Returned {
		return sig, v
	}
	b := v.(*begun)
	p := &Process{h: s.h, proc: b.proc, leads: s.o.NewSession || s.o.Group != nil && *s.o.Group == 0}
	for i, f := range b.ends {
		if f == nil {
			continue
		}
		c := s.h.newConn(connOptions{limit: s.o.Limit, readOnly: i != 0, sendOnly: i == 0})
		if err := c.adopt(f); err != nil {
			s.h.gone(c)
			p.Kill()
			return loop.Raised, Error(err)
		}
		if sink := s.o.Streams[i].sink; sink != nil {
			c.sink = sink
			p.sinks[i] = c
		} else {
			p.streams[i] = c
		}
		c.start()
	}
	s.h.opened(p)
	s.h.spawn(p.reap)
	return sig, p
}

// Close implements loop.Closer.
func (s *starting) Close() {
	if c, ok := s.do.(loop.Closer); ok {
		c.Close()
	}
}

// reap is the goroutine that waits for the end, so that no zombie is left.
func (p *Process) reap() {
	state, _ := p.proc.Wait()
	p.mu.Lock()
	p.state = state
	p.mu.Unlock()
	p.h.post(p)
}

// deliver implements event.
func (p *Process) deliver() {
	p.h.gone(p)
	p.mu.Lock()
	state := p.state
	p.mu.Unlock()
	p.ended, p.code = true, 255
	if state != nil {
		p.code = exitCode(state)
	}
	if p.h.closed {
		return
	}
	for _, c := range p.sinks {
		if c != nil {
			c.engine.catchUp()
		}
	}
	for _, f := range p.waiters {
		if !f.Done() {
			_ = f.SetResult(p.code)
		}
	}
	p.waiters = nil
	if c := p.streams[0]; c != nil {
		c.Close()
	}
}

// shut implements closer.
func (p *Process) shut() { _ = p.proc.Kill() }

// PID is the process's number.
func (p *Process) PID() int { return p.proc.Pid }

// Stream is the stream of that number if it is a pipe, else nil: standard input to write to, the others to read.
func (p *Process) Stream(i int) *Conn { return p.streams[i] }

// ReturnCode is the exit status, negative the number of the signal that ended it; ok is false while it runs.
func (p *Process) ReturnCode() (code int, ok bool) { return p.code, p.ended }

// Signal sends a signal; a ProcessLookupError if the process has ended, a NotImplementedError if the system lacks it.
func (p *Process) Signal(sig os.Signal) error {
	if p.ended {
		return osError(syscall.ESRCH, "the process has ended")
	}
	if err := p.send(sig); err != nil && err != os.ErrProcessDone {
		return Error(err)
	}
	return nil
}

// SignalGroup sends a signal to the process's own group, also after its own end: a ValueError if it has none.
func (p *Process) SignalGroup(sig syscall.Signal) error {
	if !p.leads {
		return loop.ValueError.New("the process has no group of its own: process_group = 0 or start_new_session expected when it is started")
	}
	return KillGroup(p.PID(), sig)
}

// Kill ends the process.
func (p *Process) Kill() { _ = p.Signal(os.Kill) }
