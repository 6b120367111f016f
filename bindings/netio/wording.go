package netio

// This file words OSErrors as Python does.

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"syscall"
	"unicode"
)

// strerror is what C says of an error number.
func strerror(errno syscall.Errno) string {
	text := errno.Error()
	return strings.ToUpper(text[:1]) + text[1:]
}

// text is the message: [Errno 2] No such file or directory: 'name'.
func (d *detail) text() string {
	text, _ := d.fields["strerror"].(string)
	if n, ok := d.fields["errno"].(int); ok {
		text = fmt.Sprintf("[Errno %d] %s", n, text)
	}
	if name, ok := d.fields["filename"].(string); ok {
		text += ": " + quoted(name)
	}
	if name, ok := d.fields["filename2"].(string); ok {
		text += " -> " + quoted(name)
	}
	return text
}

// late are the errors of a connection that come some time after it was begun: with these Python tells the address.
var late = map[syscall.Errno]bool{
	syscall.ECONNREFUSED: true, syscall.ETIMEDOUT: true, syscall.EHOSTUNREACH: true, syscall.ECONNRESET: true,
}

// address words what a failure to connect or to bind was about.
func (d *detail) address(op *net.OpError) {
	if u, ok := op.Addr.(*net.UnixAddr); ok && u.Name != "" {
		d.fields["filename"] = u.Name
		return
	}
	var call *os.SyscallError
	bind := op.Op == "listen"
	at := op.Addr
	if errors.As(op.Err, &call) && call.Syscall == "bind" && op.Op == "dial" {
		bind, at = true, op.Source
	}
	errno, numbered := d.fields["errno"].(int)
	switch {
	case at == nil || !numbered || d.posix == 0:
	case bind:
		text, _ := d.fields["strerror"].(string)
		d.fields["strerror"] = fmt.Sprintf("error while attempting to bind on address %s: [errno %d] %s",
			addressText(at), errno, strings.ToLower(text))
	case op.Op == "dial" && late[d.posix]:
		d.fields["strerror"] = "Connect call failed " + addressText(at)
	}
}

// addressText is an address as Python shows it.
func addressText(a net.Addr) string {
	host, port, err := net.SplitHostPort(a.String())
	switch {
	case err != nil:
		return quoted(a.String())
	case strings.Contains(host, ":"):
		return fmt.Sprintf("(%s, %s, 0, 0)", quoted(host), port)
	}
	return fmt.Sprintf("(%s, %s)", quoted(host), port)
}

// quoted is a string as Python shows it.
func quoted(s string) string {
	mark := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		mark = '"'
	}
	b := []byte{mark}
	for i, r := range s {
		switch {
		case r == rune(mark) || r == '\\':
			b = append(b, '\\', byte(r))
		case r == unicode.ReplacementChar && s[i] >= 0x80 && !strings.HasPrefix(s[i:], "\uFFFD"):
			b = fmt.Appendf(b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b = append(b, string(r)...)
		default:
			q := strconv.QuoteRune(r)
			b = append(b, q[1:len(q)-1]...)
		}
	}
	return string(append(b, mark))
}
