package wire

// This file finds heads and reads requests and responses.

import (
	"bytes"
	"fmt"
	"net/netip"
	"strings"
)

// The limits of a head.
const (
	MaxHead   = 1 << 16 // in bytes, unless the caller says otherwise
	MaxFields = 1000
)

// A Scanner finds the end of a head in bytes that arrive piece by piece, looking at each once. The zero Scanner is ready;
// it must be made anew for the next head.
type Scanner struct{ seen int }

// Find is how many bytes of what has arrived are the head, with the empty line at its end; 0 when more is needed. A head of
// more than limit bytes is an error. A line that does not end in CR LF is one at once.
func (s *Scanner) Find(arrived []byte, limit int) (n int, err error) {
	for {
		i := bytes.IndexByte(arrived[s.seen:], '\n')
		if i < 0 {
			break
		}
		at := s.seen + i
		if at == 0 || arrived[at-1] != '\r' {
			return 0, bad("line that ends in CR LF expected")
		}
		s.seen = at + 1
		if at >= limit {
			return 0, tooLong(arrived, limit)
		}
		// One empty line before a head is no end: some clients send one after a body.
		if at > 2 && arrived[at-2] == '\n' {
			return at + 1, nil
		}
	}
	if len(arrived) > limit {
		return 0, tooLong(arrived, limit)
	}
	s.seen = len(arrived)
	return 0, nil
}

// tooLong is the error of a head that passes the limit, maybe with its first line already.
func tooLong(arrived []byte, limit int) error {
	status := 431
	if bytes.IndexByte(arrived[:limit], '\n') < 0 {
		status = 414
	}
	return &Error{status, fmt.Sprintf("head: at most %d bytes expected", limit)}
}

// A Request is the head of a request.
type Request struct {
	Method string
	Target string // as it was written: /path?query, *, or an address for a proxy
	Minor  int    // of the version: 0 or 1
	Header Header
	Host   string // of the target or the header; "" where HTTP/1.0 has none
	Path   string // Target without scheme and host: /path?query, or *
}

// ParseRequest reads a head that a Scanner found. It keeps nothing of the bytes.
func ParseRequest(head []byte) (*Request, error) {
	line, fields, err := headLines(head)
	if err != nil {
		return nil, err
	}
	r := &Request{}
	var version string
	var ok bool
	r.Method, line, ok = strings.Cut(line, " ")
	if !ok || !IsToken(r.Method) {
		return nil, bad("request line: method expected")
	}
	r.Target, version, ok = strings.Cut(line, " ")
	if !ok || !isTarget(r.Target) {
		return nil, bad("request line: target and version expected")
	}
	if r.Minor, err = minor(version); err != nil {
		return nil, err
	}
	if r.Header, err = parseFields(fields, false); err != nil {
		return nil, err
	}
	return r, r.locate()
}

// headLines is the text of a head: its first line, and the lines between that and the empty one.
func headLines(head []byte) (line, fields string, err error) {
	s := strings.TrimPrefix(string(head), "\r\n")
	if line, s, err = cutLine(s); err != nil {
		return
	}
	fields, ok := strings.CutSuffix(s, "\r\n")
	if !ok {
		return "", "", bad("head: empty line at its end expected")
	}
	return line, fields, nil
}

func isTarget(s string) bool {
	for i := range len(s) {
		if ch := s[i]; ch <= ' ' || ch == 0x7f || ch == '#' {
			return false
		}
	}
	return s != ""
}

func minor(version string) (int, error) {
	switch version {
	case "HTTP/1.1":
		return 1, nil
	case "HTTP/1.0":
		return 0, nil
	}
	if len(version) == 8 && strings.HasPrefix(version, "HTTP/") && version[6] == '.' {
		return 0, &Error{505, "version: HTTP/1.1 or HTTP/1.0 expected"}
	}
	return 0, bad("version expected")
}

