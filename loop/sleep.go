package loop

// This file holds Sleep.

const (
	sleepNew uint8 = iota
	sleepYielded
	sleepWaiting
	sleepOver
)

// sleeping is the coroutine of Sleep. Its future and its timer are part of it, so that
// a sleep is one allocation.
type sleeping struct {
	result any
	stage  uint8
	fut    Future
	timer  Handle // until it begins its time is the delay
}

// Sleep returns a coroutine that ends after a delay with the given result, as asyncio.sleep does. A delay of 0 or less, or
// none, gives up the loop for one iteration.
func Sleep(l *Loop, delay Span, result any) Coroutine {
	s := &sleeping{result: result}
	s.fut.init(l)
	s.timer.when = delay.seconds
	return s
}

// Resume implements Coroutine.
func (s *sleeping) Resume(exc error) (Signal, any) {
	switch s.stage {
	case sleepNew:
		if exc == nil {
			return s.begin()
		}
	case sleepYielded:
		if exc == nil {
			s.stage = sleepOver
			return Returned, s.result
		}
	case sleepWaiting:
		s.Close()
		return ended(s.fut.arrive(exc))
	case sleepOver:
		return Raised, errReused()
	}
	s.stage = sleepOver
	return Raised, exc
}

func (s *sleeping) begin() (Signal, any) {
	delay := s.timer.when
	if delay <= 0 {
		s.stage = sleepYielded
		return Yielded, nil
	}
	if err := checkTime("delay", delay); err != nil {
		s.stage = sleepOver
		return Raised, err
	}
	s.stage = sleepWaiting
	l := s.fut.loop
	s.timer.Init(l, s, &l.blank)
	l.ScheduleAt(&s.timer, l.momentIn(delay))
	return Awaiting, &s.fut
}

// Call is what the timer does.
func (s *sleeping) Call(*Future) {
	if !s.fut.Done() {
		s.fut.finish(finished, s.result)
	}
}

// Close implements Closer.
func (s *sleeping) Close() {
	s.stage = sleepOver
	s.timer.Cancel()
}

// String implements fmt.Stringer.
func (s *sleeping) String() string { return "sleep()" }

// MemorySize calls visit for the result, and returns about how many bytes a sleep takes, its timer included.
func (s *sleeping) MemorySize(visit func(any)) int {
	visit(s.result)
	return 220
}
