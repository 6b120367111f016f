package sql

// This file is the errors of databases.

import (
	"moonloop/bindings/internal/native"
	"moonloop/loop"
)

// The classes of errors. Error has sqlstate and code: what SQL calls the error, and what the database does.
var (
	Error                = loop.NewClass("Error", loop.Exception)
	UniqueViolation      = loop.NewClass("UniqueViolation", Error)
	ForeignKeyViolation  = loop.NewClass("ForeignKeyViolation", Error)
	CheckViolation       = loop.NewClass("CheckViolation", Error)
	SerializationFailure = loop.NewClass("SerializationFailure", Error)
	Busy                 = loop.NewClass("Busy", Error)
	ConnectionLost       = loop.NewClass("ConnectionLost", Error)
	CommitUnknown        = loop.NewClass("CommitUnknown", Error)
)

func classes() []*loop.Class {
	return []*loop.Class{Error, UniqueViolation, ForeignKeyViolation, CheckViolation, SerializationFailure, Busy, ConnectionLost, CommitUnknown}
}

// Fail makes an error of one of the classes. code is a number or a string; what is "" or nil is not known.
func Fail(class *loop.Class, msg, sqlstate string, code any) error {
	fields := native.Fields{"code": code}
	if sqlstate != "" {
		fields["sqlstate"] = sqlstate
	}
	return native.NewError(class, msg, fields)
}
