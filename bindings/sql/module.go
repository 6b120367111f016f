package sql

// This file makes the module, and opens databases.

import (
	"maps"
	"slices"
	"strings"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/datetime"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Options of the module.
type Options struct {
	Backends []Backend
	// Databases are what scripts may open by a name, and the DSNs, which they do not see.
	Databases map[string]string
}

// Module is the module sql with the backends of a host's choice.
func Module(o Options) box.Module {
	o.Databases = maps.Clone(o.Databases)
	return box.Module{Name: "sql", Open: func(e *box.Env) lua.LValue { return open(e, o) }}
}

// instance is the module of one runtime.
type instance struct {
	rt      *vm.Runtime
	env     *box.Env
	options Options
	moment  func(t time.Time) lua.LValue

	database, transaction, statement, blob *native.Class
}

var shape vm.Shape

func open(e *box.Env, o Options) lua.LValue {
	m := &instance{rt: e.Runtime, env: e, options: o, moment: datetime.Maker(e)}
	m.database = e.Class("Database", func() []native.Entry {
		return append(sessionMethods(),
			native.Method("migrate", migrate), // db:migrate(dir): names of the files that were run
			native.Method("listen", listen),   // for payload in db:listen(channel) do: awaits
			native.Method("copy", copyRows),   // db:copy(table, columns, rows): how many
			native.Method("close", func(c native.Call, db *database) int { return db.closing(c) }), // db:close()
		)
	})
	m.transaction = e.Class("Transaction", func() []native.Entry {
		return append(sessionMethods(),
			native.Method("close", func(c native.Call, tx *transaction) int { return tx.closing(c) }), // tx:close(): rolls back what is open
		)
	})
	m.statement = e.Class("Statement", statementMethods)
	m.blob = e.Class("Blob", nil)
	b := e.Build("sql", &shape,
		native.Func("open", m.open),         // open(dsn, {pool=, null=, int64=}): a database
		native.Func("blob", m.blobFunction), // blob(s): bytes as a parameter
	)
	b.SetClasses(m.rt, classes())
	return b.Table()
}

// maxPool is how many connections a pool may have.
const maxPool = 1000

// open is open(dsn, {pool=, null=, int64=}): a coroutine that returns a database, whose first connection is there.
func (m *instance) open(c native.Call) int {
	dsn := c.Str(1)
	o := c.Options(2, "pool", "null", "int64")
	size := o.Whole("pool", 10)
	if size < 1 || size > maxPool {
		o.FailOption("pool", "number between 1 and %d expected, got %d", maxPool, size)
	}
	bigStrings := false
	switch how := o.Str("int64", "error"); how {
	case "error":
	case "string":
		bigStrings = true
	default:
		o.FailOption("int64", `"error" or "string" expected, got '%s'`, how)
	}
	m.env.Asyncio.NeedReal(c, "databases")
	d, err := m.driver(dsn)
	if err != nil {
		c.Raise(native.Prefixed(c, err))
	}
	null := o.Get("null")
	return c.Start(func(l *loop.Loop) (loop.Coroutine, error) {
		return native.Straight(l, func() string { return "the database to open" }, func(co *loop.Co) (any, error) {
			db := &database{session{m: m, pool: newPool(m.env.Asyncio.Hub(l), d, int(size)), null: null, bigStrings: bigStrings}}
			k, err := db.pool.take(co, c.Name)
			if err != nil {
				db.pool.close()
				return nil, err
			}
			over := k.pay(m.rt)
			db.pool.put(k)
			if over != nil {
				db.pool.close()
				return nil, over
			}
			m.database.Init(&db.ud, db)
			return &db.ud, nil
		}), nil
	})
}

// driver is the database of a DSN or a name, as far as the script may open it.
func (m *instance) driver(dsn string) (Driver, error) {
	grants := Grants{Memory: m.memory()}
	switch d := m.env.Asyncio.Disk(); d {
	case nil:
	case stdlib.Machine:
		grants.All = true
	default:
		grants.Files = d
	}
	if given, ok := m.options.Databases[dsn]; ok {
		dsn, grants.All = given, true
	}
	scheme, _, found := strings.Cut(dsn, ":")
	if !found || scheme == "" || strings.ContainsAny(scheme, `/\. `) || len(scheme) == 1 { // one letter is a drive
		scheme = ""
	}
	for _, b := range m.options.Backends {
		if slices.Contains(b.Schemes, strings.ToLower(scheme)) {
			return b.Parse(dsn, grants)
		}
	}
	return nil, loop.Errorf(loop.ValueError, "no kind of database is named '%s'", scheme)
}

// memory is the limit on memory, of which a connection may take no more.
func (m *instance) memory() int64 {
	if !m.rt.LimitsMemory() {
		return 0
	}
	return 2 * int64(m.env.Library.MaxString)
}

// blobFunction is blob(s).
func (m *instance) blobFunction(c native.Call) int { return c.Push(m.blob.New(&binary{c.Str(1)})) }

// Refuse is the error of a DSN that the script may not open.
func Refuse(format string, args ...any) error {
	return loop.Errorf(netio.PermissionError, format, args...)
}
