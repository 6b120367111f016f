package repl

import "testing"

func TestReload(t *testing.T) {
	onEach(t, false, func(tm *terminal) {
		tm.press("\x0cpackage.preload.mod = function() return {old = 1, f = function() return 'before' end} end\r")
		tm.see(`\[2\]> $`)
		tm.press("local mod = require('mod')\rpackage.preload.mod = function() return {f = function() return 'after' end} end\r")
		tm.see(`\[4\]> $`)
		tm.press("\x0c:reload mod\r")
		tm.see(`reloaded mod\n\[4\]> $`)
		tm.press("mod.f(), mod.old, mod == require('mod')\r")
		tm.see(`"after"  nil  true\n\[5\]> $`)
		// One that fails leaves the old one.
		tm.press("package.preload.mod = function() error('broken') end\r\x0c:reload mod\r")
		tm.see(`broken(?s:.*)\[6\]> $`)
		tm.press("\x0cmod.f(), mod == require('mod')\r")
		tm.see(`"after"  true\n\[7\]> $`)
		tm.press("\x0c:reload none\r")
		tm.see(`the module 'none' was not loade`)
		tm.press("\x0c:reload\r")
		tm.see(`:reload MODULE: a module expected`)
	})
}
