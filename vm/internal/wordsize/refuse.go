//go:build 386 || arm || mips || mipsle

package wordsize

// This file does not compile, which is its purpose.

var _ int = "Moonloop runs on 64-bit systems: choose another GOARCH"
