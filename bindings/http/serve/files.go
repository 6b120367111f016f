package serve

// This file answers with files: {file=, root=} and folders.

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"strconv"
	"strings"
	"syscall"
	"time"

	"moonloop/bindings/asyncio"
	"moonloop/bindings/internal/native"
	"moonloop/bindings/stdlib"
	"moonloop/loop"
	"moonloop/vm"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// noWait keeps the opening of a pipe from waiting for its other end.
const noWait = os.O_RDONLY | syscall.O_NONBLOCK

// A folder is what static serves.
type folder struct {
	root  string
	whole bool // the path is the folder's own, without a slash at its end
}

// addFolder is static(prefix, dir).
func (s *scope) addFolder(c native.Call) int {
	s.m.aio.Need(c, asyncio.Files)
	prefix, root := strings.TrimSuffix(c.Text(1), "/"), c.Str(2)
	c.Options(3)
	if prefix != "" {
		s.add(c, "GET", prefix, &endpoint{scope: s, maxBody: s.app.maxBody, folder: &folder{root, true}})
	}
	s.add(c, "GET", prefix+"/{path...}", &endpoint{scope: s, maxBody: s.app.maxBody, folder: &folder{root, false}})
	return 0
}

// serveFolder gives the response of a folder: {file=, root=}.
func (x *exchange) serveFolder(_ native.Call, f *folder, next vm.Next) vm.Step {
	if f.whole {
		return next([]lua.LValue{x.toSlash()}, nil)
	}
	file := x.values[len(x.values)-1]
	if !servable(file) {
		return next(nil, aborted(404, ""))
	}
	if file == "" || strings.HasSuffix(file, "/") {
		file += "index.html"
	}
	t := ltable.New(0, 2)
	ltable.SetString(t, "file", lua.LString(file))
	ltable.SetString(t, "root", lua.LString(f.root))
	return next([]lua.LValue{t}, nil)
}

// toSlash is the response that leads to the same path with a slash at its end.
func (x *exchange) toSlash() *lua.LTable {
	where, query, has := strings.Cut(x.req.Path, "?")
	where += "/"
	if has {
		where += "?" + query
	}
	t, headers := ltable.New(0, 2), ltable.New(0, 1)
	ltable.SetString(headers, "Location", lua.LString(where))
	ltable.SetString(t, "status", lua.LNumber(301))
	ltable.SetString(t, "headers", headers)
	return t
}

// servable tells whether a path may be asked for in a folder: it has no empty segments, and none that is hidden.
func servable(name string) bool {
	if strings.ContainsAny(name, "\x00\\:") {
		return false
	}
	segments := strings.Split(name, "/")
	for i, s := range segments {
		if s == "" && i < len(segments)-1 || strings.HasPrefix(s, ".") && s != ".well-known" {
			return false
		}
	}
	return true
}

// atOnce is how much of a file is read at a time.
const atOnce = 256 << 10

// An opened is a file, and what of it is to be sent.
type opened struct {
	fs.File
	info fs.FileInfo
	left int64
	at   int64
}

// sendFile opens the file of a response and sends it.
func (x *exchange) sendFile(c native.Call, r *response) vm.Step {
	d := x.m.files
	if d == nil {
		return x.send(c, nil, &loop.Error{Class: loop.OSError, Msg: "http.App: this host does not let scripts use files"})
	}
	hub := x.m.aio.Hub(x.l)
	open := hub.Opening(func(context.Context) (any, error) { return openFile(d, r) }, func(v any) { closeFile(v) })
	var f *opened
	return vm.Await(native.Map(open, func(v any) any { f = v.(*opened); return lua.LNil }), func(_ []lua.LValue, err error) vm.Step {
		switch {
		case err != nil && loop.IsCancelled(err), vm.Fatal(err):
			return vm.Raise(err)
		case err != nil:
			return x.transmit(c, abortion{status: 404}.response())
		case f.info.IsDir() && x.endpoint != nil && x.endpoint.folder != nil:
			closeFile(f)
			return x.send(c, []lua.LValue{x.toSlash()}, nil)
		case !f.info.Mode().IsRegular():
			closeFile(f)
			return x.transmit(c, abortion{status: 404}.response())
		}
		return x.sendOpened(r, f)
	})
}

func closeFile(v any) {
	if f, ok := v.(*opened); ok && f.File != nil {
		_ = f.Close()
	}
}

// openFile opens the file and looks at it.
func openFile(d stdlib.Disk, r *response) (*opened, error) {
	var file fs.File
	var err error
	if r.rooted {
		file, err = d.OpenIn(r.root, r.file, noWait)
	} else {
		file, err = d.OpenFile(r.file, noWait, 0)
	}
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return &opened{File: file, info: info, left: info.Size()}, nil
}

// sendOpened answers with a file, or the part of it that was asked for, or with the news that nothing is new.
func (x *exchange) sendOpened(r *response, f *opened) vm.Step {
	modified := f.info.ModTime().UTC()
	etag := fmt.Sprintf(`"%x-%x"`, modified.UnixNano(), f.info.Size())
	add := func(name, value string) {
		if !r.fields.Has(name) {
			r.fields.Add(name, value)
		}
	}
	kind := contentType(r.file)
	add("Content-Type", kind)
	add("Last-Modified", modified.Format(timeFormat))
	add("ETag", etag)
	r.fields.Add("Accept-Ranges", "bytes")
	if r.status == 200 && (x.req.Method == "GET" || x.req.Method == "HEAD") {
		if x.unchanged(etag, modified) {
			closeFile(f)
			r.status = 304
			r.fields.Del("Content-Type")
			x.begin(r, -1)
			return vm.Return()
		}
		if !x.cut(r, f, etag, modified) {
			closeFile(f)
			r.status, r.body = 416, ""
			r.fields.Set("Content-Range", fmt.Sprintf("bytes */%d", f.info.Size()))
			x.whole(416, r.fields, "")
			return vm.Return()
		}
	}
	if !x.begin(r, f.left) {
		closeFile(f)
		return vm.Return()
	}
	return x.sendPieces(f)
}

