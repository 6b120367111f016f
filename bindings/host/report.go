package host

// This file is what a World tells its host of errors that nobody else can be told of.

import (
	"fmt"
	"strings"

	"moonloop/loop"
	"moonloop/vm"
)

// A Report is something that went wrong, and that no caller hears of: a task that failed and that nobody awaits, a
// callback that failed, an async function that was called and never awaited.
type Report struct {
	Message string // what happened, as asyncio words it
	Err     error  // what was raised; nil where nothing was. Of an *vm.Error, Traceback says where
	Task    string // the name of the task that it is about, "" if it is about none
	// Details are what else is known, by the names that exception handlers of scripts have for it, as text: future, handle, task.
	Details map[string]string
}

// String is the report as it is written where no hook is.
func (r Report) String() string {
	var b strings.Builder
	b.WriteString(r.Message + "\n")
	for _, key := range []string{"future", "handle", "task", "made_at"} {
		if text, ok := r.Details[key]; ok {
			fmt.Fprintf(&b, "%s: %s\n", key, text)
		}
	}
	if r.Err != nil {
		b.WriteString(loop.Traceback(r.Err) + "\n")
	}
	return b.String()
}

// onReport is the hook of an event loop for the host's. A panic of the host's function ends with it: there is nobody to be told.
// What a script may have reported is bounded by MaxOutput, as what it may write is.
func (w *World) onReport() func(c *loop.ErrorContext) {
	told := w.options.Report
	if told == nil {
		return nil
	}
	return func(c *loop.ErrorContext) {
		r := Report{Message: c.Message, Err: c.Exception, Details: map[string]string{}}
		if r.Message == "" {
			r.Message = "Unhandled exception in event loop"
		}
		if e, ok := r.Err.(*vm.Error); ok {
			r.Err = e.Detached()
		}
		for key, v := range c.Extra {
			r.Details[key] = strings.TrimSpace(fmt.Sprint(v))
		}
		if c.MadeAt != nil {
			r.Details["made_at"] = fmt.Sprint(c.MadeAt)
		}
		if c.Handle != nil {
			r.Details["handle"] = c.Handle.String()
		}
		t := c.Task
		if c.Future != nil {
			r.Details["future"] = c.Future.String()
			if t == nil {
				t = c.Future.Task()
			}
		}
		if t != nil {
			r.Task = t.Name()
			r.Details["task"] = t.String()
		}
		size := int64(len(r.String()))
		for key, text := range r.Details {
			size += int64(len(key) + len(text))
		}
		if limit := w.options.MaxOutput; limit > 0 && w.reported+size > limit {
			return
		}
		w.reported += size
		defer func() { _ = recover() }()
		w.rt.Host("Report", func() { told(r) })
	}
}
