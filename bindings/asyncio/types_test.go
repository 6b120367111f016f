package asyncio

import (
	"reflect"
	"strings"
	"testing"

	"moonloop/bindings/internal/native"
	"moonloop/repl/annotations"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// TestTypes holds the editor annotations true: they name what the module registers, and nothing else.
func TestTypes(t *testing.T) {
	rt, err := vm.New(vm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	m := Open(rt, Options{})

	registered := map[string]bool{"await": true, "async": true}
	add := func(table *lua.LTable, prefix string) {
		table.ForEach(func(k, v lua.LValue) {
			if name := k.String(); !strings.HasPrefix(name, "__") {
				registered[prefix+name] = true
			}
		})
	}
	add(m.table, "asyncio.")
	for class, methods := range methodTables(m) {
		add(methods, class+":")
	}

	documented := map[string]bool{}
	for _, e := range annotations.EntriesIn("asyncio.lua") {
		if e.Kind != annotations.Class && e.Kind != annotations.Field {
			documented[e.Name] = true
		}
	}
	for name := range registered {
		if class, method, ok := strings.Cut(name, ":"); ok && class == "Task" && documented["Future:"+method] {
			continue // inherited
		}
		if !documented[name] {
			t.Errorf("scripts/types/asyncio.lua does not name %s", name)
		}
	}
	for name := range documented {
		if !registered[name] && (strings.HasPrefix(name, "asyncio.") && name != "asyncio." || strings.Contains(name, ":")) {
			t.Errorf("scripts/types/asyncio.lua names %s, which is not there", name)
		}
	}
}

// methodTables are the tables of methods by the name of their class in the annotations.
func methodTables(m *Module) map[string]*lua.LTable {
	tables := map[string]*lua.LTable{"Coroutine": native.MethodsOf(m.coroutineMeta), "Error": m.groupMethods()}
	names := map[string]string{"as_completed iterator": "AsCompleted", "concurrent future": "ConcurrentFuture"}
	classes := reflect.ValueOf(&m.classes).Elem()
	for i := range classes.NumField() {
		class := (*native.Class)(classes.Field(i).Addr().UnsafePointer())
		name := class.Name
		if other, ok := names[name]; ok {
			name = other
		}
		tables[name] = class.MethodTable()
	}
	return tables
}
