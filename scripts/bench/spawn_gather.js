"use strict";
const { argument, clocks, report } = require("./lib/node.js");
const n = argument(0, 100000);

// As with a task, what the function does is done in a later turn of the loop's queue.
async function double(i) {
  await null;
  return i * 2;
}

(async () => {
  const start = clocks();
  const list = [];
  for (let i = 1; i <= n; i++) list.push(double(i));
  const results = await Promise.all(list);
  if (results.length !== n || results[n - 1] !== n * 2) throw new Error("wrong results");
  report("spawn_gather", n, start);
})();
