package repl

// This file is the commands that begin with a colon.

import (
	"fmt"
	"strings"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/loop"
	"moonloop/repl/columns"
	"moonloop/vm"
)

// A commandEntry is a command as :help lists it.
type commandEntry struct{ name, args, help string }

var commands = [...]commandEntry{
	{"help", "", "this text"},
	{"tasks", "", "the tasks: name, state, age, where they wait and for what"},
	{"tree", "", "who awaits whom"},
	{"cancel", "NAME", "cancel a task"},
	{"time", "EXPR", "run it and tell how long it took"},
	{"doc", "NAME", "what the manual says of a function, class, option or module"},
	{"edit", "[FILE]", "edit the last input, or a file, in $EDITOR, and run it"},
	{"load", "FILE", "run a file; its globals stay"},
	{"reload", "MODULE", "load a module again; who has it already sees what is new"},
	{"save", "FILE", "write the inputs that worked into a new file, as a script"},
	{"trace", "", "the last error again, which is in _error"},
	{"sh", "COMMAND", "have the shell run a command; !COMMAND does it too"},
	{"keys", "vi|emacs", "edit by the keys of vi, or by those of Emacs"},
	{"debug", "on|off", "asyncio's debug mode"},
	{"quit", "", "leave, as Ctrl-D does: tasks are cancelled and awaited"},
}

const keysHelp = "Expressions show their value; _ is the last one, _3 that of input 3, _3_2 its second. A local of an input is " +
	"there in later inputs. await works everywhere. Ctrl-C cancels the input that runs, or drops the line. Tab completes, " +
	"Up and Down recall earlier inputs that begin with what was typed, Right takes the one in grey, Ctrl-R searches, " +
	"Ctrl-_ takes a change back, Alt-/ does it again, Alt-Enter begins a line."

func (r *REPL) command(co *loop.Co, name, arg string) error {
	switch name {
	case "help", "h", "?":
		r.help()
	case "tasks":
		r.showTasks()
	case "tree":
		r.showTree()
	case "cancel":
		r.cancelNamed(arg)
	case "time":
		return r.time(co, arg)
	case "doc":
		r.doc(arg)
	case "edit":
		return r.edit(co, arg)
	case "load":
		return r.load(co, arg)
	case "reload":
		return r.reload(co, arg)
	case "save":
		r.save(arg)
	case "trace":
		r.trace()
	case "sh":
		return r.sh(co, arg)
	case "keys":
		r.keys(arg)
	case "debug":
		r.debug(arg)
	case "quit", "q", "exit":
		r.quit = true
	default:
		r.print(fmt.Sprintf("no command :%s; try :help", name))
	}
	return nil
}

func (r *REPL) help() {
	var b strings.Builder
	width, _ := r.screen.size()
	for _, c := range commands {
		usage := strings.TrimSpace(":" + c.name + " " + c.args)
		if width < 60 {
			fmt.Fprintf(&b, "%s\n%s\n", usage, wrap(c.help, "  ", width))
		} else {
			fmt.Fprintf(&b, "%-14s %s\n", usage, c.help)
		}
	}
	r.print(b.String() + "\n" + wrap(keysHelp, "", min(width, 80)))
}

// wrap breaks text into lines that begin with indent and fit into width.
func wrap(text, indent string, width int) string {
	var b strings.Builder
	at := width
	for _, word := range strings.Fields(text) {
		w := columns.Of(word)
		switch {
		case b.Len() == 0:
			b.WriteString(indent)
			at = len(indent)
		case at+1+w > width:
			b.WriteString("\n" + indent)
			at = len(indent)
		default:
			b.WriteString(" ")
			at++
		}
		b.WriteString(word)
		at += w
	}
	return b.String()
}

// time runs an input and tells how long it took.
func (r *REPL) time(co *loop.Co, text string) error {
	if text == "" {
		r.print(":time EXPR: an expression expected")
		return nil
	}
	began, clock := time.Now(), r.loop.Time()
	var took time.Duration
	ended := false
	r.timed = func() { took, clock, ended = time.Since(began), r.loop.Time()-clock, true }
	_, err := r.evaluate(co, text)
	r.timed = nil
	if !ended || err != nil {
		return err
	}
	line := "took " + age(took.Seconds())
	if r.Virtual {
		line = "took " + age(clock) + " of virtual time"
	}
	r.print(r.paint.in(faint, line))
	return nil
}

// load runs a file as a task, in the global environment.
func (r *REPL) load(co *loop.Co, name string) error {
	if name == "" {
		r.print(":load FILE: a file expected")
		return nil
	}
	if !r.usable(":load", asyncio.Files) {
		return nil
	}
	source, err := r.readFile(name)
	if err != nil {
		r.print(r.paint.in(failure, err.Error()))
		return nil
	}
	r.sources[name] = strings.Split(string(source), "\n")
	chunk, err := vm.Compile(string(source), name)
	if err != nil {
		r.showError(err)
		return nil
	}
	vals, err, stop := r.call(co, name, r.rt.Load(chunk))
	if stop != nil {
		return stop
	}
	if err != nil {
		r.showError(err)
		return nil
	}
	return r.showValues(co, name, vals)
}

// keys chooses whose keys the editor has.
func (r *REPL) keys(arg string) {
	e, ok := r.reader.(*editor) // no input is being read
	switch {
	case !ok:
		r.print(":keys: a terminal expected that lines can be edited on")
		return
	case arg == "vi" || arg == "emacs":
		e.useVi(arg == "vi")
	case arg != "":
		r.print(":keys vi|emacs: got " + arg)
		return
	}
	r.print("the keys are those of " + map[bool]string{true: "vi", false: "Emacs"}[e.vi != nil])
}

func (r *REPL) debug(arg string) {
	switch arg {
	case "on", "off":
		r.loop.SetDebug(arg == "on")
		r.rt.SetDebug(arg == "on")
		fallthrough
	case "":
		state := "off"
		if r.loop.Debug() {
			state = "on"
		}
		r.print("debug mode is " + state)
	default:
		r.print(":debug on|off: got " + arg)
	}
}
