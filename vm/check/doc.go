// Package check finds mistakes in Lua source without running it.
//
// It reads the syntax tree of one file. First it learns which variables there are, and which of them hold a module, an
// object of a known class, or a coroutine function, as far as one assignment shows it ([facts]); then it goes through the
// tree again and reports what cannot be meant ([rules]). It is made to raise no false alarm: what a program tests before
// it uses it, or assigns somewhere, is left alone, and so is what it cannot see through.
//
// What modules and classes have it is told as [Names]: the package knows no module itself.
package check
