package repl

// This file shows and cancels tasks.

import (
	"slices"
	"strings"
	"weak"

	"moonloop/loop"
	"moonloop/repl/columns"
	"moonloop/vm"
)

// tasks are those that are not done, oldest first.
func (r *REPL) tasks() []*loop.Task { return r.loop.AllTasks() }

// where is the place at which a task is suspended.
func where(t *loop.Task) string {
	if co, ok := t.Coro().(*vm.Coroutine); ok {
		if at := co.Where(); at != "" {
			return at
		}
		return co.Name()
	}
	return ""
}

// waitsFor is what a task waits for, in short.
func waitsFor(t *loop.Task) string { return t.WaitsFor() }

func (r *REPL) taskAge(t *loop.Task) string {
	made, ok := r.made[weak.Make(t)]
	if !ok {
		return "?"
	}
	return age(r.loop.Time() - made.time)
}

func (r *REPL) showTasks() {
	tasks := r.tasks()
	if len(tasks) == 0 {
		r.print("no tasks")
		return
	}
	rows := [][]string{{"NAME", "STATE", "AGE", "WHERE", "WAITS FOR"}}
	for _, t := range tasks {
		rows = append(rows, []string{t.Name(), taskState(t), r.taskAge(t), where(t), waitsFor(t)})
	}
	width, _ := r.screen.size()
	r.print(table(rows, width))
}

// table aligns rows; where they are wider than the terminal the last columns go to a line of their own.
func table(rows [][]string, width int) string {
	widths := make([]int, len(rows[0]))
	total := 0
	for i := range widths {
		for _, row := range rows {
			widths[i] = max(widths[i], columns.Of(row[i]))
		}
		total += widths[i] + 2
	}
	cut := len(widths)
	if total-2 > width {
		cut = min(3, cut)
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			if i == cut {
				b.WriteString(strings.TrimRight(line, " ") + "\n")
				line = "    "
			}
			line += cell + strings.Repeat(" ", widths[i]-columns.Of(cell)+2)
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// showTree prints each task below the one that awaits it.
func (r *REPL) showTree() {
	tasks := r.tasks()
	if len(tasks) == 0 {
		r.print("no tasks")
		return
	}
	awaited := map[*loop.Task]bool{}
	for _, t := range tasks {
		for _, child := range awaitedTasks(t.Waiter()) {
			awaited[child] = true
		}
	}
	var b strings.Builder
	shown := map[*loop.Task]bool{}
	for _, t := range tasks {
		if !awaited[t] {
			r.branch(&b, t, "", "", shown)
		}
	}
	for _, t := range tasks { // those that await each other in a circle
		if !shown[t] {
			r.branch(&b, t, "", "", shown)
		}
	}
	r.print(b.String())
}

// awaitedTasks are the tasks that a future stands for: itself, or the children of a gather.
func awaitedTasks(f *loop.Future) []*loop.Task {
	if f == nil || f.Done() {
		return nil
	}
	if t := f.Task(); t != nil {
		return []*loop.Task{t}
	}
	var all []*loop.Task
	for _, child := range f.Children() {
		all = append(all, awaitedTasks(child)...)
	}
	return all
}

// awaits tells whether t is x, or awaits it, or a task that does.
func awaits(t, x *loop.Task) bool {
	if t == x {
		return true
	}
	return slices.ContainsFunc(awaitedTasks(t.Waiter()), func(child *loop.Task) bool { return awaits(child, x) })
}

// branch prints t and what it awaits. lead stands before its line, below before the lines under it.
func (r *REPL) branch(b *strings.Builder, t *loop.Task, lead, below string, shown map[*loop.Task]bool) {
	b.WriteString(lead + t.Name())
	if shown[t] {
		b.WriteString(" (above)\n")
		return
	}
	shown[t] = true
	if at := where(t); at != "" {
		b.WriteString("  " + r.paint.in(faint, at))
	}
	children := awaitedTasks(t.Waiter())
	if what := waitsFor(t); what != "" && len(children) == 0 {
		b.WriteString("  " + what)
	}
	b.WriteString("\n")
	for i, child := range children {
		if i+1 < len(children) {
			r.branch(b, child, below+"├─ ", below+"│  ", shown)
		} else {
			r.branch(b, child, below+"└─ ", below+"   ", shown)
		}
	}
}

// cancelNamed cancels the tasks of that name.
func (r *REPL) cancelNamed(name string) {
	if name == "" {
		r.print(":cancel NAME: a task expected; :tasks lists them")
		return
	}
	found := false
	for _, t := range r.tasks() {
		if t.Name() == name {
			found = true
			t.Cancel(nil)
			r.print("cancelling " + name)
		}
	}
	if !found {
		r.print("no task " + name + "; :tasks lists them")
	}
}
