package sandbox

import (
	"context"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"moonloop/bindings/host"
)

// TestPrograms has a script run what is listed, and try to run what is not.
func TestPrograms(t *testing.T) {
	env, err := exec.LookPath("env")
	if err != nil {
		t.Skip(err)
	}
	t.Setenv("SECRET_OF_THE_HOST", "secret")
	w, err := host.New(host.Options{Programs: []string{env}, Env: map[string]string{"GIVEN": "a b", "LANG": "C"}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := w.Func("escaped", func(what string) { t.Errorf("reached %s", what) }); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 60*time.Second)
	defer cancel()
	if _, err := w.RunString(ctx, reached, "reached"); err != nil {
		t.Fatal(err)
	}
	_, err = w.RunString(ctx, `
		local env, folder = ...
		local exec, PIPE = asyncio.create_subprocess_exec, asyncio.subprocess.PIPE
		local function run(...)
			local p = await(exec(...))
			local out, err = await(p:communicate())
			return out, p.returncode
		end
		local out = run(env, {stdout = PIPE})
		assert(out == "GIVEN=a b\nLANG=C\n", out)
		out = run(env, {stdout = PIPE, env = {LANG = "C"}})
		assert(out == "LANG=C\n", out)
		-- An argument is what it is: to this program A=B is a variable.
		out = run(env, "-i", "A=$HOME; *\n'\"", {stdout = PIPE})
		assert(out == "A=$HOME; *\n'\"\n", out)

		local function try(what, fn) reached(what, function() return fn() or true end) end
		try("another program", function() return await(exec("/bin/sh", "-c", "true")) end)
		try("a name without a folder", function() return await(exec("env")) end)
		for _, name in ipairs { "/" .. env, folder .. "/./env", folder .. "/../bin/env", "./env", "", env .. "\0", env .. "/", env .. " " } do
			try("the name " .. name, function() return await(exec(name)) end)
		end
		for key, value in pairs { executable = "/bin/sh", cwd = "/", pass_fds = {1}, umask = 0, user = 0, group = 0, process_group = 0, extra_groups = {0}, start_new_session = true } do
			try(key, function() return await(exec(env, {[key] = value})) end)
		end
		for key, value in pairs { LD_PRELOAD = "/tmp/x.so", PATH = "/tmp", GIVEN = "other", SECRET_OF_THE_HOST = "secret" } do
			try("the variable " .. key, function() return await(exec(env, {env = {[key] = value}})) end)
		end
		try("a shell", function() return await(asyncio.create_subprocess_shell("true")) end)
		try("a group", function() asyncio.killpg(2, "SIGTERM") end)
		try("signals", function() asyncio.get_running_loop():add_signal_handler("SIGTERM", print) end)
		try("a protocol's program", function() return await(asyncio.get_running_loop():subprocess_exec(print, "/bin/sh")) end)
		try("os.execute", function() return os.execute("true") end)
		try("io.popen", function() return io.popen("true") end)
	`, "programs.lua", env, filepath.Dir(env))
	if err != nil {
		t.Fatal(err)
	}
	if n, err := host.One[int](w.Call(ctx, "count")); n < 25 || err != nil {
		t.Errorf("%d attempts, %v", n, err)
	}
}

// What a script may change is no program to grant.
func TestProgramsRefused(t *testing.T) {
	env, err := exec.LookPath("env")
	if err != nil {
		t.Skip(err)
	}
	for _, o := range []host.Options{
		{Programs: []string{"env"}},
		{Programs: []string{env}, Write: []string{filepath.Dir(env)}},
		{Programs: []string{env}, Write: []string{"/"}},
	} {
		if w, err := host.New(o); err == nil {
			t.Errorf("%v: an error expected", o.Programs)
			_ = w.Close()
		}
	}
}
