package serve

// This file answers a request: it finds the route, runs middleware and handler, and sees to it that there is a response.

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"moonloop/bindings/http/route"
	"moonloop/bindings/http/wire"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A peer is where the request came from and the response goes. Its methods are for the loop's goroutine.
type peer interface {
	// respond sends a whole response. The fields have neither a length nor a date.
	respond(x *exchange, status int, h wire.Header, body string)
	// begin sends the head of one whose body follows in pieces; its length is negative when it is not known.
	begin(x *exchange, status int, h wire.Header, length int64)
	write(s string) error
	// drain waits until there is room for more; it raises what the connection was lost by. nil: there is room.
	drain() loop.Coroutine
	// end ends a body of pieces.
	end()
	// abort ends the connection such that the client sees that the response is not whole.
	abort()
	// body moves what has arrived of the request's body to the end of b.
	body(b []byte) (more []byte, done bool, err error)
	// expect says whether the exchange waits for the body.
	expect(on bool)
}

// An exchange is a request that is being answered.
type exchange struct {
	m    *Module
	app  *app
	l    *loop.Loop
	peer peer
	req  *wire.Request
	task *loop.Task
	conn *conn // of HTTP/1.1, which can become a websocket; else nil

	scheme, remote string
	path           string // decoded, without the query
	query          string // as it was sent
	endpoint       *endpoint
	names, values  []string // of the segments in braces
	routed         string   // the pattern

	length  int64 // of the request's body; negative when it is not known
	maxBody int
	pending []byte // of the body, which has arrived and was not read
	taken   int    // bytes of the body so far
	bodyEnd bool
	bodyErr error        // of reading the body; it is the client's fault
	waiter  *loop.Future // of who reads the body

	started  bool // the head has gone out
	finished bool // the response is complete, or given up
	upgraded bool // the connection is a websocket's now
	gone     bool // the client is
	status   int
	sent     int64   // bytes of the response's body
	begun    float64 // the loop's time

	ud    lua.LUserData // the Request
	cache requestTables
}

// newExchange makes an exchange, whose request was read.
func (a *app) newExchange(l *loop.Loop, p peer, req *wire.Request, length int64) *exchange {
	x := &exchange{m: a.m, app: a, l: l, peer: p, req: req, length: length, maxBody: a.maxBody, scheme: "http", begun: l.Time()}
	a.m.classes.request.Init(&x.ud, x)
	return x
}

// run begins the task that answers. It may be done when run returns.
func (x *exchange) run(ctx *loop.Context) {
	co := x.m.rt.NewCoroutine(x.app.dispatch, &x.ud)
	task, err := loop.NewTask(x.l, co, loop.TaskOptions{Context: ctx.Copy(), Eager: true})
	if err != nil {
		co.Close()
		x.failed(err)
		return
	}
	x.task = task
	if task.Done() {
		x.ended(&task.Future)
		return
	}
	task.AddDoneCallback(loop.NewCallback(x.ended), nil)
}

// ended is called when the task is done.
func (x *exchange) ended(f *loop.Future) {
	switch _, err := f.Result(); {
	case err != nil && loop.IsCancelled(err):
		if !x.started && !x.gone && !x.upgraded {
			x.refuse(503, "")
		}
	case err != nil:
		x.failed(err)
	case !x.finished && !x.upgraded:
		x.failed(loop.RuntimeError.New("the response has no end"))
	}
	if !x.finished && !x.upgraded {
		x.finished = true
		x.peer.abort()
	}
	x.logged()
	if p, ok := x.peer.(interface{ exchanged(*exchange) }); ok {
		p.exchanged(x)
	}
}

// failed reports what went wrong and answers 500, if nothing was answered yet.
func (x *exchange) failed(err error) {
	x.report(err)
	if !x.started {
		x.refuse(500, "")
	}
}

// report tells the loop's exception handler of an error.
func (x *exchange) report(err error) {
	x.l.CallExceptionHandler(&loop.ErrorContext{
		Message: fmt.Sprintf("http: error in the answer to %s %s", x.req.Method, strconv.QuoteToGraphic(short(x.path))), Exception: err,
	})
}

func short(s string) string {
	if len(s) > 200 {
		return s[:200] + "…"
	}
	return s
}

