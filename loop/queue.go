package loop

// This file holds Queue, and with a store of another order PriorityQueue and LifoQueue.

import "fmt"

// Queue passes items between tasks, as asyncio.Queue does. It belongs to the loop that is
// given to the first Get, Put or Join that has to wait.
type Queue struct {
	bound
	kind       string
	maxsize    int
	items      queueStore
	getters    waiters // who waits for an item
	putters    waiters // who waits for room
	joiners    waiters // who waits for all tasks to be done
	unfinished int
	shut       bool
}

// queueStore keeps a queue's items in its order. If Push or Pop fails, nothing has changed.
type queueStore interface {
	Len() int
	Push(item any) error
	Pop() (any, error) // the next item; there is one
	Clear()
	Items() []any
}

// NewQueue makes a queue that is first in, first out. A maxsize of 0 or less is no limit.
func NewQueue(maxsize int) *Queue { return queueOver("Queue", maxsize, new(fifo)) }

// NewLifoQueue makes a queue that is last in, first out.
func NewLifoQueue(maxsize int) *Queue { return queueOver("LifoQueue", maxsize, new(lifo)) }

// NewPriorityQueue makes a queue that gives the least item first. An error of less is that of
// the operation that compared, which then has changed nothing.
func NewPriorityQueue(maxsize int, less func(a, b any) (bool, error)) *Queue {
	return queueOver("PriorityQueue", maxsize, &priority{less: less})
}

// queueOver makes a queue over a store; kind is its name in String.
func queueOver(kind string, maxsize int, s queueStore) *Queue {
	return &Queue{kind: kind, maxsize: maxsize, items: s}
}

// Len returns the number of items.
func (q *Queue) Len() int { return q.items.Len() }

// MaxSize returns the number of items that the queue may hold; 0 or less is no limit.
func (q *Queue) MaxSize() int { return q.maxsize }

// Empty reports whether there is no item.
func (q *Queue) Empty() bool { return q.items.Len() == 0 }

// Full reports whether there is no room.
func (q *Queue) Full() bool { return q.maxsize > 0 && q.items.Len() >= q.maxsize }

// PutNowait puts an item in; it is a QueueFull or QueueShutDown error if it cannot.
func (q *Queue) PutNowait(item any) error {
	if q.shut {
		return QueueShutDown.New(nil)
	}
	if q.Full() {
		return QueueFull.New(nil)
	}
	if err := q.items.Push(item); err != nil {
		return err
	}
	q.unfinished++
	q.getters.wakeNext()
	return nil
}

// GetNowait takes an item out; it is a QueueEmpty or QueueShutDown error if there is none.
func (q *Queue) GetNowait() (any, error) {
	if q.Empty() {
		if q.shut {
			return nil, QueueShutDown.New(nil)
		}
		return nil, QueueEmpty.New(nil)
	}
	item, err := q.items.Pop()
	if err != nil {
		return nil, err
	}
	q.putters.wakeNext()
	return item, nil
}

// TaskDone says that an item that was taken has been dealt with. It is a ValueError if it
// is called more often than there were items.
func (q *Queue) TaskDone() error {
	if q.unfinished <= 0 {
		return ValueError.New("task_done() called too many times")
	}
	q.unfinished--
	q.finishedSome()
	return nil
}

func (q *Queue) finishedSome() {
	if q.unfinished == 0 {
		q.joiners.wakeAll(nil)
	}
}

// Shutdown makes Put raise QueueShutDown from now on, and Get as soon as the queue is empty;
// with immediate, it is emptied at once. Everyone who waits is woken.
func (q *Queue) Shutdown(immediate bool) {
	q.shut = true
	if immediate {
		q.unfinished = max(0, q.unfinished-q.items.Len())
		q.items.Clear()
		q.finishedSome()
	}
	for q.getters.n > 0 {
		q.getters.wakeNext()
	}
	for q.putters.n > 0 {
		q.putters.wakeNext()
	}
}

// Kind is the name of the queue's class: Queue, LifoQueue or PriorityQueue.
func (q *Queue) Kind() string { return q.kind }

// String reads like Python's: <Queue maxsize=2 _queue=[1] _getters[1] tasks=1>.
func (q *Queue) String() string {
	s := fmt.Sprintf("<%s maxsize=%d", q.kind, q.maxsize)
	if !q.Empty() {
		s += " _queue=" + repr(q.items.Items())
	}
	if n := q.getters.n; n > 0 {
		s += fmt.Sprintf(" _getters[%d]", n)
	}
	if n := q.putters.n; n > 0 {
		s += fmt.Sprintf(" _putters[%d]", n)
	}
	if q.unfinished > 0 {
		s += fmt.Sprintf(" tasks=%d", q.unfinished)
	}
	if q.shut {
		s += " shutdown"
	}
	return s + ">"
}
