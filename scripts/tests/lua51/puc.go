package lua51

// This file runs programs under lua5.1 and luajit.

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// mostOutput is how much of a program's output is compared, in bytes.
const mostOutput = 1 << 20

// Puc runs programs under an interpreter in C. It may be used by one goroutine at a time.
type Puc struct {
	Timeout time.Duration // of one program
	dir     string
}

// NewPuc makes a Puc. Close removes its files.
func NewPuc() (*Puc, error) {
	if _, err := exec.LookPath("lua5.1"); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "lua51-")
	if err != nil {
		return nil, err
	}
	return &Puc{Timeout: time.Minute, dir: dir}, nil
}

// Close removes the files.
func (p *Puc) Close() error { return os.RemoveAll(p.dir) }

// ErrHung is the error of a program that does not end under the judge, crashes it or needs a deeper C stack: it tells nothing.
var ErrHung = errors.New("hung or crashed")

// Run runs a program. The error is one of the harness.
func (p *Puc) Run(prog *Program) (Outcome, error) {
	if err := os.WriteFile(filepath.Join(p.dir, Name), []byte(prog.Source), 0o600); err != nil {
		return Outcome{}, err
	}
	judge := "lua5.1"
	if prog.Goto {
		judge = "luajit"
	}
	ctx, cancel := context.WithTimeout(context.Background(), p.Timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, judge, Name)
	cmd.Dir = p.dir
	cmd.Env = environment()
	cmd.Stdin = strings.NewReader(Stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if ctx.Err() != nil {
		return Outcome{}, ErrHung
	}
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return Outcome{}, err
	}
	status := cmd.ProcessState.ExitCode()
	if status < 0 {
		return Outcome{}, ErrHung
	}
	if strings.Contains(stdout.String()+stderr.String(), "C stack overflow") { // Moonloop's stack is deeper
		return Outcome{}, ErrHung
	}
	text := stderr.String()
	if i := strings.Index(text, judge+": "); i == 0 || i > 0 && text[i-1] == '\n' { // behind what processes have written
		text = text[:i] + text[i+len(judge)+2:]
	}
	message, _, traced := strings.Cut(text, "\nstack traceback:\n")
	if !traced {
		message = strings.TrimSuffix(message, "\n")
	}
	return Outcome{Stdout: normalise(stdout.String()), Message: normalise(message), Status: status}, nil
}

// environment is what programs see.
func environment() []string {
	return []string{"PATH=" + os.Getenv("PATH"), "TZ=UTC", "LC_ALL=C", "HOME=/nowhere", "LUA_51_SET=yes", "LUA_CPATH="} // no C libraries
}