const timeFormat = "Mon, 02 Jan 2006 15:04:05 GMT"

// unchanged tells whether the client has the file already.
func (x *exchange) unchanged(etag string, modified time.Time) bool {
	if list := x.req.Header.Values("If-None-Match"); len(list) > 0 {
		for item := range strings.SplitSeq(strings.Join(list, ","), ",") {
			if item = strings.TrimPrefix(strings.Trim(item, " \t"), "W/"); item == etag || item == "*" {
				return true
			}
		}
		return false
	}
	since, err := time.Parse(timeFormat, x.req.Header.Get("If-Modified-Since"))
	return err == nil && !modified.Truncate(time.Second).After(since)
}

// cut sets what of the file is sent. It tells false if the range that was asked for has nothing of it. Several ranges are
// answered with all of the file, as the standard allows: they cannot make the response larger than that.
func (x *exchange) cut(r *response, f *opened, etag string, modified time.Time) bool {
	wanted := x.req.Header.Values("Range")
	if len(wanted) != 1 || x.req.Method != "GET" {
		return true
	}
	if condition := x.req.Header.Get("If-Range"); condition != "" && condition != etag && condition != modified.Format(timeFormat) {
		return true
	}
	from, to, ok := byteRange(wanted[0], f.info.Size())
	switch {
	case !ok:
		return true
	case from >= to:
		return false
	}
	r.status = 206
	r.fields.Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, to-1, f.info.Size()))
	f.at, f.left = from, to-from
	return true
}

// byteRange reads "bytes=1-2", "bytes=1-" and "bytes=-2": from the first byte up to, not with, the last. ok is false for what
// is to be ignored; from is not below to where nothing of the file is meant.
func byteRange(s string, size int64) (from, to int64, ok bool) {
	spec, isBytes := strings.CutPrefix(s, "bytes=")
	first, last, dash := strings.Cut(strings.Trim(spec, " \t"), "-")
	if !isBytes || !dash || strings.Contains(spec, ",") {
		return 0, 0, false
	}
	number := func(s string) (int64, bool) {
		for i := range len(s) {
			if s[i] < '0' || s[i] > '9' {
				return 0, false
			}
		}
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil && s != "" {
			return math.MaxInt64, true // it is too large
		}
		return n, s != ""
	}
	a, hasA := number(first)
	b, hasB := number(last)
	switch {
	case first == "" && hasB:
		return max(0, size-b), size, true
	case !hasA || last != "" && !hasB || hasB && b < a:
		return 0, 0, false
	case !hasB || b >= size:
		return a, size, true
	}
	return a, b + 1, true
}

// sendPieces sends the rest of a file, piece by piece, and closes it.
func (x *exchange) sendPieces(f *opened) vm.Step {
	if f.left == 0 {
		closeFile(f)
		x.end()
		return vm.Return()
	}
	var piece string
	read := x.m.aio.Hub(x.l).Do(func(context.Context) (any, error) { return f.read() }, nil)
	return vm.Await(native.Map(read, func(v any) any { piece = v.(string); return lua.LNil }), func(_ []lua.LValue, err error) vm.Step {
		if err != nil {
			closeFile(f)
			return x.giveUp(err)
		}
		return x.put(piece, func(_ []lua.LValue, err error) vm.Step {
			if err != nil {
				closeFile(f)
				return x.giveUp(err)
			}
			return x.sendPieces(f)
		})
	})
}

// read is the next piece. It runs on a goroutine of its own.
func (f *opened) read() (string, error) {
	if f.at > 0 {
		seeker, ok := f.File.(io.Seeker)
		if !ok {
			if _, err := io.CopyN(io.Discard, f.File, f.at); err != nil {
				return "", err
			}
		} else if _, err := seeker.Seek(f.at, io.SeekStart); err != nil {
			return "", err
		}
		f.at = 0
	}
	b := make([]byte, min(f.left, atOnce))
	n, err := io.ReadFull(f.File, b)
	f.left -= int64(n)
	return string(b[:n]), err
}

// contentTypes are those of files by the ends of their names: the machine is not asked, whose answers differ.
var contentTypes = map[string]string{
	".avif": "image/avif", ".css": "text/css; charset=utf-8", ".csv": "text/csv; charset=utf-8", ".gif": "image/gif",
	".gz": "application/gzip", ".htm": "text/html; charset=utf-8", ".html": "text/html; charset=utf-8", ".ico": "image/x-icon",
	".jpeg": "image/jpeg", ".jpg": "image/jpeg", ".js": "text/javascript; charset=utf-8", ".json": "application/json",
	".lua": "text/plain; charset=utf-8", ".map": "application/json", ".md": "text/markdown; charset=utf-8",
	".mjs": "text/javascript; charset=utf-8", ".mp3": "audio/mpeg", ".mp4": "video/mp4", ".ogg": "audio/ogg", ".pdf": "application/pdf",
	".png": "image/png", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8", ".wasm": "application/wasm",
	".wav": "audio/wav", ".webm": "video/webm", ".webmanifest": "application/manifest+json", ".webp": "image/webp",
	".woff": "font/woff", ".woff2": "font/woff2", ".xml": "text/xml; charset=utf-8", ".zip": "application/zip",
}

func contentType(name string) string {
	if kind := contentTypes[strings.ToLower(path.Ext(name))]; kind != "" {
		return kind
	}
	return "application/octet-stream"
}
