// Package disk is the files that a host lets scripts use: all of the machine, those below a root, those in several folders,
// or a file system that can only be read. Whoever opens, changes or looks at a file for a script asks its [Disk].
//
// Three things hold for every disk but [Machine]. No name and no link leads out: names are looked up by os.Root, step by
// step, so that nothing can be exchanged meanwhile. No link is made that would lead out, wherever it is moved to. And only
// files and directories are opened: a pipe may wait for ever, and a device may do anything.
package disk
