"use strict";
const { argument, clocks, report } = require("./lib/node.js");
const n = argument(0, 1000000);

(async () => {
  let finished;
  const done = new Promise((resolve) => (finished = resolve));
  function step(left) {
    if (left > 0) setImmediate(step, left - 1);
    else finished();
  }
  const start = clocks();
  step(n);
  await done;
  report("call_soon", n, start);
})();
