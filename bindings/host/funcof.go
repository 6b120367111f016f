package host

// This file makes Go functions of Lua functions.

import (
	"context"
	"fmt"
	"reflect"
)

// FuncOf makes a Go function of a Lua one, as [World.Go] takes it: discount, err := FuncOf[func(int) (string, error)](w, "f").
// Its arguments and results are converted as those of [World.Call]. A first parameter of type context.Context is the call's
// context. The last result must be an error, since a call may always fail. Any goroutine may call it.
func FuncOf[F any](w *World, fn any) (f F, err error) {
	t := reflect.TypeFor[F]()
	errorType := reflect.TypeFor[error]()
	if t.Kind() != reflect.Func || t.NumOut() == 0 || t.Out(t.NumOut()-1) != errorType {
		return f, fmt.Errorf("host: FuncOf: a function type whose last result is an error expected, got %v", t)
	}
	takesContext := t.NumIn() > 0 && t.In(0) == reflect.TypeFor[context.Context]()
	made := reflect.MakeFunc(t, func(in []reflect.Value) []reflect.Value {
		ctx := context.Background()
		if takesContext {
			ctx, _ = in[0].Interface().(context.Context) // nil is refused by Call
			in = in[1:]
		}
		var args []any
		for i, x := range in {
			if t.IsVariadic() && i == len(in)-1 {
				for k := range x.Len() {
					args = append(args, x.Index(k).Interface())
				}
				break
			}
			args = append(args, x.Interface())
		}
		out := make([]reflect.Value, t.NumOut())
		into := make([]any, t.NumOut()-1)
		for i := range out {
			p := reflect.New(t.Out(i))
			out[i] = p.Elem()
			if i < len(into) {
				into[i] = p.Interface()
			}
		}
		results, err := w.Call(ctx, fn, args...)
		if err == nil {
			err = results.Scan(into...)
		}
		if err != nil {
			out[len(into)].Set(reflect.ValueOf(err))
		}
		return out
	})
	return made.Interface().(F), nil
}
