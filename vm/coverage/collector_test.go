package coverage

import "testing"

// TestSheets holds that what two runtimes count of one file is added up once, whatever is told how often.
func TestSheets(t *testing.T) {
	c := NewCollector(func(file string) (string, bool) { return "name of " + file, file != "unwanted" })
	load := func(s *Sheet, file, source string) (u *Unit) {
		err := s.Compile(file, source, func(made *Unit) error {
			if u = made; u != nil {
				u.Lines = append(u.Lines, LineSlot{1, u.Slot()})
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	count := func() uint64 {
		files := c.Take()
		if len(files) == 0 {
			return 99
		}
		if len(files) != 1 || files[0].Name != "name of a" || len(files[0].Lines) != 1 {
			t.Fatalf("%v", files)
		}
		return files[0].Lines[0].Count
	}
	one, two := c.Sheet(), c.Sheet()
	u := load(one, "a", "source")
	one.Tell()
	if n := count(); n != 0 {
		t.Errorf("before it runs: %d", n)
	}
	again := load(one, "a", "source")
	other := load(two, "a", "source")
	u.Counts[0] += 2
	again.Counts[0]++
	other.Counts[0] += 4
	one.Tell()
	two.Tell()
	one.Tell()
	if n := count(); n != 7 {
		t.Errorf("of two runtimes: %d", n)
	}
	one.Tell()
	if n := count(); n != 99 {
		t.Errorf("nothing ran: %d", n)
	}
	if load(one, "unwanted", "") != nil || load((*Collector)(nil).Sheet(), "a", "") != nil {
		t.Error("what nobody wants is counted")
	}
	(*Sheet)(nil).Tell()
}
