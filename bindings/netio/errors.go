package netio

// This file holds the classes of errors, and makes those of streams.

import (
	"fmt"
	"syscall"

	errnos "moonloop/bindings/internal/errno"
	"moonloop/loop"
)

// The classes below OSError, as in Python, and those of name resolution and TLS.
var (
	BlockingIOError        = loop.NewClass("BlockingIOError", loop.OSError)
	ChildProcessError      = loop.NewClass("ChildProcessError", loop.OSError)
	ConnectionError        = loop.NewClass("ConnectionError", loop.OSError)
	BrokenPipeError        = loop.NewClass("BrokenPipeError", ConnectionError)
	ConnectionAbortedError = loop.NewClass("ConnectionAbortedError", ConnectionError)
	ConnectionRefusedError = loop.NewClass("ConnectionRefusedError", ConnectionError)
	ConnectionResetError   = loop.NewClass("ConnectionResetError", ConnectionError)
	FileExistsError        = loop.NewClass("FileExistsError", loop.OSError)
	FileNotFoundError      = loop.NewClass("FileNotFoundError", loop.OSError)
	InterruptedError       = loop.NewClass("InterruptedError", loop.OSError)
	IsADirectoryError      = loop.NewClass("IsADirectoryError", loop.OSError)
	NotADirectoryError     = loop.NewClass("NotADirectoryError", loop.OSError)
	PermissionError        = loop.NewClass("PermissionError", loop.OSError)
	ProcessLookupError     = loop.NewClass("ProcessLookupError", loop.OSError)
	GaiError               = loop.NewClass("gaierror", loop.OSError)
	SSLError               = loop.NewClass("SSLError", loop.OSError)
	SSLCertError           = loop.NewClass("SSLCertVerificationError", SSLError)
)

// Classes are the error classes of this package.
func Classes() []*loop.Class {
	return []*loop.Class{
		BlockingIOError, ChildProcessError, ConnectionError, BrokenPipeError, ConnectionAbortedError, ConnectionRefusedError,
		ConnectionResetError, FileExistsError, FileNotFoundError, InterruptedError, IsADirectoryError, NotADirectoryError,
		PermissionError, ProcessLookupError, GaiError, SSLError, SSLCertError, NotImplementedError,
	}
}

// classOf is the class Python has for an error number.
func classOf(errno syscall.Errno) *loop.Class {
	switch posix, _, _ := errnos.Describe(errno); posix {
	case syscall.EAGAIN, syscall.EALREADY, syscall.EINPROGRESS:
		return BlockingIOError
	case syscall.ECHILD:
		return ChildProcessError
	case syscall.EPIPE, syscall.ESHUTDOWN:
		return BrokenPipeError
	case syscall.ECONNABORTED:
		return ConnectionAbortedError
	case syscall.ECONNREFUSED:
		return ConnectionRefusedError
	case syscall.ECONNRESET:
		return ConnectionResetError
	case syscall.EEXIST:
		return FileExistsError
	case syscall.ENOENT:
		return FileNotFoundError
	case syscall.EINTR:
		return InterruptedError
	case syscall.EISDIR:
		return IsADirectoryError
	case syscall.ENOTDIR:
		return NotADirectoryError
	case syscall.EACCES, syscall.EPERM:
		return PermissionError
	case syscall.ESRCH:
		return ProcessLookupError
	case syscall.ETIMEDOUT:
		return loop.TimeoutError
	}
	return loop.OSError
}

// NewIncompleteRead is the IncompleteReadError of a stream that ended after partial, which has n bytes; expected is nil when
// the length was not known.
func NewIncompleteRead(partial any, n int, expected any) *loop.Error {
	want := "undefined"
	if expected != nil {
		want = fmt.Sprint(expected)
	}
	return &loop.Error{
		Class: loop.IncompleteReadError,
		Msg:   fmt.Sprintf("%d bytes read on a total of %s expected bytes", n, want),
		Cause: &detail{fields: map[string]any{"partial": partial, "expected": expected}},
	}
}

// NewLimitOverrun is the LimitOverrunError of a stream of which so many bytes were looked at.
func NewLimitOverrun(message, consumed any) *loop.Error {
	return &loop.Error{Class: loop.LimitOverrunError, Msg: message, Cause: &detail{fields: map[string]any{"consumed": consumed}}}
}
