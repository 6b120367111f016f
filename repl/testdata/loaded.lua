local hidden = 1
loaded = hidden + await(asyncio.sleep(1, 1))
print("loading")
return "returned"
