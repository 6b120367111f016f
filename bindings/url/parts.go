package url

// This file splits addresses into their parts and puts them together, as RFC 3986 has it (sections 3, 5.2 and 5.3).

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// parts are an address as it was written. A part that is nil is not there, which is another thing than an empty one.
type parts struct {
	scheme    *string // in lower case
	authority *string
	path      string
	query     *string
	fragment  *string
}

// What may stand in the parts besides what is unreserved.
const (
	inUser  = "!$&'()*+,;="
	inPath  = inUser + ":@/"
	inQuery = inPath + "?"
)

func split(s string) (p parts, err error) {
	for i := range len(s) {
		if ch := s[i]; ch <= ' ' || ch == 0x7f || ch == '\\' {
			return p, fmt.Errorf("address expected, got byte 0x%02x at offset %d: quote it", ch, i+1)
		}
	}
	if before, after, ok := strings.Cut(s, "#"); ok {
		s, p.fragment = before, &after
	}
	if before, after, ok := strings.Cut(s, "?"); ok {
		s, p.query = before, &after
	}
	if scheme, rest, ok := strings.Cut(s, ":"); ok && isScheme(scheme) {
		scheme = strings.ToLower(scheme)
		s, p.scheme = rest, &scheme
	}
	if rest, ok := strings.CutPrefix(s, "//"); ok {
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		authority := rest[:end]
		p.authority, s = &authority, rest[end:]
	}
	p.path = s
	return p, nil
}

func isScheme(s string) bool {
	for i := range len(s) {
		ch := s[i]
		letter := ch|0x20 >= 'a' && ch|0x20 <= 'z'
		if !letter && (i == 0 || !(ch >= '0' && ch <= '9' || ch == '+' || ch == '-' || ch == '.')) {
			return false
		}
	}
	return s != ""
}

// String is the address.
func (p parts) String() string {
	var b strings.Builder
	if p.scheme != nil {
		b.WriteString(*p.scheme + ":")
	}
	if p.authority != nil {
		b.WriteString("//" + *p.authority)
	}
	b.WriteString(p.path)
	if p.query != nil {
		b.WriteString("?" + *p.query)
	}
	if p.fragment != nil {
		b.WriteString("#" + *p.fragment)
	}
	return b.String()
}

// server takes the authority apart. User and password are what was meant, without escapes; the host is in lower case and
// without brackets; the port is a number of at most 65535.
func (p parts) server() (user, password, host, port *string, err error) {
	if p.authority == nil {
		return
	}
	rest := *p.authority
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		name, secret, has := strings.Cut(rest[:at], ":")
		rest = rest[at+1:]
		var bad, badSecret int
		name, bad = unescape(name, false)
		secret, badSecret = unescape(secret, false)
		if bad >= 0 || badSecret >= 0 {
			return nil, nil, nil, nil, errors.New("two hexadecimal digits expected after % in the user's name and password")
		}
		if user = &name; has {
			password = &secret
		}
	}
	name, number := rest, ""
	if strings.HasPrefix(rest, "[") {
		end := strings.IndexByte(rest, ']')
		if end < 0 {
			return nil, nil, nil, nil, errors.New("']' expected after an address of IPv6")
		}
		name, number = rest[1:end], rest[end+1:]
		a, err := netip.ParseAddr(strings.Replace(name, "%25", "%", 1))
		if err != nil || !a.Is6() {
			return nil, nil, nil, nil, errors.New("address of IPv6 expected in brackets")
		}
		if number != "" && number[0] != ':' {
			return nil, nil, nil, nil, errors.New("port expected after an address of IPv6")
		}
	} else if i := strings.LastIndexByte(rest, ':'); i >= 0 {
		name, number = rest[:i], rest[i:]
	}
	if !strings.HasPrefix(rest, "[") && !isHost(name) {
		return nil, nil, nil, nil, errors.New("name of a host expected")
	}
	name = strings.ToLower(name)
	host = &name
	if number = strings.TrimPrefix(number, ":"); number != "" {
		if n, err := strconv.ParseUint(number, 10, 16); err != nil || number[0] == '+' {
			return nil, nil, nil, nil, errors.New("port of 0 to 65535 expected")
		} else {
			number = strconv.Itoa(int(n))
		}
		port = &number
	}
	return user, password, host, port, nil
}

