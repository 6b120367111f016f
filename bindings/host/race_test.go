//go:build race

package host_test

// raceDetector tells whether the tests run under the race detector, which allocates.
const raceDetector = true
