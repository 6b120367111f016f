package compile

import (
	"reflect"
	"strings"
	"testing"
)

func TestFunctionNames(t *testing.T) {
	for source, want := range map[string]string{
		"local function f() end":                      "f",
		"local f = function() end":                    "f",
		"f = function() end":                          "f",
		"function f() end":                            "f",
		"function a.b.c() end":                        "a.b.c",
		"function a.b:m() end":                        "a.b:m",
		"a.b['c'] = function() end":                   "a.b.c",
		"a[i].c = function() end":                     "c",
		"a[i] = function() end":                       "",
		"f().x.y = function() end":                    "x.y",
		"(a).b = function() end":                      "a.b",
		"local a, b = function() end, function() end": "a b",
		"local a = 1, function() end":                 "",
		"a, b.c = function() end, (function() end)":   "a b.c",
		"t = {k = function() end, ['l'] = function() end, [1] = function() end, function() end}": "k l  ",
		"local fetch = async(function() end)":                                                    "fetch",
		"fetch = asyncio.async(function() end)":                                                  "fetch",
		"t.fetch = async(async(function() end))":                                                 "t.fetch",
		"t = {fetch = asyncio['async'](function() end)}":                                         "fetch",
		"local f = other.async(function() end)":                                                  "",
		"local f = asyncio:async(function() end)":                                                "",
		"local f = wrap(function() end)":                                                         "",
		"local f = a or function() end":                                                          "f",
		"local f = a and function() end or function() end":                                       "f f",
		"local f = a .. function() end":                                                          "",
		"return function() end":                                                                  "",
		"f(function() end)":                                                                      "",
		"local f = function() local g = function() end return function() end end":                "f g ",
	} {
		var names []string
		fn := mustParse(t, source)
		walk(reflect.ValueOf(fn), nil, func(n any, _ *Function) {
			if f, ok := n.(*Function); ok && f != fn {
				names = append(names, f.Name)
			}
		})
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: got %q, want %q", source, got, want)
		}
	}
}
