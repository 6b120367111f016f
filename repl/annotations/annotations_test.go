package annotations

import (
	"slices"
	"strings"
	"testing"
)

func TestFind(t *testing.T) {
	for name, want := range map[string][]string{
		"sleep":         {"asyncio.sleep", "socket.sleep", "system.sleep"},
		"asyncio.sleep": {"asyncio.sleep"},
		"Task.get_name": {"Task:get_name"},
		"uncancel":      {"Task:uncancel"},
		"nothing":       nil,
	} {
		var got []string
		for _, e := range Find(name) {
			got = append(got, e.Name)
		}
		if !slices.Equal(got, want) {
			t.Errorf("Find(%q) = %v, want %v", name, got, want)
		}
	}
	if e := Find("sleep")[0]; !strings.HasPrefix(e.Text, "asyncio.sleep(delay, result)\nWait some seconds") {
		t.Errorf("text of sleep:\n%s", e.Text)
	}
}
