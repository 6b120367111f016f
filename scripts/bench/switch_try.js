"use strict";
const { argument, clocks, report, turn } = require("./lib/node.js");
const tasks = argument(0, 100);
const each = Math.floor(argument(1, 1000000) / tasks);

async function worker() {
  let cleaned = 0;
  await turn();
  for (let i = 0; i < each; i++) {
    try {
      await turn();
    } catch (err) {
      if (!(err instanceof TypeError)) throw err;
    } finally {
      cleaned++;
    }
  }
  return cleaned;
}

(async () => {
  const all = Promise.all(Array.from({ length: tasks }, worker));
  const start = clocks();
  await all;
  report("switch_try", each * tasks, start);
})();
