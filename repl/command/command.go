// Package command is what the command line of moonloop can say: its options, and the table of its subcommands.
//
// A subcommand is the first word alone: `moonloop check a.lua`. A file of that name is written with its folder:
// `moonloop ./check`. Whatever adds a subcommand adds a row to the table; the help is made of it.
package command

import (
	"fmt"
	"io"
	"strings"

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
	More string // what its own help tells besides
	Run  func(s Streams, args []string) (status int)
}

// Do runs a subcommand, or prints its help where its first argument asks for that.
func (c Command) Do(s Streams, args []string) (status int) {
	if len(args) == 0 || args[0] != "--help" && args[0] != "-h" || c.More == "" {
		return c.Run(s, args)
	}
	fmt.Fprintf(s.Stdout, "usage: moonloop %s %s\n\n%s.\n\n%s", c.Name, c.Args, strings.ToUpper(c.Help[:1])+c.Help[1:], c.More)
	return 0
}

// Commands are all subcommands, in the order of the help.
func Commands() []Command {
	return []Command{
		{"test", tester.Args, "run the cases of *_test.lua, see 'moonloop test --help'", "", runTests}, // it tells its own help
		{"check", "[--json] FILE...", "find mistakes in files, or in those of folders, without running them", checkHelp, checkFiles},
		{"doc", "[NAME...]", "show the manual: names, guides; --search TEXT, --html DIR", docHelp, doc},
		{"types", "DIR", "write the annotations for editors into a folder", typesHelp, writeTypes},
	}
}

const checkHelp = `It looks for names that are not there, options that a function does not take,
coroutines that nobody awaits, calls that block the loop, and the like. A folder
is its *.lua files. A line that is right all the same ends with -- check: ignore

  --json   print the findings as a list of JSON: file, line, column, kind,
           message, hint

exit status: 0, 1 when something was found or a file cannot be read, 2 for bad
usage
`

const docHelp = `NAME is a function, class, method, option or module (asyncio.sleep, Task:cancel,
json, string.rep), a member with a variable before it (reader:readline), or a
guide or a part of one (tour, tour/cancelling). Without a name it lists them.

  --search TEXT   list what has all words of the text in it
  --html DIR      write all of it as pages, with a search, into a folder

A text that is longer than the terminal is shown by $PAGER, or by less.

exit status: 0, 1 when nothing is written about a name, 2 for bad usage
`

const typesHelp = `The Lua language server reads them: it then knows the modules of Moonloop and what
their functions take. "moonloop doc command" tells how an editor is told of them.

exit status: 0, 1 when a file cannot be written, 2 for bad usage
`

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
