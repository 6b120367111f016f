"use strict";
const { argument, clocks, report, Queue } = require("./lib/node.js");
const n = argument(0, 200000);

const queue = new Queue(argument(1, 10));
async function producer() {
  for (let i = 1; i <= n; i++) await queue.put(i);
}
async function consumer() {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await queue.get();
  return sum;
}

(async () => {
  const start = clocks();
  const results = await Promise.all([producer(), consumer()]);
  if (results[1] !== (n * (n + 1)) / 2) throw new Error("wrong sum");
  report("queue", n, start);
})();
