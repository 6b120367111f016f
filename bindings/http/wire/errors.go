package wire

// This file is the errors of the package.

import "fmt"

// An Error tells what is wrong with a message. Its text shows nothing of the message but single bytes and short names.
type Error struct {
	// Status is what a server answers with: 400, 414, 431, 501, 505.
	Status int
	Msg    string
}

// Error implements error.
func (e *Error) Error() string { return e.Msg }

func bad(format string, args ...any) error { return &Error{400, fmt.Sprintf(format, args...)} }
