package differential

// This file runs the Python half of programs, in one Python process.

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed driver.py
var driverSource string

// CPython is a Python process that runs programs. It belongs to one goroutine.
type CPython struct {
	command *exec.Cmd
	in      io.WriteCloser
	out     *bufio.Reader
	stderr  bytes.Buffer
}

// FindPython is the path of a Python 3.13.
func FindPython() (string, error) {
	home, _ := os.UserHomeDir()
	found, _ := filepath.Glob(filepath.Join(home, ".pyenv/versions/3.13*/bin/python3.13"))
	if len(found) > 0 {
		return found[len(found)-1], nil
	}
	return exec.LookPath("python3.13")
}

// StartCPython starts a Python process. traces is the folder of the recorded traces, where vclock.py is.
func StartCPython(python, traces string) (*CPython, error) {
	c := &CPython{command: exec.Command(python, "-B", "-c", driverSource, traces)}
	c.command.Stderr = &c.stderr
	in, err := c.command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReaderSize(out, 1<<20)
	return c, c.command.Start()
}

// Run runs a program that (*Program).Python printed, and returns its trace; nil if there is
// nothing to compare with.
func (c *CPython) Run(source string) ([]string, error) {
	if err := c.Send(source); err != nil {
		return nil, err
	}
	return c.Receive()
}

// Send starts a program. The traces of several that were sent are received in the same order; more than
// a handful at a time can fill the pipes.
func (c *CPython) Send(source string) error {
	line, err := json.Marshal(source)
	if err != nil {
		return err
	}
	_, err = c.in.Write(append(line, '\n'))
	return err
}

// Receive waits for the trace of the next program.
func (c *CPython) Receive() ([]string, error) {
	line, err := c.out.ReadBytes('\n')
	if err != nil {
		return nil, fmt.Errorf("the Python process: %w\n%s", err, c.stderr.String())
	}
	var trace []string
	if err := json.Unmarshal(line, &trace); err != nil {
		return nil, err
	}
	return trace, nil
}

// Close ends the process.
func (c *CPython) Close() error {
	return errors.Join(c.in.Close(), c.command.Wait())
}
