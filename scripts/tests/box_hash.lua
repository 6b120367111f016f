local t = require("check")
local asyncio = require("asyncio")
local hash = require("moonloop.hash")
local fs = require("fs")

local abc = {
  md5 = "900150983cd24fb0d6963f7d28e17f72",
  sha1 = "a9993e364706816aba3e25717850c26c9cd0d89d",
  sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  sha512 = "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
  sha3_256 = "3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532",
  blake2b = "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
  crc32 = "352441c2",
}

t.case("digests, whole and in pieces", function()
  for name, want in pairs(abc) do
    t.eq(hash[name]("abc"), want)
    local h = hash.new(name):update("a")
    h:digest() -- which changes nothing
    t.eq(h:update(""):update("bc"):digest(), want)
    t.eq((h:digest { raw = true }:gsub(".", function(ch) return ("%02x"):format(ch:byte()) end)), want)
    t.eq(hash[name]("abc", { raw = true }), h:digest { raw = true })
  end
  t.eq(hash.sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  t.ok(hash.sha3_256("") ~= hash.sha256("") and hash.blake2b("") ~= hash.sha512(""))
  t.eq(hash.sha1(("a"):rep(3e6)), hash.new("sha1"):update(("a"):rep(1e6)):update(("a"):rep(2e6)):digest())
end)

t.case("HMAC, as in RFC 4231 and RFC 2202", function()
  local want = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
  t.eq(hash.hmac("sha256", "Jefe", "what do ya want for nothing?"), want)
  t.eq(hash.new("sha256", { key = "Jefe" }):update("what do ya want "):update("for nothing?"):digest(), want)
  t.eq(hash.hmac("md5", "Jefe", "what do ya want for nothing?"), "750c783e6ab0b503eaa86e310a5db738")
  t.eq(#hash.hmac("sha512", "", "", { raw = true }), 64)
  t.eq(hash.hmac("sha1", ("\170"):rep(80), "Test Using Larger Than Block-Size Key - Hash Key First"), "aa4ae5e15272d00e95705637ce8a3b55ed402112")
end)

t.case("of a file", function()
  local path = await(fs.tempfile())
  await(fs.write(path, "abc"))
  t.eq(await(hash.file("sha256", path)), abc.sha256)
  t.eq(await(hash.file("md5", path, { raw = true })), hash.md5("abc", { raw = true }))
  t.eq(await(hash.file("sha256", path, { key = "k" })), hash.hmac("sha256", "k", "abc"))
  await(fs.write(path, ("0123456789"):rep(1e5)))
  t.eq(await(hash.file("sha256", path)), hash.sha256(("0123456789"):rep(1e5)))
  await(fs.remove(path))
  t.raises(asyncio.FileNotFoundError, await, hash.file("sha256", path))
end)

t.case("equal and random", function()
  t.ok(hash.equal("abc", "abc"))
  t.ok(not hash.equal("abc", "abd"))
  t.ok(not hash.equal("abc", "ab"))
  t.ok(hash.equal("", ""))
  local a, b = hash.random(32), hash.random(32)
  t.eq({ #a, #b, #hash.random(0) }, { 32, 32, 0 })
  t.ok(a ~= b)
  t.raises(asyncio.ValueError, hash.random, -1)
  t.raises(asyncio.ValueError, hash.random, 1e9)
  t.raises(asyncio.TypeError, hash.random)
end)

t.case("wrong names and options", function()
  t.raises(asyncio.ValueError, hash.new, "sha257")
  t.raises(asyncio.ValueError, hash.hmac, "crc32", "k", "s")
  t.raises(asyncio.TypeError, hash.equal, "a")
  t.raises(asyncio.AttributeError, function() return hash.new("md5").hexdigest end)
  t.eq(t.raises(asyncio.TypeError, hash.sha256, "", { row = true }).message, "hash.sha256: argument 2: unexpected option 'row' (did you mean 'raw'?)")
  t.eq(t.raises(asyncio.TypeError, hash.new("md5").update, 5).message, "update: Hash expected as self, got number (is it called with ':'?)")
end)
