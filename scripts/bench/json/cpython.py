# Decodes and encodes a document many times with CPython's json, as times.lua beside it: cpython.py FILE [ROUNDS].
import json
import sys
import time

with open(sys.argv[1], encoding="utf-8") as f:
    text = f.read()
rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 30


def measure(what, run):
    times = []
    for _ in range(rounds):
        begin = time.process_time()
        run()
        times.append((time.process_time() - begin) * 1000)
    times.sort()
    print(f"{'cpython':<8} {what:<7} {times[0]:7.2f} {times[(rounds - 1) // 2]:7.2f}")


value = json.loads(text)
measure("decode", lambda: json.loads(text))
measure("encode", lambda: json.dumps(value, ensure_ascii=False, separators=(",", ":")))
