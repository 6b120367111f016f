package manual

// This file finds the members of objects by names with a variable before them, as a program has them: reader:readline,
// tg.create_task, t.host.

import (
	"slices"
	"strings"
	"unicode"

	"moonloop/repl/annotations"
	"moonloop/vm/lazyregexp"
	"moonloop/vm/nearest"
)

// How like a variable the name of a class is, from the likeliest on.
const (
	equal    = iota // task, t.T of the tests
	initials        // tg of TaskGroup; reader of StreamReader
	front           // q of Queue, w of StreamWriter
	within          // fut of Future, srv of Server
	unlike
)

// likeness is how like a variable is to a class.
func likeness(variable, class string) int {
	class = class[strings.LastIndexByte(class, '.')+1:]
	variable = strings.ToLower(strings.TrimRight(variable, "0123456789"))
	if at := strings.LastIndexByte(variable, '_'); at >= 0 {
		variable = variable[at+1:]
	}
	parts := camel(class)
	last, first := strings.ToLower(parts[len(parts)-1]), ""
	for _, p := range parts {
		first += strings.ToLower(p[:1])
	}
	class = strings.ToLower(class)
	switch {
	case variable == "":
		return unlike
	case variable == class:
		return equal
	case variable == last, len(parts) > 1 && variable == first:
		return initials
	case strings.HasPrefix(class, variable), strings.HasPrefix(last, variable):
		return front
	case lettersOf(class, variable), lettersOf(last, variable):
		return within
	}
	return unlike
}

// camel is the words of a name: Stream and Reader; HTTP and Server.
func camel(name string) []string {
	var parts []string
	from := 0
	for i := 1; i < len(name); i++ {
		upper := unicode.IsUpper(rune(name[i]))
		if upper && (!unicode.IsUpper(rune(name[i-1])) || i+1 < len(name) && unicode.IsLower(rune(name[i+1]))) {
			parts = append(parts, name[from:i])
			from = i
		}
	}
	return append(parts, name[from:])
}

// lettersOf reports whether a short name is some of the letters of a whole one, in their order, from the first on.
func lettersOf(whole, short string) bool {
	if len(short) < 2 || whole[0] != short[0] {
		return false
	}
	at := 0
	for i := range len(whole) {
		if at < len(short) && whole[i] == short[at] {
			at++
		}
	}
	return at == len(short)
}

// ofObject is what a member of an object is: of the classes that the variable before it is likeliest named after. Where
// these have none, it is that of other classes, or of the module before it, or an option; and the class itself, where the
// variable leaves no doubt.
func (m *Manual) ofObject(name string) []Topic {
	owner, member, ok := cutLast(name)
	if !ok {
		return nil
	}
	var found []Topic
	add := func(e *annotations.Entry) {
		if e != nil && !slices.ContainsFunc(found, func(t Topic) bool { return t.Name == e.Name }) {
			found = append(found, m.TopicOf(e))
		}
	}
	likes := m.classesOf(owner)
	for _, like := range likes {
		for _, class := range like {
			add(m.member(class, member))
		}
		if found != nil {
			return found
		}
	}
	module := ""
	if m.find(annotations.Module, owner) != nil {
		module = owner
	}
	for i := range m.entries {
		if e := &m.entries[i]; (module == "" || e.Module == module) && m.isMember(e) && strings.EqualFold(e.Last(), member) {
			add(e)
		}
	}
	if likes[equal] == nil {
		return found
	}
	class := m.find(annotations.Class, likes[equal][0])
	for _, method := range []bool{false, true} { // a function of the module, before a method that takes the same
		for i := range m.entries {
			if e := &m.entries[i]; found == nil && e.Module == class.Module && strings.Contains(e.Name, ":") == method &&
				slices.ContainsFunc(m.options(e), func(p annotations.Param) bool { return p.Name == member }) {
				add(e)
			}
		}
	}
	if found != nil {
		add(class)
	}
	return found
}

// named are the classes that a word alone is a name for, as variables have them: reader, ws.
func (m *Manual) named(word string) []Topic {
	var found []Topic
	for i := range m.entries {
		if e := &m.entries[i]; m.isClass(e) && len(word) > 1 && likeness(word, e.Name) <= initials {
			found = append(found, m.TopicOf(e))
		}
	}
	return found
}

