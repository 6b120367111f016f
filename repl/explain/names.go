package explain

// This file knows the names that there are: of modules and classes from the annotations, of tables from the runtime, and of
// the program from its source.

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"moonloop/repl/annotations"
	"moonloop/vm/lazyregexp"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// A vocabulary is what the annotations name.
type vocabulary struct {
	annotations.Vocabulary
	modules []string          // those of the box, and asyncio
	returns map[string]string // classes of what functions return
}

var words = sync.OnceValue(func() vocabulary {
	entries := annotations.Entries()
	v := vocabulary{Vocabulary: annotations.NewVocabulary(entries), returns: map[string]string{}}
	for _, file := range annotations.Files() {
		v.modules = append(v.modules, strings.TrimSuffix(file, ".lua"))
	}
	for _, e := range entries {
		if e.Kind != annotations.Class && len(e.Returns) > 0 {
			v.returns[e.Name] = aName().FindString(e.Returns[0].Type)
		}
	}
	return v
})

// allMethods are the methods and fields of all classes, and of strings.
func (v vocabulary) allMethods(p *Printer) []string {
	all := p.keys("string")
	for name, members := range v.Members {
		if name != "" && name[0] >= 'A' && name[0] <= 'Z' {
			all = append(all, members...)
		}
	}
	slices.Sort(all)
	return all
}

// global is the value of a name with dots, found without running anything; nil when there is none.
func (p *Printer) global(path string) lua.LValue {
	if p.Runtime == nil {
		return nil
	}
	var v lua.LValue = p.Runtime.State().G.Global
	for name := range strings.SplitSeq(path, ".") {
		t, ok := v.(*lua.LTable)
		if !ok {
			return nil
		}
		if v = ltable.Get(t, lua.LString(name)); v == lua.LNil {
			return nil
		}
	}
	return v
}

// keys are the names in a global table.
func (p *Printer) keys(path string) []string {
	t, _ := p.global(path).(*lua.LTable)
	return namesIn(t)
}

func namesIn(t *lua.LTable) []string {
	var names []string
	if t == nil {
		return nil
	}
	for k := range ltable.Pairs(t) {
		if name, ok := k.(lua.LString); ok && len(names) < 10000 {
			names = append(names, string(name))
		}
	}
	return names
}

// globals are the names of globals.
func (p *Printer) globals() []string {
	if p.Runtime == nil {
		return nil
	}
	return namesIn(p.Runtime.State().G.Global)
}

// module is the name of the module that a variable of the source holds, "" for none.
func (p *Printer) module(lines []string, variable string) string {
	required := regexp.MustCompile(`\b` + regexp.QuoteMeta(variable) + `\s*=\s*require\s*\(?\s*["']([\w.]+)["']`)
	for _, line := range lines {
		if m := required.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
	if t, ok := p.global(variable).(*lua.LTable); ok && p.global("package.loaded."+variable) == t {
		return variable
	}
	return ""
}

// inModule are the names in a module: as the program has loaded it, or as the annotations have it.
func (p *Printer) namesOfModule(name string) []string {
	if loaded, ok := p.global("package.loaded").(*lua.LTable); ok {
		if t, ok := ltable.Get(loaded, lua.LString(name)).(*lua.LTable); ok {
			return namesIn(t)
		}
	}
	return words().Members[strings.TrimPrefix(name, "moonloop.")]
}

// class is the class of what a variable of the source was assigned, as far as one call shows it; "" when it does not.
func (p *Printer) class(lines []string, variable string) string {
	made := regexp.MustCompile(`\b` + regexp.QuoteMeta(variable) + `\s*=\s*(?:await\s*\()?\s*([A-Za-z_]\w*)[.:](\w+)\s*\(`)
	for _, line := range lines {
		m := made.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		module := strings.TrimPrefix(p.module(lines, m[1]), "moonloop.")
		if module == "" {
			module = m[1]
		}
		v := words()
		if class := v.returns[module+"."+m[2]]; class != "" {
			return class
		}
		if v.MembersOf(m[2]) != nil {
			return m[2]
		}
	}
	return ""
}

var (
	declared = lazyregexp.New(`\blocal\s+(?:function\s+)?([A-Za-z_][\w ,]*)|\bfunction\b[^(]*\(([^)]*)\)|\bfor\s+([\w ,]+?)\s+in\b`)
	aName    = lazyregexp.New(`[A-Za-z_]\w*`)
	aField   = lazyregexp.New(`[.:]\s*([A-Za-z_]\w*)|\b([A-Za-z_]\w*)\s*=[^=]`)
)

// locals are the variables that a source declares.
func locals(lines []string) []string {
	var names []string
	for _, line := range lines {
		for _, m := range declared().FindAllStringSubmatch(line, -1) {
			for _, list := range m[1:] {
				names = append(names, aName().FindAllString(list, -1)...)
			}
		}
	}
	return names
}

// fields are the names of fields in a source, without one of them.
func fields(lines []string, but string) []string {
	var names []string
	for _, line := range lines {
		for _, m := range aField().FindAllStringSubmatch(line, -1) {
			if name := m[1] + m[2]; name != but {
				names = append(names, name)
			}
		}
	}
	return names
}
