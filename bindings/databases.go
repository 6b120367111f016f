//go:build !lean

package bindings

// This file is the modules that take much room, which a build with the tag lean leaves out.

import (
	"moonloop/bindings/box"
	"moonloop/bindings/redis"
	"moonloop/bindings/sql"
	"moonloop/bindings/sql/postgres"
	"moonloop/bindings/sql/sqlite"
)

// databases are the modules of databases.
func databases() []box.Module {
	return []box.Module{
		redis.Module,
		sql.Module(sql.Options{Backends: []sql.Backend{sqlite.Backend, postgres.Backend}}),
	}
}
