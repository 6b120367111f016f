//go:build !race

package asyncio

// raceDetector tells whether the tests run under the race detector, which allocates.
const raceDetector = false
