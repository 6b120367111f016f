package repl

// This file runs inputs.

import (
	"fmt"
	"strings"
	"weak"

	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// finished reports whether text is an input that needs no further line: a command, or what can or can never be compiled.
// Any goroutine may call it.
func finished(text string) bool {
	trimmed := strings.TrimSpace(text)
	if name, ok := strings.CutSuffix(trimmed, "?"); ok && isPath(name) || trimmed == "" {
		return true
	}
	if name, rest, isCommand := command(trimmed); isCommand {
		if name != "time" || rest == "" {
			return true
		}
		trimmed = rest
	}
	_, err := compileInput(trimmed, "[0]")
	e, ok := err.(*vm.SyntaxError)
	return !ok || !e.Incomplete
}

// compileInput compiles an input; a = before it makes no difference.
func compileInput(text, name string) (*vm.Chunk, error) {
	if rest, ok := strings.CutPrefix(text, "="); ok {
		text = " " + rest
	}
	return vm.CompileInput(text+"\n", name)
}

// command splits a line that begins with : into its first word and the rest; what begins with ! is for the shell.
func command(line string) (name, rest string, ok bool) {
	if text, shell := strings.CutPrefix(line, "!"); shell {
		return "sh", strings.TrimSpace(text), true
	}
	if !strings.HasPrefix(line, ":") || strings.HasPrefix(line, "::") { // ::label:: is Lua
		return "", "", false
	}
	name, rest, _ = strings.Cut(line[1:], " ")
	return name, strings.TrimSpace(rest), true
}

// prompt is that of the next input.
func (r *REPL) prompt() string { return fmt.Sprintf("[%d]> ", r.number+1) }

func (r *REPL) print(text string) {
	r.screen.line(strings.TrimSuffix(text, "\n"))
}

// runInput runs what was read. The error is the end of the session.
func (r *REPL) runInput(co *loop.Co, text string) error {
	text = strings.TrimRight(text, " \t\r\n")
	if strings.TrimSpace(text) == "" {
		return nil
	}
	if name, rest, ok := command(strings.TrimSpace(text)); ok {
		return r.command(co, name, rest)
	}
	if name, rest, ok := r.word(text); ok {
		return r.command(co, name, rest)
	}
	if name, ok := strings.CutSuffix(strings.TrimSpace(text), "?"); ok && isPath(name) {
		return r.tell(co, name)
	}
	_, err := r.evaluate(co, text)
	return err
}

// word reads an input by which people leave other prompts or ask them for help: exit, quit, help, help NAME. A variable of
// that name goes before.
func (r *REPL) word(text string) (name, rest string, ok bool) {
	name, rest, _ = strings.Cut(strings.TrimRight(text, "; "), " ")
	if inside, call := strings.CutSuffix(name+rest, ")"); call {
		name, rest, _ = strings.Cut(inside, "(")
	}
	rest = strings.Trim(rest, ` "'`)
	switch {
	case r.scope.lookup(name) != lua.LNil, strings.ContainsAny(rest, "=()[]{}"):
		return "", "", false
	case name == "help" && rest != "":
		return "doc", rest, true
	}
	return name, rest, rest == "" && (name == "help" || name == "exit" || name == "quit")
}

// evaluate runs an input and shows what it returns. ok tells that it ran to its end.
func (r *REPL) evaluate(co *loop.Co, text string) (ok bool, stop error) {
	r.number++
	r.newest = text
	name := fmt.Sprintf("[%d]", r.number)
	r.sources[name] = strings.Split(text, "\n")
	chunk, err := compileInput(text, name)
	if err != nil {
		r.failedWith(err)
		r.showError(err)
		return false, nil
	}
	fn := r.rt.Load(chunk)
	fn.Env = r.scope.env
	vals, err, stop := r.call(co, name, fn)
	if r.timed != nil {
		r.timed()
	}
	if stop != nil {
		return false, stop
	}
	if err != nil {
		r.failedWith(err)
		r.showError(err)
		return false, nil
	}
	r.worked(text)
	r.scope.remember(r.rt, r.number, vals)
	return true, r.showValues(co, name, vals)
}

// call runs fn as a task of the session and waits for it.
func (r *REPL) call(co *loop.Co, name string, fn *lua.LFunction, args ...lua.LValue) (vals []lua.LValue, err, stop error) {
	body := r.rt.NewCoroutine(fn, args...)
	t, err := loop.NewTask(r.loop, body, loop.TaskOptions{Name: name, Context: r.context})
	if err != nil {
		body.Close()
		return nil, err, nil
	}
	r.made[weak.Make(t)] = origin{r.loop.Time(), r.number}
	v, err, stop := r.await(co, t)
	if err != nil || stop != nil {
		return nil, err, stop
	}
	return r.rt.Values(v), nil, nil
}

// showValues prints values, in a task because a __tostring may wait.
func (r *REPL) showValues(co *loop.Co, name string, vals []lua.LValue) error {
	if len(vals) == 0 {
		return nil
	}
	width, _ := r.screen.size()
	s := shower{rt: r.rt, width: width, paint: r.paint, named: r.functionNames}
	var text string
	_, err, stop := r.call(co, name, r.rt.State().NewFunction(func(L *lua.LState) int {
		s.L = L
		text = s.values(vals)
		return 0
	}))
	if stop != nil {
		return stop
	}
	if err != nil {
		r.showError(err)
		s.L = nil // show it without asking its metatable
		text = s.values(vals)
	}
	r.print(text)
	return nil
}
