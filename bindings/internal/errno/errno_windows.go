package errno

import (
	"fmt"
	"syscall"
)

// A posixError is an error of POSIX: its name, the number that C and Python have for it on Windows, and the errors of
// the system that it stands for.
type posixError struct {
	errno  syscall.Errno // as package syscall invents it here
	name   string
	number int
	system []syscall.Errno
}

var posixErrors = []posixError{
	{syscall.ENOENT, "ENOENT", 2, []syscall.Errno{syscall.ERROR_FILE_NOT_FOUND, syscall.ERROR_PATH_NOT_FOUND, 161, 206}},
	{syscall.ESRCH, "ESRCH", 3, nil},
	{syscall.ENOEXEC, "ENOEXEC", 8, []syscall.Errno{193}},
	{syscall.EBADF, "EBADF", 9, []syscall.Errno{6}},
	{syscall.ENOMEM, "ENOMEM", 12, []syscall.Errno{8, 14}},
	{syscall.EACCES, "EACCES", 13, []syscall.Errno{syscall.ERROR_ACCESS_DENIED, 32, 33, syscall.WSAEACCES}}, // in use, locked
	{syscall.EEXIST, "EEXIST", 17, []syscall.Errno{syscall.ERROR_FILE_EXISTS, syscall.ERROR_ALREADY_EXISTS}},
	{syscall.ENOTDIR, "ENOTDIR", 20, []syscall.Errno{267}},
	{syscall.EINVAL, "EINVAL", 22, []syscall.Errno{87, 123, 10022}},
	{syscall.EMFILE, "EMFILE", 24, []syscall.Errno{4, 10024}},
	{syscall.EPIPE, "EPIPE", 32, []syscall.Errno{syscall.ERROR_BROKEN_PIPE, 232}}, // the other end is being closed
	{syscall.ENOTEMPTY, "ENOTEMPTY", 41, []syscall.Errno{syscall.ERROR_DIR_NOT_EMPTY}},
	{syscall.EINTR, "EINTR", 10004, []syscall.Errno{10004}},
	{syscall.EAGAIN, "EAGAIN", 10035, []syscall.Errno{10035}},
	{syscall.EINPROGRESS, "EINPROGRESS", 10036, []syscall.Errno{10036}},
	{syscall.EALREADY, "EALREADY", 10037, []syscall.Errno{10037}},
	{syscall.EMSGSIZE, "EMSGSIZE", 10040, []syscall.Errno{10040}},
	{syscall.EAFNOSUPPORT, "EAFNOSUPPORT", 10047, []syscall.Errno{10047}},
	{syscall.EADDRINUSE, "EADDRINUSE", 10048, []syscall.Errno{10048}},
	{syscall.EADDRNOTAVAIL, "EADDRNOTAVAIL", 10049, []syscall.Errno{10049}},
	{syscall.ENETDOWN, "ENETDOWN", 10050, []syscall.Errno{10050}},
	{syscall.ENETUNREACH, "ENETUNREACH", 10051, []syscall.Errno{10051, 1231}},
	{syscall.ECONNABORTED, "ECONNABORTED", 10053, []syscall.Errno{syscall.WSAECONNABORTED, 1236}},
	{syscall.ECONNRESET, "ECONNRESET", 10054, []syscall.Errno{syscall.WSAECONNRESET, syscall.ERROR_NETNAME_DELETED}},
	{syscall.ENOBUFS, "ENOBUFS", 10055, []syscall.Errno{10055}},
	{syscall.ENOTCONN, "ENOTCONN", 10057, []syscall.Errno{10057}},
	{syscall.ESHUTDOWN, "ESHUTDOWN", 10058, []syscall.Errno{10058}},
	{syscall.ETIMEDOUT, "ETIMEDOUT", 10060, []syscall.Errno{10060, 121}},
	{syscall.ECONNREFUSED, "ECONNREFUSED", 10061, []syscall.Errno{10061, 1225}},
	{syscall.EHOSTUNREACH, "EHOSTUNREACH", 10065, []syscall.Errno{10065, 1232}},
}

// byErrno finds the error of POSIX that an error number of the system, or of package syscall, stands for.
var byErrno = func() map[syscall.Errno]*posixError {
	m := map[syscall.Errno]*posixError{}
	for i := range posixErrors {
		e := &posixErrors[i]
		m[e.errno] = e
		for _, s := range e.system {
			m[s] = e
		}
	}
	return m
}()

// Describe is the error of POSIX that errno stands for, its name and the number that scripts see.
func Describe(errno syscall.Errno) (posix syscall.Errno, name string, number int) {
	if e := byErrno[errno]; e != nil {
		return e.errno, e.name, e.number
	}
	return errno, fmt.Sprintf("E%d", int(errno)), int(errno)
}
