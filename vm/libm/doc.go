// Package libm computes elementary functions with the digits that C's library gives them.
//
// Go's own are off by a unit in the last place more often, which shows in the fourteen digits that Lua prints of a number:
// one sine in 300. Here what decides is computed in pairs of numbers, and rounded once, as in C's library; or as it does it,
// where that is not so exact.
//
// The functions take and give what those of package math do.
package libm
