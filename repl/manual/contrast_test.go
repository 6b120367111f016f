package manual

// This file holds the colours of the pages to the contrast that WCAG 2 asks for, in the light and in the dark.

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var (
	variable = regexp.MustCompile(`--(\w+): (#[0-9a-f]{6});`)
	colour   = regexp.MustCompile(`#[0-9a-fA-F]{3,8}\b`)
	used     = regexp.MustCompile(`(?:^|[ ;])(color|background): ([^;]+);`)
)

// TestContrast holds that each colour of text can be read on each ground, whatever stands on what: 4.5 to 1 is level AA for
// text, and more than the 3 to 1 for the frames of fields and of what has the focus. Other colours are not used.
func TestContrast(t *testing.T) {
	b, err := os.ReadFile("site/style.css")
	if err != nil {
		t.Fatal(err)
	}
	css := string(b)
	roots := strings.Split(css, ":root {")[1:]
	if len(roots) != 2 {
		t.Fatalf("%d lists of colours, want one for the light and one for the dark", len(roots))
	}
	rest := css
	for i, root := range roots {
		root, _, _ = strings.Cut(root, "}")
		rest = strings.Replace(rest, root, "", 1)
		colours := map[string]string{}
		for _, v := range variable.FindAllStringSubmatch(root, -1) {
			colours[v[1]] = v[2]
		}
		for _, text := range []string{"ink", "quiet", "link"} {
			for _, ground := range []string{"paper", "shade", "mark"} {
				if c := contrast(t, colours[text], colours[ground]); c < 4.5 {
					t.Errorf("%s: %s on %s has a contrast of %.2f, want 4.5", [...]string{"light", "dark"}[i], text, ground, c)
				}
			}
		}
	}
	for _, c := range colour.FindAllString(rest, -1) {
		if c != "#0003" { // a shadow
			t.Errorf("%s is no colour of the list", c)
		}
	}
	text := map[string]bool{"var(--ink)": true, "var(--quiet)": true, "var(--link)": true, "inherit": true}
	ground := map[string]bool{"var(--paper)": true, "var(--shade)": true, "var(--mark)": true}
	for _, u := range used.FindAllStringSubmatch(rest, -1) {
		if u[1] == "color" && !text[u[2]] || u[1] == "background" && !ground[u[2]] {
			t.Errorf("%s: %s is not one that is compared here", u[1], u[2])
		}
	}
	if n := len(used.FindAllString(rest, -1)); n < 15 {
		t.Errorf("only %d colours are looked at", n)
	}
}

// contrast is that of two colours as WCAG 2 computes it, from 1 to 21.
func contrast(t *testing.T, a, b string) float64 {
	light, dark := luminance(t, a), luminance(t, b)
	if light < dark {
		light, dark = dark, light
	}
	return (light + 0.05) / (dark + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil || len(colour) != 7 {
		t.Fatalf("%q is no colour of six digits", colour)
	}
	part := func(shift uint) float64 {
		v := float64(n>>shift&0xff) / 255
		if v <= 0.03928 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
