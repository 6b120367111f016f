// Package explain shows errors to people: what happened, where it is in the source, and how it may be mended.
//
// A [Printer] prints errors and a loop's reports. Below each call of a traceback stands its source line, with a caret where
// the error was raised; below all of it a hint, where one is known: what a name that is nil may have been meant to be, or
// what a habit of another language is in Lua. Hints are looked for when an error is printed, from its text and from the
// source. They are no part of the error: what a script catches does not have them.
//
// What comes from programs never reaches a terminal as it is: control characters, and those that turn the direction of
// text, are escaped.
package explain
