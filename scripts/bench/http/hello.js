// Serves a small JSON document.
const http = require("http");
const server = http.createServer((req, res) => {
  const body = JSON.stringify({ hello: "world" });
  res.writeHead(200, { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body) });
  res.end(body);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();
