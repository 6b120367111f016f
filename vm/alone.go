package vm

// This file measures what memory some values take alone.

import lua "github.com/yuin/gopher-lua"

// MemoryOf is for each of values about how many bytes it takes, with all that it alone keeps alive: not the ones before it, nor
// skip, nor what every script can reach. It ends with the one by which most bytes are exceeded. It is for the runtime's
// goroutine.
func (rt *Runtime) MemoryOf(values []lua.LValue, most int64, skip ...*lua.LTable) []int64 {
	w := walk{rt: rt}
	w.seen.init(1 << 10)
	for _, known := range append(skip, rt.global.Global, rt.global.Registry, rt.loader.loaded) {
		w.seen.add(pointee(known))
	}
	var sizes []int64
	for _, v := range values {
		before := w.size
		w.visit(v)
		for len(w.queue) > 0 && w.size <= most {
			x := w.queue[len(w.queue)-1]
			w.queue = w.queue[:len(w.queue)-1]
			w.open(x)
		}
		if sizes = append(sizes, w.size-before); w.size > most {
			break
		}
	}
	return sizes
}
