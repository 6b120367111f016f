package wire

// This file writes heads and chunks.

import (
	"fmt"
	"strconv"
)

// AppendRequest writes the head of a request of HTTP/1.1. What cannot stand in one is an error, and nothing is written.
func AppendRequest(b []byte, method, target string, h Header) ([]byte, error) {
	switch {
	case !IsToken(method):
		return b, fmt.Errorf("method: letters expected, got %q", short(method))
	case !isTarget(target):
		return b, fmt.Errorf("target: address without white space expected")
	}
	if err := h.Check(); err != nil {
		return b, err
	}
	b = append(b, method...)
	b = append(b, ' ')
	b = append(b, target...)
	b = append(b, " HTTP/1.1\r\n"...)
	return appendFields(b, h), nil
}

// AppendResponse writes the head of a response of HTTP/1.1. An empty reason is the usual one of the status. What cannot
// stand in one is an error, and nothing is written.
func AppendResponse(b []byte, status int, reason string, h Header) ([]byte, error) {
	switch {
	case status < 100 || status > 999:
		return b, fmt.Errorf("status: 100 to 999 expected, got %d", status)
	case !IsValue(reason):
		return b, fmt.Errorf("reason: text without control characters expected")
	}
	if err := h.Check(); err != nil {
		return b, err
	}
	if reason == "" {
		reason = Reason(status)
	}
	b = append(b, "HTTP/1.1 "...)
	b = strconv.AppendInt(b, int64(status), 10)
	b = append(b, ' ')
	b = append(b, reason...)
	b = append(b, "\r\n"...)
	return appendFields(b, h), nil
}

// Check is an error if a field could not be written: a CR LF in a value would begin another field.
func (h Header) Check() error {
	for i := range h {
		if !IsToken(h[i].Name) {
			return fmt.Errorf("header: name without spaces and control characters expected, got %q", short(h[i].Name))
		}
		if !IsValue(h[i].Value) {
			return fmt.Errorf("header %s: text without control characters expected", short(h[i].Name))
		}
	}
	return nil
}

func appendFields(b []byte, h Header) []byte {
	for i := range h {
		b = append(b, h[i].Name...)
		b = append(b, ": "...)
		b = append(b, h[i].Value...)
		b = append(b, "\r\n"...)
	}
	return append(b, "\r\n"...)
}

// AppendChunk writes a chunk; empty data is none, since an empty chunk is the end.
func AppendChunk(b []byte, data string) []byte {
	if data == "" {
		return b
	}
	b = strconv.AppendUint(b, uint64(len(data)), 16)
	b = append(b, "\r\n"...)
	b = append(b, data...)
	return append(b, "\r\n"...)
}

// LastChunk ends a body of chunks without trailers.
const LastChunk = "0\r\n\r\n"
