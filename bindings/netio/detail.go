package netio

// This file makes OSErrors of Go's errors, with the attributes and in the words that they have in Python.

import (
	"context"
	"errors"
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

// A detail is the cause of the errors of this package: the attributes that Python's have.
type detail struct {
	err    error
	posix  syscall.Errno // 0: none
	fields map[string]any
}

// Error is the text of Go's error.
func (d *detail) Error() string {
	if d.err == nil {
		return ""
	}
	return d.err.Error()
}

// Unwrap is Go's error.
func (d *detail) Unwrap() error { return d.err }

// Is tells whether target is the error of POSIX that this is: Windows has other numbers.
func (d *detail) Is(target error) bool {
	errno, ok := target.(syscall.Errno)
	return ok && errno == d.posix && errno != 0
}

// Field is an attribute, nil when there is none: errno, code, strerror, filename and filename2 of OSErrors, library, reason
// and verify_message of SSLErrors, partial and expected of IncompleteReadErrors, consumed of LimitOverrunErrors.
func (d *detail) Field(name string) any { return d.fields[name] }

// Error makes an error of the loop of any error: an OSError of what came from the system. One of the loop stays as it is.
func Error(err error) error {
	var known *loop.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return loop.CancelledError.New(nil)
	}
	d := &detail{err: err, fields: map[string]any{}}
	if class, ok := d.secure(); ok {
		return &loop.Error{Class: class, Msg: d.secureText(), Cause: d}
	}
	class := d.classify()
	d.name()
	return &loop.Error{Class: class, Msg: d.text(), Cause: d}
}

// classify notes the number of the error and what it means, and returns its class.
func (d *detail) classify() *loop.Class {
	var errno syscall.Errno
	var dns *net.DNSError
	var addr *net.AddrError
	err := d.err
	switch {
	case errors.As(err, &errno):
		return d.number(errno)
	case errors.As(err, &dns):
		d.lookUp(dns)
		return GaiError
	case errors.As(err, &addr):
		d.gai(gaiFamily)
		return GaiError
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		d.fields["strerror"] = "timed out"
		return loop.TimeoutError
	case errors.Is(err, fs.ErrNotExist) || errors.Is(err, exec.ErrNotFound):
		return d.number(syscall.ENOENT)
	case errors.Is(err, fs.ErrExist):
		return d.number(syscall.EEXIST)
	case errors.Is(err, fs.ErrPermission):
		return d.number(syscall.EACCES)
	case errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrClosed):
		return d.number(syscall.EBADF)
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return d.number(syscall.ECONNRESET)
	}
	d.fields["strerror"] = d.err.Error()
	return loop.OSError
}

// name notes the files that the error is about, and in the place of what it means the address.
func (d *detail) name() {
	var path *fs.PathError
	var link *os.LinkError
	var program *exec.Error
	var op *net.OpError
	switch err := d.err; {
	case errors.As(err, &path):
		d.fields["filename"] = path.Path
	case errors.As(err, &link):
		d.fields["filename"], d.fields["filename2"] = link.Old, link.New
	case errors.As(err, &program):
		d.fields["filename"] = program.Name
	case errors.As(err, &op):
		d.address(op)
	}
}

// number notes an error number, and returns its class.
func (d *detail) number(errno syscall.Errno) *loop.Class {
	d.posix, d.fields["code"], d.fields["errno"] = errnos.Describe(errno)
	d.fields["strerror"] = strerror(d.posix)
	return classOf(errno)
}

// The ways a look-up fails, as getaddrinfo numbers them in C on Linux.
type gaiFailure struct {
	number     int
	code, text string
}

var (
	gaiName    = gaiFailure{-2, "EAI_NONAME", "Name or service not known"}
	gaiAgain   = gaiFailure{-3, "EAI_AGAIN", "Temporary failure in name resolution"}
	gaiService = gaiFailure{-8, "EAI_SERVICE", "Servname not supported for ai_socktype"}
	gaiFamily  = gaiFailure{-9, "EAI_ADDRFAMILY", "Address family for hostname not supported"}
)

// noFamily is the text of a DNSError for a name that has addresses, but none of the family that was asked for.
const noFamily = "no address of that family"

func (d *detail) gai(f gaiFailure) {
	d.fields["errno"], d.fields["code"], d.fields["strerror"] = f.number, f.code, f.text
}

func (d *detail) lookUp(dns *net.DNSError) {
	switch {
	case strings.Contains(dns.Err, "unknown port"):
		d.gai(gaiService)
		_, d.fields["filename"], _ = strings.Cut(dns.Name, "/")
		return
	case dns.Err == noFamily:
		d.gai(gaiFamily)
	case dns.IsNotFound:
		d.gai(gaiName)
	default:
		d.gai(gaiAgain)
	}
	d.fields["filename"] = dns.Name
}

// NewOSError is the OSError of a number, with the words of who makes it and, unless it is "", the file that it is about.
func NewOSError(errno int, strerror, filename string) *loop.Error {
	d := &detail{fields: map[string]any{}}
	class := d.number(syscall.Errno(errno))
	d.fields["errno"], d.fields["strerror"] = errno, strerror
	if filename != "" {
		d.fields["filename"] = filename
	}
	return &loop.Error{Class: class, Msg: d.text(), Cause: d}
}

// osError makes the OSError of an error number.
func osError(errno syscall.Errno, text string) *loop.Error {
	d := &detail{err: errno, fields: map[string]any{}}
	return &loop.Error{Class: d.number(errno), Msg: text, Cause: d}
}
