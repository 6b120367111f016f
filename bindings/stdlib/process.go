package stdlib

// This file starts processes for os.execute and io.popen.

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"moonloop/bindings/internal/screen"

	lua "github.com/yuin/gopher-lua"
)

// Refuse has io.popen and os.execute raise an error that says why; "" ends that.
func (m *Modules) Refuse(why string) { m.refusal = why }

// mayStart raises the error of Refuse.
func (m *Modules) mayStart(L *lua.LState, name string) {
	if m.refusal != "" {
		raise(L, "%s: %s", name, m.refusal)
	}
}

// pipeDelay is how long, after a process has ended, its descendants may keep
// the streams open that are copied to a writer of Options.
const pipeDelay = time.Second

// shell returns the program that runs command lines, and its flag.
func shell() (program, flag string) {
	if runtime.GOOS == "windows" {
		return "cmd.exe", "/c"
	}
	return "/bin/sh", "-c"
}

// command returns a command line for the shell, with the environment of the
// state and the streams of Options. deliver is to be called when it has ended.
//
// A stream that is a file is handed on. An input of another kind is not:
// copying it would take from the script what the command leaves unread. The
// output for a writer of another kind is kept until deliver writes it, because
// the writer may only be used by the goroutine of the script.
func (m *Modules) command(line string) (cmd *exec.Cmd, deliver func()) {
	program, flag := shell()
	cmd = exec.Command(program, flag, line)
	cmd.Args[0] = filepath.Base(program) // the name in its complaints, as C's system has it
	cmd.WaitDelay = pipeDelay
	cmd.Env = os.Environ()
	for name, value := range m.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	if f, ok := m.opts.Stdin.(*os.File); ok {
		cmd.Stdin = f
	}
	var deliverOut, deliverErr func()
	cmd.Stdout, deliverOut = m.processOutput(m.opts.Stdout)
	cmd.Stderr, deliverErr = m.processOutput(m.opts.Stderr)
	return cmd, func() {
		deliverOut()
		deliverErr()
	}
}

// processOutput is what a process is given to write to.
func (m *Modules) processOutput(w io.Writer) (io.Writer, func()) {
	if f := screen.File(w); f != nil {
		return f, func() {}
	}
	if w == nil {
		return nil, func() {}
	}
	kept := &keeper{max: m.opts.MaxString}
	return kept, func() { w.Write(kept.buf.Bytes()) }
}

// keeper keeps what is written, up to a length, and drops the rest.
type keeper struct {
	buf bytes.Buffer
	max int
}

func (k *keeper) Write(p []byte) (int, error) {
	k.buf.Write(p[:min(len(p), k.max-k.buf.Len())])
	return len(p), nil
}

// exitStatus reads how a process ended from the error of its Wait, as C's system tells it: 256 times the code, or the
// number of the signal. ended is false where something else went wrong.
func exitStatus(wait error) (status int, ended bool) {
	var exit *exec.ExitError
	switch {
	case wait == nil || errors.Is(wait, exec.ErrWaitDelay):
		return 0, true
	case !errors.As(wait, &exit):
		return -1, false
	}
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return int(ws.Signal()), true
	}
	return exit.ExitCode() << 8, true
}

// popen starts a command whose output is read, or whose input is written.
func (m *Modules) popen(line string, reads bool) (*file, error) {
	cmd, deliver := m.command(line)
	f := &file{proc: cmd}
	if reads {
		cmd.Stdout = nil
		pipe, err := cmd.StdoutPipe()
		if err != nil {
			return nil, err
		}
		f.raw, f.rd = pipeEnd{Reader: pipe}, bufio.NewReaderSize(m.patient(pipe), bufferSize)
		f.close = func() error { return m.closeAndWait(pipe, cmd, deliver) }
	} else {
		cmd.Stdin = nil
		pipe, err := cmd.StdinPipe()
		if err != nil {
			return nil, err
		}
		f.raw, f.wr = pipeEnd{Writer: pipe}, bufio.NewWriterSize(pipe, bufferSize)
		f.close = func() error { return m.closeAndWait(pipe, cmd, deliver) }
	}
	return f, cmd.Start()
}

// pipeEnd hides that a pipe is a file: it cannot seek.
type pipeEnd struct {
	io.Reader
	io.Writer
}

// closeAndWait closes the state's end of the pipe, so that the process sees
// the end, and waits for it to end.
func (m *Modules) closeAndWait(pipe io.Closer, cmd *exec.Cmd, deliver func()) error {
	pipe.Close()
	goOn := m.stall()
	err := cmd.Wait()
	goOn()
	deliver()
	return err
}
