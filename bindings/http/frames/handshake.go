package frames

// This file is the handshake.

import (
	"crypto/sha1"
	"encoding/base64"
	"strings"
)

// Accept is what a server answers to a client's Sec-WebSocket-Key.
func Accept(key string) string {
	sum := sha1.Sum([]byte(key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Key is the Sec-WebSocket-Key of 16 random bytes.
func Key(random [16]byte) string { return base64.StdEncoding.EncodeToString(random[:]) }

// ValidKey tells whether a Sec-WebSocket-Key is one.
func ValidKey(key string) bool {
	b, err := base64.StdEncoding.Strict().DecodeString(key)
	return err == nil && len(b) == 16
}

// HasToken tells whether a header that is a list has a token, in whatever case.
func HasToken(header, token string) bool {
	for item := range strings.SplitSeq(header, ",") {
		if strings.EqualFold(strings.Trim(item, " \t"), token) {
			return true
		}
	}
	return false
}

// Protocol is the first of the server's subprotocols that the client's Sec-WebSocket-Protocol has; "" is none.
func Protocol(header string, known []string) string {
	for _, name := range known {
		for item := range strings.SplitSeq(header, ",") {
			if strings.Trim(item, " \t") == name {
				return name
			}
		}
	}
	return ""
}
