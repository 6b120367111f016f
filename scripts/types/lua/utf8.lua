---@meta utf8

---Texts in UTF-8, by characters. Positions are those of bytes.
---@class utf8
utf8 = {}

---A pattern for one character of a valid text.
---@type string
utf8.charpattern = nil

---A text of characters, given by their numbers.
---@param ... integer
---@return string
function utf8.char(...) end

---The numbers of the characters that begin at the bytes i to j.
---Raises: "invalid UTF-8 code".
---@param s string
---@param i? integer 1 where it is not there
---@param j? integer i where it is not there
---@return integer ...
function utf8.codepoint(s, i, j) end

---For a generic for: the position and number of each character.
---Raises: "invalid UTF-8 code".
---@param s string
---@return function
function utf8.codes(s) end

---How many characters begin at the bytes i to j; nil and the position of the first byte that is none's.
---@param s string
---@param i? integer 1 where it is not there
---@param j? integer -1, the end, where it is not there
---@return integer?
---@return integer? position
function utf8.len(s, i, j) end

---Where character n begins, counted from position i; nil where it does not.
---@param s string
---@param n integer below zero: backwards
---@param i? integer 1 where it is not there, or behind the end where n is negative
---@return integer?
function utf8.offset(s, n, i) end
