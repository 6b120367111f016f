// Package annotations reads the annotations of Moonloop's modules for editors, the one place where it is written what each
// function, method, class and option does. What stands in comments above a declaration belongs to it.
//
// The form is the Lua language server's. What that has no tag for is a line of the text with a word before it:
//
//	---Raises: TimeoutError when the time is over.
//	---Python: asyncio.wait_for
//
// Options are the fields of a class, or of a table written out, that is the type of a parameter. A comment `-- # Tasks`
// begins a section of a file.
package annotations

import (
	"embed"
	"slices"
	"strings"
	"sync"

	"moonloop/scripts/types"
)

// Files are the names of the files of annotations: asyncio.lua, which has the globals and fs, and one for each module.
func Files() []string { return filesIn(types.Files(), ".") }

func filesIn(files embed.FS, folder string) []string {
	list, err := files.ReadDir(folder)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	names := make([]string, len(list))
	for i, f := range list {
		names[i] = f.Name()
	}
	return names
}

// Text is the text of a file of annotations.
func Text(file string) string { return contents(types.Files(), file) }

func contents(files embed.FS, file string) string {
	b, err := files.ReadFile(file)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n")
}

// A Kind is what an entry is.
type Kind int

const (
	Module   Kind = iota // a module: asyncio, json
	Class                // of objects, or of errors
	Function             // of a module, or a global
	Method
	Value // of a module: a constant, a class of errors
	Field // of an object, or an option
	Alias // a name for types
)

// String is the word for it.
func (k Kind) String() string {
	return [...]string{"module", "class", "function", "method", "value", "field", "type"}[k]
}

// An Entry is something that is written about.
type Entry struct {
	Name    string // asyncio.sleep, Task:cancel, Task, Error.message
	Kind    Kind
	Module  string // asyncio, fs, json
	Section string // of its file, "" is none
	About   string // what it does; lines of the source, paragraphs parted by empty ones
	Raises  string // which errors, and when; "" is not said
	Python  string // its counterpart in CPython 3.13; "" is none

	Type    string  // of a value, a field or an alias; of a class, the class above it
	Params  []Param // of a function or method; of a class, its fields
	Returns []Param // without names
	Async   bool    // it waits by itself
	// Overloaded tells that it can be called with other parameters, too.
	Overloaded bool
}

// A Param is a parameter, a field, an option, or a result.
type Param struct {
	Name, Type, About string
	Optional          bool
}

// Last is the last part of a name: cancel of Task:cancel.
func (e *Entry) Last() string { return e.Name[strings.LastIndexAny(e.Name, ".:")+1:] }

// Entries are all entries of Moonloop's modules, in the order of the files. They are not to be changed.
func Entries() []Entry { return ofModules() }

var ofModules = sync.OnceValue(func() (list []Entry) {
	for _, file := range Files() {
		list = append(list, EntriesIn(file)...)
	}
	return slices.Clip(list) // shared: who appends to it gets a copy
})

// Language is the entries of Lua's library, not to be changed either. Their modules are string, table, …, and _G for the globals.
func Language() []Entry { return ofLanguage() }

var ofLanguage = sync.OnceValue(func() (list []Entry) {
	for _, file := range filesIn(types.Language(), "lua") {
		list = append(list, Parse(file, contents(types.Language(), "lua/"+file))...)
	}
	return slices.Clip(list)
})

// Names are the names of all entries, in order: whole ones, and last parts.
func Names() []string {
	var names []string
	for _, e := range append(Entries(), Language()...) {
		names = append(names, e.Name, e.Last())
	}
	slices.Sort(names)
	return slices.Compact(names)
}
