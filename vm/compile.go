package vm

// This file turns source text into functions.

import (
	"sync"

	"moonloop/vm/internal/compile"

	lua "github.com/yuin/gopher-lua"
)

// maxNesting is how deep values may nest that are copied by recursion.
const maxNesting = 3000

// A Chunk is compiled source. It is immutable: any number of runtimes, in any goroutines, can run it.
type Chunk struct{ proto *compile.Proto }

// A SyntaxError tells why source does not compile: the name of the chunk, the place, Lua's message, and whether the
// source only ended too early.
type SyntaxError = compile.SyntaxError

// Compile compiles Lua source; name stands in messages and tracebacks. A byte order mark is skipped, and so is a first line that begins with #.
// The error is a *SyntaxError. Compile may be called from any goroutine.
func Compile(source, name string) (*Chunk, error) {
	return compileWith(source, compile.Options{Name: name, Source: "@" + name, Shebang: true})
}

func compileWith(source string, o compile.Options) (*Chunk, error) {
	proto, err := compile.Compile(source, o)
	if err != nil {
		return nil, err
	}
	return &Chunk{proto}, nil
}

// protoName is the name of a function as its source gives it, "" for none.
func protoName(proto *lua.FunctionProto) string {
	if p := compile.Of(proto); p != nil {
		return p.Name
	}
	return ""
}

// callerProto is function(f, ...) return f(...) end: by it a thread can begin with what is no Lua function. Its call is
// no tail call, so that it stays where it is.
var callerProto = sync.OnceValue(func() *lua.FunctionProto {
	p := adapters("return function(f, ...) return f(...) end")[0]
	p.KeepFrame()
	return &p.FunctionProto
})

// adapters compiles the functions that stand in for Go functions.
func adapters(source string) []*compile.Proto {
	chunk, err := compileWith(source, compile.Options{Name: "="})
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return chunk.proto.Inner
}
