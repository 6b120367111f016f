// What ./run runs: the same as in databases.lua.
const { Pool } = require('pg'), { createClient } = require('redis'), Lite = require('better-sqlite3');

async function measure(name, count, rounds, fn) {
  let wall = Infinity, cpu = Infinity;
  for (let i = 0; i < rounds; i++) {
    const t = performance.now(), c = process.cpuUsage();
    await fn();
    const used = process.cpuUsage(c);
    wall = Math.min(wall, performance.now() - t);
    cpu = Math.min(cpu, used.user + used.system);
  }
  console.log(`node      ${name.padEnd(34)} ${(wall * 1e3 / count).toFixed(2).padStart(8)} us, processor ${(cpu / count).toFixed(2).padStart(8)}`);
}

async function main() {
  const lite = new Lite(':memory:');
  lite.exec('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n REAL); CREATE TABLE s (id INTEGER PRIMARY KEY, name TEXT)');
  const rows = [];
  for (let i = 1; i <= 20000; i++) rows.push([i, 'name ' + i, i + 0.5]);
  const insert = lite.prepare('INSERT INTO t VALUES (?, ?, ?)'), one = lite.prepare('INSERT INTO s (name) VALUES (?)');
  const many = lite.transaction(() => { for (const row of rows) insert.run(row); });
  await measure('better-sqlite3 transaction, a row', rows.length, 40, () => { lite.exec('DELETE FROM t'); many(); });
  const singly = lite.transaction(() => { for (let i = 0; i < 500; i++) one.run('name'); });
  await measure('better-sqlite3 insert, not awaited', 500, 200, () => singly());

  const pool = new Pool({ host: '127.0.0.1', port: 54398, user: 'tester', database: 'postgres', max: 10 });
  const byKey = { name: 'by key', text: 'SELECT id, name FROM k WHERE id = $1' };
  await measure('postgres SELECT by key, ten at once', 2000, 20, () => Promise.all(Array.from({ length: 10 }, async (_, i) => {
    for (let j = i; j < 2000; j += 10) if (!(await pool.query({ ...byKey, values: [j % 1000 + 1] })).rows[0].name) throw new Error();
  })));
  await pool.end();

  const r = createClient({ url: 'redis://127.0.0.1:6498' });
  await r.connect();
  await measure('redis GET, a thousand at once', 10000, 20, async () => {
    for (let i = 0; i < 10; i++) await Promise.all(Array.from({ length: 1000 }, () => r.get('key')));
  });
  await measure('redis GET, in a pipeline', 10000, 20, async () => {
    for (let i = 0; i < 10; i++) {
      const p = r.multi();
      for (let j = 0; j < 1000; j++) p.get('key');
      await p.execAsPipeline();
    }
  });
  await r.close();
}
main();
