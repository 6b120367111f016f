//go:build linux && !goroutines

package netio

// This file has the loop sleep in the kernel's own list of what is ready, as asyncio's does in its selector: nothing is
// handed from goroutine to goroutine then.

import (
	"encoding/binary"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"

	"moonloop/loop"
)

// The things a descriptor is watched for, and what is reported of it.
const (
	toRead  = unix.EPOLLIN
	toWrite = unix.EPOLLOUT
	gone    = unix.EPOLLHUP | unix.EPOLLERR
)

// A readyWatcher is told, on the loop's goroutine, what its descriptor is ready for.
type readyWatcher interface{ ready(events uint32) }

// A poller watches descriptors. All but Wake is for the loop's goroutine. It implements loop.Sleeper.
type poller struct {
	l        *loop.Loop
	epfd     int
	wakefd   int
	watched  []watch // by descriptor
	serial   int32
	events   []unix.EpollEvent
	found    int // events that wait to be delivered
	handle   loop.Handle
	ctx      loop.Context
	buf      []byte // for reads
	mu       sync.Mutex
	closed   bool        // changed under mu
	sleeping atomic.Bool // the loop is in the kernel, or about to be
	woken    atomic.Bool // since the last Sleep
}

type watch struct {
	w      readyWatcher
	serial int32 // tells a descriptor from an earlier one of the same number
	events uint32
}

// newPoller makes the poller of a loop; nil if the system refuses.
func newPoller(l *loop.Loop) *poller {
	epfd, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil
	}
	wakefd, err := unix.Eventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		_ = unix.Close(epfd)
		return nil
	}
	p := &poller{l: l, epfd: epfd, wakefd: wakefd, events: make([]unix.EpollEvent, 256), buf: make([]byte, chunk)}
	// Edge-triggered: it need not be read to be quiet.
	ev := unix.EpollEvent{Events: unix.EPOLLIN | unix.EPOLLET, Fd: int32(wakefd), Pad: -1}
	if err := unix.EpollCtl(epfd, unix.EPOLL_CTL_ADD, wakefd, &ev); err != nil {
		_ = unix.Close(epfd)
		_ = unix.Close(wakefd)
		return nil
	}
	l.SetSleeper(p)
	return p
}

// watch has w told of events of a descriptor; 0 is none. A descriptor must be unwatched before it is closed.
func (p *poller) watch(fd int, w readyWatcher, events uint32) error {
	for fd >= len(p.watched) {
		p.watched = append(p.watched, watch{})
	}
	x := &p.watched[fd]
	if x.w == w && x.events == events {
		return nil
	}
	op := unix.EPOLL_CTL_MOD
	switch {
	case events == 0 && x.events == 0:
		return nil
	case events == 0:
		op = unix.EPOLL_CTL_DEL
	case x.events == 0:
		op = unix.EPOLL_CTL_ADD
	}
	if x.w != w {
		p.serial = (p.serial + 1) & 0x7fffffff
		x.w, x.serial = w, p.serial
	}
	ev := unix.EpollEvent{Events: events, Fd: int32(fd), Pad: x.serial}
	if err := unix.EpollCtl(p.epfd, op, fd, &ev); err != nil {
		return err
	}
	x.events = events
	return nil
}

// unwatch forgets a descriptor.
func (p *poller) unwatch(fd int) {
	if fd < len(p.watched) && p.watched[fd].w != nil {
		_ = p.watch(fd, p.watched[fd].w, 0)
		p.watched[fd] = watch{}
	}
}

// Sleep implements loop.Sleeper.
func (p *poller) Sleep(d time.Duration) {
	if p.found > 0 { // they are to be delivered first
		return
	}
	if d == 0 {
		p.collect(0)
		return
	}
	p.sleeping.Store(true)
	if !p.woken.Swap(false) {
		ms := -1
		if d > 0 {
			ms = int(min((d+time.Millisecond-1)/time.Millisecond, 1<<30))
		}
		p.collect(ms)
	}
	p.sleeping.Store(false)
	p.woken.Store(false)
}

// collect asks the kernel what is ready, and schedules its delivery.
func (p *poller) collect(ms int) {
	var n int
	var err error
	if ms == 0 {
		n, err = pollNow(p.epfd, p.events)
	} else if n, err = pollNow(p.epfd, p.events); n == 0 {
		n, err = unix.EpollWait(p.epfd, p.events, ms)
	}
	if err != nil || n <= 0 {
		return
	}
	p.found = n
	p.handle.Init(p.l, p, &p.ctx)
	p.l.Schedule(&p.handle)
}

// Call implements loop.Callback: it delivers what was found.
func (p *poller) Call(*loop.Future) {
	events := p.events[:p.found]
	p.found = 0
	for i := range events {
		ev := &events[i]
		if p.closed {
			return
		}
		if fd := int(ev.Fd); fd < len(p.watched) {
			if x := &p.watched[fd]; x.w != nil && x.serial == ev.Pad {
				x.w.ready(ev.Events)
			}
		}
	}
	if len(events) == len(p.events) && len(events) < 1<<13 {
		p.events = make([]unix.EpollEvent, 2*len(events))
	}
}

// String names the callback.
func (p *poller) String() string { return "input and output" }

// Wake implements loop.Sleeper.
func (p *poller) Wake() {
	if !p.woken.Swap(true) && p.sleeping.Load() {
		p.mu.Lock()
		defer p.mu.Unlock()
		if !p.closed {
			_, _ = unix.Write(p.wakefd, binary.NativeEndian.AppendUint64(nil, 1))
		}
	}
}

// close gives the descriptors back. No goroutine may be left that could wake the loop.
func (p *poller) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		p.closed = true
		p.l.SetSleeper(nil)
		_ = unix.Close(p.epfd)
		_ = unix.Close(p.wakefd)
	}
}
