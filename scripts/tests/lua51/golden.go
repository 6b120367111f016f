package lua51

// This file reads and writes what lua5.1 has said to programs.

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
)

// Golden is the outcome of a seed's program under lua5.1. The program itself is made anew.
type Golden struct {
	Seed    uint64
	Program string // a hash of its text
	Outcome Outcome
}

// hash is that of a program's text.
func (p *Program) hash() string {
	sum := sha256.Sum256([]byte(p.Source))
	return hex.EncodeToString(sum[:8])
}

// ReadGolden reads a file that Record wrote.
func ReadGolden(path string) (list []Golden, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return list, gob.NewDecoder(z).Decode(&list)
}

// mostRecorded is how long an outcome may be that is recorded, in bytes.
const mostRecorded = 1 << 14

// Record writes the outcomes of n programs, from a seed on. Those with long outcomes, of luajit, or that do not end are
// left out.
func Record(path string, seed uint64, n int) (err error) {
	puc, err := NewPuc()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, puc.Close()) }()
	var list []Golden
	for ; len(list) < n; seed++ {
		p := Generate(seed, "")
		if p.Goto {
			continue
		}
		o, err := puc.Run(p)
		if errors.Is(err, ErrHung) || err == nil && len(o.Stdout) > mostRecorded {
			continue
		}
		if err != nil {
			return fmt.Errorf("seed %d: %w", seed, err)
		}
		list = append(list, Golden{seed, p.hash(), o})
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	defer func() { err = errors.Join(err, z.Close(), f.Close()) }()
	return gob.NewEncoder(z).Encode(list)
}
