//go:build lean

package bindings

import "moonloop/bindings/box"

// databases are named by a lean build, and not there.
func databases() []box.Module {
	const why = "this command was built without databases: build it without -tags lean"
	return []box.Module{{Name: "redis", Absent: why}, {Name: "sql", Absent: why}}
}
