// Package ltable reads and writes gopher-lua's tables at the costs that Lua 5.1 has. The tables stay what hosts and
// gopher-lua's own functions know; only what goes where is decided here. All operations are raw: no metamethods.
//
// A table has an array part, for the keys 1 to n, and a hash part: dict and strdict hold its values, keys the order in
// which its keys came, k2i the place of each key in keys. What this package keeps true:
//
//   - The last element of the array is not nil, so that #t is its length. Holes before it are nil.
//   - An integer key goes to the array if it is the next one, else to dict. When a gap closes, what follows it moves to
//     the array. When keys has no room and more than half of some 2^k slots would be in use, integer keys move too; when
//     the array has no room and is less than half used, what is beyond the part worth keeping moves to dict.
//   - What a key deleted or a value replaced leaves behind stays until something new is inserted, since a traversal may
//     stand on it. An insertion packs keys when a quarter of them is dead, and makes the maps anew when three quarters
//     are. Each of these works for as long as things were inserted or deleted before, so everything is O(1), amortised.
//   - keys whose length is its capacity may be shared between tables: it is copied before it is written. Otherwise its
//     places are nil when the key has moved. Its first place may hold a header, which says what is known to be dead.
//
// A traversal goes through the array and then through the hash part in the order of insertion. A key that was deleted
// and set again is a new one. During a traversal existing fields may be changed and deleted, as in Lua.
//
// The entries of a weak table that may vanish lie apart (weak.go), with what is weak of them behind Go's weak pointers. Who
// looks for plain entries in the fields of a table does not meet them.
//
// gopher-lua's functions, and hosts through them, may change a table at any time between two calls, and see the same
// values, with two exceptions: an integer key that lies in the hash part is seen by RawGetH, Next and ForEach, but not by
// RawGet and RawGetInt, and none of them sees what may vanish from a weak table. What they put there stays until
// [Settle] takes it over; it must not be there already. They may leave nils at the end of the array, Go's nil among them, and write a key to the array
// that is in dict too: then the array counts, where it is not nil. Once a key that was in front of all others has been
// passed over as dead, Next takes each key it does not know for such a one and goes on, where it would refuse it
// otherwise. A value that is put in the middle of elements that a script has drained from the front is visited last.
//
// A table whose positive integer keys are not just 1 to n has several borders. Where it is small it remembers where PUC Lua
// would have its keys (places), so that # is PUC Lua's.
//
// Reading with Get, GetInt and GetString changes nothing; Len and Next may tidy up. No function gives Go's nil.
package ltable
