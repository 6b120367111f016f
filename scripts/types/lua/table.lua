---@meta table

---Lists: tables whose elements stand at 1, 2, … without a gap.
---@class table
table = {}

---The elements of a list, which are strings or numbers, as one text.
---Raises: that an element is neither.
---@param list table
---@param sep? string stands between them; "" where it is not there
---@param i? integer the first one; 1 where it is not there
---@param j? integer the last one; the last of the list where it is not there
---@return string
function table.concat(list, sep, i, j) end

---Calls f with each key and value, until it returns something. pairs does the same.
---@param t table
---@param f function
---@return any
function table.foreach(t, f) end

---Calls f with each index and element, until it returns something. ipairs does the same.
---@param list table
---@param f function
---@return any
function table.foreachi(list, f) end

---How long a list is: #list.
---@param list table
---@return integer
function table.getn(list) end

---Puts a value at the end of a list, or with three arguments at a place of it: table.insert(list, 1, v). What is there moves up.
---@param list table
---@param pos any the place; where there are two arguments, the value
---@param value? any
function table.insert(list, pos, value) end

---The largest number that is a key, 0 where there is none.
---@param t table
---@return number
function table.maxn(t) end

---Copies a1[f], …, a1[e] to a2[t] and on, and returns a2.
---@param a1 table
---@param f integer
---@param e integer
---@param t integer
---@param a2? table a1 where it is not there
---@return table
function table.move(a1, f, e, t, a2) end

---A table of all arguments, nils too, which its field n counts.
---@param ... any
---@return table
function table.pack(...) end

---Takes an element out of a list and returns it. What is behind it moves down.
---@param list table
---@param pos? integer the last where it is not there
---@return any
function table.remove(list, pos) end

---A list is as long as it is: this cannot be set.
---Raises: always an error.
---@param list table
---@param n integer
function table.setn(list, n) end

---Puts the elements of a list in order, in their place. Which of two equal ones comes first is not said.
---Raises: "invalid order function for sorting" for one that contradicts itself; that elements cannot be compared.
---@param list table
---@param less? function whether its first argument goes before its second; < where it is not there
function table.sort(list, less) end

---list[i], …, list[j] as separate values: unpack.
---@param list table
---@param i? integer 1 where it is not there
---@param j? integer its length where it is not there
---@return any ...
function table.unpack(list, i, j) end
