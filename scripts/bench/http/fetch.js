// Fetches pages, 50 at a time.
const url = process.argv[2], pages = +process.argv[3] || 20000;
(async () => {
  const wall = process.hrtime.bigint(), cpu = process.cpuUsage();
  let left = pages, bytes = 0;
  await Promise.all(Array.from({ length: 50 }, async () => {
    while (left > 0) {
      left--;
      const r = await fetch(url);
      if (r.status != 200) throw new Error(r.status);
      bytes += (await r.text()).length;
    }
  }));
  const used = process.cpuUsage(cpu);
  console.log(Math.round(Number(process.hrtime.bigint() - wall) / pages), Math.round((used.user + used.system) * 1e3 / pages), bytes);
  process.exit();
})();
