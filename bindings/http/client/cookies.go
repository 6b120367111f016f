package client

// This file keeps cookies as RFC 6265 says browsers do.

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/publicsuffix"

	"moonloop/bindings/http/wire"
)

// The bounds of a Jar: those of browsers.
const (
	maxCookie     = 4096 // bytes of name and value
	maxOfADomain  = 50
	maxCookies    = 3000
	longestCookie = 400 * 24 * time.Hour
)

// A Jar keeps the cookies that servers set. The order of things in it is that of their coming.
type Jar struct {
	Now func() time.Time
	all []*cookie
}

type cookie struct {
	name, value  string
	domain, path string
	hostOnly     bool // for that host, not for those below it
	secure       bool
	expires      time.Time // zero: never
}

// Cookies are those for a request to u, as the value of Cookie; "" when there are none.
func (j *Jar) Cookies(u *url.URL) string {
	j.expire()
	var list []*cookie
	for _, c := range j.all {
		if c.domainMatches(u.Hostname()) && pathMatches(path(u), c.path) && (!c.secure || u.Scheme == "https" || trusted(u.Hostname())) {
			list = append(list, c)
		}
	}
	slices.SortStableFunc(list, func(a, b *cookie) int { return len(b.path) - len(a.path) })
	var b strings.Builder
	for i, c := range list {
		if i > 0 {
			b.WriteString("; ")
		}
		b.WriteString(c.name + "=" + c.value)
	}
	return b.String()
}

// Store keeps what a response from u sets.
func (j *Jar) Store(u *url.URL, h wire.Header) {
	for _, line := range h.Values("Set-Cookie") {
		if c := j.read(u, line); c != nil {
			j.put(c)
		}
	}
}

// put puts a cookie in the place of the one that it replaces, and bounds how many there are.
func (j *Jar) put(c *cookie) {
	same, first, ofDomain := -1, -1, 0
	for i, old := range j.all {
		if old.domain != c.domain {
			continue
		}
		ofDomain++
		if first < 0 {
			first = i
		}
		if old.name == c.name && old.path == c.path && old.hostOnly == c.hostOnly {
			same = i
		}
	}
	switch {
	case same >= 0:
		j.all[same] = c
	case ofDomain >= maxOfADomain:
		j.all = append(slices.Delete(j.all, first, first+1), c)
	case len(j.all) >= maxCookies:
		j.all = append(slices.Delete(j.all, 0, 1), c)
	default:
		j.all = append(j.all, c)
	}
	j.expire()
}

func (j *Jar) expire() {
	now := j.Now()
	j.all = slices.DeleteFunc(j.all, func(c *cookie) bool { return !c.expires.IsZero() && !c.expires.After(now) })
}

// read is the cookie of a line of Set-Cookie; nil if it is none, or none that this server may set.
func (j *Jar) read(u *url.URL, line string) *cookie {
	pair, attributes, _ := strings.Cut(line, ";")
	name, value, ok := strings.Cut(pair, "=")
	name, value = strings.Trim(name, " \t"), strings.Trim(value, " \t")
	if !ok || !wire.IsToken(name) || !wire.IsValue(value) || len(name)+len(value) > maxCookie {
		return nil
	}
	host := u.Hostname()
	c := &cookie{name: name, value: value, domain: host, hostOnly: true, path: defaultPath(path(u))}
	domain, age := "", ""
	for attribute := range strings.SplitSeq(attributes, ";") {
		key, v, _ := strings.Cut(attribute, "=")
		v = strings.Trim(v, " \t")
		switch strings.ToLower(strings.Trim(key, " \t")) {
		case "domain":
			domain = strings.ToLower(strings.TrimPrefix(v, "."))
		case "path":
			if strings.HasPrefix(v, "/") {
				c.path = v
			}
		case "secure":
			c.secure = true
		case "expires":
			if t, ok := parseTime(strings.ReplaceAll(v, "-", " ")); ok && age == "" {
				c.expires = t
			} else if t, ok := parseTime(v); ok && age == "" {
				c.expires = t
			}
		case "max-age":
			age = v
		}
	}
	if n, err := strconv.ParseInt(age, 10, 64); err == nil {
		c.expires = j.Now().Add(time.Duration(min(max(n, -1), int64(longestCookie/time.Second))) * time.Second)
	}
	if domain != "" && domain != host {
		c.domain, c.hostOnly = domain, false
		if !c.domainMatches(host) || isPublic(domain) {
			return nil
		}
	} else if domain == host && net.ParseIP(host) == nil && !isPublic(host) {
		c.hostOnly = false
	}
	if c.secure && u.Scheme != "https" && !trusted(host) {
		return nil
	}
	if strings.HasPrefix(name, "__Secure-") && !c.secure || strings.HasPrefix(name, "__Host-") && (!c.secure || domain != "" || c.path != "/") {
		return nil
	}
	return c
}

// isPublic tells whether anybody can have a name below a domain: com, co.uk, github.io.
func isPublic(domain string) bool {
	suffix, _ := publicsuffix.PublicSuffix(domain)
	return suffix == domain
}

// domainMatches tells whether a host is the cookie's, or below it.
func (c *cookie) domainMatches(host string) bool {
	if host == c.domain {
		return true
	}
	return !c.hostOnly && strings.HasSuffix(host, "."+c.domain) && net.ParseIP(host) == nil
}

func path(u *url.URL) string {
	if p := u.EscapedPath(); p != "" {
		return p
	}
	return "/"
}

func defaultPath(p string) string {
	if i := strings.LastIndexByte(p, '/'); i > 0 {
		return p[:i]
	}
	return "/"
}

func pathMatches(p, of string) bool {
	return p == of || strings.HasPrefix(p, of) && (strings.HasSuffix(of, "/") || p[len(of)] == '/')
}

// trusted tells whether nobody else listens on the way to a host, so that what is secure may go there without TLS.
func trusted(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// MemorySize implements vm.Sizer.
func (j *Jar) MemorySize(func(any)) int {
	size := 64
	for _, c := range j.all {
		size += 150 + len(c.name) + len(c.value) + len(c.domain) + len(c.path)
	}
	return size
}
