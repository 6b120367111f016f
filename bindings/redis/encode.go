package redis

// This file writes commands.

import (
	"strconv"

	"moonloop/bindings/internal/native"

	lua "github.com/yuin/gopher-lua"
)

// encode is a command with the arguments of a call from n on, as the server reads it. words are those of its name.
func encode(c native.Call, words []string, n int) string {
	count := len(words) + max(c.Len()-n+1, 0)
	size := 16
	for _, w := range words {
		size += len(w) + 16
	}
	for i := n; i <= c.Len(); i++ {
		if s, ok := c.Arg(i).(lua.LString); ok {
			size += len(s)
		}
		size += 32
	}
	c.Reserve(size)
	c.Work(size)
	b := make([]byte, 0, size)
	b = append(b, '*')
	b = strconv.AppendInt(b, int64(count), 10)
	b = append(b, '\r', '\n')
	for _, w := range words {
		b = bulk(b, w)
	}
	for i := n; i <= c.Len(); i++ {
		switch v := c.Arg(i).(type) {
		case lua.LString:
			b = bulk(b, string(v))
		case lua.LNumber:
			b = bulk(b, number(float64(v)))
		default:
			c.Fail(i, "string or number expected, got %s", c.TypeName(i))
		}
	}
	return string(b)
}

// number is a number with all its digits.
func number(f float64) string {
	if f == float64(int64(f)) && f < 1<<63 && f >= -1<<63 {
		return strconv.FormatInt(int64(f), 10)
	}
	return strconv.FormatFloat(f, 'g', -1, 64)
}

func bulk(b []byte, s string) []byte {
	b = append(b, '$')
	b = strconv.AppendInt(b, int64(len(s)), 10)
	b = append(b, '\r', '\n')
	b = append(b, s...)
	return append(b, '\r', '\n')
}

// plain is a command of words alone.
func plain(words ...string) string {
	b := strconv.AppendInt([]byte{'*'}, int64(len(words)), 10)
	b = append(b, '\r', '\n')
	for _, w := range words {
		b = bulk(b, w)
	}
	return string(b)
}
