package nearest

import "testing"

func TestOf(t *testing.T) {
	known := []string{"sleep", "gather", "wait_for", "wait"}
	for name, want := range map[string]string{
		"slep": "sleep", "gahter": "gather", "Sleep": "sleep", "waitfor": "wait_for", "waitfr": "wait_for", "x": "", "shutdown": "", "": "",
	} {
		if got := Of(name, known); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
	if got := Within("slept", known, 0); got != "" {
		t.Errorf("within nothing: %q", got)
	}
}

func TestHint(t *testing.T) {
	for name, want := range map[string]string{"slep": "did you mean 'asyncio.sleep'?", "sp": "", "sleep": "", "gathering": "did you mean 'asyncio.gather'?", "shutdown": ""} {
		if got := Hint(name, []string{"sleep", "gather"}, "asyncio."); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
