package host

// This file gives an app of a script to Go's own servers.

import (
	"net/http"

	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// An app is what module http makes. The module is not named here: a World that does not have it does not link it.
type app interface {
	ServeHTTP(w http.ResponseWriter, r *http.Request, l *loop.Loop, post func(fn func()) error, over <-chan struct{})
}

// Handler is the app of module http that scripts have in the global of that name, for Go's own servers, which have HTTP/2
// too. The global is looked up for each request; one that is no app answers 500, a World that is closed 503. It may be
// used by any goroutine. Websockets need a server of the script's.
func (w *World) Handler(name string) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		var a app
		looked := make(chan struct{})
		err := w.postFunc(func() {
			defer close(looked)
			if ud, ok := w.rt.State().G.Global.RawGetString(name).(*lua.LUserData); ok {
				a, _ = ud.Value.(app)
			}
		})
		if err == nil {
			select {
			case <-looked:
			case <-w.closed:
				err = ErrClosed
			}
		}
		switch {
		case err != nil:
			http.Error(rw, http.StatusText(http.StatusServiceUnavailable), http.StatusServiceUnavailable)
		case a == nil:
			http.Error(rw, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		default:
			a.ServeHTTP(rw, r, w.loop, w.postFunc, w.closed)
		}
	})
}
