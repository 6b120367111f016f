package vm

// This file has functions written in Go, and long instructions, pay for their time.

import lua "github.com/yuin/gopher-lua"

// perInstruction is about how many bytes of a string are read as a number, or made, in the time of an instruction.
const perInstruction = 8

// payFor has the script pay for reading or making a text: the next instruction looks at the limits if it is long.
func (rt *Runtime) payFor(text string) {
	if m := rt.meter; m != nil && len(text) >= perInstruction {
		m.work(int64(len(text) / perInstruction))
	}
}

// perFill is how many bytes are copied or filled in the time of an instruction.
const perFill = 64

// perValue is how many values are carried from one place to another in the time of an instruction.
const perValue = 16

// carried has the script pay for values that went from one thread to another, or to Go; few cost nothing.
func (rt *Runtime) carried(n int) {
	if m := rt.meter; m != nil && n >= perValue {
		m.work(int64(n / perValue))
	}
}

// lookedAt has the script pay for n bytes that were compared, or hashed.
func (rt *Runtime) lookedAt(n int) {
	if m := rt.meter; m != nil && n >= perFill {
		m.work(int64(n / perFill))
	}
}

// found has the script pay for a key that was looked up in a table.
func (rt *Runtime) found(key lua.LValue) {
	if s, ok := key.(lua.LString); ok {
		rt.lookedAt(len(s))
	}
}

// Spend is for library functions whose work grows with what a script gives them: it counts as so many instructions, and
// returns the error of a limit that they pass, or of an interrupt, which is to be raised. A function that runs long calls
// it every so often. What is spent in small amounts is looked at as late as instructions are.
func (rt *Runtime) Spend(instructions int) error {
	if i := rt.interrupt; i != nil {
		if err := i.Err(); err != nil {
			return err
		}
	}
	m := rt.meter
	if m == nil {
		return nil
	}
	n := int64(instructions)
	if n < m.left {
		m.left -= n
		return nil
	}
	m.soon()
	if over := m.spend(n); over != nil {
		return over
	}
	return nil
}
