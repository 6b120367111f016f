"use strict";
const { argument, clocks, report } = require("./lib/node.js");
const { setTimeout: sleep } = require("node:timers/promises");
const n = argument(0, 100000);

async function sleeper(delay) {
  await sleep(delay * 1000);
}

(async () => {
  const start = clocks();
  const list = [];
  for (let i = 1; i <= n; i++) list.push(sleeper((((i * 7919) % 1000) + 1) / 1e6));
  await Promise.all(list);
  report("timers", n, start);
})();
