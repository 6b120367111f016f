package sql

// This file is what a kind of database is: the interfaces between the module and its backends.

import (
	"context"
	"os"
	"time"
)

// A Backend is a kind of database.
type Backend struct {
	// Schemes are what its DSNs begin with, without the colon; "" stands for DSNs without a scheme.
	Schemes []string
	// Parse reads a DSN, and connects to nothing. Its error is a loop.Error.
	Parse func(dsn string, g Grants) (Driver, error)
}

// Grants are what of the machine a database may use.
type Grants struct {
	All    bool  // all of it: the command, or a DSN that the host has written
	Files  Files // what scripts may use without All; nil: none
	Memory int64 // how many bytes a connection may take, and a value half of it; 0: any number
}

// Files are those that a host lets scripts use.
type Files interface {
	// Root is the root that a file which may be changed is below, with its name there.
	Root(name string) (root *os.Root, inside string, err error)
}

// A Driver opens the connections of one database. Any goroutine may use it.
type Driver interface {
	// Connect opens a connection. It comes back soon after ctx has ended.
	Connect(ctx context.Context) (Conn, error)
	// Dialect is how its SQL is written.
	Dialect() Dialect
	// Single tells whether there can be one connection only.
	Single() bool
	// Remote tells whether another program answers.
	Remote() bool
	// Begin is the statement that begins a transaction; isolation is "" where the script names none.
	Begin(isolation string) (string, error)
	// Close lets go of what the connections had in common, after the last one has been closed.
	Close()
}

// A Dialect is what the module has to know of a kind of SQL to find its placeholders.
type Dialect struct {
	Placeholder byte   // before a number: '?' or '$'
	Brackets    bool   // [name] is an identifier
	Dollars     bool   // $tag$ text $tag$ is a string, E'\'' too; comments are nested
	Lock        string // the statement that keeps other processes from migrating until the transaction ends, if BEGIN does not
}

// A Conn is a connection, for one goroutine at a time. Its calls come back soon after their ctx has ended, and leave it
// fit for use or Broken. Errors are loop.Errors of the classes here.
type Conn interface {
	// Exec runs a statement, or several if there are no args.
	Exec(ctx context.Context, q string, args []Value) (Result, error)
	// ExecMany runs a statement with each of the rows. It is part of a transaction.
	ExecMany(ctx context.Context, q string, rows [][]Value) (Result, error)
	// Query begins a query. Close its Rows. With stream other statements may run between its batches, where the connection
	// is that of a transaction.
	Query(ctx context.Context, q string, args []Value, stream bool) (Rows, error)
	// Check tells whether a statement can be run, without running it.
	Check(ctx context.Context, q string) error
	// InTransaction tells whether a transaction is open.
	InTransaction() bool
	// Broken tells whether the connection is of no use any more.
	Broken() bool
	// Memory is about how many bytes it takes. Any goroutine may call it.
	Memory() int
	Close()
}

// A Listener is a Conn that can be told what others notify.
type Listener interface {
	// Listen waits for the next notification on a channel, which it subscribes to at first.
	Listen(ctx context.Context, channel string) (payload string, err error)
}

// A Copier is a Conn that takes rows faster than by statements.
type Copier interface {
	Copy(ctx context.Context, table string, columns []string, rows [][]Value) (count int64, err error)
}

// Rows are the rows of a query.
type Rows interface {
	Columns() []string
	// Next adds rows to a batch until it is Full, and reports whether there may be more.
	Next(ctx context.Context, b *Batch) (more bool, err error)
	// Close ends the query. It may be called twice.
	Close()
}

// A Result is what a statement has done.
type Result struct {
	RowsAffected int64
	LastInsertID int64
	HasID        bool
}

// A Kind is a type of values.
type Kind uint8

// The kinds. Ints are whole numbers of 64 bits; Texts and Blobs are bytes in Str.
const (
	Null Kind = iota
	Int
	Float
	Bool
	Text
	Blob
	Time
)

// A Value is a value of a column or a parameter.
type Value struct {
	Kind  Kind
	Int   int64 // Bool: 0 or 1
	Float float64
	Str   string
	Time  *time.Time
}

// A Batch is rows that were read and not handed out.
type Batch struct {
	Values []Value // row after row
	Rows   int
	Max    int // how many rows are asked for at most; 0: any number
	bytes  int
}

// How much a batch holds: so much that waking the loop costs little for each row, and little against any memory.
const maxBatchRows, maxBatchBytes = 512, 128 << 10

// Row adds a row of n values, which are all to be set.
func (b *Batch) Row(n int) []Value {
	begin := len(b.Values)
	for range n {
		b.Values = append(b.Values, Value{})
	}
	b.Rows++
	return b.Values[begin:]
}

// Weigh says that the values of a row have so many bytes.
func (b *Batch) Weigh(bytes int) { b.bytes += bytes }

// Full tells whether no more rows are wanted now.
func (b *Batch) Full() bool {
	return b.Rows >= maxBatchRows || b.bytes >= maxBatchBytes || b.Max > 0 && b.Rows >= b.Max
}

func (b *Batch) reset(max int) {
	clear(b.Values)
	*b = Batch{Values: b.Values[:0], Max: max}
}
