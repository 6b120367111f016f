//go:build !race

package bindings_test

// raceDetector tells whether the tests run under the race detector.
const raceDetector = false
