package asyncio

// This file is asyncio.stdout and asyncio.stderr: writers that stop nobody when the other end is slow.

import (
	"io"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/internal/screen"
)

// openStandardWriters makes asyncio.stdout and asyncio.stderr, StreamWriters that are opened when they are first used.
func (m *Module) openStandardWriters() {
	mt := m.latent("StreamWriter", &m.classes.writer)
	set := func(name string, to io.Writer) {
		w := &streamWriter{output: to}
		w.ud.Value, w.ud.Metatable = w, mt
		m.build.Set(name, &w.ud)
	}
	set("stdout", m.rt.Stdout())
	set("stderr", m.stderr)
}

// selfWriter is the writer that a method is called on. Standard output is opened by the first.
func selfWriter(c call) *streamWriter {
	w := native.Self[*streamWriter](c.Call, "StreamWriter")
	if w.output != nil {
		w.awake(c)
	}
	return w
}

// awake opens standard output for the running loop. What an earlier loop was given has gone out before that was closed.
func (w *streamWriter) awake(c call) {
	if l := c.currentLoop(); w.Conn == nil || w.l != l {
		w.l = l
		w.Conn = c.m.Hub(l).OpenWriter(w.output, screen.File(w.output) != nil)
	}
}
