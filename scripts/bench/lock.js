"use strict";
const { argument, clocks, report, turn, Lock } = require("./lib/node.js");
const tasks = argument(1, 100);
const each = Math.floor(argument(0, 100000) / tasks);

const lock = new Lock();
let inside = false;
let entered = 0;
async function worker() {
  for (let i = 0; i < each; i++) {
    await lock.acquire();
    try {
      if (inside) throw new Error("two inside");
      inside = true;
      await turn();
      entered++;
      inside = false;
    } finally {
      lock.release();
    }
  }
}

(async () => {
  const start = clocks();
  await Promise.all(Array.from({ length: tasks }, worker));
  if (entered !== each * tasks) throw new Error("wrong count");
  report("lock", entered, start);
})();
