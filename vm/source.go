package vm

// This file is what loading source and collectgarbage are in a runtime with limits.

import (
	"strings"

	"moonloop/vm/coverage"
	"moonloop/vm/internal/compile"
)

const (
	sourceFactor = 128 // about how many bytes the parser and the compiler take for one of source
	unitSize     = 64  // and for a unit of their work
	unitCost     = 16  // instructions that take as long as a unit of their work
)

// checkSource refuses source that is too long.
func (rt *Runtime) checkSource(size int) *LimitError {
	limit := rt.options.MaxSource
	if limit == 0 && rt.options.MaxMemory > 0 {
		limit = int(max(rt.options.MaxMemory/sourceFactor, 4096))
	}
	if limit > 0 && size > limit {
		return overrun("source", "source too long: more than %d bytes", limit)
	}
	return nil
}

// compile is Compile for source that a script loads under a name, which may begin with = or @. A first line of a file
// that begins with # is skipped. The limits hold while it compiles.
func (rt *Runtime) compile(source, given string, file bool) (*Chunk, error) {
	if err := rt.checkSource(len(source)); err != nil {
		return nil, err
	}
	covered := rt.coverage(file)
	key := compiledKey{given, source}
	if file && covered == nil && rt.compiled != nil {
		if chunk, ok := rt.compiled.Load(key); ok {
			return chunk.(*Chunk), nil
		}
	}
	o := compile.Options{Name: chunkName(given, runningName), Title: chunkName(given, syntaxName), Source: given, Shebang: file}
	if m := rt.meter; m != nil {
		m.reserve(len(source))
		o.Work = func(units int) error {
			m.note(unitSize * units)
			return rt.interruptedBy(int64(units) * unitCost)
		}
	}
	var chunk *Chunk
	err := covered.Compile(strings.TrimPrefix(given, "@"), source, func(u *coverage.Unit) (err error) {
		o.Coverage = u
		chunk, err = compileWith(source, o)
		return err
	})
	if err == nil && file && covered == nil && rt.compiled != nil {
		rt.compiled.Store(key, chunk)
	}
	return chunk, err
}

// A compiledKey is what a file of [Options].Compiled is known by.
type compiledKey struct{ name, source string }

// coverage is where code of files counts; nil for none, and for what is no file.
func (rt *Runtime) coverage(file bool) *coverage.Sheet {
	if !file {
		return nil
	}
	return rt.covered
}

// CompileFile is [Compile] for a file of a program that this runtime runs: it is counted as those are that require loads.
func (rt *Runtime) CompileFile(source, name string) (*Chunk, error) {
	return rt.compile(source, "@"+name, true)
}

// TellCoverage adds what has run since to Options.Coverage. Close does it, too.
func (rt *Runtime) TellCoverage() { rt.covered.Tell() }

// Reserve tells the limits that a library function is about to make a value of so many bytes. It raises an error if
// there is no room for it.
func (rt *Runtime) Reserve(bytes int) {
	if m := rt.meter; m != nil {
		m.reserve(bytes)
	}
}

// Take is Reserve for what comes from outside while no Lua code runs, as the bytes of a connection do: it returns the
// error. It is for the runtime's goroutine.
func (rt *Runtime) Take(bytes int) error {
	m := rt.meter
	if m == nil {
		return nil
	}
	m.take(m.budget)
	m.note(bytes)
	m.take(m.current())
	if over := m.overdrawn(int64(bytes)); over != nil {
		return over
	}
	return nil
}

// work counts what a library function does as instructions.
func (m *meter) work(n int64) {
	m.left -= n
	if m.left < 0 {
		m.slice += -m.left
		m.left = 0
	}
}

// inUse is how many bytes the values of a runtime with limits take. Measuring is work that the script pays for.
func (m *meter) inUse() float64 {
	used, work := m.rt.measure()
	m.work(work / 128)
	return float64(used)
}
