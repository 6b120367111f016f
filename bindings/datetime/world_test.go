package datetime_test

import (
	"context"
	"testing"
	"time"

	"moonloop/bindings/box"
	"moonloop/bindings/datetime"
	"moonloop/bindings/host"
)

// TestWorld holds that a World has the clock that its host grants, and the zone of it.
func TestWorld(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2026, 7, 1, 12, 0, 0, 0, berlin)
	for want, now := range map[string]func() time.Time{
		"2026-07-01T12:00:00+02:00 2026-01-01T00:00:00+01:00": func() time.Time { return at },
		"1970-01-01T00:00:00Z 2026-01-01T00:00:00Z":           nil,
	} {
		w, err := host.New(host.Options{Modules: []box.Module{datetime.Module}, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		got, err := host.One[string](w.RunString(context.Background(), `local datetime = require("moonloop.datetime")
			return tostring(datetime.now()) .. " " .. tostring(datetime.parse("2026-01-01"))`, "world"))
		if got != want || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}
