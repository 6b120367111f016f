package coverage

// This file brings together what runtimes count.

import "sync"

// A Collector gathers what runtimes of one process count. Any goroutine may use it.
type Collector struct {
	wants func(file string) (name string, ok bool)

	mu     sync.Mutex
	report Report // guarded by mu; since Take
}

// NewCollector makes a Collector for the files that wants accepts, by the name under which they are told of.
func NewCollector(wants func(file string) (name string, ok bool)) *Collector {
	return &Collector{wants: wants}
}

// Take returns what was told since it was taken last, by name.
func (c *Collector) Take() []File {
	c.mu.Lock()
	defer c.mu.Unlock()
	files := c.report.Files()
	c.report = Report{}
	return files
}

// A Sheet is what one runtime counts. It belongs to the goroutine of that. A nil Sheet counts nothing.
type Sheet struct {
	collector *Collector
	units     []*sheetUnit
	known     map[string]*sheetUnit // by file: the last
}

type sheetUnit struct {
	*Unit
	name, source string
	told         bool
}

// Sheet makes one for a runtime. That of a nil Collector is nil.
func (c *Collector) Sheet() *Sheet {
	if c == nil {
		return nil
	}
	return &Sheet{collector: c, known: map[string]*sheetUnit{}}
}

// Compile has compile make the code of a file with a unit to count in; nil if nobody wants it counted.
func (s *Sheet) Compile(file, source string, compile func(u *Unit) error) error {
	if s == nil {
		return compile(nil)
	}
	name, ok := s.collector.wants(file)
	if !ok {
		return compile(nil)
	}
	u := &Unit{}
	if err := compile(u); err != nil {
		return err
	}
	if last := s.known[file]; last != nil && last.source == source { // the same places: they share what is counted
		u.Counts = last.Counts
		return nil
	}
	added := &sheetUnit{Unit: u, name: name, source: source}
	s.units = append(s.units, added)
	s.known[file] = added
	return nil
}

// Tell adds what has run since to the collector.
func (s *Sheet) Tell() {
	if s == nil {
		return
	}
	s.collector.mu.Lock()
	defer s.collector.mu.Unlock()
	for _, u := range s.units {
		if u.told && !ran(u.Counts) {
			continue
		}
		u.told = true
		s.collector.report.Add(u.file(u.name))
		clear(u.Counts)
	}
}

func ran(counts []uint64) bool {
	for _, n := range counts {
		if n > 0 {
			return true
		}
	}
	return false
}
