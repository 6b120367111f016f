package command

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]Options{
		"":                         {},
		"a.lua -i --debug":         {Args: []string{"a.lua", "-i", "--debug"}},
		"-i --debug a.lua b":       {Interactive: true, Debug: true, Args: []string{"a.lua", "b"}},
		"- x":                      {Args: []string{"-", "x"}},
		"-- -odd.lua":              {Args: []string{"-odd.lua"}},
		"-e x -l m -e y s.lua":     {Before: []Part{{Code: "x"}, {Module: "m"}, {Code: "y"}}, Args: []string{"s.lua"}},
		"--virtual-time -e --help": {VirtualTime: true, Before: []Part{{Code: "--help"}}},
		"-ex -lm -ie y s.lua":      {Interactive: true, Before: []Part{{Code: "x"}, {Module: "m"}, {Code: "y"}}, Args: []string{"s.lua"}},
		"-iex":                     {Interactive: true, Before: []Part{{Code: "x"}}},
		"--debug --version x":      {Version: true},
		"-i -h":                    {Help: true},
	} {
		got, err := Parse(strings.Fields(line))
		if len(got.Args) == 0 {
			got.Args = nil
		}
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: %+v, %v; want %+v", line, got, err, want)
		}
	}
	for line, want := range map[string]string{
		"-e":         "-e: code expected",
		"-i -l":      "-l: module expected",
		"-ie":        "-e: code expected",
		"-ix":        "unknown option -ix",
		"--fast":     "unknown option --fast",
		"-x a.lua":   "unknown option -x",
		"--debug=no": "unknown option --debug=no",
	} {
		if _, err := Parse(strings.Fields(line)); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", line, err, want)
		}
	}
}

// TestTableIsTold holds that the help and the manual know every subcommand and option.
func TestTableIsTold(t *testing.T) {
	b, err := os.ReadFile("../../scripts/manual/command.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range Commands() {
		if !strings.Contains(Usage(), "\n  "+c.Name+" "+c.Args+" ") {
			t.Errorf("the help lacks %s", c.Name)
		}
		if !strings.Contains(string(b), "`moonloop "+c.Name+" "+c.Args+"`") {
			t.Errorf("the manual lacks %s %s", c.Name, c.Args)
		}
	}
	for _, option := range []string{"-e", "-l", "-i", "--debug", "--virtual-time", "--version", "--help"} {
		if !strings.Contains(Usage(), "\n  "+option+" ") || !strings.Contains(string(b), "`"+option) {
			t.Errorf("the help or the manual lacks %s", option)
		}
	}
}

// TestHelpOfEach asks each subcommand for its help.
func TestHelpOfEach(t *testing.T) {
	for _, c := range Commands() {
		var out, errs strings.Builder
		status := c.Do(Streams{Stdout: &out, Stderr: &errs}, []string{"--help"})
		if status != 0 || errs.String() != "" || !strings.Contains(out.String(), "usage: moonloop "+c.Name) || c.More != "" && !strings.Contains(out.String(), "exit status") {
			t.Errorf("moonloop %s --help: status %d\n%s%s", c.Name, status, out.String(), errs.String())
		}
		for _, line := range strings.Split(out.String(), "\n") {
			if len(line) > 90 {
				t.Errorf("moonloop %s --help has a long line: %s", c.Name, line)
			}
		}
	}
}
