// Package manual is the manual as it is looked up, read in a terminal and written as pages: the guides of scripts/manual
// and what the annotations say of each function, class, method and option.
//
// Both are Markdown. A guide is; an entry of the annotations is written as some, by [Manual.entry]. So one reader of
// Markdown and one setter for each medium do for all: what a reader sees in `moonloop doc sleep`, at the prompt's
// `:doc sleep`, on the page of the reference and in HTML is the same text.
//
//	m := manual.Open()
//	for _, t := range m.Lookup("sleep") {
//		fmt.Print(t.Text(manual.Style{Width: 80}))
//	}
//
// A [Manual] is read-only, for any number of goroutines.
package manual