// isHost tells whether s can be a host's name: what is not ASCII may be a name before it is put into letters of ASCII.
func isHost(s string) bool {
	for i := range len(s) {
		ch := s[i]
		if ch == '%' {
			if _, ok := hexByte(s[i+1:]); !ok {
				return false
			}
			continue
		}
		if ch < 0x80 && !unreserved(ch) && strings.IndexByte(inUser, ch) < 0 {
			return false
		}
	}
	return true
}

// assemble is the address of the parts that get gives, in the words of parse.
func assemble(get func(name string) *string) (p parts, err error) {
	if p.scheme = get("scheme"); p.scheme != nil && !isScheme(*p.scheme) {
		return p, errors.New("part scheme: a letter, then letters, digits, '+', '-' and '.' expected")
	}
	user, password, host, port := get("user"), get("password"), get("host"), get("port")
	if host == nil && (user != nil || password != nil || port != nil) {
		return p, errors.New("part host expected, since user, password or port is there")
	}
	if host != nil {
		authority := *host
		if strings.Contains(authority, ":") {
			authority = "[" + authority + "]"
		}
		if port != nil {
			authority += ":" + *port
		}
		if user == nil && password != nil {
			user = new(string)
		}
		if password != nil {
			authority = ":" + escape(*password, inUser, false) + "@" + authority
		} else if user != nil {
			authority = "@" + authority
		}
		if user != nil {
			authority = escape(*user, inUser, false) + authority
		}
		p.authority = &authority
		if _, _, again, _, err := p.server(); err != nil || *again != strings.ToLower(*host) {
			return p, errors.New("part host: name of a host or address expected")
		}
	}
	if path := get("path"); path != nil {
		p.path = fixed(*path, inPath)
	}
	switch {
	case host != nil && p.path != "" && p.path[0] != '/':
		p.path = "/" + p.path
	case host == nil && strings.HasPrefix(p.path, "//"):
		p.path = "/." + p.path // it would begin with a host
	case host == nil && p.scheme == nil && strings.Contains(first(p.path), ":"):
		p.path = "./" + p.path // it would begin with a scheme
	}
	if query := get("query"); query != nil {
		s := fixed(*query, inQuery)
		p.query = &s
	}
	if fragment := get("fragment"); fragment != nil {
		s := fixed(*fragment, inQuery)
		p.fragment = &s
	}
	return p, nil
}

// first is the first segment of a path.
func first(path string) string {
	s, _, _ := strings.Cut(path, "/")
	return s
}

// resolve is the address that ref means where p is the base.
func (p parts) resolve(ref parts) parts {
	if ref.scheme != nil {
		ref.path = withoutDots(ref.path, ref.scheme != nil)
		return ref
	}
	ref.scheme = p.scheme
	if ref.authority != nil {
		ref.path = withoutDots(ref.path, ref.scheme != nil)
		return ref
	}
	ref.authority = p.authority
	switch {
	case ref.path == "":
		ref.path = p.path
		if ref.query == nil {
			ref.query = p.query
		}
	case ref.path[0] == '/':
		ref.path = withoutDots(ref.path, ref.scheme != nil)
	case p.authority != nil && p.path == "":
		ref.path = withoutDots("/"+ref.path, true)
	default:
		ref.path = withoutDots(p.path[:strings.LastIndexByte(p.path, '/')+1]+ref.path, ref.scheme != nil)
	}
	if ref.authority == nil && strings.HasPrefix(ref.path, "//") {
		ref.path = "/." + ref.path
	}
	return ref
}

// withoutDots carries out the segments . and .. of a path. Where .. takes the first segment of a path of an absolute address, the
// slash behind it stays, as RFC 3986 has it.
func withoutDots(path string, absolute bool) string {
	if !strings.Contains(path, ".") {
		return path
	}
	rooted := strings.HasPrefix(path, "/")
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	kept := segments[:0]
	for i, s := range segments {
		last := i == len(segments)-1
		switch s {
		case ".":
		case "..":
			if len(kept) > 0 {
				kept = kept[:len(kept)-1]
				rooted = rooted || absolute && len(kept) == 0
			}
		default:
			kept = append(kept, s)
			continue
		}
		if last && (len(kept) > 0 || rooted) {
			kept = append(kept, "")
		}
	}
	s := strings.Join(kept, "/")
	if rooted {
		s = "/" + s
	}
	return s
}
