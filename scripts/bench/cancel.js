"use strict";
const { argument, clocks, report, turn } = require("./lib/node.js");
const { setTimeout: sleep } = require("node:timers/promises");
const n = argument(0, 100000);

async function sleeper(signal) {
  await sleep(3600e3, undefined, { signal });
}

(async () => {
  const controllers = [];
  const list = [];
  for (let i = 0; i < n; i++) {
    controllers[i] = new AbortController();
    list[i] = sleeper(controllers[i].signal);
  }
  const all = Promise.allSettled(list);
  await turn();

  const start = clocks();
  for (const controller of controllers) controller.abort();
  const results = await all;
  if (results.length !== n || results[n - 1].status !== "rejected") throw new Error("not cancelled");
  report("cancel", n, start);
})();
