// Command httpserver is an HTTP server whose handlers are written in Lua, with a timeout and limits for each request.
package main

import (
	"context"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"
)

//go:embed handlers.lua
var handlers string

// A request as handlers see it.
type request struct {
	Method, Path string
	Query        map[string]string
}

// A response as handlers return it.
type response struct {
	Status int
	Body   string
}

// server answers requests by calling the Lua function handle.
type server struct {
	world   *host.World
	timeout time.Duration
}

func newServer(timeout time.Duration) (*server, error) {
	world, err := host.New(host.Options{
		Stdout: os.Stdout,
		Stderr: os.Stderr,
		Grace:  50 * time.Millisecond,
		Limits: vm.Limits{
			MaxInstructions: 50e6,     // of a request
			MaxMemory:       64 << 20, // of all together
			Slice:           100e3,    // a handler that computes lets others run
		},
	})
	if err != nil {
		return nil, err
	}
	s := &server{world, timeout}
	if err := world.Func("lookup", s.lookup); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	if _, err := world.RunString(context.Background(), handlers, "handlers.lua"); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	return s, nil
}

// lookup stands for a data base: it blocks, on a goroutine of its own, while the handler waits.
func (s *server) lookup(ctx context.Context, kind, name string) (string, error) {
	select {
	case <-time.After(5 * time.Millisecond):
		return fmt.Sprintf("%s of %s", kind, name), nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// ServeHTTP implements http.Handler. net/http calls it on many goroutines.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), s.timeout)
	defer cancel()
	query := map[string]string{}
	for key, values := range r.URL.Query() {
		query[key] = values[0]
	}
	answer, err := host.One[response](s.world.Call(ctx, "handle", request{r.Method, r.URL.Path, query}))
	var limit *vm.LimitError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		http.Error(w, "the handler took too long", http.StatusGatewayTimeout)
	case errors.As(err, &limit):
		http.Error(w, "the handler used too much: "+limit.Limit, http.StatusServiceUnavailable)
	case err != nil:
		log.Print(err)
		http.Error(w, "the handler failed", http.StatusInternalServerError)
	default:
		w.WriteHeader(answer.Status)
		fmt.Fprint(w, answer.Body)
	}
}

func main() {
	address := flag.String("listen", "127.0.0.1:8080", "the address to serve at")
	flag.Parse()
	s, err := newServer(2 * time.Second)
	if err != nil {
		log.Fatal(err)
	}
	log.Printf("serving at http://%s", *address)
	err = http.ListenAndServe(*address, s)
	log.Print(errors.Join(err, s.world.Close()))
}
