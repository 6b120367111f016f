package compile

// This file asks lua5.1 what it says to sources.

import (
	"bytes"
	"os/exec"
	"strconv"
	"strings"
	"testing"
)

// verdictScript reads sources, each after a line with its length, and writes for each its error, or "ok".
const verdictScript = `
while true do
  local n = io.read("*n")
  if not n then break end
  io.read(1)
  local source = n == 0 and "" or io.read(n)
  local f, message = loadstring(source, "=x")
  message = f and "ok" or message
  io.write(#message, "\n", message)
end`

// oracle is lua5.1's word on each source, or nil where there is no lua5.1.
func oracle(t testing.TB, sources []string) []string {
	path, err := exec.LookPath("lua5.1")
	if err != nil {
		return nil
	}
	var in bytes.Buffer
	for _, s := range sources {
		in.WriteString(strconv.Itoa(len(s)) + "\n" + s)
	}
	cmd := exec.Command(path, "-e", verdictScript)
	cmd.Stdin = &in
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	verdicts := splitVerdicts(t, string(out))
	if len(verdicts) != len(sources) {
		t.Fatalf("lua5.1 gave %d verdicts on %d sources", len(verdicts), len(sources))
	}
	return verdicts
}

// splitVerdicts takes apart what verdictScript writes.
func splitVerdicts(t testing.TB, out string) (verdicts []string) {
	for rest := out; rest != ""; {
		length, after, _ := strings.Cut(rest, "\n")
		n, err := strconv.Atoi(length)
		if err != nil {
			t.Fatal(err)
		}
		verdicts = append(verdicts, after[:n])
		rest = after[n:]
	}
	return verdicts
}

// verdict is ours.
func verdict(source string) string {
	if _, err := Parse(source, Options{Name: "x"}); err != nil {
		return err.Error()
	}
	return "ok"
}
