package compile

// This file gives functions the names that messages call them by.

import (
	"slices"
	"strings"
)

// nameFunctions names the functions that e, which is assigned to name, may be: function … end, a or function … end and
// async(function … end).
func nameFunctions(e Expr, name func() string) {
	for {
		switch x := e.(type) {
		case *FunctionExpr:
			x.Func.Name = name()
			return
		case *ParenExpr:
			e = x.Inner
		case *BinaryExpr:
			if x.Op != OpAnd && x.Op != OpOr {
				return
			}
			nameFunctions(x.Right, name)
			e = x.Left
		case *CallExpr:
			if !isAsync(x) {
				return
			}
			for _, a := range x.Args.List {
				nameFunctions(a, name)
			}
			return
		default:
			return
		}
	}
}

// isAsync tells a call of async or asyncio.async.
func isAsync(c *CallExpr) bool {
	if c.Method != nil {
		return false
	}
	switch f := c.Func.(type) {
	case *NameExpr:
		return f.Name == "async"
	case *IndexExpr:
		key, ok := f.Key.(*StringExpr)
		object, named := f.Object.(*NameExpr)
		return ok && named && object.Name == "asyncio" && key.Value == "async"
	}
	return false
}

// nameFunction names the function of a function statement.
func nameFunction(fn *Function, target Expr, method bool) {
	fn.Name = targetName(target)
	if i := strings.LastIndexByte(fn.Name, '.'); method && i >= 0 {
		fn.Name = fn.Name[:i] + ":" + fn.Name[i+1:]
	}
}

// targetName is a.b.c for a variable or field, from the last key on that is no string.
func targetName(e Expr) string {
	var names []string
	for {
		switch x := e.(type) {
		case *ParenExpr:
			e = x.Inner
			continue
		case *NameExpr:
			names = append(names, x.Name)
		case *IndexExpr:
			if key, ok := x.Key.(*StringExpr); ok {
				names = append(names, key.Value)
				e = x.Object
				continue
			}
		}
		slices.Reverse(names)
		return strings.Join(names, ".")
	}
}
