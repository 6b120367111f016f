//go:build lean

package bindings

import "moonloop/bindings/box"

// databases are none in a lean build.
func databases() []box.Module { return nil }
