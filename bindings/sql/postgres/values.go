package postgres

// This file converts values, to and from the text that the server reads and writes.

import (
	"bytes"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"moonloop/bindings/sql"
	"moonloop/loop"
)

// The types that are not plain text here, by their numbers in the catalogue.
const (
	boolOID, byteaOID                 = 16, 17
	int8OID, int2OID, int4OID, oidOID = 20, 21, 23, 26
	float4OID, float8OID              = 700, 701
	dateOID, timestampOID, tzOID      = 1082, 1114, 1184
)

// encode are the parameters of a statement as it wants them.
func encode(oids []uint32, args []sql.Value) (vals [][]byte, formats []int16, err error) {
	if len(oids) != len(args) {
		return nil, nil, loop.Errorf(loop.ValueError, "%d values for the placeholders expected, got %d", len(oids), len(args))
	}
	vals, formats = make([][]byte, len(args)), make([]int16, len(args))
	for i := range args {
		v := &args[i]
		switch {
		case v.Kind == sql.Null:
		case oids[i] == byteaOID && (v.Kind == sql.Text || v.Kind == sql.Blob):
			vals[i], formats[i] = []byte(v.Str), 1
		case oids[i] == byteaOID || v.Kind != sql.Blob:
			if vals[i] = text(v); strings.IndexByte(v.Str, 0) >= 0 {
				return nil, nil, errZero
			}
		default:
			return nil, nil, loop.Errorf(loop.TypeError, "value %d: the statement wants no sql.blob here", i+1)
		}
	}
	return vals, formats, nil
}

// text is a value as the server reads it.
func text(v *sql.Value) []byte {
	switch v.Kind {
	case sql.Int:
		return strconv.AppendInt(nil, v.Int, 10)
	case sql.Float:
		return []byte(strings.Replace(strconv.FormatFloat(v.Float, 'g', -1, 64), "Inf", "Infinity", 1))
	case sql.Bool:
		return strconv.AppendBool(nil, v.Int != 0)
	case sql.Time:
		return v.Time.UTC().AppendFormat(nil, "2006-01-02T15:04:05.999999Z")
	}
	return []byte(v.Str)
}

// copyValue writes a value as COPY reads it.
func copyValue(b *bytes.Buffer, v *sql.Value) error {
	switch v.Kind {
	case sql.Null:
		b.WriteString(`\N`)
	case sql.Blob:
		b.WriteString(`\\x`)
		b.WriteString(hex.EncodeToString([]byte(v.Str)))
	case sql.Text:
		if strings.IndexByte(v.Str, 0) >= 0 {
			return errZero
		}
		_, _ = copyEscapes.WriteString(b, v.Str)
	default:
		b.Write(text(v))
	}
	return nil
}

var copyEscapes = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\r", `\r`, "\t", `\t`)

// decode reads a column; what is no text is in its own form where columns are asked for so.
func decode(v *sql.Value, oid uint32, b []byte) {
	if b == nil {
		return
	}
	switch oid {
	case boolOID:
		v.Kind = sql.Bool
		if len(b) == 1 && b[0] == 't' {
			v.Int = 1
		}
		return
	case byteaOID:
		v.Kind, v.Str = sql.Blob, string(b)
		return
	case int8OID, int2OID, int4OID, oidOID:
		if n, err := strconv.ParseInt(string(b), 10, 64); err == nil {
			v.Kind, v.Int = sql.Int, n
			return
		}
	case float4OID, float8OID:
		if f, err := strconv.ParseFloat(string(b), 64); err == nil {
			v.Kind, v.Float = sql.Float, f
			return
		}
	case dateOID, timestampOID, tzOID:
		if t, ok := moment(string(b)); ok {
			v.Kind, v.Time = sql.Time, &t
			return
		}
	}
	v.Kind, v.Str = sql.Text, string(b)
}

// moment reads a date or a time; infinity and years before 1 are none.
func moment(s string) (time.Time, bool) {
	for _, form := range []string{"2006-01-02 15:04:05.999999999Z07", "2006-01-02 15:04:05.999999999", "2006-01-02", "2006-01-02 15:04:05.999999999Z07:00", "2006-01-02 15:04:05.999999999Z07:00:00"} {
		if t, err := time.Parse(form, s); err == nil {
			return t.UTC(), true
		}
	}
	return time.Time{}, false
}
