package manual

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestLookup(t *testing.T) {
	m := Open()
	for name, want := range map[string]string{
		"asyncio.sleep":                    "asyncio.sleep",
		"sleep":                            "asyncio.sleep socket.sleep system.sleep",
		"Task.cancelling":                  "Task:cancelling",
		"task:CANCELLING":                  "Task:cancelling",
		"gather()":                         "asyncio.gather",
		"asyncio.gather.return_exceptions": "asyncio.gather",
		"json.decode.bigint":               "json.decode",
		"tour":                             "tour",
		"tour/cancelling":                  "tour/cancelling",
		"json":                             "json json",
		"moonloop.json":                    "json json",
		"json.DecodeError":                 "json.DecodeError",
		"Error.message":                    "Error.message",
		"asyncio.FIRST_COMPLETED":          "asyncio.FIRST_COMPLETED",
		"nowhere":                          "",
		"":                                 "",
	} {
		var got []string
		for _, topic := range m.Lookup(name) {
			got = append(got, topic.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Lookup(%q) = %v, want %s", name, got, want)
		}
	}
}

func TestNear(t *testing.T) {
	m := Open()
	for name, want := range map[string]string{"asyncio.slep": "asyncio.sleep", "gahter": "asyncio.gather", "tuor": "tour", "create_tsk": "asyncio.create_task", "qwertyuiop": ""} {
		if got := strings.Join(m.Near(name), " "); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("Near(%q) = %s, want %s", name, got, want)
		}
	}
}

func TestSearch(t *testing.T) {
	m := Open()
	for text, want := range map[string]string{
		"pending timeout":   "asyncio.wait",
		"DEADLOCK":          "tour/nothing-is-lost",
		"return_exceptions": "asyncio.gather",
		"graceful shutdown": "servers",
		"broadcast":         "Condition:notify_all",
		"retry back-off":    "http",
		"flush print":       "file:flush",
		"setTimeout":        "loop:call_later",
		"logger.info":       "log.info",
		"fetch":             "http.get",
		"zzzzz":             "",
		"":                  "",
	} {
		var got []string
		for _, topic := range m.Search(text) {
			got = append(got, topic.Name)
		}
		if all := " " + strings.Join(got, " ") + " "; want == "" && got != nil || !strings.Contains(all, " "+want) {
			t.Errorf("Search(%q) = %v, want %s", text, got, want)
		}
	}
	if got := m.Search("gather"); got[0].Name != "asyncio.gather" {
		t.Errorf("Search(gather) begins with %s", got[0].Name)
	}
}

// TestWidth holds that no line is wider than asked for, but lines of code.
func TestWidth(t *testing.T) {
	m := Open()
	for _, width := range []int{40, 60, 80, 200} {
		topics := append(m.Lookup("tour"), m.Lookup("asyncio")...)
		topics = append(topics, m.List())
		for _, topic := range topics {
			for _, b := range topic.blocks {
				if b.kind == code {
					continue
				}
				for _, line := range strings.Split(Style{Width: width}.text([]block{b}), "\n") {
					if n := utf8.RuneCountInString(line); n > min(width, maxWidth) {
						t.Errorf("%s at %d columns has a line of %d: %s", topic.Name, width, n, line)
					}
				}
			}
		}
	}
}

func TestText(t *testing.T) {
	page := parse("# A *page*\n\nSome **strong** words, `code` and\na [link](tour.md), [tour](tour.md).\n\n- one\n  more\n- two\n\n| a | b |\n| --- | --- |\n| `x\\|y` | z |\n\n```lua\nprint(1)\n```\n\n```\n1\n```\n\nNot run:\n\n    a()\n\n      b()\n\nend\n")
	want := `A *page*

  Some strong words, code and a
  link [tour], tour.

  - one more
  - two

  a    b
  x|y  z

    print(1)

  prints
    1

  Not run:

    a()

      b()

  end
`
	if got := (Style{Width: 32}).text(page); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := (Style{Width: 32, Color: true}).text(parse("a `b` c")), "  a \x1b[36mb\x1b[0m c\n"; got != want {
		t.Errorf("in colour %q, want %q", got, want)
	}
}

func TestEntry(t *testing.T) {
	want := `asyncio.gather(list[, {return_exceptions=}])
`
	if got := Open().Lookup("gather")[0].Text(Style{Width: 80}); !strings.HasPrefix(got, want) {
		t.Errorf("got\n%s\nwant it to begin with\n%s", got, want)
	}
}

// TestObjects looks names up as programs have them: with a variable before a member, or a variable alone.
func TestObjects(t *testing.T) {
	m := Open()
	for name, want := range map[string]string{
		"t.host": "test.T.host", "t.eq": "test.T.eq", "test.eq": "test.T.eq", "host.crash": "test.Net.crash test.T.crash",
		"reader:readline": "StreamReader:readline", "r:readline": "StreamReader:readline", "w:drain": "StreamWriter:drain",
		"proc.stdout": "Process.stdout", "proc.stdout.read": "StreamReader:read", "stdout.write": "StreamWriter:write",
		"ws.code": "WebSocket.code", "ws.send": "WebSocket:send", "http.WebSocket.send": "WebSocket:send",
		"req.json": "Request:json", "http.Request.json": "Request:json", "response.text": "Response:text", "s.get": "Session:get",
		"asyncio.Queue.get": "Queue:get", "q:put_nowait": "Queue:put_nowait",
		"task.result": "Future:result", "tg.create_task": "TaskGroup:create_task", "fut.set_result": "Future:set_result",
		"sem2.acquire": "Semaphore:acquire", "my_lock.acquire": "Lock:acquire", "ev.set": "Event:set", "cond.notify": "Condition:notify",
		"e.name": "ErrorClass.name Error.name", "err.message": "Error.message", "exc.traceback": "Error.traceback",
		"f:lines": "File.lines", "p.pid": "Process.pid", "srv.port": "Server.port HTTPServer.port", "db:exec": "Database:exec",
		"tx.one": "Transaction:one",
		"reader": "StreamReader", "writer": "StreamWriter", "tg": "TaskGroup",
		"app:route": "Request.route App", "ws.ping": "http.websocket WebSocket",
		"nobody.knows": "", "asyncio.slep": "",
	} {
		var got []string
		for _, topic := range m.Lookup(name) {
			got = append(got, topic.Name)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Lookup(%q) = %v, want %s", name, got, want)
		}
	}
	for name, want := range map[string]string{"ws.recv": "WebSocket:receive", "db.execute": "Database:exec", "t.mock": "test.T", "headers.get": "Headers:get_all", "fs.file": "fs"} {
		if got := m.Near(name); len(got) == 0 || got[0] != want {
			t.Errorf("Near(%q) = %v, want %s", name, got, want)
		}
	}
}
