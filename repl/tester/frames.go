package tester

// This file is what a child tells its parent, and how.

import (
	"bytes"
	"encoding/json"
	"io"
	"sync"
	"time"

	"moonloop/bindings/test"
	"moonloop/vm/coverage"
)

// A request is what a child is to do.
type request struct {
	Token   string // begins frames, so that nothing else is taken for one
	File    string
	Filter  string
	Seeds   int
	PCT     int
	Timeout time.Duration
	Update  bool
	Without map[string]bool // cases that have run
	Replay  *replay         // only this is run
	// Coverage tells that what runs is counted, CoverTests that test files are, too.
	Coverage, CoverTests bool
}

// An event is what a child tells.
type event struct {
	Begin   string        `json:",omitempty"` // the case of this name begins
	Result  *test.Result  `json:",omitempty"` // it is over
	Failure *test.Failure `json:",omitempty"` // the file cannot be run
	Exit    *int          `json:",omitempty"` // os.exit was called, with this status
	Stuck   *test.Failure `json:",omitempty"` // the case cannot be ended
	Output  string        `json:",omitempty"`
	End     bool          `json:",omitempty"`
	Changed bool          `json:",omitempty"` // the file, or a module it requires, is not what is to be replayed
	// Coverage is what has run since the last event with it.
	Coverage []coverage.File `json:",omitempty"`
}

const mark = '\x1e' // begins a frame; its token follows, then JSON, then a line break

// A frameWriter writes events. Any goroutine may use it.
type frameWriter struct {
	mu    sync.Mutex
	w     io.Writer // guarded by mu
	token string
}

func (f *frameWriter) send(e event) {
	b, err := json.Marshal(e)
	if err != nil {
		panic("BUG: " + err.Error())
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	_, _ = f.w.Write(append(append(append([]byte{mark}, f.token...), b...), '\n'))
}

// readFrames calls on with the events that r has, and raw with what else is in it, in order.
func readFrames(r io.Reader, token string, on func(event), raw func([]byte)) {
	begin := append([]byte{mark}, token...)
	var kept []byte
	buf := make([]byte, 64<<10)
	for {
		n, err := r.Read(buf)
		kept = append(kept, buf[:n]...)
		for {
			i := bytes.Index(kept, begin)
			if i < 0 {
				// A frame may begin at the end of what is there.
				if j := bytes.LastIndexByte(kept, mark); err == nil && j >= 0 && len(kept)-j < len(begin) {
					i = j
				} else {
					i = len(kept)
				}
				raw(kept[:i])
				kept = kept[i:]
				break
			}
			if i > 0 {
				raw(kept[:i])
				kept = kept[i:]
			}
			end := bytes.IndexByte(kept, '\n')
			if end < 0 {
				break
			}
			var e event
			if json.Unmarshal(kept[len(begin):end], &e) == nil {
				on(e)
			}
			kept = kept[end+1:]
		}
		if err != nil {
			return
		}
	}
}
