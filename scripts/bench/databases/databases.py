# What ./run runs: executemany as in databases.lua.
import sqlite3
import time

db = sqlite3.connect(":memory:", isolation_level=None)
db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, n REAL)")
rows = [(i, "name %d" % i, i + 0.5) for i in range(1, 20001)]
wall = cpu = float("inf")
for _ in range(40):
    t, c = time.perf_counter(), time.process_time()
    db.execute("DELETE FROM t")
    db.execute("BEGIN")
    db.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    db.execute("COMMIT")
    wall, cpu = min(wall, time.perf_counter() - t), min(cpu, time.process_time() - c)
print("python    %-34s %8.2f us, processor %8.2f" % ("sqlite3 executemany, a row", wall / len(rows) * 1e6, cpu / len(rows) * 1e6))