// refuse answers with a status and a text, which is the usual one if it is empty.
func (x *exchange) refuse(status int, text string) {
	if text == "" {
		text = wire.Reason(status)
	}
	x.whole(status, wire.Header{plainText}, text+"\n")
}

var plainText = wire.Field{Name: "Content-Type", Value: "text/plain; charset=utf-8"}

// whole answers with a whole response.
func (x *exchange) whole(status int, h wire.Header, body string) {
	x.started, x.finished, x.status, x.sent = true, true, status, int64(len(body))
	x.peer.respond(x, status, h, body)
}

// dispatch runs an exchange in its task: dispatch(req).
func (m *Module) dispatch(L *lua.LState) int {
	c := native.FunctionCall(m.rt, L, "http.App")
	ud, _ := c.Arg(1).(*lua.LUserData)
	x, ok := ud.Value.(*exchange)
	if !ok {
		c.Fail(1, "Request expected")
	}
	return m.rt.Perform(L, x.answer(c))
}

// answer is the whole way from the request to the response.
func (x *exchange) answer(c native.Call) vm.Step {
	chain, refusal := x.find()
	send := func(vals []lua.LValue, err error) vm.Step { return x.send(c, vals, err) }
	if len(chain) == 0 {
		if refusal != nil {
			return send(nil, refusal)
		}
		return x.serve(c, send)
	}
	return x.layer(c, chain, refusal, send)
}

// find looks for the route. The error is the refusal if there is none, or if the request cannot be answered.
func (x *exchange) find() (chain []*lua.LFunction, refusal error) {
	path, query, _ := strings.Cut(x.req.Path, "?")
	x.query = query
	x.path = path
	match, err := x.app.routes.Find(x.req.Method, path)
	if err == nil {
		x.path, err = route.Unescape(path)
	}
	if r := match.Route; r != nil && err == nil {
		e := r.Value
		x.endpoint, x.names, x.values, x.routed, x.maxBody = e, r.Names, match.Values, r.Pattern, e.maxBody
		if len(x.app.middle) > 0 || e.scope.parent != nil {
			chain = e.scope.chain(nil)
		}
		if x.length > int64(x.maxBody) {
			return chain, aborted(413, "")
		}
		return chain, nil
	}
	switch {
	case err != nil:
		refusal = aborted(400, err.Error())
	case len(match.Allow) > 0:
		refusal = abortion{status: 405, allow: strings.Join(match.Allow, ", ")}.err()
	default:
		refusal = aborted(404, "")
	}
	return x.app.middle, refusal
}

// layer runs the first function of the chain, whose next is the rest.
func (x *exchange) layer(c native.Call, chain []*lua.LFunction, refusal error, next vm.Next) vm.Step {
	if len(chain) == 0 {
		if refusal != nil {
			return next(nil, refusal)
		}
		return x.serve(c, next)
	}
	inner := c.L.NewFunction(func(L *lua.LState) int {
		in := native.FunctionCall(x.m.rt, L, "next")
		if ud, ok := in.Arg(1).(*lua.LUserData); !ok || ud.Value != x {
			in.Fail(1, "the request expected, got %s", in.TypeName(1))
		}
		return x.m.rt.Perform(L, x.layer(in, chain[1:], refusal, func(vals []lua.LValue, err error) vm.Step {
			t, err := x.table(vals, err)
			if err != nil {
				return vm.Raise(err)
			}
			return vm.Return(t)
		}))
	})
	return native.CallAsync(x.m.rt, chain[0], []lua.LValue{&x.ud, inner}, func(vals []lua.LValue, err error) vm.Step {
		if err == nil && (len(vals) == 0 || vals[0] == lua.LNil) {
			err = loop.Errorf(loop.TypeError, "%s: response expected, got nothing", where("middleware", chain[0]))
		}
		return next(vals, err)
	})
}

// serve runs the endpoint.
func (x *exchange) serve(c native.Call, next vm.Next) vm.Step {
	e := x.endpoint
	switch {
	case e.folder != nil:
		return x.serveFolder(c, e.folder, next)
	case e.socket != nil:
		return x.serveSocket(c, e, next)
	}
	return native.CallAsync(x.m.rt, e.handler, []lua.LValue{&x.ud}, next)
}

// where says which function a message is about.
func where(kind string, fn *lua.LFunction) string {
	if fn == nil || fn.Proto == nil {
		return kind
	}
	return fmt.Sprintf("%s at %s:%d", kind, fn.Proto.SourceName, fn.Proto.LineDefined)
}

