# What CPython has of the counterparts that the annotations of asyncio name, and all that asyncio exports.
import asyncio, importlib, re

def has(name):
    if name.startswith("loop."):
        return hasattr(type(asyncio.new_event_loop()), name[5:])
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            value = importlib.import_module(".".join(parts[:n]))
        except ImportError:
            continue
        for part in parts[n:]:
            value = getattr(value, part, None)
        return value is not None
    return False

names = {"asyncio." + name for name in asyncio.__all__}
for line in open("../types/asyncio.lua"):
    if line.startswith("---Python: "):
        for name in line[len("---Python: "):].strip().split(", "):
            if re.fullmatch(r"[A-Za-z]\w*(\.\w+)+", name) and has(name):
                names.add(name)
for name in sorted(names):
    print(name)
