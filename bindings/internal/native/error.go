package native

// This file makes errors that have fields.

import (
	"fmt"

	"moonloop/loop"
)

// Fields are what an error of a class has of its own, as errno of an OSError: e.line in Lua. They may be converted as
// vm.Runtime.ToLua does.
type Fields map[string]any

// Error implements error.
func (f Fields) Error() string { return "fields of an error" }

// Field is what vm asks for.
func (f Fields) Field(name string) any { return f[name] }

// Unwrap is the field cause, for errors.Is and errors.As.
func (f Fields) Unwrap() error {
	cause, _ := f["cause"].(error)
	return cause
}

// NewError makes an error of a class with fields. Classes are made once, by loop.NewClass, below one of asyncio's.
func NewError(class *loop.Class, msg string, fields Fields) *loop.Error {
	return &loop.Error{Class: class, Msg: msg, Cause: fields}
}

// Prefixed is an error whose message begins with the name of the function that was called.
func Prefixed(c Call, err error) error {
	e, ok := err.(*loop.Error)
	if !ok {
		return err
	}
	named := *e
	named.Msg = fmt.Sprintf("%s: %v", c.Name, e.Msg)
	return &named
}
