"use strict";
const { argument, clocks, report, resident, turn } = require("./lib/node.js");
const { setTimeout: sleep } = require("node:timers/promises");
const n = argument(0, 100000);

async function sleeper() {
  await sleep(3600e3);
}

(async () => {
  const before = resident();
  const start = clocks();
  const list = [];
  for (let i = 0; i < n; i++) list.push(sleeper());
  await turn();
  report("memory", n, start, ` ${((resident() - before) / n).toFixed(0)}`);
  process.exit(0);
})();