// nearMembers are the members that one that is not there may be meant as: those whose letters it has, or that are like it, of
// the likeliest classes; else those classes, or the module.
func (m *Manual) nearMembers(name string) []string {
	owner, member, ok := cutLast(name)
	if !ok {
		return nil
	}
	var classes []string
	for how, like := range m.classesOf(owner) {
		if how < within {
			classes = append(classes, like...)
		}
		var members, letters []string
		for _, class := range like {
			for _, e := range m.membersOf(class) {
				members = append(members, e.Name)
				if last := strings.ToLower(e.Last()); lettersOf(last, strings.ToLower(member)) || strings.HasPrefix(member, last) {
					letters = append(letters, e.Name)
				}
			}
		}
		if letters != nil {
			return letters
		}
		lasts := make([]string, len(members))
		for i, name := range members {
			lasts[i] = name[strings.LastIndexAny(name, ".:")+1:]
		}
		if best := nearest.Within(member, lasts, nearest.Tolerance(member)); best != "" {
			return members[slices.Index(lasts, best):][:1]
		}
	}
	if classes == nil && m.find(annotations.Module, owner) != nil {
		classes = []string{owner}
	}
	return classes[:min(len(classes), 2)]
}

// classesOf are the names of the classes that an owner of members may be an object of, by their likeness: the class of a
// value, as of asyncio.stdout; those that the annotations have a variable of that name of, as in "fun(tx: Transaction)";
// those that a variable may be named after.
func (m *Manual) classesOf(owner string) [][]string {
	if object, field, ok := cutLast(owner); ok {
		for _, class := range slices.Concat(m.classesOf(object)...) {
			if e := m.member(class, field); e != nil && m.find(annotations.Class, strings.TrimSuffix(e.Type, "?")) != nil {
				return [][]string{{strings.TrimSuffix(e.Type, "?")}} // proc.stdout
			}
		}
		owner = field
	}
	all := make([][]string, unlike)
	for i := range m.entries {
		e := &m.entries[i]
		if e.Kind == annotations.Value && e.Last() == owner && m.find(annotations.Class, e.Type) != nil {
			return [][]string{{e.Type}}
		}
		if !m.isClass(e) {
			continue
		}
		how := likeness(owner, e.Name)
		if m.variables[owner] == e.Name {
			how = equal
		}
		if how < unlike && !m.isError(e) {
			all[how] = append(all[how], e.Name)
		}
	}
	return all
}

var typed = lazyregexp.New(`\b(\w+): ([A-Z]\w+|\w+\.[A-Z]\w*)\b`)

// variablesOf are the variables that stand for objects in the types of parameters, with their classes.
func variablesOf(entries []annotations.Entry) map[string]string {
	variables := map[string]string{}
	for _, e := range entries {
		for _, p := range e.Params {
			for _, found := range typed().FindAllStringSubmatch(p.Type, -1) {
				if found[1] != "self" {
					variables[found[1]] = found[2]
				}
			}
		}
	}
	return variables
}

// isError reports whether a class is one of errors, which have the members of Error.
func (m *Manual) isError(e *annotations.Entry) bool {
	for e.Type != "" {
		above := m.find(annotations.Class, e.Type)
		if above == nil {
			return true // a value of asyncio: ValueError
		}
		e = above
	}
	return false
}

// find is the entry of a kind and a name, nil if there is none.
func (m *Manual) find(kind annotations.Kind, name string) *annotations.Entry {
	for i := range m.entries {
		if e := &m.entries[i]; e.Kind == kind && e.Name == name {
			return e
		}
	}
	return nil
}

func (m *Manual) isClass(e *annotations.Entry) bool {
	return e.Kind == annotations.Class && !e.IsOptions()
}

// isMember reports whether an entry is a method or a field of an object.
func (m *Manual) isMember(e *annotations.Entry) bool {
	return e.Kind == annotations.Method || e.Kind == annotations.Field && !m.hidden(e.Name)
}

// membersOf are the methods and fields of a class and of the classes above it.
func (m *Manual) membersOf(class string) []*annotations.Entry {
	var all []*annotations.Entry
	for c := m.find(annotations.Class, class); c != nil; c = m.find(annotations.Class, c.Type) {
		for i := range m.entries {
			if e := &m.entries[i]; m.isMember(e) && e.Name[:strings.LastIndexAny(e.Name, ".:")] == c.Name {
				all = append(all, e)
			}
		}
	}
	return all
}

// member is that of a class, or of one above it, nil if there is none.
func (m *Manual) member(class, name string) *annotations.Entry {
	for _, e := range m.membersOf(class) {
		if strings.EqualFold(e.Last(), name) {
			return e
		}
	}
	return nil
}

// cutLast parts a name at its last dot.
func cutLast(name string) (owner, last string, ok bool) {
	at := strings.LastIndexByte(name, '.')
	if at <= 0 || at+1 == len(name) {
		return "", "", false
	}
	return name[:at], name[at+1:], true
}
