"use strict";
const { argument, clocks, report } = require("./lib/node.js");
const n = argument(0, 3000000);

function compute(rounds) {
  let state = 1;
  let odd = 0;
  const slots = Array.from({ length: 64 }, (_, i) => i + 1);
  for (let i = 0; i < rounds; i++) {
    state = (state * 1103 + 12345) % 65536;
    const slot = state % 64;
    slots[slot] = (slots[slot] + state) % 1000;
    if (slots[slot] % 2 === 1) odd++;
  }
  return odd;
}

(async () => {
  const start = clocks();
  const odd = await (async () => {
    await null;
    return compute(n);
  })();
  if (odd <= 0 || odd >= n) throw new Error("wrong count");
  report("cpu", n, start);
})();
