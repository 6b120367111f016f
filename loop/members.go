package loop

// This file shows errors.Is and errors.As the members of groups. Groups can share members, so that the paths to them are many
// more than the members are: each is shown once.

import "reflect"

// Unwrap returns the members of a group, and of groups in it, each once, and the cause if that is an error of Go's (an
// OSError made from a *net.OpError is that error too). A cause that is itself an exception is not unwrapped: a TimeoutError
// raised from a CancelledError is no cancellation, and errors.Is must not say that it is.
func (e *Error) Unwrap() []error {
	list := e.foreign(nil)
	if len(e.Errors) == 0 {
		return list
	}
	seen := map[*Error]bool{e: true}
	for queue := [][]error{e.Errors}; len(queue) > 0; queue = queue[1:] {
		for _, err := range queue[0] {
			in := instance(err)
			if in != nil && seen[in] {
				continue
			}
			if in == nil || len(in.Errors) == 0 {
				list = append(list, err)
			} else {
				list = in.foreign(append(list, single{err, in}))
				queue = append(queue, in.Errors)
			}
			if in != nil {
				seen[in] = true
			}
		}
	}
	return list
}

// foreign appends the cause if it is an error of Go's.
func (e *Error) foreign(list []error) []error {
	if e.Cause == nil || ClassOf(e.Cause) != nil {
		return list
	}
	return append(list, e.Cause)
}

// A single is a group without its members, which stand beside it: err, which is or stands for the instance e.
type single struct {
	error
	e *Error
}

// Is makes errors.Is find the group.
func (s single) Is(target error) bool {
	return target == s.error || target == error(s.e) || s.e.Is(target)
}

// As makes errors.As find it.
func (s single) As(target any) bool {
	into := reflect.ValueOf(target).Elem()
	for err := s.error; err != nil; {
		if x := reflect.ValueOf(err); x.Type().AssignableTo(into.Type()) {
			into.Set(x)
			return true
		}
		chain, ok := err.(interface{ Unwrap() error })
		if !ok {
			break
		}
		err = chain.Unwrap()
	}
	return false
}
