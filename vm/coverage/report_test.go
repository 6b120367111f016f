package coverage

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// some is a file as two processes tell of it.
func some() Report {
	var r Report
	for _, f := range []File{
		{Name: "src/a.lua", Lines: []Line{{1, 1}, {2, 0}, {2, 2}, {4, 0}, {5, 0}, {9, 0}}, Functions: []Function{{"f", 1, 2}, {"", 4, 0}, {"a,b", 5, 0}, {"", 4, 0}},
			Branches: []Branch{{2, 7, And, [2]uint64{1, 0}}, {2, 12, If, [2]uint64{2, 0}}, {9, 1, For, [2]uint64{}}}},
		{Name: "src/a.lua", Lines: []Line{{1, 3}, {4, 0}, {5, 1}}, Functions: []Function{{"f", 1, 1}}, Branches: []Branch{{2, 12, If, [2]uint64{0, 5}}}},
		{Name: "b.lua", Lines: []Line{{1, 1}}},
	} {
		r.Add(f)
	}
	return r
}

func TestReport(t *testing.T) {
	r := some()
	var lcov, table, page strings.Builder
	if err := r.WriteLCOV(&lcov); err != nil {
		t.Fatal(err)
	}
	const wantLCOV = "TN:\nSF:b.lua\nFNF:0\nFNH:0\nBRF:0\nBRH:0\nDA:1,1\nLF:1\nLH:1\nend_of_record\n" +
		"TN:\nSF:src/a.lua\nFN:1,f\nFN:4,function at line 4\nFN:5,a_b\nFNDA:3,f\nFNDA:0,function at line 4\nFNDA:0,a_b\nFNF:3\nFNH:1\n" +
		"BRDA:2,0,0,1\nBRDA:2,0,1,0\nBRDA:2,1,0,2\nBRDA:2,1,1,5\nBRDA:9,0,0,-\nBRDA:9,0,1,-\nBRF:6\nBRH:3\n" +
		"DA:1,4\nDA:2,2\nDA:4,0\nDA:5,1\nDA:9,0\nLF:5\nLH:3\nend_of_record\n"
	if lcov.String() != wantLCOV {
		t.Errorf("lcov:\n%s\nexpected:\n%s", lcov.String(), wantLCOV)
	}
	r.WriteSummary(&table)
	const wantTable = "coverage      lines  branches  functions  not run\n" +
		"b.lua        100.0%         -          -\n" +
		"src/a.lua     60.0%     50.0%      33.3%  4, 9\n" +
		"all files     66.6%     50.0%      33.3%\n"
	if table.String() != wantTable {
		t.Errorf("table:\n%s\nexpected:\n%s", table.String(), wantTable)
	}
	err := r.WritePage(&page, func(name string) ([]byte, error) {
		if name == "b.lua" {
			return nil, errors.New("it is gone")
		}
		return []byte("local x = '<b>'\nif a and b then\n\nend\r\n-- the file has become shorter"), nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"b.lua</h2>\n<p>The source cannot be read.", `<a href="#file2">src/a.lua</a><td title="3 of 5">60.0%`,
		`<span class="ran"><i>1</i><i>4</i>local x = &#39;&lt;b&gt;&#39;</span>`,
		`<span class="partly"><i>2</i><i>2</i>if a and b then<b>and: never without its right side</b></span>`,
		`<span class="missed"><i>4</i><i>0</i>end<b>never called</b></span>`,
	} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page lacks %s:\n%s", want, page.String())
		}
	}
	table.Reset()
	new(Report).WriteSummary(&table)
	if got := table.String(); got != "coverage: no file of the project was loaded\n" {
		t.Errorf("of nothing: %q", got)
	}
}

// broken is a writer that is full.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestReportThatCannotBeWritten(t *testing.T) {
	r := some()
	if err := r.WriteLCOV(broken{}); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	if err := r.WritePage(broken{}, func(string) ([]byte, error) { return nil, nil }); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}

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
