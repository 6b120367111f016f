local t = require("check")
local asyncio = require("asyncio")
local url = require("moonloop.url")

t.case("parse", function()
  t.eq(url.parse("HTTPS://ann:s%40cret@Example.com:8443/a%2Fb/c?x=1&y#top"), { scheme = "https", user = "ann", password = "s@cret",
    host = "example.com", port = 8443, path = "/a%2Fb/c", query = "x=1&y", fragment = "top" })
  t.eq(url.parse("http://h"), { scheme = "http", host = "h", path = "" })
  t.eq(url.parse("http://h:/?#"), { scheme = "http", host = "h", path = "/", query = "", fragment = "" })
  t.eq(url.parse("/a/b"), { path = "/a/b" })
  t.eq(url.parse("mailto:ann@example.com"), { scheme = "mailto", path = "ann@example.com" })
  t.eq(url.parse("http://[2001:DB8::1]:80/"), { scheme = "http", host = "2001:db8::1", port = 80, path = "/" })
  t.eq(url.parse("file:///etc/hosts"), { scheme = "file", host = "", path = "/etc/hosts" })
  t.eq(url.parse("//user@h"), { user = "user", host = "h", path = "" })
  t.eq(url.parse("http://a@b@h/").user, "a@b")
  t.eq(url.parse("1a:b"), { path = "1a:b" })
  t.eq(url.parse("http://münchen.de/ü").host, "münchen.de")
end)

t.case("parse of what is no address, without the password in the message", function()
  for _, s in ipairs { "http://h:65536/", "http://h:x/", "http://h:-1/", "http://h:+1", "http://[::1", "http://[h]/", "http://[1.2.3.4]/", "http://[::1]x/",
    "http://a b/", "http://h/\n", "http://h/\0", "http://h\\@evil/", "http://h<b>/", "http://%zz@h/", "http://%zz/", "http://u:secret@[h/",
    "http://u:secret@h:x/", "http://u:secret%@h/", "http://h/\255" } do
    local e = t.raises(asyncio.ValueError, url.parse, s)
    t.ok(not tostring(e):find("secret"), tostring(e))
  end
  t.raises(asyncio.TypeError, url.parse, 5)
end)

t.case("build", function()
  for _, s in ipairs { "https://ann:s%40cret@example.com:8443/a%2Fb/c?x=1&y#top", "http://h", "http://h/?#", "/a/b", "mailto:ann@example.com",
    "http://[2001:db8::1]:80/", "file:///etc/hosts", "//user@h", "?q", "#f", "", "a/b:c", "urn:isbn:1" } do
    t.eq(url.build(url.parse(s)), s)
  end
  t.eq(url.build { scheme = "http", host = "h", path = "a b/100%/é", query = { q = "x y&z", page = 2, tag = { "a", "b" }, ok = true } }:gsub("%?.*", ""),
    "http://h/a%20b/100%25/%C3%A9")
  t.eq(url.build { host = "h", query = { q = "x y&z" } }, "//h?q=x+y%26z")
  t.eq(url.build { path = "//evil/x" }, "/.//evil/x")
  t.eq(url.build { path = "a:b" }, "./a:b")
  t.eq(url.build { scheme = "http", host = "h", user = "a:b", password = "c:d@/" }, "http://a%3Ab:c%3Ad%40%2F@h")
  for _, parts in ipairs { { host = "a/b" }, { host = "a@b" }, { host = "a:1" }, { host = "h", port = 65536 }, { host = "h", port = "x" }, { port = 1 },
    { scheme = "1" }, { scheme = "a:b" }, { host = "h\n" }, { host = "h", path = "\255" } } do
    t.raises(asyncio.ValueError, url.build, parts)
  end
  t.eq(t.raises(asyncio.TypeError, url.build, { hots = "h" }).message, "url.build: argument 1: unexpected part 'hots' (did you mean 'host'?)")
  t.raises(asyncio.TypeError, url.build, { host = 5 })
end)

