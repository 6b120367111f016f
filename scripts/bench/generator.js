"use strict";
const { argument, clocks, report, turn } = require("./lib/node.js");
const n = argument(0, 200000);

async function* items(count) {
  for (let i = 1; i <= count; i++) {
    await turn();
    yield i;
  }
}

(async () => {
  const start = clocks();
  let sum = 0;
  for await (const i of items(n)) sum += i;
  if (sum !== (n * (n + 1)) / 2) throw new Error("wrong sum");
  report("generator", n, start);
})();
