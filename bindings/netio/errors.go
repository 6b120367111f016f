package netio

// This file makes OSErrors of Go's errors, and the errors of streams.

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"strings"
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

// Detail is the cause of the errors of this package: the attributes that Python's have.
type Detail struct {
	err    error
	posix  syscall.Errno // 0: none
	fields map[string]any
}

// Error is the text of Go's error.
func (d *Detail) Error() string {
	if d.err == nil {
		return ""
	}
	return d.err.Error()
}

// Unwrap is Go's error.
func (d *Detail) Unwrap() error { return d.err }

// Is tells whether target is the error of POSIX that this is: Windows has other numbers.
func (d *Detail) Is(target error) bool {
	errno, ok := target.(syscall.Errno)
	return ok && errno == d.posix && errno != 0
}

// Field is an attribute, nil when there is none: errno, code, strerror, filename of OSErrors, partial and expected of
// IncompleteReadErrors, consumed of LimitOverrunErrors.
func (d *Detail) Field(name string) any { return d.fields[name] }

// Error makes an error of the loop of any error: an OSError of what came from the system. One of the loop stays as it is.
func Error(err error) error {
	var known *loop.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	d := &Detail{err: err, fields: map[string]any{}}
	class := loop.OSError
	var errno syscall.Errno
	var dns *net.DNSError
	var verify *tls.CertificateVerificationError
	var unknownCA x509.UnknownAuthorityError
	var alert tls.AlertError
	var header tls.RecordHeaderError
	switch {
	case errors.As(err, &errno):
		class = d.number(errno)
		d.fields["strerror"] = errno.Error()
	case errors.Is(err, context.Canceled):
		return loop.CancelledError.New(nil)
	case errors.As(err, &dns):
		class = GaiError
		d.fields["code"] = "ENOTFOUND"
		d.fields["strerror"] = dns.Err
	case errors.As(err, &verify) || errors.As(err, &unknownCA):
		class = SSLCertError
		d.fields["code"] = "CERTIFICATE_VERIFY_FAILED"
	case errors.As(err, &alert) || errors.As(err, &header) || strings.HasPrefix(err.Error(), "tls: "):
		class = SSLError
		d.fields["code"] = "SSL"
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		class = loop.TimeoutError
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound):
		class = d.number(syscall.ENOENT)
	case errors.Is(err, fs.ErrExist):
		class = d.number(syscall.EEXIST)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		class = d.number(syscall.ECONNRESET)
	}
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		d.fields["filename"] = path.Path
	case errors.As(err, &link):
		d.fields["filename"], d.fields["filename2"] = link.Old, link.New
	}
	return &loop.Error{Class: class, Msg: message(err), Cause: d}
}

// message is the text of an error without the words that only Go's net package knows the use of.
func message(err error) string {
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		var sys *os.SyscallError
		text := op.Err.Error()
		if errors.As(op.Err, &sys) {
			text = sys.Err.Error()
		}
		switch {
		case op.Op == "dial" && op.Addr != nil:
			return fmt.Sprintf("cannot connect to %s: %s", op.Addr, text)
		case op.Op == "listen" && op.Addr != nil:
			return fmt.Sprintf("cannot listen on %s: %s", op.Addr, text)
		}
		return text
	}
	return err.Error()
}

// number notes an error number, and returns its class.
func (d *Detail) number(errno syscall.Errno) *loop.Class {
	d.posix, d.fields["code"], d.fields["errno"] = errnos.Describe(errno)
	return classOf(errno)
}

// osError makes the OSError of an error number.
func osError(errno syscall.Errno, text string) *loop.Error {
	d := &Detail{err: errno, fields: map[string]any{"strerror": errno.Error()}}
	return &loop.Error{Class: d.number(errno), Msg: text, Cause: d}
}

// incomplete is the IncompleteReadError of a stream that ended; expected is nil when the length was not known.
func incomplete(partial any, n int, expected any) error {
	want := "undefined"
	if expected != nil {
		want = fmt.Sprint(expected)
	}
	return &loop.Error{
		Class: loop.IncompleteReadError,
		Msg:   fmt.Sprintf("%d bytes read on a total of %s expected bytes", n, want),
		Cause: &Detail{fields: map[string]any{"partial": partial, "expected": expected}},
	}
}

func overrun(message string, consumed int) error {
	return &loop.Error{Class: loop.LimitOverrunError, Msg: message, Cause: &Detail{fields: map[string]any{"consumed": consumed}}}
}
