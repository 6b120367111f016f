package client

// This file is one request and its response on one connection.

import (
	"errors"
	"math"
	"net/url"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/netio"
	"moonloop/loop"
)

// maxInformational is how many responses of 1xx may come before the one that counts.
const maxInformational = 16

// An exchange is one request and its response on one connection.
type exchange struct {
	c      *Client
	req    *Request
	method string
	url    *url.URL
	header wire.Header
	body   Body

	deadline   float64 // of everything, in the loop's time
	connectEnd float64
	link       *link
	cut        bool // the server has answered before it had all of the body
	sent       bool // something of the body may have arrived
}

// wait awaits co until a time of the loop; what for stands in the TimeoutError.
func (x *exchange) wait(co *loop.Co, c loop.Coroutine, until float64, what string) (any, error) {
	until = min(until, x.deadline)
	l := x.c.Hub.Loop()
	if math.IsInf(until, 1) {
		return co.Await(c)
	}
	left := until - l.Time()
	if left <= 0 {
		return nil, x.late(what)
	}
	v, err := co.Await(loop.WaitFor(l, c, loop.Seconds(left)))
	if errors.Is(err, loop.TimeoutError) && l.Time() >= until-1e-3 {
		err = x.late(what)
	}
	return v, err
}

func (x *exchange) late(what string) error {
	return loop.Errorf(loop.TimeoutError, "%s: too long to wait %s", x.name(), what)
}

// name is what messages call the exchange.
func (x *exchange) name() string { return x.req.words(x.method, x.url) }

// after is the time of the loop in so many seconds; never for 0.
func (x *exchange) after(seconds float64) float64 {
	if seconds <= 0 {
		return math.Inf(1)
	}
	return x.c.Hub.Loop().Time() + seconds
}

func isOSError(err error) bool {
	return errors.Is(err, loop.OSError) && !errors.Is(err, loop.TimeoutError) && !errors.Is(err, netio.PermissionError)
}

// run sends the request and reads the head of the response, which has the connection from then on. A connection that was
// idle may turn out to be gone: then there is another try on a fresh one, if nothing can have been done twice.
func (x *exchange) run(co *loop.Co) (res *Response, err error) {
	res, stale, err := x.try(co, false)
	if stale && (Idempotent(x.method) || !x.sent) && (x.body == nil || x.body.Rewind()) {
		res, _, err = x.try(co, true)
	}
	if err != nil {
		return nil, failed(x.name(), err)
	}
	if x.c.Jar != nil {
		x.c.Jar.Store(x.url, res.Header)
	}
	return res, nil
}

// try is run on one connection. It is stale if the connection was used before and there came no answer.
func (x *exchange) try(co *loop.Co, fresh bool) (res *Response, stale bool, err error) {
	x.connectEnd = x.after(x.req.Connect)
	to := x.req.target(x.url)
	if x.link, err = x.acquire(co, to, fresh); err != nil {
		return nil, false, err
	}
	defer func() {
		if res == nil {
			x.c.release(x.link, false)
		}
	}()
	if x.link == nil {
		x.connectEnd = x.after(x.req.Connect)
		conn, err := x.open(co, x.url)
		if err != nil {
			return nil, false, err
		}
		x.link = &link{conn: conn, to: to}
	}
	x.cut, x.sent = false, false
	conn := x.link.conn
	err = x.send(co, conn)
	if err != nil && !isOSError(err) {
		return nil, false, err
	}
	if err != nil && conn.Reader.Buffered() == 0 {
		return nil, x.link.used, err
	}
	head, err := x.head(co, conn, x.after(x.req.Read))
	if err != nil {
		quiet := isOSError(err) && conn.Reader.Buffered() == 0
		return nil, x.link.used && quiet, err
	}
	res, err = x.response(head)
	return res, false, err
}

