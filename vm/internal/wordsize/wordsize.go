// Package wordsize has vm refused, in one line, where words have 32 bits: the layouts of values that vm mirrors, and the
// counters of limits, are those of 64-bit systems.
package wordsize
