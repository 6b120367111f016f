// Package postgres is PostgreSQL as a kind of database of the module sql, over the protocol's library of pgx.
//
// Values go and come as text, which the server converts: a parameter is what its place in the statement wants. Statements
// are prepared once a connection. A statement that is cancelled is cancelled in the server; a server that does not answer
// within a second loses the connection.
package postgres

// This file reads DSNs and opens connections.

import (
	"context"
	"errors"
	"strings"
	"time"

	"moonloop/bindings/sql"
	"moonloop/loop"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgconn/ctxwatch"
)

// Backend is PostgreSQL: "postgres://user:password@host:port/database?sslmode=…", with the parameters of libpq.
var Backend = sql.Backend{Schemes: []string{"postgres", "postgresql"}, Parse: parse}

// The bounds of time: of connecting, unless the DSN has connect_timeout, and of the server's answer to a cancellation.
const connectTimeout, cancelTimeout = 10 * time.Second, time.Second

type driver struct {
	config *pgconn.Config
}

func parse(dsn string, g sql.Grants) (sql.Driver, error) {
	if !g.All {
		return nil, sql.Refuse("this script opens databases by the names that the host gives")
	}
	config, err := pgconn.ParseConfig(dsn)
	if err != nil { // its text may have the password
		return nil, loop.Errorf(loop.ValueError, "the address of the database is not as PostgreSQL has it: postgres://user@host:port/database expected")
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	config.BuildContextWatcherHandler = func(c *pgconn.PgConn) ctxwatch.Handler {
		return &pgconn.CancelRequestContextWatcherHandler{Conn: c, DeadlineDelay: cancelTimeout}
	}
	return &driver{config}, nil
}

// Dialect implements sql.Driver.
func (d *driver) Dialect() sql.Dialect {
	return sql.Dialect{Placeholder: '$', Dollars: true, Lock: "SELECT pg_advisory_xact_lock(7309453170)"}
}

// Single implements sql.Driver.
func (d *driver) Single() bool { return false }
func (d *driver) Remote() bool { return true }

// Begin implements sql.Driver.
func (d *driver) Begin(isolation string) (string, error) {
	switch level := strings.ToUpper(strings.ReplaceAll(isolation, "_", " ")); level {
	case "":
		return "BEGIN", nil
	case "READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE", "READ UNCOMMITTED":
		return "BEGIN ISOLATION LEVEL " + level, nil
	}
	return "", loop.Errorf(loop.ValueError, `option isolation: "read committed", "repeatable read" or "serializable" expected, got '%s'`, isolation)
}

// Close implements sql.Driver.
func (d *driver) Close() {}

// Connect implements sql.Driver.
func (d *driver) Connect(ctx context.Context) (sql.Conn, error) {
	k := &conn{d: d}
	if err := k.connect(ctx); err != nil {
		return nil, err
	}
	return k, nil
}

// connect opens the connection, or opens it again.
func (k *conn) connect(ctx context.Context) error {
	config := k.d.config.Copy()
	config.OnNotification = func(_ *pgconn.PgConn, n *pgconn.Notification) { k.notes = append(k.notes, n) }
	ctx, cancel := context.WithTimeout(ctx, config.ConnectTimeout)
	defer cancel()
	c, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		if server := (*pgconn.PgError)(nil); errors.As(err, &server) {
			return k.failed(server)
		}
		return sql.Fail(sql.ConnectionLost, "no connection: "+plainText(err), "08001", nil)
	}
	k.c, k.statements, k.lost = c, map[string]*prepared{}, false
	k.used = time.Now()
	if style := c.ParameterStatus("DateStyle"); style != "" && !strings.HasPrefix(style, "ISO") {
		if err := c.Exec(ctx, "SET datestyle = ISO").Close(); err != nil {
			return k.failed(err)
		}
	}
	return nil
}

// plainText is the last part of a chain of errors, which has no settings in it.
func plainText(err error) string {
	for {
		var next error
		switch e := err.(type) {
		case interface{ Unwrap() error }:
			next = e.Unwrap()
		case interface{ Unwrap() []error }:
			if list := e.Unwrap(); len(list) > 0 {
				next = list[len(list)-1]
			}
		}
		if next == nil || strings.HasPrefix(err.Error(), "dial ") {
			return err.Error()
		}
		err = next
	}
}

// failed is an error of the library as the module has it.
func (k *conn) failed(err error) error {
	if err == nil {
		return nil
	}
	if k.c != nil && k.c.IsClosed() {
		k.lost = true
	}
	e := (*pgconn.PgError)(nil)
	if !errors.As(err, &e) {
		if own := (*loop.Error)(nil); errors.As(err, &own) {
			return err
		}
		if k.lost {
			return sql.Fail(sql.ConnectionLost, "the connection was lost: "+plainText(err), "08006", nil)
		}
		return sql.Fail(sql.Error, plainText(err), "", nil)
	}
	k.stopped = e.Code == "57014"
	class := sql.Error
	switch {
	case e.Code == "23505":
		class = sql.UniqueViolation
	case e.Code == "23503":
		class = sql.ForeignKeyViolation
	case e.Code == "23514":
		class = sql.CheckViolation
	case e.Code == "40001", e.Code == "40P01":
		class = sql.SerializationFailure
	case e.Code == "55P03":
		class = sql.Busy
	case strings.HasPrefix(e.Code, "08"), e.Code == "57P01", e.Code == "57P02", e.Code == "57P03":
		class = sql.ConnectionLost
	}
	text := e.Message
	if e.Detail != "" {
		text += ": " + e.Detail
	}
	return sql.Fail(class, strings.ToValidUTF8(text, "?"), e.Code, e.Code)
}
