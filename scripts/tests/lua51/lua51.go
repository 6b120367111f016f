// Package lua51 holds Moonloop's language and library against PUC Lua 5.1: the same program, made at random, must print
// the same, end with the same message and the same exit status under both.
//
// [Generate] makes the program of a seed: always the same one. [Puc] runs it under lua5.1 (or luajit, for goto),
// [Run] in this process under Moonloop, and [Pool] under Moonloop in processes that may hang or die. [Compare] tells
// where two outcomes part, and [Shrink] makes a program that differs as small as it goes.
//
// What may differ is left out where programs are made, not where they are compared: the order of pairs with more than
// one key, clocks, random numbers, and what the README lists under "Differences from Lua 5.1". Only addresses and names
// of temporary files are made the same afterwards.
//
// [Parse] reads the grammar of the manual. It counts the productions that programs reach, finds the places where an
// await can stand, and tells the shrinker what belongs together; it is not how programs run.
package lua51

// This file says what a program and its outcome are.

// A Program is a Lua program that ends, and of which nothing but what it prints can be seen.
type Program struct {
	Seed   uint64
	Area   string // what it is about
	Source string
	Goto   bool // has goto: luajit is the judge
	Mutant bool // its text was changed at random: it may not compile
	Host   bool // uses files, processes, the environment or the debug library: not for a World
	Still  bool // has places where await cannot stand: other environments, exact limits, levels of the stack
}

// Name is the file name of every program, under which both run it.
const Name = "program.lua"

// Stdin is what every program finds on its standard input.
const Stdin = "first line\n12 0x10 -3.5e1 nonumber\n\nline four\nlast line without an end"

// An Outcome is what came of a program.
type Outcome struct {
	Stdout  string
	Message string // of the error that ended it, without the traceback
	Status  int    // of the exit
	Broken  string // it did not end, or took the process along: how
}
