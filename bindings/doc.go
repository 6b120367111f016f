// Package bindings opens all of Moonloop's Lua modules at once: asyncio, the standard library, debug.
//
// It is a façade. Package asyncio holds the event loop for scripts, package stdlib Lua's own library, package host what
// a Go program embeds; a program that imports those links what it uses and no more.
package bindings
