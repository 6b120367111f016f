package compile

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

var randomMutations = flag.Int("mutations", 0, "how many sources made by several random steps to hold against lua5.1")

// samples are right programs that have a bit of everything.
var samples = []string{
	`local queue = {}
function queue.push(q, item, ...)
  q[#q + 1] = item
  if ... then return queue.push(q, ...) end
end
function queue:pop() return table.remove(self, 1) end
queue:push "a"`,

	`for i = 1, 10, 2 do
  local square = i ^ 2
  if square > 20 and not (i == 5) then break
  elseif square == 9 then print("nine", -i)
  else print(i .. ":" .. square) end
end`,

	`local counts = { total = 0, ["two words"] = 2; 'x', f(), }
for word, n in pairs(text) do
  counts[word] = (counts[word] or 0) + n % 3
end
return counts, #counts`,

	`local function map(list, f)
  local result = {}
  for i, v in ipairs(list) do result[i] = f(v, i) end
  return result
end
print(unpack(map({1, 2.5, 0x10, 3e2}, function(x) return x * 2 end)))`,

	`local n, sum = 0
repeat
  local line = io.read()
  while line and line ~= "" do
    n, sum = n + 1, (sum or 0) + tonumber(line)
    line = line:sub(2, -1):gsub("%s", '')
  end
until not line or n >= 3 -- enough`,

	`-- a comment
local text = [[
several
lines]] .. [==[ and ]] more ]==] --[[ inner
comment ]]
do local quoted = "tab\t, \"quote\", \065\10\
next line" print { quoted, text } end`,

	`a.b.c, a[1][2], d = true, nil
a.b:m(1, 'x', ...):n{ 1, k = v }.o = function(...)
  local arg = { n = select('#', ...), ... }
  return arg
end
;(f or g)(x)`,

	`if a <= b then
  return function() return a < b, a >= b end
elseif false then
  do end
end
local x = a == y`,

	`local t = setmetatable({}, {
  __index = function(t, k)
    local v = k .. "!"
    t[k] = v
    return v
  end;
  __call = print,
})
return t.x, t[ [[y]] ], -t / 2 * 3 - 1`,
}

// words are the tokens of a source with what stands before each.
func words(source string) (list []string) {
	known := &symbols{}
	known.empty()
	lx := lexer{source: source, line: 1, symbols: known}
	for from := 0; ; {
		t := lx.scan()
		list = append(list, source[from:lx.at])
		from = lx.at
		if t.kind == tokEOF || t.kind == tokError {
			return list
		}
	}
}

// others are put in place of a token.
var others = []string{
	" x", " 1", " 's'", " [[\n]]", " (", ")", " {", " }", " [", "]", ",", ";", " =", " ==", ".", "..", " ...", ":", "::", " +", " -", " not", " #", " end", " do", " then", " else",
	" function", " local", " return", " break", " if", " for", " in", " while", " until", " repeat", " nil", " \"", " \x02", "\n", "\x00", " --", " --[[", "1e", " [=", "\\",
}

// mutations are all sources that one step makes of a sample: cut, drop, double, swap, replace, insert.
func mutations() (all []string) {
	for _, s := range samples {
		w := words(s)
		join := func(parts ...[]string) {
			var b strings.Builder
			for _, p := range parts {
				b.WriteString(strings.Join(p, ""))
			}
			all = append(all, b.String())
		}
		for i := range w {
			join(w[:i])
			join(w[:i], w[i+1:])
			join(w[:i+1], w[i:])
			for j := i + 1; j < min(i+4, len(w)); j++ {
				join(w[:i], w[j:j+1], w[i+1:j], w[i:i+1], w[j+1:])
			}
			for _, o := range others {
				join(w[:i], []string{o}, w[i+1:])
				join(w[:i], []string{o}, w[i:])
			}
		}
		for i := range s {
			all = append(all, s[:i], s[:i]+s[i+1:])
		}
	}
	return all
}

// TestEveryMutation holds all of them against lua5.1 where there is one.
func TestEveryMutation(t *testing.T) {
	all := mutations()
	for n := range *randomMutations {
		all = append(all, randomMutation(rand.New(rand.NewPCG(uint64(n), 3))))
	}
	verdicts := oracle(t, all)
	if verdicts == nil {
		t.Skip("there is no lua5.1")
	}
	holdAgainst(t, all, verdicts)
}

// randomMutation changes a sample in two to five steps, of tokens or of bytes.
func randomMutation(r *rand.Rand) string {
	s := samples[r.IntN(len(samples))]
	for range 2 + r.IntN(4) {
		if r.IntN(4) == 0 && s != "" {
			i := r.IntN(len(s))
			s = s[:i] + string([]byte{byte(r.IntN(256))}) + s[i+r.IntN(2):]
			continue
		}
		w := words(s)
		i, j := r.IntN(len(w)), r.IntN(len(w))
		switch r.IntN(4) {
		case 0:
			w[i] = others[r.IntN(len(others))]
		case 1:
			w[i] = w[j]
		case 2:
			w[i], w[j] = w[j], w[i]
		default:
			w[i] = ""
		}
		s = strings.Join(w, "")
	}
	return strings.TrimLeft(s, "\x1b") // which would be a binary chunk
}

func holdAgainst(t *testing.T, sources, verdicts []string) {
	wrong := 0
	for i, s := range sources {
		if got := verdict(s); got != verdicts[i] {
			if wrong++; wrong <= 20 {
				t.Errorf("%q:\n got %q\nwant %q", s, got, verdicts[i])
			}
		}
	}
	t.Logf("%d of %d differ", wrong, len(sources))
}

const goldenMutations = "testdata/mutations.txt"

// TestMutations holds some of the mutations against what lua5.1 said to them.
func TestMutations(t *testing.T) {
	all := mutations()
	random := rand.New(rand.NewPCG(1, 2))
	some := make([]string, 2000)
	for i := range some {
		some[i] = all[random.IntN(len(all))]
	}
	if *update {
		verdicts := oracle(t, some)
		if verdicts == nil {
			t.Fatal("there is no lua5.1")
		}
		lines := make([]string, len(some))
		for i, v := range verdicts {
			lines[i] = sum(some[i]) + " " + strconv.Quote(v)
		}
		writeLines(t, goldenMutations, lines)
	}
	lines := readLines(t, goldenMutations)
	if len(lines) != len(some) {
		t.Fatalf("%d are recorded of %d: record them with -update", len(lines), len(some))
	}
	verdicts := make([]string, len(some))
	for i, line := range lines {
		hash, quoted, _ := strings.Cut(line, " ")
		if hash != sum(some[i]) {
			t.Fatalf("line %d is not for its source: record them with -update", i+1)
		}
		var err error
		if verdicts[i], err = strconv.Unquote(quoted); err != nil {
			t.Fatal(err)
		}
	}
	holdAgainst(t, some, verdicts)
}

func sum(s string) string {
	h := fnv.New32a()
	h.Write([]byte(s))
	return fmt.Sprintf("%08x", h.Sum32())
}
