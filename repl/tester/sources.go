package tester

// This file notes which sources a run has read, so that a string of --replay can tell whether they are still the same.

import (
	"encoding/binary"
	"hash"
	"hash/fnv"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync"
)

// sources is the machine's files as modules are found in them, by any path. It notes what was read: by the case, by threads
// of it, by hosts of its network. By what stands in them alone: the same sources elsewhere are the same.
type sources struct {
	mu   sync.Mutex
	sums map[uint64]bool // guarded by mu
}

// newSources begins with the text of the test file.
func newSources(text string) *sources {
	h := fnv.New64a()
	_, _ = io.WriteString(h, text)
	return &sources{sums: map[uint64]bool{h.Sum64(): true}}
}

// Open implements fs.FS.
func (s *sources) Open(name string) (fs.File, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	return &noted{f, s, fnv.New64a()}, nil
}

// readFile reads one.
func (s *sources) readFile(name string) ([]byte, error) {
	f, err := s.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// print is a short name of all that was read. In which order it was read does not count.
func (s *sources) print() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var list []uint64
	for sum := range s.sums {
		list = append(list, sum)
	}
	slices.Sort(list)
	var b []byte
	for _, sum := range list {
		b = binary.BigEndian.AppendUint64(b, sum)
	}
	return short(string(b), 6)
}

// A noted is a file whose bytes count when it is closed.
type noted struct {
	fs.File
	s *sources
	h hash.Hash64
}

// Read implements fs.File.
func (n *noted) Read(b []byte) (int, error) {
	k, err := n.File.Read(b)
	_, _ = n.h.Write(b[:k])
	return k, err
}

// Close implements fs.File.
func (n *noted) Close() error {
	n.s.mu.Lock()
	n.s.sums[n.h.Sum64()] = true
	n.s.mu.Unlock()
	return n.File.Close()
}