t.case("join, as in RFC 3986 5.4", function()
  local base = "http://a/b/c/d;p?q"
  for ref, want in pairs { ["g:h"] = "g:h", ["g"] = "http://a/b/c/g", ["./g"] = "http://a/b/c/g", ["g/"] = "http://a/b/c/g/", ["/g"] = "http://a/g",
    ["//g"] = "http://g", ["?y"] = "http://a/b/c/d;p?y", ["g?y"] = "http://a/b/c/g?y", ["#s"] = "http://a/b/c/d;p?q#s", ["g#s"] = "http://a/b/c/g#s",
    [";x"] = "http://a/b/c/;x", [""] = "http://a/b/c/d;p?q", ["."] = "http://a/b/c/", ["./"] = "http://a/b/c/", [".."] = "http://a/b/",
    ["../"] = "http://a/b/", ["../g"] = "http://a/b/g", ["../.."] = "http://a/", ["../../g"] = "http://a/g", ["../../../g"] = "http://a/g",
    ["/./g"] = "http://a/g", ["/../g"] = "http://a/g", ["g."] = "http://a/b/c/g.", [".g"] = "http://a/b/c/.g", ["g.."] = "http://a/b/c/g..",
    ["./../g"] = "http://a/b/g", ["./g/."] = "http://a/b/c/g/", ["g/./h"] = "http://a/b/c/g/h", ["g/../h"] = "http://a/b/c/h",
    ["g;x=1/../y"] = "http://a/b/c/y", ["g?y/../x"] = "http://a/b/c/g?y/../x", ["g#s/../x"] = "http://a/b/c/g#s/../x" } do
    t.eq(ref .. " " .. url.join(base, ref), ref .. " " .. want)
  end
  t.eq(url.join("http://a", "b"), "http://a/b")
  t.eq(url.join("a/b", "../c"), "c")
  t.raises(asyncio.ValueError, url.join, base, "a b")
end)

-- What the algorithm of section 5.2 gives. urllib has other answers for empty queries, fragments, segments and http:g.
t.case("join, in the corners of RFC 3986", function()
  for _, c in ipairs {
    { "http://a/b/c/d;p?q", "http:g", "http:g" },
    { "http://a/b/c/d;p?q", "?", "http://a/b/c/d;p?" },
    { "http://a/b/c/d;p?q", "#", "http://a/b/c/d;p?q#" },
    { "http://a/b/c/d;p?q", "?#", "http://a/b/c/d;p?#" },
    { "http://a/b/c/d;p?q", "//", "http://" },
    { "http://a/b/c/d;p?q", "///x", "http:///x" },
    { "http://a/b/c/d;p?q", "//h?x", "http://h?x" },
    { "http://a/b/c/d;p?q", "a//../b", "http://a/b/c/a/b" },
    { "http://a/b/c/d;p?q", "..//x", "http://a/b//x" },
    { "http://a/b/c/d;p?q", ".//x", "http://a/b/c//x" },
    { "http://a/b/c/d;p?q", "/..//x", "http://a//x" },
    { "http://a/b/c/d;p?q", "./a:b", "http://a/b/c/a:b" },
    { "a:b/c", "../d", "a:/d" }, { "a:b/c", "..", "a:/" }, { "a:b", "../d", "a:d" }, { "b/c", "../d", "d" },
    { "http://a/b/c/d;p?q", "%2e%2e/x", "http://a/b/c/%2e%2e/x" },
    { "http://a/b/c/d;p?q", "g;x=1/./y", "http://a/b/c/g;x=1/y" },
    { "http://a/b/c/d;p?q", "g#s/./x", "http://a/b/c/g#s/./x" },
    { "http://a/b/c/d;p?q", "g?y/./x", "http://a/b/c/g?y/./x" },
    { "http://a/b/c/d;p?q", "../../../../g", "http://a/g" },
    { "http://a/b/c/d;p?q", "/../g", "http://a/g" },
    { "http://a?x", "g", "http://a/g" },
    { "http://a?x", "", "http://a?x" },
    { "http://a", "?y", "http://a?y" },
    { "http://a", "../g", "http://a/g" },
    { "http://a/b/../c", "", "http://a/b/../c" },
    { "http://a/b/../c", "g", "http://a/g" },
    { "http://a/b//c/", "g", "http://a/b//c/g" },
    { "http://a/b//c/", "../g", "http://a/b//g" },
    { "http://a/b//c/", "../..", "http://a/b/" },
    { "http://u:p@h:80/x/y#f", "", "http://u:p@h:80/x/y" },
    { "http://u:p@h:80/x/y#f", "/z", "http://u:p@h:80/z" },
    { "http://u:p@h:80/x/y#f", "//v", "http://v" },
    { "http://[::1]:8/x/", "g", "http://[::1]:8/x/g" },
    { "file:///a/b", "../../g", "file:///g" },
    { "https://h/a/b?x/../y", "c", "https://h/a/c" },
    { "https://h/a/b?x/../y", "#f", "https://h/a/b?x/../y#f" },
  } do
    t.eq(c[1] .. " " .. c[2] .. " " .. url.join(c[1], c[2]), c[1] .. " " .. c[2] .. " " .. c[3])
  end
end)

