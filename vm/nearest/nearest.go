// Package nearest finds what a misspelt name was meant to be.
package nearest

import "strings"

// longest is how long a name may be that others are compared with.
const longest = 64

// Of is the one of known that is nearest to name, "" where none is near: about a third of the letters may differ. Of those
// as near it is the first.
func Of(name string, known []string) string { return Within(name, known, 1+len(name)/3) }

// Tolerance is how many letters of a name may differ where what is meant may well be none of those known: none of a short
// name, else a third.
func Tolerance(name string) int {
	if len(name) < 3 {
		return 0
	}
	return max(1, len(name)/3)
}

// Hint asks whether a name was meant to be the nearest of known, before which before stands; "" where none is near enough by
// Tolerance.
func Hint(name string, known []string, before string) string {
	if best := Within(name, known, Tolerance(name)); best != "" {
		return "did you mean '" + before + best + "'?"
	}
	return ""
}

// Within is Of for at most so many letters that differ.
func Within(name string, known []string, most int) string {
	best, least := "", most+1
	if len(name) > longest {
		return ""
	}
	for _, k := range known {
		if k == name || len(k)-len(name) >= least || len(name)-len(k) >= least {
			continue
		}
		if d := Distance(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// Distance is how many letters must be put in, left out, changed or swapped with the next to make b of a.
func Distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(last[j]+1, row[j-1]+1, change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
