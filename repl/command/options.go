package command

// This file reads the options of the command, and makes its help.

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// Options are what a command line without a subcommand says.
type Options struct {
	Before []Part   // what runs before the script, in order
	Args   []string // the script ("-": standard input) and its arguments; none: no script is named

	Interactive bool // -i: a prompt afterwards
	Debug       bool
	VirtualTime bool

	Help, Version bool // only print that
}

// A Part is an option -e or -l.
type Part struct {
	Code   string // of -e
	Module string // of -l; "" is -e
}

// HasCode reports whether there is a -e, after which standard input is not run.
func (o *Options) HasCode() bool {
	for _, p := range o.Before {
		if p.Module == "" {
			return true
		}
	}
	return false
}

// Parse reads a command line. Options end at the script, at "-" or after "--".
func Parse(args []string) (Options, error) {
	var o Options
	for ; len(args) > 0; args = args[1:] {
		switch arg := args[0]; {
		case arg == "--help" || arg == "-h":
			return Options{Help: true}, nil
		case arg == "--version" || arg == "-v":
			return Options{Version: true}, nil
		case arg == "--debug":
			o.Debug = true
		case arg == "--virtual-time":
			o.VirtualTime = true
		case arg == "-i":
			o.Interactive = true
		case isPart(arg):
			words, err := o.addPart(args)
			if err != nil {
				return o, err
			}
			args = args[words-1:]
		case arg == "--":
			o.Args = args[1:]
			return o, nil
		case arg != "-" && strings.HasPrefix(arg, "-"):
			return o, fmt.Errorf("unknown option %s", arg)
		default:
			o.Args = args
			return o, nil
		}
	}
	return o, nil
}

// isPart tells an option that begins with -e or -l, or with -ie or -il.
func isPart(arg string) bool {
	rest, ok := strings.CutPrefix(arg, "-")
	rest = strings.TrimPrefix(rest, "i")
	return ok && rest != "" && (rest[0] == 'e' || rest[0] == 'l')
}

// addPart reads such an option, whose value is the rest of the word or else the next word. It returns how many words it
// took.
func (o *Options) addPart(args []string) (words int, err error) {
	arg := args[0][1:]
	if rest, ok := strings.CutPrefix(arg, "i"); ok {
		o.Interactive = true
		arg = rest
	}
	letter, value := arg[0], arg[1:]
	words = 1
	if value == "" && len(args) > 1 {
		words, value = 2, args[1]
	}
	switch {
	case letter == 'l' && value == "":
		return 0, errors.New("-l: module expected")
	case letter == 'l':
		o.Before = append(o.Before, Part{Module: value})
	case value == "" && words == 1:
		return 0, errors.New("-e: code expected")
	default:
		o.Before = append(o.Before, Part{Code: value})
	}
	return words, nil
}

// CannotOpen is the error of a file that cannot be read.
func CannotOpen(file string, err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	if errors.Is(err, fs.ErrNotExist) && !strings.ContainsAny(file, "./\\") { // perhaps no file was meant
		return fmt.Errorf("cannot open %s: %w (moonloop --help lists the commands)", file, err)
	}
	return fmt.Errorf("cannot open %s: %w", file, err)
}

// Usage is the text of --help.
func Usage() string {
	var b strings.Builder
	b.WriteString(`usage: moonloop [options] [script [args]]
       moonloop COMMAND args

  moonloop                  a prompt, if standard input is a terminal
  moonloop script.lua a b   run the script; arg holds its arguments
  moonloop -                run standard input
  moonloop -e 'code'        run code
  moonloop -i script.lua    run the script, then a prompt in its loop

commands (a script of such a name: ./NAME):
`)
	for _, c := range Commands() {
		fmt.Fprintf(&b, "  %-24s  %s\n", c.Name+" "+c.Args, c.Help)
	}
	b.WriteString(`
options:
  -e code          run code before the script; may be given several times, and
                   written as -ecode or, with a prompt afterwards, -ie code
  -l module        require a module before the script
  -i               a prompt afterwards
  --debug          asyncio debug mode, as MOONLOOP_DEBUG=1: slow callbacks, where
                   tasks were made, coroutines that were never awaited
  --virtual-time   the loop's clock starts at 0 and jumps to the next timer when
                   nothing is ready
  --version        print the version
  --help           print this text

LUA_INIT holds code, or @ and a file, to run before all else; LUA_PATH is where
require looks.

exit status: 0, 1 after an uncaught error, 2 for bad usage, 130 when interrupted,
143 when terminated by SIGTERM
`)
	return b.String()
}
