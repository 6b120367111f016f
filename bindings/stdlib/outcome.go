package stdlib

// This file pushes what functions return that either work or fail.

import (
	"errors"
	"os"
	"strings"
	"syscall"

	lua "github.com/yuin/gopher-lua"
)

// success pushes true, or what failure pushes.
func success(L *lua.LState, name string, err error) int {
	if err != nil {
		return failure(L, name, err)
	}
	return Outcome(L, nil)
}

// failure pushes nil, a message that begins with name, and the error's number.
func failure(L *lua.LState, name string, err error) int {
	text, number := ErrorText(err)
	return Refuse(L, name+": "+text, number)
}

// Outcome pushes true, or nil, the words for an error and its number where there is no name to tell.
func Outcome(L *lua.LState, err error) int {
	if err != nil {
		text, number := ErrorText(err)
		return Refuse(L, text, number)
	}
	L.Push(lua.LTrue)
	return 1
}

// Refuse pushes nil, a message and the number of an error.
func Refuse(L *lua.LState, message string, number int) int {
	L.Push(lua.LNil)
	L.Push(lua.LString(message))
	L.Push(lua.LNumber(number))
	return 3
}

// ErrorText words an error of the system as C does, without the names of the operation and the file that Go adds and with
// a capital letter, and has its number in C.
func ErrorText(err error) (text string, code int) {
	var number syscall.Errno
	switch {
	case errors.As(err, &number):
		text, code = errnoText(number)
	case errors.Is(err, os.ErrClosed):
		text, code = errnoText(syscall.EBADF)
	default: // an error of a stream that the host gave
		return err.Error(), int(syscall.EIO)
	}
	if text != "" {
		text = strings.ToUpper(text[:1]) + text[1:]
	}
	return text, code
}
