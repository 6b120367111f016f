package lua51

// This file compares outcomes.

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

var (
	addresses = regexp.MustCompile(`(table|function|thread|userdata|builtin|file)(: | \()(builtin: )?0x[0-9a-fA-F]+`)
	tempNames = regexp.MustCompile(`/tmp/lua_[A-Za-z0-9]+`)
	// the time that os.date tells of itself
	now = regexp.MustCompile(time.Now().UTC().Format(`Mon Jan _2 `) + `\d\d:\d\d:\d\d` + time.Now().UTC().Format(` 2006`))
)

// normalise replaces what differs from run to run.
func normalise(text string) string {
	if len(text) > mostOutput {
		text = text[:mostOutput]
	}
	text = addresses.ReplaceAllString(text, "${1}${2}ADDR")
	text = now.ReplaceAllString(text, "NOW")
	return tempNames.ReplaceAllString(text, "TMPNAME")
}

// A Difference tells where two outcomes part.
type Difference struct {
	Where     string // "line 3", "message", "status", "broken"
	Want, Got string // by the judge, by Moonloop
}

// Compare tells where Moonloop's outcome parts from the judge's; nil if it does not.
func Compare(want, got Outcome) *Difference {
	switch {
	case got.Broken != "":
		return &Difference{"broken", want.Message, got.Broken}
	case want == got:
		return nil
	case deeper(want) && !deeper(got):
		return nil // Moonloop takes deeper nesting
	case want.Stdout != got.Stdout:
		w, g := strings.Split(want.Stdout, "\n"), strings.Split(got.Stdout, "\n")
		for i := range max(len(w), len(g)) {
			a, b := at(w, i), at(g, i)
			if a == b {
				continue
			}
			d := &Difference{fmt.Sprintf("line %d", i+1), a, b}
			if i >= len(g)-1 && got.Message != "" && want.Message != got.Message {
				d.Got += " ! " + got.Message
			}
			if i >= len(w)-1 && want.Message != "" && want.Message != got.Message {
				d.Want += " ! " + want.Message
			}
			return d
		}
	case want.Message != got.Message:
		return &Difference{"message", want.Message, got.Message}
	}
	return &Difference{"status", fmt.Sprint(want.Status), fmt.Sprint(got.Status)}
}

// deeper reports whether a program, or text that it loads, nests deeper than the interpreter goes.
func deeper(o Outcome) bool {
	return strings.Contains(o.Stdout+o.Message, "chunk has too many syntax levels")
}

func at(list []string, i int) string {
	if i < len(list) {
		return list[i]
	}
	return "(end)"
}

func (d *Difference) String() string {
	return fmt.Sprintf("%s:\n    wanted %s\n    got    %s", d.Where, d.Want, d.Got)
}

var maskings = []struct {
	find *regexp.Regexp
	put  string
}{
	{regexp.MustCompile(`program\.lua:\d+:`), "P:"},
	{regexp.MustCompile(`\[string ".*?"\]:\d+:`), "S:"},
	{regexp.MustCompile(`'[^']*'`), "'…'"},
	{regexp.MustCompile(`-?\d+(\.\d+)?(e[+-]?\d+)?`), "N"},
	{regexp.MustCompile(`goroutine (.|\n)*`), ""},
}

// Kind is the same for differences that are alike: what stands in quotes, and numbers, do not count.
func (d *Difference) Kind() string {
	where := d.Where
	if strings.HasPrefix(where, "line ") {
		where = "output"
	}
	return where + ": " + mask(d.Want, d.Got) + " | " + mask(d.Got, d.Want)
}

// mask makes a line short and general: from where it parts from the other, and the word before.
func mask(line, other string) string {
	same := 0
	for same < len(line) && same < len(other) && line[same] == other[same] {
		same++
	}
	from := max(0, strings.LastIndexByte(line[:same], '\t')+1)
	line = line[from:]
	for _, m := range maskings {
		line = m.find.ReplaceAllString(line, m.put)
	}
	if len(line) > 90 {
		line = line[:90]
	}
	return line
}
