//go:build !linux

package netio

// This file stands in where a mask cannot be one process's: see Lacks.

func withUmask(_ *int, fn func() error) error { return fn() }
