package client

// This file is the classes of errors, and makes them of what goes wrong.

import (
	"errors"
	"fmt"

	"moonloop/bindings/http/wire"
	"moonloop/bindings/netio"
	"moonloop/loop"
)

// The classes of errors of HTTP.
var (
	HTTPError        = loop.NewClass("HTTPError", loop.Exception)
	TooManyRedirects = loop.NewClass("TooManyRedirects", HTTPError)
	BodyTooLarge     = loop.NewClass("BodyTooLarge", HTTPError)
	ProtocolError    = loop.NewClass("ProtocolError", HTTPError)
	// ConnectionError is raised when a server is not reached, or gone before it has answered. Its cause is the OSError.
	ConnectionError = loop.NewClass("ConnectionError", netio.ConnectionError)
)

// failed is an error of the streams as one of the client: cancellations, refusals and limits stay what they are.
func failed(what string, err error) error {
	var broken *wire.Error
	switch {
	case errors.As(err, &broken):
		return loop.Errorf(ProtocolError, "%s: %s", what, broken.Msg)
	case errors.Is(err, netio.PermissionError), errors.Is(err, ConnectionError), errors.Is(err, HTTPError), errors.Is(err, loop.TimeoutError):
		return err
	case errors.Is(err, loop.OSError):
		e := loop.Errorf(ConnectionError, "%s: %s", what, text(err))
		e.Cause = err
		return e
	}
	return err
}

// text is an error's message without its class.
func text(err error) string {
	var e *loop.Error
	if errors.As(err, &e) && e.Msg != nil {
		return fmt.Sprint(e.Msg)
	}
	return err.Error()
}

// ended is the error of a connection that a server has closed.
func ended(what string) error {
	return loop.Errorf(ConnectionError, "%s: the server closed the connection without an answer", what)
}
