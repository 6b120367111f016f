// Package test is the Lua module test, and what runs the cases that a file declares with it.
//
// A [Suite] is one file in one runtime. Its Module goes into the box of that runtime; [Suite.Load] runs the file, which
// declares groups, hooks and cases; [Suite.Run] runs those that are chosen and tells the [Result] of each. The command has a
// process a file (package repl/tester), a Go test a World a file (package gotest): both stand on this package.
//
// Each case has an event loop of its own, whose clock is virtual and begins at 0. Its main task runs the hooks before_each,
// the body, the hooks after_each, what cleanup was given, and looks then for what was left: see leaks.go. Nothing that a case
// raises ends the suite.
//
// A suite belongs to its runtime's goroutine, but for [Suite.Hurry].
package test
