//go:build !race

package bindings

// RaceDetector tells whether the tests run under the race detector.
const RaceDetector = false