// send writes the request. If the server answers before it has all, the rest is not sent.
func (x *exchange) send(co *loop.Co, conn *netio.Conn) error {
	target := x.url.RequestURI()
	if x.req.Proxy != nil && x.url.Scheme == "http" {
		target = "http://" + x.url.Host + target
	}
	head, err := wire.AppendRequest(nil, x.method, target, x.header)
	if err != nil {
		return loop.ValueError.New(err.Error())
	}
	if x.body == nil {
		return conn.Write(string(head))
	}
	chunked := x.body.Length() < 0
	for {
		piece, err := x.body.Next(co)
		if err != nil {
			return err
		}
		x.sent = x.sent || piece != ""
		for rest := piece; rest != "" && !x.cut; {
			part := rest[:min(len(rest), partSize)]
			rest = rest[len(part):]
			if chunked {
				head = wire.AppendChunk(head, part)
			} else {
				head = append(head, part...)
			}
			if err := x.write(co, conn, head); err != nil {
				return err
			}
			head = head[:0]
		}
		switch {
		case x.cut:
			return nil
		case piece == "" && chunked:
			return x.write(co, conn, append(head, wire.LastChunk...))
		case piece == "":
			return x.write(co, conn, head)
		}
	}
}

// partSize is how many bytes are sent before it is asked whether there is room for more.
const partSize = 128 << 10

// write sends bytes and waits until there is room for more; the request is cut if the server has answered already.
func (x *exchange) write(co *loop.Co, conn *netio.Conn, b []byte) error {
	if err := conn.Write(string(b)); err != nil {
		return err
	}
	if err := x.flush(co, conn); err != nil {
		return err
	}
	x.cut = conn.Reader.Buffered() > 0 || conn.IsClosing()
	return nil
}

// flush waits until there is room to send more, or the server answers.
func (x *exchange) flush(co *loop.Co, conn *netio.Conn) error {
	if _, high := conn.Limits(); conn.Buffered() <= high {
		return nil
	}
	l := x.c.Hub.Loop()
	var tasks []any
	defer func() {
		for _, t := range tasks {
			t.(*loop.Task).Cancel(nil)
		}
	}()
	for _, c := range []loop.Coroutine{conn.Drain(), conn.Reader.More()} {
		t, err := loop.NewTask(l, c, loop.TaskOptions{})
		if err != nil {
			return err
		}
		tasks = append(tasks, t)
	}
	if _, err := x.wait(co, loop.Wait(l, tasks, loop.Span{}, loop.FirstCompleted), x.after(x.req.Read), "to send"); err != nil {
		return err
	}
	for _, t := range tasks {
		t.(*loop.Task).Cancel(nil)
	}
	_, err := co.Await(loop.Wait(l, tasks, loop.Span{}, loop.AllCompleted)) // so that nobody waits any more
	for _, t := range tasks {
		if t := t.(*loop.Task); t.Done() {
			_, _ = t.Result() // what has gone wrong is found by the next who reads
		}
	}
	return err
}

// head reads the head of a response, after those that only inform.
func (x *exchange) head(co *loop.Co, conn *netio.Conn, until float64) (*wire.Response, error) {
	r := conn.Reader
	for range maxInformational {
		var scan wire.Scanner
		for {
			n, err := scan.Find(r.Peek(), wire.MaxHead)
			if err != nil {
				return nil, err
			}
			if n > 0 {
				res, err := wire.ParseResponse(r.Peek()[:n])
				r.Skip(n)
				if err != nil {
					return nil, err
				}
				if res.Status == 101 && !x.req.Upgrade {
					return nil, loop.Errorf(ProtocolError, "%s: the server switches to another protocol, unasked", x.name())
				}
				if res.Status >= 200 || res.Status == 101 {
					return res, nil
				}
				break
			}
			if more, err := x.wait(co, r.More(), until, "for the answer"); err != nil {
				return nil, err
			} else if more != true {
				if r.Buffered() > 0 {
					return nil, loop.Errorf(ProtocolError, "%s: the connection ended within the head of the answer", x.name())
				}
				return nil, ended(x.name())
			}
		}
	}
	return nil, loop.Errorf(ProtocolError, "%s: more than %d informational answers", x.name(), maxInformational)
}
