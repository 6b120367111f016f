package stdlib

// This file waits for what keeps a script waiting, in a way that others can see and end.

import (
	"io"
	"os"
	"os/exec"
)

// A patientReader reads from a file that may keep it waiting: a terminal, a pipe.
type patientReader struct {
	m *Modules
	f *os.File
}

// patient is what f is read through.
func (m *Modules) patient(f io.Reader) io.Reader {
	file, ok := f.(*os.File)
	if !ok || m.opts.Stall == nil {
		return f
	}
	if info, err := file.Stat(); err != nil || info.Mode().IsRegular() {
		return f
	}
	return &patientReader{m, file}
}

// Read implements io.Reader. It raises the error of who ends the wait; nothing is read then.
func (r *patientReader) Read(p []byte) (int, error) {
	r.m.waitFor(r.f)
	return r.f.Read(p)
}

// stall tells that the script is about to wait for what cannot be given up.
func (m *Modules) stall() (goOn func()) {
	if m.opts.Stall == nil {
		return func() {}
	}
	return m.opts.Stall(nil)
}

// run runs a command to its end.
func (m *Modules) run(cmd *exec.Cmd) error {
	goOn := m.stall()
	err := cmd.Run()
	goOn()
	return err
}