// place says which handler answered.
func (x *exchange) place() string {
	if x.endpoint == nil {
		return "response"
	}
	return x.endpoint.place
}

// send sends what the functions have returned or raised.
func (x *exchange) send(c native.Call, vals []lua.LValue, err error) vm.Step {
	if vm.Fatal(err) {
		return vm.Raise(err)
	}
	var r *response
	if err == nil {
		r, err = x.response(c, vals)
	}
	if err != nil {
		if r, err = x.instead(err); err != nil {
			return vm.Raise(err)
		}
	}
	return x.transmit(c, r)
}

// instead is the response in the place of an error, which is returned when nobody is to be answered.
func (x *exchange) instead(err error) (*response, error) {
	if a, ok := abortionOf(err); ok {
		return a.response(), nil
	}
	switch {
	case x.badBody(err):
		return badRequest(err).response(), nil
	case loop.IsCancelled(err), x.upgraded:
		return nil, err
	}
	x.report(err)
	return abortion{status: 500}.response(), nil
}

// badBody tells whether err came of what the client has sent as the body, and the handler has not dealt with it.
func (x *exchange) badBody(err error) bool {
	var raised, own *loop.Error
	return x.bodyErr != nil && errors.As(err, &raised) && errors.As(x.bodyErr, &own) && raised == own
}

// badRequest is what a client is told whose body was wrong.
func badRequest(err error) abortion {
	var e *loop.Error
	if errors.As(err, &e) {
		return abortion{status: 400, text: fmt.Sprint(e.Msg)}
	}
	return abortion{status: 400}
}

// abortionOf takes an Abort apart.
func abortionOf(err error) (a abortion, ok bool) {
	var e *loop.Error
	if !errors.As(err, &e) || !e.Class.IsA(Abort) {
		return a, false
	}
	fields, _ := e.Cause.(native.Fields)
	a.status, ok = fields["status"].(int)
	a.text, _ = fields["text"].(string)
	a.allow, _ = fields["allow"].(string)
	return a, ok
}

// response is the response that tells of it.
func (a abortion) response() *response {
	r := &response{status: a.status, fields: wire.Header{plainText}, body: a.text + "\n"}
	if a.text == "" {
		r.body = wire.Reason(a.status) + "\n"
	}
	if a.allow != "" {
		r.fields.Add("Allow", a.allow)
	}
	return r
}

// disconnected is called when the client has gone: whoever waits for the body is told, and the task is cancelled.
func (x *exchange) disconnected() {
	if x.gone || x.task == nil {
		x.gone = true
		return
	}
	x.gone = true
	if x.app.cancelOnDisconnect && !x.upgraded && !x.task.Done() {
		x.task.Cancel("the client has gone")
		return
	}
	x.wake()
}

// logged writes the line of the access log.
func (x *exchange) logged() {
	log := x.app.log
	if !lua.LVAsBool(log) {
		return
	}
	duration := x.l.Time() - x.begun
	rt := x.m.rt
	if log == lua.LTrue {
		fmt.Fprintf(rt.Stderr(), "%s %s %s %s %d %d %.3fs\n", x.m.env.Now().UTC().Format("2006-01-02T15:04:05Z"), x.remoteText(), x.req.Method,
			strconv.QuoteToASCII(short(x.req.Target)), x.status, x.sent, duration)
		return
	}
	t := vm.Build(rt.State(), &logShape, 8)
	t.Set("method", lua.LString(x.req.Method))
	t.Set("path", lua.LString(x.path))
	t.Set("status", lua.LNumber(x.status))
	t.Set("bytes", lua.LNumber(x.sent))
	t.Set("seconds", lua.LNumber(duration))
	t.Set("remote", lua.LString(x.remoteText()))
	if _, err := rt.Call(log, t.Table()); err != nil {
		x.report(err)
	}
}

var logShape vm.Shape

// MemorySize implements vm.Sizer.
func (x *exchange) MemorySize(visit func(any)) int {
	x.cache.visit(visit)
	n := 800 + cap(x.pending) + 32*len(x.req.Header) + len(x.req.Target)
	for i := range x.req.Header {
		n += len(x.req.Header[i].Value)
	}
	return n
}
