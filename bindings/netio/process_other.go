//go:build !unix

package netio

// This file is what of processes other systems have.

import (
	"os"
	"syscall"
)

func processAttributes(ProcessOptions) *syscall.SysProcAttr { return nil }

func exitCode(state *os.ProcessState) int { return state.ExitCode() }
