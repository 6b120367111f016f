package command

// This file is the subcommand types.

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"moonloop/repl/annotations"
)

// writeTypes writes the annotations that editors read into a folder, which it makes if need be: NAME.lua for require
// "NAME", and moonloop/NAME.lua for require "moonloop.NAME".
func writeTypes(s Streams, args []string) int {
	if len(args) != 1 || strings.HasPrefix(args[0], "-") {
		return misused(s, "types", "one folder expected")
	}
	write := func(file, text string) error {
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			return err
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			return err
		}
		fmt.Fprintln(s.Stdout, file)
		return nil
	}
	for _, name := range annotations.Files() {
		module := strings.TrimSuffix(name, ".lua")
		err := write(filepath.Join(args[0], name), annotations.Text(name))
		if err == nil {
			err = write(filepath.Join(args[0], "moonloop", name), fmt.Sprintf("---@meta\nreturn require(%q)\n", module))
		}
		if err != nil {
			fmt.Fprintf(s.Stderr, "moonloop types: %v\n", err)
			return Failed
		}
	}
	return 0
}
