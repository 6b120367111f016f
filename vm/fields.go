package vm

// This file is how structs and lists of Go look in Lua: which fields they have, how many elements, and how messages name
// types.

import (
	"reflect"
	"slices"
	"strings"
	"unicode"

	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// listLen is how many elements a list has: with a field n that many, of which some may be nil, as lists of gather have it. It is
// believed as far as the table is not much smaller, since so much will be made.
func listLen(tb *lua.LTable) int {
	n := ltable.Len(tb)
	x, ok := tb.RawGetString("n").(lua.LNumber)
	if !ok || n == 0 || x <= lua.LNumber(n) || x != lua.LNumber(int32(x)) {
		return n
	}
	keys := 0
	for range ltable.Pairs(tb) {
		keys++
	}
	if int(x) > 16*(keys+4) {
		return n
	}
	return int(x)
}

// A structField is a field of a struct as Lua has it.
type structField struct {
	name  string
	index []int
	typ   reflect.Type
	set   bool
	omits func(reflect.Value) bool // whether a table of the struct does without a value of it; nil: of none
}

// structFields are the fields of a struct that Lua has, with those of structs that are embedded without a name in a tag, as
// encoding/json has them.
func structFields(t reflect.Type) (list []structField) {
	var named [][]int // embedded structs that are fields themselves
	for _, f := range reflect.VisibleFields(t) {
		if slices.ContainsFunc(named, func(outer []int) bool { return len(outer) < len(f.Index) && slices.Equal(outer, f.Index[:len(outer)]) }) {
			continue
		}
		if f.Anonymous && tagName(f) != "" {
			named = append(named, f.Index)
		}
		if name, set := exportedField(f); name != "" {
			list = append(list, structField{name, f.Index, f.Type, set, omission(f)})
		}
	}
	return list
}

// reach is the field of a struct, in structs that are embedded by pointers too, which are made if need be; false for what
// cannot be set.
func reach(x reflect.Value, index []int) (reflect.Value, bool) {
	for i, n := range index {
		if i > 0 && x.Kind() == reflect.Pointer {
			if x.IsNil() {
				if !x.CanSet() {
					return x, false
				}
				x.Set(reflect.New(x.Type().Elem()))
			}
			x = x.Elem()
		}
		x = x.Field(n)
	}
	return x, x.CanSet()
}

// tagName is the name that a tag gives to a field, "" for none.
func tagName(f reflect.StructField) string {
	name, _, _ := strings.Cut(f.Tag.Get("lua"), ",")
	if name == "" {
		name, _, _ = strings.Cut(f.Tag.Get("json"), ",")
	}
	return name
}

// exportedField is the name of a struct's field in Lua, "" when it has none, and whether scripts may set it. The tag
// `lua:"name"` says another, `lua:"-"` none, and `lua:",set"` that it may be set. A tag for encoding/json says the name where
// none for Lua does.
func exportedField(f reflect.StructField) (name string, set bool) {
	name = tagName(f)
	if !f.IsExported() || f.Anonymous && name == "" || name == "-" {
		return "", false
	}
	if name == "" {
		name = snake(f.Name)
	}
	_, option, _ := strings.Cut(f.Tag.Get("lua"), ",")
	return name, option == "set"
}

// omission is which values a tag for encoding/json leaves out.
func omission(f reflect.StructField) func(reflect.Value) bool {
	_, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	for option := range strings.SplitSeq(options, ",") {
		switch option {
		case "omitempty":
			return isEmpty
		case "omitzero":
			return isZero
		}
	}
	return nil
}

// isEmpty is what omitempty leaves out.
func isEmpty(x reflect.Value) bool {
	switch x.Kind() {
	case reflect.Array, reflect.Map, reflect.Slice, reflect.String:
		return x.Len() == 0
	case reflect.Struct:
		return false
	}
	return x.IsZero()
}

// isZero is what omitzero leaves out.
func isZero(x reflect.Value) bool {
	if z, ok := x.Interface().(interface{ IsZero() bool }); ok && (x.Kind() != reflect.Pointer || !x.IsNil()) {
		return z.IsZero()
	}
	return x.IsZero()
}

// snake is a Go name as Lua modules write names: GetURL is get_url.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		if unicode.IsUpper(r) {
			if i > 0 && (!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1])) {
				b.WriteByte('_')
			}
			r = unicode.ToLower(r)
		}
		b.WriteRune(r)
	}
	return b.String()
}

// luaKind is how messages name what a Go type needs.
func luaKind(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Float32, reflect.Float64:
		return "number"
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		if t == durationType {
			return "number of seconds"
		}
		return "whole number (" + t.Kind().String() + ")"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return "string"
		}
		return "list"
	case reflect.Map, reflect.Struct:
		if t == timeType {
			return "number of seconds since 1970"
		}
		return "table"
	case reflect.Pointer:
		if t == reflect.TypeFor[*lua.LFunction]() {
			return "function"
		}
		if t == reflect.TypeFor[*lua.LTable]() {
			return "table"
		}
		return objectName(t)
	}
	return t.String()
}
