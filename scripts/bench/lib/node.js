// What the programs NAME.js share: asyncio's ways with promises, and the clocks.
"use strict";

// clocks gives the wall clock and the CPU of the process, in seconds.
function clocks() {
  const { user, system } = process.cpuUsage();
  return [Number(process.hrtime.bigint()) / 1e9, (user + system) / 1e6];
}

// report prints the line of a workload that began at the clocks given.
function report(name, steps, [wall, cpu], extra = "") {
  const [wallNow, cpuNow] = clocks();
  const each = (s) => ((s * 1e9) / steps).toFixed(1);
  console.log(`${name} ${steps} ${each(wallNow - wall)} ${each(cpuNow - cpu)}${extra}`);
}

// turn gives up the loop for one iteration, so that timers and sockets get their turn.
const turn = () => new Promise(setImmediate);

// FIFO is a list whose head moves.
class FIFO {
  items = [];
  head = 0;
  get length() {
    return this.items.length - this.head;
  }
  push(item) {
    this.items.push(item);
  }
  pop() {
    const item = this.items[this.head];
    this.items[this.head++] = undefined;
    if (this.head > 64 && this.head * 2 > this.items.length) {
      this.items = this.items.slice(this.head);
      this.head = 0;
    }
    return item;
  }
}

const wait = (waiters) => new Promise((resolve) => waiters.push(resolve));
const wake = (waiters) => waiters.length > 0 && waiters.pop()();

class Queue {
  items = new FIFO();
  getters = new FIFO();
  putters = new FIFO();
  constructor(places) {
    this.places = places;
  }
  async put(item) {
    while (this.items.length >= this.places) await wait(this.putters);
    this.items.push(item);
    wake(this.getters);
  }
  async get() {
    while (this.items.length === 0) await wait(this.getters);
    const item = this.items.pop();
    wake(this.putters);
    return item;
  }
}

// Lock hands itself on to the first who waits.
class Lock {
  locked = false;
  waiters = new FIFO();
  async acquire() {
    if (this.locked) await wait(this.waiters);
    else this.locked = true;
  }
  release() {
    if (this.waiters.length > 0) wake(this.waiters);
    else this.locked = false;
  }
}

// argument is a number of the command line.
const argument = (i, otherwise) => Number(process.argv[2 + i] ?? otherwise);

// resident is the resident memory in bytes.
function resident() {
  return process.memoryUsage.rss();
}

module.exports = { argument, clocks, report, resident, turn, Queue, Lock };
