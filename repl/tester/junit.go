package tester

// This file writes results as CI servers read them: JUnit's XML.

import (
	"encoding/xml"
	"fmt"
	"os"
	"strings"

	"moonloop/bindings/test"
)

type junitSuites struct {
	XMLName xml.Name     `xml:"testsuites"`
	Suites  []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`

	seconds float64
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	Class     string        `xml:"classname,attr"`
	File      string        `xml:"file,attr,omitempty"`
	Line      string        `xml:"line,attr,omitempty"`
	Time      string        `xml:"time,attr"`
	Failures  []junitText   `xml:"failure"`
	Skipped   *junitSkipped `xml:"skipped"`
	SystemOut *junitOutput  `xml:"system-out"`
}

type junitText struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr,omitempty"`
}

type junitOutput struct {
	Text string `xml:",chardata"`
}

// writeJUnit writes a file of results, a suite a test file.
func writeJUnit(file string, results []test.Result) error {
	var suites junitSuites
	for _, r := range results {
		if r.Status == "" {
			continue
		}
		if n := len(suites.Suites); n == 0 || suites.Suites[n-1].Name != r.File {
			suites.Suites = append(suites.Suites, junitSuite{Name: r.File})
		}
		suites.Suites[len(suites.Suites)-1].add(r)
	}
	b, err := xml.MarshalIndent(suites, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append([]byte(xml.Header), append(b, '\n')...), 0o666)
}

func (s *junitSuite) add(r test.Result) {
	c := junitCase{Name: r.Name(), Class: strings.TrimSuffix(r.File, ".lua"), File: r.File, Time: fmt.Sprintf("%.6f", r.Seconds)}
	if c.Name == "" {
		c.Name = "(the file)"
	}
	if i := strings.LastIndexByte(r.Where, ':'); i >= 0 {
		c.Line = r.Where[i+1:]
	}
	s.Tests++
	switch r.Status {
	case test.Failed:
		s.Failures++
		for _, f := range r.Failures {
			message, _, _ := strings.Cut(f.Message, "\n")
			c.Failures = append(c.Failures, junitText{message, f.Kind, f.String()})
		}
	case test.Skipped, test.Todo, test.Interrupted:
		s.Skipped++
		c.Skipped = &junitSkipped{strings.TrimSpace(r.Status + ": " + r.Reason)}
	}
	if r.Output != "" {
		c.SystemOut = &junitOutput{r.Output}
	}
	s.seconds += r.Seconds
	s.Time = fmt.Sprintf("%.6f", s.seconds)
	s.Cases = append(s.Cases, c)
}
