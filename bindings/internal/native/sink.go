package native

// This file is text that grows while a function makes it, under the limit on memory.

import (
	lua "github.com/yuin/gopher-lua"
)

// A Sink is bytes that become a string of the script. Room is asked for before it is taken, all of it each time: what has
// no place under the limit is raised as an error. A Sink is an io.Writer that never fails.
type Sink struct {
	Call
	b []byte
}

// Len is how many bytes there are.
func (s *Sink) Len() int { return len(s.b) }

func (s *Sink) room(n int) {
	if need := len(s.b) + n; need > cap(s.b) {
		size := max(2*cap(s.b), need, 256)
		s.Reserve(size)
		s.b = append(make([]byte, 0, size), s.b...)
	}
}

// Write implements io.Writer.
func (s *Sink) Write(p []byte) (int, error) {
	s.room(len(p))
	s.b = append(s.b, p...)
	return len(p), nil
}

// WriteString implements io.StringWriter.
func (s *Sink) WriteString(p string) (int, error) {
	s.room(len(p))
	s.b = append(s.b, p...)
	return len(p), nil
}

// WriteByte implements io.ByteWriter.
func (s *Sink) WriteByte(ch byte) error {
	s.room(1)
	s.b = append(s.b, ch)
	return nil
}

// Text is the bytes as a string.
func (s *Sink) Text() string {
	s.Reserve(len(s.b))
	return string(s.b)
}

// PushText returns the bytes as a string to the script.
func (s *Sink) PushText() int { return s.Push(lua.LString(s.Text())) }
