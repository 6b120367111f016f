"use strict";
const { argument, clocks, report } = require("./lib/node.js");
const n = argument(0, 200000);

(async () => {
  const start = clocks();
  let sum = 0;
  for (let i = 1; i <= n; i++) {
    let set;
    const fut = new Promise((resolve) => (set = resolve));
    setImmediate(set, i);
    sum += await fut;
  }
  if (sum !== (n * (n + 1)) / 2) throw new Error("wrong sum");
  report("chain", n, start);
})();
