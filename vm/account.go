package vm

// This file keeps account of the memory that a runtime takes, against its limit.

// A memoryAccount compares the memory of a runtime with its limit. What is taken is noted as it happens; what is let go
// of is not. So when the notes say that the limit is near, all that is reachable is measured.
//
// Measuring takes time, which must be earned: each byte taken pays for measuring sixteen. What stays within the limit can
// thus be measured at each sixteenth of it. A script beyond the limit may go on, as when ten thousand tasks are stopped
// one by one. It comes to the end of its credit, and its errors then come from the last measurement until it has earned
// another.
type memoryAccount struct {
	limit   int64
	room    int64 // what may be taken until the next measurement
	granted int64 // what room was after the last look
	used    int64 // what the last measurement found, and what was noted since while there was no credit for another
	credit  int64 // how many bytes may be measured
	cost    int64 // of measurements that were not accounted for yet, in instructions
	taken   int64 // what was noted in all, until granted was set
	told    int64 // what of that budgets were told
}

// What pays for measuring, in bytes measured. It takes about 2.5 ns to measure one.
const (
	creditTaken       = 16   // a byte noted
	creditInstruction = 8    // an instruction run
	creditStep        = 1024 // a step begun
)

func (a *memoryAccount) init(limit int64) {
	a.limit = limit
	a.room, a.granted = limit, limit
	a.credit = creditTaken * limit
}

// Remeasure has the memory be measured once more when the limit seems to be passed, whether that is earned or not. It is for who
// has ended work that held much of it, on the runtime's goroutine: what is let go of is not noted, so the next work would be
// refused for what the last one held.
func (rt *Runtime) Remeasure() {
	if m := rt.meter; m != nil {
		m.memory.credit = max(m.memory.credit, 2*m.memory.limit)
	}
}

// untold is what was noted since a budget was last told.
func (a *memoryAccount) untold() int64 { return a.taken + a.granted - a.room - a.told }

// take tells a budget that what was noted since another was told is its.
func (m *meter) take(b *Budget) {
	a := &m.memory
	if n := a.untold(); n != 0 {
		a.told += n
		if a.limit > 0 {
			b.taken.Store(b.taken.Load() + n)
		}
	}
}

// note says that some bytes are taken.
func (m *meter) note(size int) {
	m.memory.room -= int64(size)
	if m.memory.room < 0 && m.memory.limit > 0 {
		m.soon()
	}
}

// reserve is note for what may be much: it raises the error before the bytes are taken.
func (m *meter) reserve(size int) {
	if over := m.afford(size); over != nil {
		m.rt.raise(m.rt.limited(over, false))
	}
}

// afford is reserve for who cannot raise an error: it returns it. Whoever asks for much will fill it, which takes time.
func (m *meter) afford(size int) *LimitError {
	m.note(size)
	if size <= quantum {
		return nil
	}
	if m.memory.room < 0 {
		if over := m.memory.settle(m.rt, int64(size)); over != nil {
			return over // nothing will be filled
		}
	}
	m.work(int64(size / perFill))
	return nil
}

// settle returns the error if the limit is passed or wanted more bytes, which are noted already, would pass it. It
// measures, unless there is no credit for that and nothing new to be expected.
func (a *memoryAccount) settle(rt *Runtime, wanted int64) *LimitError {
	if a.limit <= 0 {
		return nil
	}
	a.taken += a.granted - a.room
	taken := max(a.granted-a.room-wanted, 0)
	a.credit = min(a.credit+creditTaken*taken, creditTaken*a.limit)
	if a.used += taken; a.credit >= a.used || a.used+wanted <= a.limit {
		var work int64
		a.used, work = rt.measure()
		a.credit = max(a.credit-work, 0)
		a.cost += work / 128
	} else {
		a.cost += nativeCost
	}
	var over *LimitError
	if a.used+wanted > a.limit {
		// A script that lets go of nothing may take a sixteenth more, and is stopped each time from then on.
		a.room = max(0, min(a.limit/16, a.limit+a.limit/16-a.used))
		a.taken -= wanted
		over = overrun("memory", "not enough memory: more than %d bytes", a.limit)
	} else {
		a.room = max(a.limit-a.used, a.limit/16) - wanted
	}
	a.granted = a.room
	return over
}
