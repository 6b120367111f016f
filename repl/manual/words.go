package manual

// This file knows by which words of other languages, and of people, what is here is looked for.

import "strings"

// otherWords are the words that stand in the manual for one that is looked for.
var otherWords = map[string]string{
	"settimeout": "call_later asyncio.sleep", "setinterval": "call_later asyncio.sleep", "timer": "call_later asyncio.sleep",
	"cleartimeout": "cancel", "delay": "asyncio.sleep", "cron": "asyncio.sleep", "debounce": "call_later",
	"fetch": "http.get", "axios": "http.get", "requests": "http.get", "curl": "http.get", "urllib": "http.get", "download": "http.get",
	"logger": "log.", "logger.info": "log.info", "logging": "log.", "console.log": "print", "printf": "string.format",
	"promise": "future", "promise.all": "gather", "promise.race": "asyncio.wait", "deferred": "future", "channel": "asyncio.queue",
	"goroutine": "create_task", "spawn": "create_task", "go": "create_task", "mutex": "asyncio.lock", "waitgroup": "taskgroup",
	"nursery": "taskgroup", "background": "create_task", "parallel": "to_thread gather", "concurrently": "gather",
	"throttle": "semaphore", "ratelimit": "semaphore", "pool": "semaphore threadpoolexecutor max_connections",
	"graceful": "shutdown_timeout", "gracefully": "shutdown_timeout", "shutdown": "shutdown_timeout", "sigterm": "add_signal_handler",
	"broadcast": "notify_all publish websockets", "pubsub": "publish", "retry": "retries retry(", "backoff": "backoff",
	"try": "asyncio.try", "catch": "asyncio.try", "except": "asyncio.try", "finally": "asyncio.try", "throw": "error(", "exception": "error",
	"import": "require", "argv": "args.parse", "argparse": "args.parse", "getopt": "args.parse", "dotenv": "moonloop.env",
	"stringify": "encode", "serialize": "encode", "dumps": "encode", "parse": "decode parse", "deserialize": "decode",
	"print": "print write", "println": "print", "sprintf": "string.format", "input": "io.read", "readline": "readline io.read",
	"regex": "moonloop.re", "regexp": "moonloop.re", "split": "re.split gmatch", "substring": "string.sub", "length": "string.len rawlen",
	"postgres": "postgresql", "mysql": "moonloop.sql", "mkdir": "mkdir", "listdir": "listdir lfs.dir", "exec": "create_subprocess_exec",
	"subprocess": "create_subprocess", "shell": "create_subprocess_shell", "thread": "to_thread", "kill": "cancel killpg",
	"sha256": "hash", "md5": "hash", "hmac": "hash", "now": "os.time datetime", "date": "os.date datetime", "random": "math.random uuid",
}

// has reports whether a text, in lower case, has a word or what stands for it.
func has(text, word string) bool {
	if strings.Contains(text, word) {
		return true
	}
	plain := strings.ReplaceAll(word, "-", "")
	if plain != word && strings.Contains(text, plain) {
		return true
	}
	for other := range strings.FieldsSeq(otherWords[plain]) {
		if strings.Contains(text, other) {
			return true
		}
	}
	return false
}
