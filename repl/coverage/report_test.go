package coverage

import (
	"errors"
	"io"
	"strings"
	"testing"

	"moonloop/vm/coverage"
)

// lines are lines and counts in turn.
func lines(numbers ...int) (list []coverage.Line) {
	for i := 0; i < len(numbers); i += 2 {
		list = append(list, coverage.Line{Line: numbers[i], Count: uint64(numbers[i+1])})
	}
	return list
}

// some is a file as two processes tell of it.
func some() *coverage.Report {
	r := &coverage.Report{}
	for _, f := range []coverage.File{
		{Name: "src/a.lua", Lines: lines(1, 1, 2, 0, 2, 2, 4, 0, 5, 0, 9, 0), Functions: []coverage.Function{{Name: "f", Line: 1, Count: 2}, {Name: "", Line: 4, Count: 0}, {Name: "a,b", Line: 5, Count: 0}, {Name: "", Line: 4, Count: 0}},
			Branches: []coverage.Branch{{Line: 2, Column: 7, Kind: coverage.And, Counts: [2]uint64{1, 0}}, {Line: 2, Column: 12, Kind: coverage.If, Counts: [2]uint64{2, 0}}, {Line: 9, Column: 1, Kind: coverage.For, Counts: [2]uint64{}}}},
		{Name: "src/a.lua", Lines: lines(1, 3, 4, 0, 5, 1), Functions: []coverage.Function{{Name: "f", Line: 1, Count: 1}}, Branches: []coverage.Branch{{Line: 2, Column: 12, Kind: coverage.If, Counts: [2]uint64{0, 5}}}},
		{Name: "b.lua", Lines: lines(1, 1)},
	} {
		r.Add(f)
	}
	return r
}

func TestReport(t *testing.T) {
	r := some()
	var lcov, table, page strings.Builder
	if err := WriteLCOV(&lcov, r); err != nil {
		t.Fatal(err)
	}
	const wantLCOV = "TN:\nSF:b.lua\nFNF:0\nFNH:0\nBRF:0\nBRH:0\nDA:1,1\nLF:1\nLH:1\nend_of_record\n" +
		"TN:\nSF:src/a.lua\nFN:1,f\nFN:4,function at line 4\nFN:5,a_b\nFNDA:3,f\nFNDA:0,function at line 4\nFNDA:0,a_b\nFNF:3\nFNH:1\n" +
		"BRDA:2,0,0,1\nBRDA:2,0,1,0\nBRDA:2,1,0,2\nBRDA:2,1,1,5\nBRDA:9,0,0,-\nBRDA:9,0,1,-\nBRF:6\nBRH:3\n" +
		"DA:1,4\nDA:2,2\nDA:4,0\nDA:5,1\nDA:9,0\nLF:5\nLH:3\nend_of_record\n"
	if lcov.String() != wantLCOV {
		t.Errorf("lcov:\n%s\nexpected:\n%s", lcov.String(), wantLCOV)
	}
	WriteSummary(&table, r)
	const wantTable = "coverage      lines  branches  functions  not run\n" +
		"b.lua        100.0%         -          -\n" +
		"src/a.lua     60.0%     50.0%      33.3%  4, 9\n" +
		"all files     66.6%     50.0%      33.3%\n"
	if table.String() != wantTable {
		t.Errorf("table:\n%s\nexpected:\n%s", table.String(), wantTable)
	}
	err := WritePage(&page, r, func(name string) ([]byte, error) {
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
	WriteSummary(&table, new(coverage.Report))
	if got := table.String(); got != "coverage: no file of the project was loaded\n" {
		t.Errorf("of nothing: %q", got)
	}
}

// broken is a writer that is full.
type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestReportThatCannotBeWritten(t *testing.T) {
	r := some()
	if err := WriteLCOV(broken{}, r); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
	if err := WritePage(broken{}, r, func(string) ([]byte, error) { return nil, nil }); !errors.Is(err, io.ErrShortWrite) {
		t.Error(err)
	}
}
