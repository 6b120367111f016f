// Package command is what the command line of moonloop can say: its options, and the table of its subcommands.
//
// A subcommand is the first word alone: `moonloop check a.lua`. A file of that name is written with its folder:
// `moonloop ./check`. Whatever adds a subcommand adds a row to the table; the help is made of it.
package command

import (
	"fmt"
	"io"

	"moonloop/repl/tester"
)

// The exit statuses of the command.
const (
	Failed      = 1   // an uncaught error, or what was checked is wrong
	BadUsage    = 2   // the command line says nothing that makes sense
	Interrupted = 130 // by Ctrl-C
	Terminated  = 143 // by SIGTERM
)

// Streams are where a subcommand reads and writes.
type Streams struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// A Command is a subcommand.
type Command struct {
	Name string
	Args string // as the help shows them
	Help string // one line
	Run  func(s Streams, args []string) (status int)
}

// Commands are all subcommands, in the order of the help.
func Commands() []Command {
	return []Command{
		{"test", tester.Args, "run the cases of *_test.lua, see 'moonloop test --help'", runTests},
		{"check", "[--json] FILE...", "find mistakes in files, or in those of folders, without running them", checkFiles},
		{"doc", "[NAME...]", "show the manual: names, guides; --search TEXT, --html DIR", doc},
		{"types", "DIR", "write the annotations for editors into a folder", writeTypes},
	}
}

// Find returns the subcommand of a name.
func Find(name string) (Command, bool) {
	for _, c := range Commands() {
		if c.Name == name {
			return c, true
		}
	}
	return Command{}, false
}

// misused says what is wrong with the arguments of a subcommand.
func misused(s Streams, name, format string, args ...any) int {
	c, _ := Find(name)
	fmt.Fprintf(s.Stderr, "moonloop %s: %s\nusage: moonloop %s %s\n", name, fmt.Sprintf(format, args...), name, c.Args)
	return BadUsage
}

func runTests(s Streams, args []string) int { return tester.Main(args, s.Stdout, s.Stderr) }
