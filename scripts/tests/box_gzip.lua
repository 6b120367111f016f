local t = require("check")
local asyncio = require("asyncio")
local gzip = require("moonloop.gzip")
local base64 = require("moonloop.base64")

t.case("there and back", function()
  for _, format in ipairs { "gzip", "zlib", "deflate" } do
    for _, s in ipairs { "", "x", ("hello "):rep(1e5), "\0\255" } do
      local packed = gzip.compress(s, { format = format })
      t.ok(#packed < #s / 50 + 40)
      t.eq(gzip.decompress(packed, { format = format }) == s, true)
    end
  end
  t.eq(gzip.decompress(gzip.compress("a") .. gzip.compress("b")), "ab") -- members follow each other
  t.eq(gzip.compress("x"), gzip.compress("x", { format = "gzip" }))
end)

t.case("what others have packed", function()
  t.eq(gzip.decompress(base64.decode("H4sIAAAAAAACA8tIzcnJBwCGphA2BQAAAA==")), "hello")
  t.eq(gzip.decompress(base64.decode("eJzLSM3JyQcABiwCFQ=="), { format = "zlib" }), "hello")
  t.eq(gzip.decompress(base64.decode("y0jNyckHAA=="), { format = "deflate" }), "hello")
end)

t.case("what is damaged is a ValueError", function()
  local packed = gzip.compress(("hello "):rep(100))
  for i = 0, #packed - 1 do
    t.raises(asyncio.ValueError, gzip.decompress, packed:sub(1, i))
  end
  t.raises(asyncio.ValueError, gzip.decompress, packed .. "x")
  t.raises(asyncio.ValueError, gzip.decompress, packed:sub(1, -9) .. "\0\0\0\0" .. packed:sub(-4))
  t.raises(asyncio.ValueError, gzip.decompress, "not packed at all")
  local zlib = gzip.compress("hello", { format = "zlib" })
  t.raises(asyncio.ValueError, gzip.decompress, zlib .. "x", { format = "zlib" })
  t.raises(asyncio.ValueError, gzip.decompress, zlib)
  t.raises(asyncio.ValueError, gzip.decompress, "", { format = "deflate" })
  t.raises(asyncio.ValueError, gzip.compress, "", { format = "zip" })
end)

t.case("max stops what would unpack to too much", function()
  local bomb = gzip.compress(("\0"):rep(1e6))
  t.ok(#bomb < 2000)
  t.eq(#gzip.decompress(bomb, { max = 1e6 }), 1e6)
  local e = t.raises(asyncio.ValueError, gzip.decompress, bomb, { max = 999999 })
  t.eq(e.message, "gzip.decompress: more than 999999 bytes when unpacked")
  t.raises(asyncio.ValueError, gzip.decompress, gzip.compress(("\0"):rep(2 ^ 26 + 1)))
  t.raises(asyncio.ValueError, gzip.decompress, bomb, { max = 0 })
  t.raises(asyncio.TypeError, gzip.decompress, bomb, { maximum = 1 })
end)
