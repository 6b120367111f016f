package repl

// This file is the commands :save and :trace: what worked, and what did not.

import (
	"fmt"
	"strings"

	"moonloop/bindings/asyncio"
	"moonloop/vm"
)

// worked notes an input that ran to its end.
func (r *REPL) worked(text string) { r.good = append(r.good, text) }

// save writes the inputs that ran to their end into a new file, as a script that does the same: of an expression the values
// are printed.
func (r *REPL) save(name string) {
	if name == "" {
		r.print(":save FILE: a file expected")
		return
	}
	if !r.usable(":save", asyncio.Files) {
		return
	}
	var b strings.Builder
	for _, text := range r.good {
		b.WriteString(statement(text) + "\n")
	}
	if err := r.newFile(name, b.String()); err != nil {
		r.print(r.paint.in(failure, err.Error()))
		return
	}
	r.print(fmt.Sprintf("%d inputs saved in %s", len(r.good), name))
}

// statement is an input as a script has it.
func statement(text string) string {
	if _, err := vm.Compile(text, "="); err == nil {
		return text
	}
	return "print(" + strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "=")) + ")"
}

// failedWith notes the error of an input, which _error is from now on.
func (r *REPL) failedWith(err error) {
	r.lastError = err
	r.scope.env.RawSetString("_error", r.rt.ErrorValue(err))
}

// trace shows the last error again.
func (r *REPL) trace() {
	if r.lastError == nil {
		r.print("no input has failed")
		return
	}
	r.print(r.errors.Error(r.lastError))
}
