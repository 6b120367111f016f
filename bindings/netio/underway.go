package netio

// This file bounds what calls of Do that use files have under way together, where memory is limited: what they have read
// counts when the loop is given it, and each has a thread of the system while it is in the kernel.

import (
	"context"
	"io/fs"

	"golang.org/x/sync/semaphore"

	"moonloop/bindings/internal/disk"
)

const (
	mostFiles = 64        // calls that are at a file
	dirSize   = 512 << 10 // bytes, about what a large directory takes, whose size is not known before it is read
)

// underWay is what the calls of one hub share. A call first enters and then reserves, and never waits after that: so those
// that wait do so for calls that go on.
type underWay struct {
	files, bytes *semaphore.Weighted
}

// newUnderWay bounds bytes that are read; it is nil for any number.
func newUnderWay(most int64) *underWay {
	if most <= 0 {
		return nil
	}
	return &underWay{semaphore.NewWeighted(mostFiles), semaphore.NewWeighted(most)}
}

// bounded is the operation that ctx belongs to, nil if nothing bounds it. A simulated network has calls one after the other.
func bounded(ctx context.Context) *operation {
	if o, ok := ctx.Value(operationKey{}).(*operation); ok && o.h.underWay != nil && o.h.options.Network == nil {
		return o
	}
	return nil
}

// enter waits until a call may use a file, until it leaves. Pipes have no bound: their other end may be waiting, too.
func enter(ctx context.Context, d disk.Disk, path string) (leave func(), err error) {
	o := bounded(ctx)
	if o == nil {
		return func() {}, nil
	}
	if info, err := d.Stat(path); err == nil && info.Mode()&fs.ModeNamedPipe != 0 {
		return func() {}, nil
	}
	files := o.h.underWay.files
	if err := files.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	return func() { files.Release(1) }, nil
}

// enterDir is enter for a call that lists a directory, with what the list may take.
func enterDir(ctx context.Context, d disk.Disk, dir string) (leave func(), err error) {
	if leave, err = enter(ctx, d, dir); err != nil {
		return nil, err
	}
	if err := reserve(ctx, dirSize); err != nil {
		leave()
		return nil, err
	}
	return leave, nil
}

// reserve waits until a call may read so many bytes, once. They are given back when what it read is handed out.
func reserve(ctx context.Context, bytes int64) error {
	o := bounded(ctx)
	if o == nil || o.found.reserved > 0 {
		return nil
	}
	bytes = min(bytes, o.h.options.MostUnderWay)
	if err := o.h.underWay.bytes.Acquire(ctx, bytes); err != nil {
		return err
	}
	o.found.reserved = bytes
	return nil
}
