package asyncio

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"moonloop/bindings/netio"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

var updateManual = flag.Bool("update", false, "write the table of what systems lack")

// asks are programs that ask a function for something that a system may lack.
var asks = map[string]string{
	"start_server":            `await(asyncio.start_server(print, "127.0.0.1", 0, {%s = true})):close()`,
	"open_datagram_endpoint":  `await(asyncio.open_datagram_endpoint({local_addr = {"127.0.0.1", 0}, %s = true})):close()`,
	"create_subprocess_exec":  `asyncio.create_subprocess_exec(program, "-test.list=^$", {stdout = asyncio.subprocess.DEVNULL, %s = true})`,
	"create_subprocess_shell": `asyncio.create_subprocess_shell("exit 0", {%s = true})`,
	"killpg": `
local ok, e = pcall(asyncio.killpg, 999999999, "SIGTERM") --%s
if not ok and not asyncio.isinstance(e, asyncio.ProcessLookupError) then error(e, 0) end`,
	"add_signal_handler":    `asyncio.get_running_loop():add_signal_handler("%s", print)`,
	"remove_signal_handler": `asyncio.get_running_loop():remove_signal_handler("%s")`,
	"send_signal": `
local p = await(asyncio.create_subprocess_exec(program, "-test.list=^$", {stdout = asyncio.subprocess.DEVNULL}))
local ok, e = pcall(p.send_signal, p, "%s")
await(p:wait())
if not ok and not asyncio.isinstance(e, asyncio.ProcessLookupError) then error(e, 0) end`,
}

// values are those of options that take more than true.
var values = map[string]string{
	"process_group": "0", "user": strconv.Itoa(os.Getuid()), "group": strconv.Itoa(os.Getgid()), "extra_groups": "{}", "umask": "18", "pass_fds": "{}",
}

// What this system lacks raises NotImplementedError with its name, and what it has does not.
func TestLacks(t *testing.T) {
	for _, l := range netio.Lacks() {
		for _, function := range strings.Split(l.Of, ", ") {
			ask, ok := asks[function]
			if !ok {
				t.Errorf("no program asks %s for %s", function, l.What)
				continue
			}
			if value, ok := values[l.What]; ok {
				ask = strings.Replace(ask, "%s = true", "%s = "+value, 1)
			}
			t.Run(function+"/"+l.What, func(t *testing.T) {
				here := slices.Contains(l.Systems, runtime.GOOS)
				if !here && (function == "add_signal_handler" && l.What == "SIGSTOP" || strings.HasPrefix(function, "send")) {
					return // not to be caught; would stop what is waited for
				}
				err := runAsk(t, fmt.Sprintf(ask, l.What))
				want := fmt.Sprintf("NotImplementedError: %s: %s not supported on %s", function, l.What, runtime.GOOS)
				switch {
				case here && (err == nil || !strings.Contains(err.Error(), want)):
					t.Errorf("got %v, want %s", err, want)
				case !here && err != nil:
					t.Errorf("got %v", err)
				}
			})
		}
	}
}

func runAsk(t *testing.T, source string) error {
	rt, err := vm.New(vm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer rt.Close()
	m := Open(rt, Options{Network: true, Processes: true})
	defer m.Close()
	rt.State().SetGlobal("program", lua.LString(os.Args[0]))
	chunk, err := vm.Compile(source, "ask")
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.RunMain(context.Background(), rt.Load(chunk))
	return err
}

// The table of what systems lack is that of the code; -update writes it.
func TestLacksTable(t *testing.T) {
	const path, begin, end = "../../scripts/manual/systems.md", "<!-- what systems lack -->\n", "<!-- end -->"
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(strings.ReplaceAll(string(b), "\r\n", "\n"), begin)
	have, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", path)
	}
	want := lacksTable()
	if *updateManual {
		if err := os.WriteFile(path, []byte(before+begin+want+end+after), 0o666); err != nil {
			t.Fatal(err)
		}
	} else if have != want {
		t.Errorf("%s has\n%s\nthe code says\n%s\n(-update writes it)", path, have, want)
	}
}

// lacksTable is the table in Markdown: what is lacking of the same functions in the same way is one row.
func lacksTable() string {
	names := map[string]string{"windows": "Windows", "darwin": "macOS", "freebsd": "FreeBSD", "linux": "Linux"}
	type row struct{ of, systems, note string }
	var rows []row
	whats := map[row][]string{}
	for _, l := range netio.Lacks() {
		var systems []string
		for _, s := range l.Systems {
			systems = append(systems, names[s])
		}
		r := row{l.Of, strings.Join(systems, ", "), l.Note}
		if whats[r] == nil {
			rows = append(rows, r)
		}
		whats[r] = append(whats[r], "`"+l.What+"`")
	}
	var s strings.Builder
	s.WriteString("| what | of | is not on | there |\n| --- | --- | --- | --- |\n")
	for _, r := range rows {
		fmt.Fprintf(&s, "| %s | `%s` | %s | %s |\n", strings.Join(whats[r], " "), strings.ReplaceAll(r.of, ", ", "`, `"), r.systems, r.note)
	}
	return s.String()
}
