package disk

// This file is C's rename.

import "os"

func rename(from, to string) error { return os.Rename(from, to) }
