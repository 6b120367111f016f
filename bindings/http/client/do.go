package client

// This file follows a request through retries and redirects.

import (
	"errors"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/http/wire"
	"moonloop/loop"
)

// Retries say when a request that can be repeated is.
type Retries struct {
	Attempts int     // in all; below 2: there is no other
	On       []int   // the statuses that are worth another attempt
	Backoff  float64 // seconds before the second attempt, doubled each time
	Now      func() time.Time
}

// longestWait is how many seconds Retry-After may ask for; an answer that asks for more is the result.
const longestWait = 300

// Do sends a request and gives the response to it, or to where it was redirected, whose body is to be read or closed.
func (c *Client) Do(co *loop.Co, req *Request) (*Response, error) {
	deadline := math.Inf(1)
	if req.Total > 0 {
		deadline = c.Hub.Loop().Time() + req.Total
	}
	x := exchange{c: c, req: req, method: req.Method, url: req.URL, body: req.Body, deadline: deadline}
	for hops := 0; ; hops++ {
		res, err := x.attempts(co)
		if err != nil {
			return nil, err
		}
		next, err := x.redirected(res)
		if next == nil && err == nil {
			return res, nil
		}
		if err == nil && hops == req.Redirects {
			err = loop.Errorf(TooManyRedirects, "%s: more than %d redirects", req.String(), req.Redirects)
		}
		if err != nil {
			res.Close()
			return nil, err
		}
		if err := discard(co, res); err != nil {
			return nil, err
		}
		x = *next
	}
}

// attempts is run, again and again as the client's Retries say.
func (x *exchange) attempts(co *loop.Co) (*Response, error) {
	r := &x.c.Retries
	delay := r.Backoff
	for attempt := 1; ; attempt++ {
		x.prepare()
		one := *x // an exchange stays with its response
		res, err := one.run(co)
		if attempt >= r.Attempts || !Idempotent(x.method) || x.body != nil && !x.body.Rewind() {
			return res, err
		}
		wait := delay
		switch {
		case err != nil:
			if !errors.Is(err, ConnectionError) && !errors.Is(err, loop.TimeoutError) {
				return nil, err
			}
		case !contains(r.On, res.Status):
			return res, nil
		default:
			if said, ok := r.after(res.Header.Get("Retry-After")); ok {
				wait = said
			}
		}
		if l := x.c.Hub.Loop(); wait > longestWait || l.Time()+wait >= x.deadline {
			return res, err
		}
		if res != nil {
			if err := discard(co, res); err != nil {
				return nil, err
			}
		}
		if _, err := co.Await(loop.Sleep(x.c.Hub.Loop(), loop.Seconds(wait), nil)); err != nil {
			return nil, err
		}
		delay *= 2
	}
}

func contains(list []int, n int) bool {
	for _, v := range list {
		if v == n {
			return true
		}
	}
	return false
}

// after is how many seconds Retry-After says: a number, or a date.
func (r *Retries) after(value string) (float64, bool) {
	if n, err := strconv.ParseUint(value, 10, 32); err == nil {
		return float64(n), true
	}
	if t, ok := parseTime(value); ok && r.Now != nil {
		return max(0, t.Sub(r.Now()).Seconds()), true
	}
	return 0, false
}

// smallBody is how much of a body that nobody wants is read so that its connection can be used again.
const smallBody = 16 << 10

