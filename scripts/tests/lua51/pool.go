package lua51

// This file runs programs under Moonloop in another process, which they may block or end.

import (
	"bytes"
	"encoding/gob"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

type request struct {
	Program Program
	Mode    Mode
}

// Serve answers a Worker, in its process, until in ends.
func Serve(in io.Reader, out io.Writer) error {
	d, e := gob.NewDecoder(in), gob.NewEncoder(out)
	for {
		var r request
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		if err := e.Encode(Run(&r.Program, r.Mode)); err != nil {
			return err
		}
	}
}

// A Worker is a process that runs programs. It may be used by one goroutine at a time.
type Worker struct {
	Timeout time.Duration // of one program

	command []string // a process that calls Serve
	env     []string // what its environment has beside what programs see
	dir     string
	process *exec.Cmd
	in      io.WriteCloser
	encode  *gob.Encoder
	decode  *gob.Decoder
	stderr  *bytes.Buffer
}

// NewWorker makes a worker; command is one that calls Serve with its standard input and output.
func NewWorker(command ...string) (*Worker, error) {
	dir, err := os.MkdirTemp("", "lua51-")
	if err != nil {
		return nil, err
	}
	return &Worker{Timeout: time.Minute, command: command, dir: dir}, nil
}

// Close ends the process.
func (w *Worker) Close() error {
	w.stop()
	return os.RemoveAll(w.dir)
}

func (w *Worker) start() error {
	cmd := exec.Command(w.command[0], w.command[1:]...)
	cmd.Dir = w.dir
	cmd.Env = append(append(environment(), "GOGC=400"), w.env...)
	w.stderr = &bytes.Buffer{}
	cmd.Stderr = w.stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	w.process, w.in, w.encode, w.decode = cmd, in, gob.NewEncoder(in), gob.NewDecoder(out)
	return nil
}

// stop ends the process, which may hang.
func (w *Worker) stop() {
	if w.process == nil {
		return
	}
	_ = w.in.Close()
	_ = w.process.Process.Kill()
	_ = w.process.Wait()
	w.process = nil
}

// Run runs a program. The error is one of the harness.
func (w *Worker) Run(p *Program, mode Mode) (Outcome, error) {
	if w.process == nil {
		if err := w.start(); err != nil {
			return Outcome{}, err
		}
	}
	done := make(chan error, 1)
	var out Outcome
	go func() {
		err := w.encode.Encode(request{*p, mode})
		if err == nil {
			err = w.decode.Decode(&out)
		}
		done <- err
	}()
	timeout := time.NewTimer(w.Timeout)
	defer timeout.Stop()
	select {
	case err := <-done:
		if err == nil {
			return out, nil
		}
		w.stop()
		return Outcome{Broken: "the process died: " + firstLines(w.stderr.String())}, nil
	case <-timeout.C:
		w.stop()
		<-done
		return Outcome{Broken: fmt.Sprintf("still running after %v", w.Timeout)}, nil
	}
}

func firstLines(text string) string {
	lines := strings.SplitN(text, "\n", 4)
	return strings.Join(lines[:min(3, len(lines))], "; ")
}
