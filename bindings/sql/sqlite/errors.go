package sqlite

// This file makes the module's errors of SQLite's.

import (
	"context"
	"errors"
	"strings"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/sql"
	"moonloop/vm"

	"github.com/ncruces/go-sqlite3"
)

func isBusy(err error) bool {
	return errors.Is(err, sqlite3.BUSY) || errors.Is(err, sqlite3.LOCKED)
}

// failed is an error of SQLite as the module has it.
func failed(err error) error {
	if err == nil {
		return nil
	}
	var code sqlite3.ExtendedErrorCode
	if errors.Is(err, context.Canceled) || !errors.As(err, &code) {
		return err
	}
	class, state := sql.Error, ""
	switch {
	case code == sqlite3.CONSTRAINT_UNIQUE, code == sqlite3.CONSTRAINT_PRIMARYKEY, code == sqlite3.CONSTRAINT_ROWID:
		class, state = sql.UniqueViolation, "23505"
	case code == sqlite3.CONSTRAINT_FOREIGNKEY:
		class, state = sql.ForeignKeyViolation, "23503"
	case code == sqlite3.CONSTRAINT_CHECK:
		class, state = sql.CheckViolation, "23514"
	case code == sqlite3.CONSTRAINT_NOTNULL:
		state = "23502"
	case code.Code() == sqlite3.CONSTRAINT:
		state = "23000"
	case code == sqlite3.BUSY_SNAPSHOT:
		class, state = sql.SerializationFailure, "40001"
	case isBusy(err):
		class, state = sql.Busy, "55P03"
	case code.Code() == sqlite3.INTERRUPT:
		state = "57014"
	case code.Code() == sqlite3.FULL, code == sqlite3.IOERR_SHMSIZE, noRoom(err): // what grows is the log's index
		state = "53100"
	case code.Code() == sqlite3.NOMEM:
		return outOfMemory()
	case code.Code() == sqlite3.AUTH:
		state = "42501"
	case code == sqlite3.ExtendedErrorCode(sqlite3.ERROR):
		state = "42000"
	}
	text := strings.TrimPrefix(err.Error(), "sqlite3: ")
	for _, general := range []string{"constraint failed: ", "SQL logic error: "} { // what follows says more
		text = strings.TrimPrefix(text, general)
	}
	return sql.Fail(class, text, state, int(code))
}

// panicked makes an error of the panic that SQLite's library ends with where memory is short. Whatever panicked is of no use
// any more.
func panicked(r any) error {
	if e, ok := r.(error); ok && !strings.Contains(e.Error(), "out of memory") { // its stack is short, too
		return sql.Fail(sql.Error, "the statement is nested too deeply, and the connection is lost", "54001", nil)
	}
	return outOfMemory()
}

// outOfMemory is the error of a connection that would take more than it may: in a World the limit on memory stands behind it.
func outOfMemory() error {
	return native.NewError(sql.Error, "out of memory", native.Fields{
		"code": int(sqlite3.NOMEM), "sqlstate": "53200",
		"cause": &vm.LimitError{Limit: "memory", Msg: "not enough memory for a database"},
	})
}
