package redis

// This file is the errors of the module.

import "moonloop/loop"

// Error is what the server says against a command; it has the code, the first word.
var Error = loop.NewClass("Error", loop.Exception)

// WatchError is a transaction whose keys another has changed.
var WatchError = loop.NewClass("WatchError", Error)
