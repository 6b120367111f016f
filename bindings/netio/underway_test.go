package netio

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"moonloop/bindings/internal/disk"
	"moonloop/loop"
)

// counted is a disk that counts the files that are open, and those of them that are being read.
type counted struct {
	disk.Disk
	mu                                      sync.Mutex
	open, mostOpen, reading, mostReading, n int // guarded by mu
}

type countedFile struct {
	fs.File
	d    *counted
	read bool
}

func (d *counted) OpenFile(name string, flags int, mode fs.FileMode) (fs.File, error) {
	f, err := d.Disk.OpenFile(name, flags, mode)
	if err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.n++
	d.open++
	d.mostOpen = max(d.mostOpen, d.open)
	return &countedFile{f, d, false}, nil
}

func (f *countedFile) Read(b []byte) (int, error) {
	f.d.mu.Lock()
	if !f.read {
		f.read = true
		f.d.reading++
		f.d.mostReading = max(f.d.mostReading, f.d.reading)
	}
	f.d.mu.Unlock()
	return f.File.Read(b)
}

func (f *countedFile) Close() error {
	f.d.mu.Lock()
	f.d.open--
	if f.read {
		f.d.reading--
	}
	f.d.mu.Unlock()
	return f.File.Close()
}

// TestUnderWay reads a file in very many tasks: where what is read together is bounded, few do at a time, a call that is
// cancelled takes nothing with it, and a file that is larger than the bound is read alone.
func TestUnderWay(t *testing.T) {
	const size, most = 400 << 10, 1 << 20
	path, large := filepath.Join(t.TempDir(), "x"), filepath.Join(t.TempDir(), "large")
	for name, size := range map[string]int{path: size, large: 2 * most} {
		if err := os.WriteFile(name, make([]byte, size), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := &counted{Disk: disk.Machine{}}
	within(t, Options{MostUnderWay: most}, func(s *script) {
		read := func(path string) loop.Coroutine {
			return s.h.Do(func(ctx context.Context) (any, error) {
				b, err := ReadFile(ctx, d, path, 0, -1, 0)
				return len(b), err
			}, nil)
		}
		var tasks []any
		for i := range 300 {
			task := s.task(func(s *script) any {
				n, err := s.Await(read(path))
				if i%10 != 0 && (err != nil || n != size) {
					s.t.Errorf("read %v, %v", n, err)
				}
				return nil
			})
			if i%10 == 0 {
				s.Loop().CallSoonFunc(func() { task.Cancel(nil) })
			}
			tasks = append(tasks, task)
		}
		for _, task := range tasks {
			_, _ = s.Await(task)
		}
		s.eq(s.await(read(large)), 2*most)
		s.eq(s.h.underWay.bytes.TryAcquire(most), true)
		s.eq(s.h.underWay.files.TryAcquire(mostFiles), true)
	})
	if d.n < 270 || d.mostOpen > mostFiles || d.mostReading > most/size {
		t.Errorf("%d files opened, %d at once, %d read at once", d.n, d.mostOpen, d.mostReading)
	}
}
