// Command gotest runs go test -json with its arguments, prints what go test prints, and fails when a test fails or is
// skipped that the list of skips does not allow.
//
//	go run ./.ci/gotest LIST [flags and packages of go test]
//
// A line of LIST is a package, a pattern of path.Match for the test's name, and the reason.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path"
	"strings"
)

type event struct{ Action, Package, Test, Output string }

func main() { os.Exit(run(os.Args[1], os.Args[2:])) }

func run(list string, args []string) int {
	b, err := os.ReadFile(list)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	cmd := exec.Command("go", append([]string{"test", "-json"}, args...)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	status := 0
	output := map[[2]string]*strings.Builder{} // of each test, to be shown if it fails
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			break
		}
		var e event
		if json.Unmarshal(line, &e) != nil {
			fmt.Print(string(line))
			continue
		}
		key := [2]string{e.Package, e.Test}
		switch {
		case e.Action == "build-output":
			fmt.Print(e.Output)
		case e.Action == "output" && e.Test == "":
			if e.Output != "PASS\n" {
				fmt.Print(e.Output)
			}
		case e.Action == "output":
			if output[key] == nil {
				output[key] = &strings.Builder{}
			}
			output[key].WriteString(e.Output)
		case e.Action == "pass":
			delete(output, key)
		case e.Action == "fail":
			status = 1
			for of, o := range output {
				if of == key || e.Test == "" && of[0] == e.Package { // what a package that was killed left without an end
					fmt.Print(o)
					delete(output, of)
				}
			}
		case e.Action == "skip" && e.Test != "" && !allowed(string(b), e):
			status = 1
			fmt.Printf("%s: %s is skipped, which nobody expects:\n%s", e.Package, e.Test, output[key])
		}
	}
	if err := cmd.Wait(); err != nil && status == 0 {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	return status
}

func allowed(list string, e event) bool {
	for line := range strings.Lines(list) {
		f := strings.Fields(line)
		if len(f) < 3 || strings.HasPrefix(line, "#") || f[0] != e.Package {
			continue
		}
		if ok, _ := path.Match(f[1], e.Test); ok {
			return true
		}
	}
	return false
}
