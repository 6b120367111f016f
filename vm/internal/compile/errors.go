package compile

import "moonloop/vm/coverage"

import "fmt"

// Options say how to compile.
type Options struct {
	Name    string // of the chunk, as messages of its code show it
	Title   string // and as syntax errors show it, where PUC Lua cuts a name later; "" for Name
	Source  string // kept in each Proto
	Session bool   // it is an input of an interactive session: see SessionLocals
	Shebang bool   // a byte order mark, and a first line that begins with #, are skipped, as in files
	// Work is called every so often with the work done since, in units of about one token, and may end compiling with
	// an error, which is returned as it is. It may be nil.
	Work func(units int) error
	// Coverage is where the code counts how often it runs; nil: it does not. Such code belongs to one goroutine at a time.
	Coverage *coverage.Unit
}

// title is the name of the chunk in syntax errors.
func (o *Options) title() string {
	if o.Title != "" {
		return o.Title
	}
	return o.Name
}

// binaryName is the name of the chunk in errors of binary chunks, as PUC Lua has it.
func (o *Options) binaryName() string {
	switch given := o.Source; {
	case given == "":
		return o.title()
	case given[0] == '@' || given[0] == '=':
		return given[1:]
	case given[0] == '\x1b':
		return "binary string"
	default:
		return given
	}
}

// A SyntaxError tells why source does not compile.
type SyntaxError struct {
	Name       string // of the chunk
	Line       int    // 0 when it is about the chunk as a whole
	Column     int    // byte of the line at which the offending token begins, from 1; 0 when it began in a line before
	Message    string // as Lua's, without the position
	Incomplete bool   // the source ended too early: more lines may complete it
}

func (e *SyntaxError) Error() string {
	if e.Line == 0 {
		return e.Name + ": " + e.Message
	}
	return fmt.Sprintf("%s:%d: %s", e.Name, e.Line, e.Message)
}
