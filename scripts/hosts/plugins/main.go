// Command plugins is a host whose plug-ins are Lua scripts, each in a World of its own. A script that changes is loaded
// again while the others go on.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"os"
	"path"
	"strings"
	"sync"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// A plugin is one script that is loaded.
type plugin struct {
	name     string
	modified time.Time
	world    *host.World
	events   map[string]*lua.LFunction
}

// plugins are the plug-ins of a directory.
type plugins struct {
	dir fs.FS
	out io.Writer

	mu      sync.Mutex // of out
	plugins map[string]*plugin
}

func newPlugins(dir fs.FS, out io.Writer) *plugins {
	return &plugins{dir: dir, out: out, plugins: map[string]*plugin{}}
}

// say is what plug-ins talk with.
func (h *plugins) say(text string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	fmt.Fprintln(h.out, text)
}

// reload loads the scripts that are new or have changed, and drops those that are gone. One that does not load leaves
// its predecessor in place.
func (h *plugins) reload() error {
	names, err := fs.Glob(h.dir, "*.lua")
	if err != nil {
		return err
	}
	var failed []error
	seen := map[string]bool{}
	for _, name := range names {
		seen[name] = true
		info, err := fs.Stat(h.dir, name)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		old := h.plugins[name]
		if old != nil && old.modified.Equal(info.ModTime()) {
			continue
		}
		p, err := h.load(name, info.ModTime())
		if err != nil {
			failed = append(failed, err)
			continue
		}
		h.plugins[name] = p
		if old != nil {
			failed = append(failed, old.world.Close())
		}
	}
	for name, p := range h.plugins {
		if !seen[name] {
			delete(h.plugins, name)
			failed = append(failed, p.world.Close())
		}
	}
	return errors.Join(failed...)
}

// load runs a script in a new World.
func (h *plugins) load(name string, modified time.Time) (*plugin, error) {
	world, err := host.New(host.Options{
		Stderr: os.Stderr,
		Source: h.dir,
		Grace:  100 * time.Millisecond,
		Limits: vm.Limits{MaxInstructions: 10e6, MaxMemory: 16 << 20, MaxStepTime: time.Second, MaxSource: 1 << 20},
	})
	if err != nil {
		return nil, err
	}
	p := &plugin{name: strings.TrimSuffix(path.Base(name), ".lua"), modified: modified, world: world}
	if err := world.Func("say", func(text string) { h.say(p.name + ": " + text) }); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	p.events, err = host.One[map[string]*lua.LFunction](world.RunFile(ctx, nil, name))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", name, err), world.Close())
	}
	return p, nil
}

// emit calls the event's functions of all plug-ins at once, and waits for them.
func (h *plugins) emit(ctx context.Context, event string, args ...any) error {
	var calls []*host.Call
	for _, p := range h.plugins {
		if fn := p.events[event]; fn != nil {
			calls = append(calls, p.world.Go(ctx, fn, args...))
		}
	}
	var failed []error
	for _, c := range calls {
		_, err := c.Wait(ctx)
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

func (h *plugins) close() error {
	var failed []error
	for _, p := range h.plugins {
		failed = append(failed, p.world.Close())
	}
	return errors.Join(failed...)
}

// main reads events, a line each: a name and an argument.
func main() {
	dir := "scripts"
	if len(os.Args) > 1 {
		dir = os.Args[1]
	}
	h := newPlugins(os.DirFS(dir), os.Stdout)
	defer h.close()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := h.reload(); err != nil {
			log.Print(err)
		}
		event, arg, _ := strings.Cut(lines.Text(), " ")
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		if err := h.emit(ctx, event, arg); err != nil {
			log.Print(err)
		}
		cancel()
	}
}
