---@meta string

---Texts and bytes. Positions are counted in bytes from 1, from the end where they are negative; module utf8 counts characters. The
---functions are methods of strings, too: s:upper().
---
---Patterns are made of `.` any byte, `%a` letters, `%d` digits, `%l` lower case, `%s` spaces, `%u` upper case, `%w` letters and
---digits, `%x` digits in base 16, `%p` punctuation, `%c` control characters, in upper case what is none of it; `[a-z_]` a set, `[^…]`
---all else. Behind one, `*` is any number of times, `+` once or more, `-` as few times as will do, `?` once or not at all. `^` is the
---beginning, `$` the end, `(…)` a capture, `()` a position, `%1` the first capture again, `%b()` a pair with all between, `%f[set]`
---the border of a set. `%` takes the meaning from any other sign: `%.` is a dot.
---@class string
string = {}

---The bytes i to j as numbers.
---@param s string
---@param i? integer 1 where it is not there
---@param j? integer i where it is not there
---@return integer ...
function string.byte(s, i, j) end

---A string of bytes, given as numbers from 0 to 255.
---@param ... integer
---@return string
function string.char(...) end

---Functions have no binary form here.
---Raises: always an error.
---@param f function
function string.dump(f) end

---Where the first match of a pattern begins and ends, and its captures; nil where there is none.
---@param s string
---@param pattern string
---@param init? integer where to begin; 1 where it is not there
---@param plain? boolean take the pattern for plain text
---@return integer? first
---@return integer? last
---@return string ...
function string.find(s, pattern, init, plain) end

---A text made by a format. `%d` and `%i` whole numbers, `%u` without a sign, `%f` with a point, `%e` with an exponent, `%g` the shorter of
---both, `%x` in base 16, `%o` in base 8, `%c` a byte, `%s` a text, `%q` a text as a literal of Lua, `%%` a percent sign. Before the letter
---may stand `-` (to the left), `0`, `+`, a space, `#`, a width, and a precision: `%-10s`, `%05d`, `%.2f`.
---Raises: that an argument does not fit what the format says.
---@param format string
---@param ... any
---@return string
function string.format(format, ...) end

---gmatch by its name in Lua 5.0.
---@param s string
---@param pattern string
---@return function
function string.gfind(s, pattern) end

---For a generic for: the captures of each match in turn, or the whole match where the pattern has no captures.
---@param s string
---@param pattern string
---@return function
function string.gmatch(s, pattern) end

---s with the matches of a pattern replaced, and how many there were.
---@param s string
---@param pattern string
---@param repl string|table|function a text, in which `%0` is the match and `%1` its first capture; a table that has what to put for the first capture; a function that is called with the captures. Where these give nil or false, the match stays
---@param n? integer how many at most; all where it is not there
---@return string
---@return integer
function string.gsub(s, pattern, repl, n) end

---How many bytes s has: #s.
---@param s string
---@return integer
function string.len(s) end

---s in lower case, of the letters a to z.
---@param s string
---@return string
function string.lower(s) end

---The captures of the first match of a pattern, or the whole match where it has no captures; nil where there is none.
---@param s string
---@param pattern string
---@param init? integer where to begin; 1 where it is not there
---@return string? ...
function string.match(s, pattern, init) end

---Values as bytes, by a format as Lua 5.3 has it. `<` and `>` for the order of bytes, `b` `h` `i4` `l` `j` signed, upper case unsigned,
---`f` `d` `n` floats, `z` a string with a zero behind, `s4` one with its length before.
---@param format string
---@param ... any
---@return string
function string.pack(format, ...) end

---How many bytes string.pack makes by a format without `s` and `z`.
---@param format string
---@return integer
function string.packsize(format) end

---n copies of s, one behind the other.
---@param s string
---@param n integer
---@return string
function string.rep(s, n) end

---The bytes of s from the last to the first.
---@param s string
---@return string
function string.reverse(s) end

---The bytes i to j of s, as far as they are there.
---@param s string
---@param i integer from the end where it is negative
---@param j? integer the last one; -1, the end, where it is not there
---@return string
function string.sub(s, i, j) end

---What string.pack made, as values again, and the position behind them.
---Raises: that the data is too short.
---@param format string
---@param s string
---@param pos? integer where to begin; 1 where it is not there
---@return any ...
function string.unpack(format, s, pos) end

---s in upper case, of the letters a to z.
---@param s string
---@return string
function string.upper(s) end
