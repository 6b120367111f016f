package differential

// This file reads and writes recorded programs.

import (
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// Golden is a program in Lua with the trace that CPython recorded for its Python half.
type Golden struct {
	Seed  uint64
	Lua   string
	Trace []string
}

// ReadGolden reads a file that WriteGolden wrote.
func ReadGolden(path string) ([]Golden, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	var list []Golden
	for d := json.NewDecoder(z); ; {
		var g Golden
		if err := d.Decode(&g); errors.Is(err, io.EOF) {
			return list, nil
		} else if err != nil {
			return nil, err
		}
		list = append(list, g)
	}
}

// WriteGolden writes programs as lines of JSON, compressed.
func WriteGolden(path string, list []Golden) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	z, _ := gzip.NewWriterLevel(f, gzip.BestCompression)
	defer func() { err = errors.Join(err, z.Close(), f.Close()) }()
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	for _, g := range list {
		if err := e.Encode(g); err != nil {
			return err
		}
	}
	return nil
}
