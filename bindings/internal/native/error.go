package native

// This file makes errors that have fields.

import "moonloop/loop"

// Fields are what an error of a class has of its own, as errno of an OSError: e.line in Lua. They may be converted as
// vm.Runtime.ToLua does.
type Fields map[string]any

// Error implements error.
func (f Fields) Error() string { return "fields of an error" }

// Field is what vm asks for.
func (f Fields) Field(name string) any { return f[name] }

// NewError makes an error of a class with fields. Classes are made once, by loop.NewClass, below one of asyncio's.
func NewError(class *loop.Class, msg string, fields Fields) *loop.Error {
	return &loop.Error{Class: class, Msg: msg, Cause: fields}
}