t.case("parse, in the corners", function()
  for s, want in pairs {
    ["http://u:@h"] = { scheme = "http", user = "u", password = "", host = "h", path = "" },
    ["http://:p@h"] = { scheme = "http", user = "", password = "p", host = "h", path = "" },
    ["http://@h"] = { scheme = "http", user = "", host = "h", path = "" },
    ["http://u:p:q@h"] = { scheme = "http", user = "u", password = "p:q", host = "h", path = "" },
    ["http://[::ffff:1.2.3.4]"] = { scheme = "http", host = "::ffff:1.2.3.4", path = "" },
    ["http://[fe80::1%25eth0]/"] = { scheme = "http", host = "fe80::1%25eth0", path = "/" },
    ["http://h:00080"] = { scheme = "http", host = "h", port = 80, path = "" },
    ["http://h?a=b?c#d?e#f"] = { scheme = "http", host = "h", path = "", query = "a=b?c", fragment = "d?e#f" },
    ["http://h?"] = { scheme = "http", host = "h", path = "", query = "" },
    ["http:x"] = { scheme = "http", path = "x" },
    ["h:80"] = { scheme = "h", path = "80" },
    ["http://0x7f.1/"] = { scheme = "http", host = "0x7f.1", path = "/" },
    ["http://xn--mnchen-3ya.de/%7e"] = { scheme = "http", host = "xn--mnchen-3ya.de", path = "/%7e" },
  } do
    t.eq(url.parse(s), want)
  end
  t.raises(asyncio.ValueError, url.parse, "http://[v1.x]/")
end)

t.case("quote and unquote", function()
  t.eq(url.quote("a b/ü+~-._%"), "a%20b%2F%C3%BC%2B~-._%25")
  t.eq(url.quote("a b/c", { safe = "/" }), "a%20b/c")
  t.eq(url.quote("a b%20%", { safe = "%" }), "a%20b%20%")
  t.eq(url.quote("a b+c", { plus = true }), "a+b%2Bc")
  t.eq(url.unquote("a%20b%2f%C3%BC+"), "a b/ü+")
  t.eq(url.unquote("a+b%2B", { plus = true }), "a b+")
  t.eq(url.unquote("%00%ff"), "\0\255")
  for _, s in ipairs { "%", "%4", "%4g", "a%zz" } do
    t.raises(asyncio.ValueError, url.unquote, s)
  end
end)

t.case("query", function()
  local fields = url.query("?a=1&b=x+y%26&c&a=2&d=&a=3&&=e")
  t.eq(fields, { a = { "1", "2", "3" }, b = "x y&", c = "", d = "", [""] = "e" })
  t.eq(url.query(fields), "a=1&a=2&a=3&b=x+y%26&c=&d=&=e")
  t.eq(url.query { n = 1.5 }, "n=1.5")
  t.eq(url.query { n = 2 ^ 40 }, "n=1099511627776")
  t.eq(url.query {}, "")
  t.eq(url.query(""), {})
  t.raises(asyncio.TypeError, url.query, { a = {} , b = print })
  t.raises(asyncio.TypeError, url.query, { "a" })
  t.raises(asyncio.TypeError, url.query, { a = { { 1 } } })
  t.raises(asyncio.ValueError, url.query, "a=%")
end)
