"use strict";
const { clocks, report, turn } = require("./lib/node.js");

async function say(word) {
  await turn();
  return word;
}

(async () => {
  const start = clocks();
  const words = await Promise.all(["hello", "asyncio", "world"].map(say));
  if (words.join(" ") !== "hello asyncio world") throw new Error("wrong words");
  report("hello", 1, start);
})();
