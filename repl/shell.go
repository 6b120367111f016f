package repl

// This file runs programs that have the terminal: commands of the shell, and the user's editor.

import (
	"os"
	"os/exec"
	"runtime"

	"moonloop/bindings/asyncio"
	"moonloop/loop"
)

// sh has the shell of the system run a command. The loop runs on meanwhile; what it prints waits, if there is a terminal.
func (r *REPL) sh(co *loop.Co, text string) error {
	if text == "" {
		r.print(":sh COMMAND: a command expected")
		return nil
	}
	if !r.usable(":sh", asyncio.Processes) {
		return nil
	}
	shell := []string{"/bin/sh", "-c"}
	if runtime.GOOS == "windows" {
		shell = []string{"cmd.exe", "/c"}
	}
	failed, stop := r.runProgram(co, shell[0], shell[1], text)
	if failed != nil {
		r.print(r.paint.in(faint, failed.Error()))
	}
	return stop
}

// runProgram waits for a program to end, which has the terminal until then, or else no input. stop is the end of the REPL's
// context, which ends the program.
func (r *REPL) runProgram(co *loop.Co, name string, args ...string) (failed, stop error) {
	cmd := exec.CommandContext(r.ctx, name, args...)
	cmd.Stdout, cmd.Stderr = r.screen, r.screen
	run := cmd.Run
	if r.tty {
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
		if tty, _, ok := fileOf(r.screen); ok {
			cmd.Stdin, cmd.Stdout, cmd.Stderr = tty, tty, tty
		}
		run = func() (err error) {
			r.screen.lend(func() { err = cmd.Run() })
			return err
		}
	}
	ended := r.loop.CreateFuture()
	r.loop.Hold()
	r.nudges.Go(func() {
		err := run()
		_ = r.loop.CallSoonThreadsafeFunc(func() { failed = err; _ = ended.SetResult(nil) })
		r.loop.Release()
	})
	for !ended.Done() {
		if _, err := co.Await(ended); err != nil && r.ctx.Err() != nil {
			return nil, r.ctx.Err()
		} else if err != nil {
			r.takeBack()
			if ended.Cancelled() { // by a script that cancels all tasks: the program is there still
				break
			}
		}
	}
	return failed, nil
}