// locate sets Host and Path, and checks that there is one host.
func (r *Request) locate() error {
	hosts := 0
	for _, f := range r.Header {
		if strings.EqualFold(f.Name, "Host") {
			hosts++
			r.Host = f.Value
		}
	}
	switch {
	case hosts > 1, hosts == 0 && r.Minor > 0:
		return bad("header Host: one expected, got %d", hosts)
	case hosts == 1 && r.Host != "" && !isAuthority(r.Host):
		return bad("header Host: name of a host expected")
	case r.Method == "CONNECT":
		if !isAuthority(r.Target) {
			return bad("request line: host and port expected")
		}
		return nil
	case r.Target[0] == '/', r.Target == "*" && r.Method == "OPTIONS":
		r.Path = r.Target
		return nil
	}
	scheme, rest, ok := strings.Cut(r.Target, "://")
	if !ok || !strings.EqualFold(scheme, "http") && !strings.EqualFold(scheme, "https") {
		return bad("request line: target that begins with / expected")
	}
	host := rest
	r.Path = "/"
	if i := strings.IndexAny(rest, "/?"); i >= 0 {
		host, r.Path = rest[:i], rest[i:]
		if r.Path[0] == '?' {
			r.Path = "/" + r.Path
		}
	}
	if !isAuthority(host) || hosts == 1 && !strings.EqualFold(host, r.Host) {
		return bad("header Host: that of the target expected")
	}
	r.Host = host
	return nil
}

// isAuthority tells whether s is a host, maybe with a port.
func isAuthority(s string) bool {
	host, port := s, ""
	if strings.HasPrefix(s, "[") {
		end := strings.IndexByte(s, ']')
		if end < 0 {
			return false
		}
		host, port = s[1:end], s[end+1:]
		if a, err := netip.ParseAddr(host); err != nil || !a.Is6() || port != "" && port[0] != ':' {
			return false
		}
		port = strings.TrimPrefix(port, ":")
	} else {
		host, port, _ = strings.Cut(s, ":")
		for i := range len(host) {
			if ch := host[i]; !tokenBytes[ch] && ch < 0x80 && ch != '(' && ch != ')' && ch != ',' && ch != ';' && ch != '=' {
				return false
			}
		}
	}
	for i := range len(port) {
		if port[i] < '0' || port[i] > '9' {
			return false
		}
	}
	return host != "" && len(port) <= 5
}

// KeepAlive tells whether the connection serves on after the request, as far as the client says.
func (r *Request) KeepAlive() bool { return keepAlive(r.Header, r.Minor) }

func keepAlive(h Header, minor int) bool {
	if minor == 0 {
		return h.HasToken("Connection", "keep-alive") && !h.HasToken("Connection", "close")
	}
	return !h.HasToken("Connection", "close")
}

// A Response is the head of a response.
type Response struct {
	Minor  int // of the version: 0 or 1
	Status int // 100 to 999
	Reason string
	Header Header
}

// ParseResponse reads a head that a Scanner found. It keeps nothing of the bytes.
func ParseResponse(head []byte) (*Response, error) {
	line, fields, err := headLines(head)
	if err != nil {
		return nil, err
	}
	r := &Response{}
	version, line, _ := strings.Cut(line, " ")
	if r.Minor, err = minor(version); err != nil {
		return nil, err
	}
	status, reason, _ := strings.Cut(line, " ")
	if len(status) != 3 || !isDigits(status) || status[0] == '0' {
		return nil, bad("status line: status of three digits expected")
	}
	r.Status = int(status[0]-'0')*100 + int(status[1]-'0')*10 + int(status[2]-'0')
	if !IsValue(reason) {
		return nil, bad("status line: reason without control characters expected")
	}
	r.Reason = reason
	r.Header, err = parseFields(fields, true)
	return r, err
}

// KeepAlive tells whether the connection serves on after the response, as far as the server says.
func (r *Response) KeepAlive() bool { return keepAlive(r.Header, r.Minor) }

func isDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
