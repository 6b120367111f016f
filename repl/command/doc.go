package command

// This file is the subcommand doc.

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"moonloop/repl/manual"

	"github.com/chzyer/readline"
)

// doc shows the manual: what is written about names, or the list of them; what has some text; or writes it as pages.
func doc(s Streams, args []string) int {
	m := manual.Open()
	if len(args) > 0 && args[0] == "--html" {
		return writeHTML(s, m, args[1:])
	}
	style := manual.Style{Width: 80}
	file, terminal := s.Stdout.(*os.File)
	if terminal = terminal && readline.IsTerminal(int(file.Fd())); terminal {
		if width, _, err := readline.GetSize(int(file.Fd())); err == nil && width > 0 {
			style.Width = width
		}
		style.Color = os.Getenv("NO_COLOR") == ""
	}
	topics, err := docTopics(m, args)
	var misuse *misuseError
	switch {
	case errors.As(err, &misuse):
		return misused(s, "doc", "%s", misuse)
	case err != nil:
		fmt.Fprintf(s.Stderr, "moonloop doc: %v\n", err)
		return Failed
	}
	var b strings.Builder
	for i, t := range topics {
		if i > 0 {
			b.WriteString("\n")
		}
		b.WriteString(t.Text(style))
	}
	if terminal {
		err = page(b.String(), file, s.Stderr)
	} else {
		_, err = io.WriteString(s.Stdout, b.String())
	}
	if err != nil {
		fmt.Fprintf(s.Stderr, "moonloop doc: %v\n", err)
		return Failed
	}
	return 0
}

// writeHTML writes the manual as pages into a folder, and says which page is the first.
func writeHTML(s Streams, m *manual.Manual, args []string) int {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return misused(s, "doc", "--html: one folder expected")
	}
	files, err := m.WriteHTML(args[0])
	if err != nil {
		fmt.Fprintf(s.Stderr, "moonloop doc: %v\n", err)
		return Failed
	}
	fmt.Fprintln(s.Stdout, filepath.Join(args[0], files[0]))
	return 0
}

// A misuseError says what is wrong with the arguments.
type misuseError struct{ text string }

func (e *misuseError) Error() string { return e.text }

// docTopics are what the arguments ask for.
func docTopics(m *manual.Manual, args []string) ([]manual.Topic, error) {
	switch {
	case len(args) == 0:
		return []manual.Topic{m.List()}, nil
	case args[0] == "--search":
		text := strings.Join(args[1:], " ")
		if strings.TrimSpace(text) == "" {
			return nil, &misuseError{"--search: text expected"}
		}
		found := m.Search(text)
		if found == nil {
			return nil, fmt.Errorf("nothing has %q in it", text)
		}
		return []manual.Topic{manual.Brief(found)}, nil
	case strings.HasPrefix(args[0], "-"):
		return nil, &misuseError{"unknown option " + args[0]}
	}
	var topics []manual.Topic
	for _, name := range args {
		found := m.Lookup(name)
		if found == nil {
			return nil, nothingAbout(m, name)
		}
		topics = append(topics, manual.Shown(found)...)
	}
	return topics, nil
}

// nothingAbout says that a name is not there, and which are like it.
func nothingAbout(m *manual.Manual, name string) error {
	if near := m.Near(name); near != nil {
		return fmt.Errorf("nothing is written about %s; did you mean %s?", name, strings.Join(near, ", "))
	}
	return fmt.Errorf("nothing is written about %s; try moonloop doc --search %s", name, name)
}

// page shows a text by the program that PAGER names, else by less where there is one; else it is printed. less leaves at
// once when the text fits.
func page(text string, stdout *os.File, stderr io.Writer) error {
	pager := strings.Fields(os.Getenv("PAGER"))
	if len(pager) == 0 {
		pager = []string{"less"}
	}
	if _, err := exec.LookPath(pager[0]); err != nil || pager[0] == "cat" {
		_, err := io.WriteString(stdout, text)
		return err
	}
	cmd := exec.Command(pager[0], pager[1:]...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(text), stdout, stderr
	if os.Getenv("LESS") == "" {
		cmd.Env = append(os.Environ(), "LESS=FRX")
	}
	return cmd.Run()
}
