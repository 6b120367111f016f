package loop

// This file makes the long text of an error: where it was raised, the members of a group, and what it came from.

import (
	"fmt"
	"strings"
)

// Placed is an error, or the Payload of one, that knows where in a program it was raised.
type Placed interface {
	// Stack is the lines that say so, without a newline at the end; "" when nothing is known.
	Stack() string
	// TaskName is the name of the task that raised it, "" when none did.
	TaskName() string
}

const (
	maxShown = 500 // errors in one text
	maxDepth = 25  // groups within groups, causes of causes
)

// Traceback is the long text of err: its message and where it was raised, then each member of a group below the group, in
// a frame that names the member's task, then what it was raised from, or the error that was being handled. An error of
// another kind has its own text from a Traceback method, or its message. head, if there is one, makes the text of each error
// instead, without what hangs on it; place is nil where nothing is known of where it was raised.
func Traceback(err error, head ...func(err error, place Placed) string) string {
	w := traceWriter{left: maxShown}
	if len(head) > 0 {
		w.head = head[0]
	}
	w.write(err, "", "", nil)
	return strings.TrimSuffix(w.text.String(), "\n")
}

// Attached is the part of [Traceback] that follows err's own: the members of a group, and what it came from; "" when there
// is none.
func Attached(err error) string {
	w := traceWriter{left: maxShown}
	w.below(err, instance(err), "", nil)
	return strings.TrimSuffix(w.text.String(), "\n")
}

// traceWriter writes an error and what hangs on it. Errors can be shared by many groups, and be rings: it shows none
// within itself, and a limited number.
type traceWriter struct {
	text strings.Builder
	left int                                  // how many errors may still be shown
	head func(err error, place Placed) string // nil: head
}

// outer is the errors that the one being written is shown below of, innermost first.
type outer struct {
	err   *Error
	up    *outer
	depth int
}

func (o *outer) shows(err *Error) bool {
	for ; o != nil; o = o.up {
		if o.err == err {
			return true
		}
	}
	return false
}

// write writes err behind lead, and what hangs on it; margin stands before each line.
func (w *traceWriter) write(err error, margin, lead string, within *outer) {
	w.left--
	e := instance(err)
	if w.head != nil {
		w.lines(margin, lead+w.head(err, placeOf(err, e)))
	} else {
		w.lines(margin, lead+head(err, e))
	}
	w.below(err, e, margin, within)
}

// below writes what hangs on err, which stands for e.
func (w *traceWriter) below(err error, e *Error, margin string, within *outer) {
	here := &outer{err: e, up: within}
	if within != nil {
		here.depth = within.depth + 1
	}
	if e != nil {
		w.members(e.Errors, margin, here)
	}
	how, from := source(err, e)
	switch known := instance(from); {
	case from == nil, known != nil && here.shows(known):
	case w.left <= 0 || here.depth >= maxDepth:
		w.lines(margin, how+"...")
	default:
		w.write(from, margin, how, here)
	}
}

func (w *traceWriter) members(errs []error, margin string, within *outer) {
	if len(errs) == 0 {
		return
	}
	below := margin + "    | "
	edge := "  +-+"
	for i, err := range errs {
		e := instance(err)
		title := fmt.Sprint(i + 1)
		if task := taskOf(err, e); task != "" {
			title += ", task '" + task + "'"
		}
		switch {
		case w.left <= 0 || within.depth >= maxDepth:
			w.lines(margin, fmt.Sprintf("%s---------------- and %d more ----------------", edge, len(errs)-i))
			return
		default:
			w.lines(margin, fmt.Sprintf("%s---------------- %s ----------------", edge, title))
		}
		if e != nil && within.shows(e) {
			w.lines(below, "(above)")
		} else {
			w.write(err, below, "", within)
		}
		edge = "    +"
	}
	w.lines(margin, "    +------------------------------------")
}

// lines writes text with the margin before each line.
func (w *traceWriter) lines(margin, text string) {
	for line := range strings.SplitSeq(text, "\n") {
		w.text.WriteString(margin)
		w.text.WriteString(line)
		w.text.WriteByte('\n')
	}
}

// instance is the exception that err is or stands for, nil when it is none.
func instance(err error) *Error {
	for err != nil {
		if e, ok := err.(*Error); ok {
			return e
		}
		chain, ok := err.(interface{ Unwrap() error })
		if !ok {
			return nil
		}
		err = chain.Unwrap()
	}
	return nil
}

// placeOf is what knows where err, which is or stands for e, was raised; nil when nothing does.
func placeOf(err error, e *Error) Placed {
	if p, ok := err.(Placed); ok && p.Stack() != "" {
		return p
	}
	if e != nil {
		if p, ok := e.Payload.(Placed); ok {
			return p
		}
	}
	return nil
}

// head is the message of err and where it was raised. The text of an error that is Placed is made by this file: it is not
// asked for it.
func head(err error, e *Error) string {
	if p := placeOf(err, e); p != nil {
		if stack := p.Stack(); stack != "" {
			return err.Error() + "\n" + stack
		}
	} else if t, ok := err.(interface{ Traceback() string }); ok && e == nil && !hasPlace(err) {
		if text := t.Traceback(); text != "" {
			return text
		}
	}
	return err.Error()
}

func hasPlace(err error) bool {
	_, ok := err.(Placed)
	return ok
}

// taskOf is the name of the task that raised err, "" when that is not known.
func taskOf(err error, e *Error) string {
	if p := placeOf(err, e); p != nil && p.TaskName() != "" {
		return p.TaskName()
	}
	if e != nil {
		return e.task
	}
	return ""
}

// source is what err, which stands for e, was raised from, or else the error that was being handled, and the words for it.
func source(err error, e *Error) (how string, from error) {
	if e != nil {
		if _, own := e.Cause.(interface{ Field(name string) any }); e.Cause != nil && !own { // own is what its class has of its own
			return "caused by: ", e.Cause
		}
		return "raised while handling: ", e.Context
	}
	if x, ok := err.(Contextual); ok {
		return "raised while handling: ", x.Context()
	}
	return "", nil
}

// Contextual is an error that is no instance of a class and that can have a context all the same, see Handling.
type Contextual interface {
	Context() error
	// WithContext returns the error with that context.
	WithContext(handled error) error
}

// Handling returns err as the error that was raised while handled was being handled, as "raise" in an "except" block
// does: handled becomes its context, unless it is err itself. Where err is already among the contexts of handled, the
// ring is cut.
func Handling(handled, err error) error {
	if handled == nil || err == nil || handled == err {
		return err
	}
	e := instance(err)
	if e == nil {
		if x, ok := err.(Contextual); ok {
			return x.WithContext(handled)
		}
		return err
	}
	at := instance(handled)
	if at == e {
		return err
	}
	for n := 0; at != nil && n < maxCauses; n++ {
		next := instance(at.Context)
		if next == e {
			at.Context = nil
		}
		at = next
	}
	e.Context = handled
	return err
}

// Traceback is the long text of the error, see the function Traceback.
func (e *Error) Traceback() string { return Traceback(e) }
