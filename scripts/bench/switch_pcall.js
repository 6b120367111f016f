"use strict";
const { argument, clocks, report, turn } = require("./lib/node.js");
const tasks = argument(0, 100);
const each = Math.floor(argument(1, 1000000) / tasks);

async function worker() {
  await turn();
  for (let i = 0; i < each; i++) {
    try {
      await (async () => {
        await turn();
      })();
    } catch (err) {
      throw err;
    }
  }
}

(async () => {
  const all = Promise.all(Array.from({ length: tasks }, worker));
  const start = clocks();
  await all;
  report("switch_pcall", each * tasks, start);
})();
