"use strict";
const { argument, clocks, report, turn } = require("./lib/node.js");
const n = argument(0, 200000);
const depth = argument(1, 10);

async function down(level) {
  if (level === 1) {
    await turn();
    return 1;
  }
  return 1 + (await down(level - 1));
}

(async () => {
  const start = clocks();
  let sum = 0;
  for (let i = 0; i < n; i++) sum += await down(depth);
  if (sum !== n * depth) throw new Error("wrong sum");
  report("nested", n, start);
})();
