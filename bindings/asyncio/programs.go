package asyncio

// This file confines processes to the programs that a host lists.

import (
	"slices"

	"moonloop/bindings/netio"
	"moonloop/loop"

	lua "github.com/yuin/gopher-lua"
)

// Options of processes that scripts have whose programs are listed. All others say where or as whom a program runs, or what
// it has of this process, by which one that is harmless as the host means it may be made another.
var confinedOptions = []string{"stdin", "stdout", "stderr", "limit", "env", "text", "universal_newlines"}

// confine refuses a program that is not listed. Its arguments go to it as they are, by way of no shell. Its variables are
// those that the host has given, or some of them: with one of its own choice a script could have it load other code.
func (o keywords) confine(po *netio.ProcessOptions) {
	refuse := func(format string, args ...any) {
		o.Raise(loop.Errorf(netio.PermissionError, o.Name+": this host does not let scripts "+format, args...))
	}
	if !slices.Contains(o.m.options.Programs, po.Args[0]) {
		refuse("run '%s'", po.Args[0])
	}
	for _, key := range processOptions {
		if o.Get(key) != lua.LNil && !slices.Contains(confinedOptions, key) {
			refuse("set the option %s of a program", key)
		}
	}
	given := o.m.options.Variables
	if po.Env == nil {
		po.Env = append([]string{}, given...)
	}
	for _, variable := range po.Env {
		if !slices.Contains(given, variable) {
			refuse("set the variables of a program")
		}
	}
}
