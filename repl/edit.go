package repl

// This file is the command :edit.

import (
	"cmp"
	"os"
	"runtime"
	"strings"

	"moonloop/bindings/asyncio"
	"moonloop/loop"
)

// editorCommand is the user's editor, with its arguments.
func editorCommand() []string {
	usual := "vi"
	if runtime.GOOS == "windows" {
		usual = "notepad"
	}
	return strings.Fields(cmp.Or(strings.TrimSpace(os.Getenv("VISUAL")), strings.TrimSpace(os.Getenv("EDITOR")), usual))
}

// edit has the user's editor change the newest input, which runs then, or a file, which is loaded then. The loop runs on
// meanwhile; what it prints waits.
func (r *REPL) edit(co *loop.Co, name string) error {
	if !r.tty {
		r.print(":edit: a terminal expected")
		return nil
	}
	if !r.usable(":edit", asyncio.Processes) {
		return nil
	}
	file := expandHome(name)
	if name == "" {
		f, err := os.CreateTemp("", "input-*.lua")
		if err == nil {
			_, err = f.WriteString(r.newest + "\n")
			if closeErr := f.Close(); err == nil {
				err = closeErr
			}
			defer func() { _ = os.Remove(f.Name()) }()
		}
		if err != nil {
			r.print(r.paint.in(failure, err.Error()))
			return nil
		}
		file = f.Name()
	}
	command := editorCommand()
	failed, stop := r.runProgram(co, command[0], append(command[1:], file)...)
	if stop != nil {
		return stop
	}
	if failed != nil {
		r.print(r.paint.in(failure, ":edit: "+failed.Error()))
		return nil
	}
	if name != "" {
		return r.load(co, name)
	}
	b, err := os.ReadFile(file)
	text := strings.TrimRight(string(b), " \t\r\n")
	if err != nil || strings.TrimSpace(text) == "" {
		return nil
	}
	r.remember(text)
	r.print(r.prompt() + strings.ReplaceAll(text, "\n", "\n"+continuation(r.prompt())))
	return r.runInput(co, text)
}

// remember puts an input into the history.
func (r *REPL) remember(text string) {
	if e, ok := r.reader.(*editor); ok {
		e.history.add(text) // no input is being read
	}
}
