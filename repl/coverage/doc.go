// Package coverage tells people and programs what vm/coverage has counted: as an lcov file, as a table and as a page of HTML.
//
// It is apart from the counting, so that who only counts does not link what writes pages. A report is read, never changed.
package coverage