// discard reads what a response has that nobody wants, if that is little, and closes it. It is an error only if whoever waits
// is cancelled.
func discard(co *loop.Co, res *Response) error {
	defer res.Close()
	if res.x == nil || res.x.c.Keep == 0 || res.framing.Length < 0 || res.framing.Length > smallBody {
		return nil
	}
	var room [4096]byte
	for !res.over {
		if _, err := res.Read(co, room[:]); errors.Is(err, loop.OSError) || errors.Is(err, HTTPError) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// redirected is the exchange that a response asks for, nil where it asks for none.
func (x *exchange) redirected(res *Response) (*exchange, error) {
	if x.req.Redirects == 0 {
		return nil, nil
	}
	next := &exchange{c: x.c, req: x.req, method: x.method, body: x.body, deadline: x.deadline}
	switch res.Status {
	case 301, 302:
		if x.method == "POST" {
			next.method, next.body = "GET", nil
		}
	case 303:
		if x.method != "HEAD" {
			next.method = "GET"
		}
		next.body = nil
	case 307, 308:
	default:
		return nil, nil
	}
	location := res.Header.Get("Location")
	if location == "" {
		return nil, nil
	}
	u, err := resolve(x.url, location)
	if err != nil {
		return nil, loop.Errorf(HTTPError, "%s: redirect: %v", x.name(), err)
	}
	if x.url.Scheme == "https" && u.Scheme == "http" {
		return nil, loop.Errorf(HTTPError, "%s: redirect from https to http refused", x.name())
	}
	if next.body != nil && !next.body.Rewind() {
		return nil, loop.Errorf(HTTPError, "%s: redirect with status %d: the body can be sent once only", x.name(), res.Status)
	}
	next.url = u
	return next, nil
}

// resolve is the address that Location means.
func resolve(base *url.URL, location string) (*url.URL, error) {
	ref, err := url.Parse(strings.ReplaceAll(location, " ", "%20"))
	if err != nil {
		return nil, errors.New("address expected")
	}
	u := base.ResolveReference(ref)
	u.User = nil // a server has no secrets to give
	return u, normalize(u)
}

// private are the fields that stay with the origin that they were given for.
var private = []string{"Authorization", "Cookie", "Proxy-Authorization", "Host"}

// IsPrivate tells whether a field stays with the origin that it was given for.
func IsPrivate(name string) bool { return in(private, name) }

// ofBody are the fields that belong to a body.
var ofBody = []string{"Content-Type", "Content-Length", "Content-Encoding", "Content-Language", "Content-Location"}

// prepare makes the header that is sent.
func (x *exchange) prepare() {
	own := Origin(x.url) == Origin(x.req.URL)
	h := make(wire.Header, 0, len(x.req.Header)+8)
	host := x.url.Host
	if i := strings.IndexByte(host, '%'); i >= 0 { // a zone means something on this machine only
		host = host[:i] + host[strings.IndexByte(host, ']'):]
	}
	h.Add("Host", host)
	for _, f := range x.req.Header {
		switch {
		case in(private, f.Name) && !own, in(ofBody, f.Name) && x.body == nil && x.req.Body != nil:
		case strings.EqualFold(f.Name, "Host"):
			h[0].Value = f.Value
		default:
			h = append(h, f)
		}
	}
	auth := x.req.Auth
	if auth == "" {
		auth = userAuth(x.req.URL)
	}
	if auth != "" && own {
		h.Set("Authorization", auth)
	}
	if x.c.Jar != nil {
		if cookies := x.c.Jar.Cookies(x.url); cookies != "" {
			if given := h.Get("Cookie"); given != "" {
				cookies = given + "; " + cookies
			}
			h.Set("Cookie", cookies)
		}
	}
	x.framed(&h)
	if x.req.Proxy != nil && x.url.Scheme == "http" {
		if auth := userAuth(x.req.Proxy); auth != "" {
			h.Set("Proxy-Authorization", auth)
		}
	}
	if x.c.Keep == 0 && !x.req.Upgrade && !h.Has("Connection") {
		h.Add("Connection", "close")
	}
	x.header = h
}

// framed says how long the body is.
func (x *exchange) framed(h *wire.Header) {
	switch {
	case x.body != nil && x.body.Length() >= 0:
		h.Set("Content-Length", strconv.FormatInt(x.body.Length(), 10))
	case x.body != nil:
		h.Set("Transfer-Encoding", "chunked")
	case x.method == "POST" || x.method == "PUT" || x.method == "PATCH":
		h.Set("Content-Length", "0")
	}
}

func in(names []string, name string) bool {
	for _, n := range names {
		if strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// parseTime reads a date of HTTP, in one of the three forms that it has had.
func parseTime(s string) (time.Time, bool) {
	for _, layout := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
