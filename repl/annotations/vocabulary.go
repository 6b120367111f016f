package annotations

// This file is which names there are and whose they are, for who finds misspelt ones.

import "strings"

// A Vocabulary is what modules and classes have.
type Vocabulary struct {
	Members map[string][]string // of modules and classes, by their name
	Parents map[string]string   // of classes
}

// NewVocabulary is that of entries.
func NewVocabulary(entries []Entry) Vocabulary {
	v := Vocabulary{Members: map[string][]string{}, Parents: map[string]string{}}
	for _, e := range entries {
		if e.Kind == Class {
			v.Parents[e.Name] = e.Type
		}
		if i := strings.LastIndexAny(e.Name, ".:"); i > 0 {
			v.Members[e.Name[:i]] = append(v.Members[e.Name[:i]], e.Name[i+1:])
		}
	}
	return v
}

// MembersOf are those of a class and the classes above it.
func (v Vocabulary) MembersOf(class string) []string {
	var all []string
	for ; class != ""; class = v.Parents[class] {
		all = append(all, v.Members[class]...)
	}
	return all
}
