// Command game is a program with a main loop of its own, which Lua tasks share: each frame it lets them run, and never
// waits for them.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"time"

	"moonloop/bindings/host"
	"moonloop/vm"
)

//go:embed behaviour.lua
var behaviour string

// A Creature is an object in Lua: its fields can be read, its methods called.
type Creature struct {
	Name string
	X    int
	game *game
}

// Move takes a step.
func (c *Creature) Move(dx int) { c.X += dx }

// Say talks.
func (c *Creature) Say(text string) {
	fmt.Fprintf(c.game.out, "frame %d: %s at %d: %s\n", c.game.frame, c.Name, c.X, text)
}

// game is the state of the program. Go code and Lua code use it without locks: they run on one goroutine.
type game struct {
	out   io.Writer
	world *host.World
	frame int
	next  *host.Future // the frame to come
}

func newGame(out io.Writer) (*game, error) {
	world, err := host.New(host.Options{
		Stderr: os.Stderr,
		Manual: true,
		Limits: vm.Limits{MaxStepTime: 5 * time.Millisecond, Slice: 20e3, MaxMemory: 32 << 20},
	})
	if err != nil {
		return nil, err
	}
	g := &game{out: out, world: world, next: world.NewFuture()}
	if err := world.Func("next_frame", func() *host.Future { return g.next }); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	if _, err := world.RunString(context.Background(), behaviour, "behaviour.lua"); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	return g, nil
}

// spawn gives a creature a behaviour.
func (g *game) spawn(name string, x int, behaviour string, args ...any) *host.Call {
	c := &Creature{Name: name, X: x, game: g}
	return g.world.Go(context.Background(), behaviour, append([]any{c}, args...)...)
}

// step is one frame: tasks that wait for it go on, and others that are ready.
func (g *game) step() error {
	g.frame++
	now := g.next
	g.next = g.world.NewFuture()
	if err := now.Complete(g.frame); err != nil {
		return err
	}
	return g.world.Poll(4)
}

func main() {
	g, err := newGame(os.Stdout)
	if err != nil {
		log.Fatal(err)
	}
	defer g.world.Close()
	g.spawn("guard", 0, "guard", 0, 5)
	g.spawn("runner", -3, "runner", 8)
	for range 30 {
		if err := g.step(); err != nil {
			log.Print(err)
			return
		}
		time.Sleep(time.Second / 60) // input, physics and drawing
	}
}
