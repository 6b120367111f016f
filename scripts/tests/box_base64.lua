local t = require("check")
local asyncio = require("asyncio")
local base64 = require("moonloop.base64")

t.case("encode and decode", function()
  for s, text in pairs { [""] = "", f = "Zg==", fo = "Zm8=", foo = "Zm9v", foob = "Zm9vYg==", ["\251\255\0"] = "+/8A" } do
    t.eq(base64.encode(s), text)
    t.eq(base64.decode(text), s)
  end
  t.eq(base64.encode("\251\255", { url = true }), "-_8")
  t.eq(base64.decode("-_8", { url = true }), "\251\255")
  t.eq(base64.decode("-_8=", { url = true }), "\251\255")
  t.eq(base64.decode("Zm9v\r\nYmFy\n"), "foobar")
end)

t.case("what is no base64", function()
  for _, s in ipairs { "Z", "Zg", "Zg=", "Zh==", "Zm9v!", "Zm 9v", "-_8=", "Zg==Zg==", "=", "Zm9v====" } do
    t.raises(asyncio.ValueError, base64.decode, s)
  end
  for _, s in ipairs { "Z", "+/8", "-_9", "-_8==", "====" } do
    t.raises(asyncio.ValueError, base64.decode, s, { url = true })
  end
  t.raises(asyncio.TypeError, base64.encode, {})
  t.eq(t.raises(asyncio.TypeError, base64.encode, "", { urls = true }).message, "base64.encode: argument 2: unexpected option 'urls' (did you mean 'url'?)")
end)
