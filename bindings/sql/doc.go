// Package sql is the Lua module sql: databases that speak SQL, with one face.
//
// A database is a pool of connections that belongs to one event loop. What a script asks for waits its turn for a
// connection, first come, first served, and runs on a goroutine of its own; a cancelled statement is stopped, and its
// connection is not given to another before it is back. Rows come in pieces, so that neither a large result nor the limit
// on a World's memory is outrun.
//
// A kind of database is a [Backend], a package below this one; a host links those that it lists:
//
//	host.Options{Modules: []box.Module{sql.Module(sql.Options{Backends: []sql.Backend{sqlite.Backend}})}}
//
// Scripts that do not have all of the machine open :memory:, files that the host grants, and what the host
// has given a name to in Options.Databases. They never see a DSN.
//
// A Backend knows no Lua. Its connections are used by one goroutine at a time, and never by that of the loop.
package sql
