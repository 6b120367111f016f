local t = require("check")
local asyncio = require("asyncio")
local datetime = require("moonloop.datetime")

t.case("virtual time begins at the year 2000, for os too", function()
  t.eq(tostring(datetime.now("UTC")), "2000-01-01T00:00:00Z")
  t.eq(os.time(), 946684800)
  await(asyncio.sleep(90.25))
  t.eq(tostring(datetime.now("UTC")), "2000-01-01T00:01:30.25Z")
  t.eq(os.date("!%Y-%m-%d %H:%M:%S"), "2000-01-01 00:01:30")
  t.eq(datetime.now("Asia/Tokyo"):format("%H:%M %z"), "09:01 +0900")
end)

t.case("fields", function()
  local dt = datetime.new({ year = 2026, month = 11, day = 29, hour = 13, minute = 5, second = 7.5, zone = "Europe/Paris" })
  t.eq({ dt.year, dt.month, dt.day, dt.hour, dt.minute, dt.second }, { 2026, 11, 29, 13, 5, 7.5 })
  t.eq({ dt.weekday, dt.yday, dt.zone, dt.offset, dt.timestamp }, { 7, 333, "CET", 3600, 1795953907.5 })
  t.eq(tostring(dt), "2026-11-29T13:05:07.5+01:00")
  t.raises("AttributeError", function() return dt.century end)
  t.raises("can be set", function() dt.year = 1 end)
  t.eq(tostring(datetime.new({ year = 2026, zone = "UTC" })), "2026-01-01T00:00:00Z")
  t.eq(tostring(datetime.new({ year = 2026, month = 14, day = 0, zone = "UTC" })), "2027-01-31T00:00:00Z", "carried over")
  t.raises("option year: number expected", datetime.new, {})
  t.raises("did you mean 'month'", datetime.new, { year = 1, mouth = 2 })
  t.raises("year between 1 and 9999", datetime.new, { year = 10000 })
  t.raises(asyncio.TypeError, datetime.new, 1)
end)

t.case("zones", function()
  local dt = datetime.at(0, "UTC")
  t.eq(tostring(dt), "1970-01-01T00:00:00Z")
  t.eq(tostring(dt:to("America/New_York")), "1969-12-31T19:00:00-05:00")
  t.eq(tostring(dt:to("+05:30")), "1970-01-01T05:30:00+05:30")
  t.eq(tostring(dt:to("-0330")), "1969-12-31T20:30:00-03:30")
  t.eq(dt:to("Asia/Kolkata"), dt, "the same moment")
  t.eq(datetime.at(1751371200.5, "Europe/Berlin").zone, "CEST")
  for _, name in ipairs({ "Mars/Base", "../etc/passwd", "/etc/passwd", "+25:00", "\0" }) do
    t.raises(asyncio.ValueError, dt.to, dt, name)
  end
  t.eq(datetime.now().offset, 0, "virtual time is in UTC")
end)

t.case("seconds are exact, days are of the calendar", function()
  local dt = datetime.new({ year = 2026, month = 3, day = 28, hour = 12, zone = "Europe/Paris" })
  t.eq(tostring(dt + 86400), "2026-03-29T13:00:00+02:00", "the clock was put forward")
  t.eq(tostring(dt:add({ days = 1 })), "2026-03-29T12:00:00+02:00")
  t.eq(dt:add({ days = 1 }) - dt, 23 * 3600)
  t.eq(tostring(1 + dt - 0.25), "2026-03-28T12:00:00.75+01:00")
  t.eq((dt + 1.5) - dt, 1.5)
  t.eq(tostring(dt:add({ years = -1, months = 1, weeks = 1, hours = 1, minutes = -1, seconds = 0.5 })), "2025-05-05T12:59:00.5+02:00")
  local last = datetime.new({ year = 2024, month = 1, day = 31, zone = "UTC" })
  t.eq(last:add({ months = 1 }):format("%F"), "2024-02-29")
  t.eq(last:add({ months = 13 }):format("%F"), "2025-02-28")
  t.eq(last:add({ months = -2 }):format("%F"), "2023-11-30")
  t.eq(datetime.new({ year = 2024, month = 2, day = 29, zone = "UTC" }):add({ years = 1 }):format("%F"), "2025-02-28")
  t.raises("year between", last.add, last, { years = 1e6 })
  t.raises(asyncio.ValueError, function() return last + 0 / 0 end)
  t.raises(asyncio.ValueError, function() return last + 1e300 end)
  t.raises("number or DateTime expected, got string", function() return last - "1" end)
  t.raises("number expected", function() return last + "1" end)
end)

t.case("comparisons", function()
  local a, b = datetime.at(1, "UTC"), datetime.at(2, "Asia/Tokyo")
  t.ok(a < b and a <= b and b > a and a ~= b)
  t.ok(a == b - 1 and a <= b - 1)
  t.raises("attempt to compare", function() return a < 1 end)
end)

t.case("format", function()
  local dt = datetime.parse("2026-01-05T09:08:07.0625+02:00")
  t.eq(datetime.format(dt), "2026-01-05T09:08:07.0625+02:00")
  t.eq(dt:format("rfc3339"), "2026-01-05T09:08:07.0625+02:00")
  t.eq(dt:format("http"), "Mon, 05 Jan 2026 07:08:07 GMT")
  t.eq(dt:format("%A %a %B %b %d %e %j %y %C %%"), "Monday Mon January Jan 05  5 005 26 20 %")
  t.eq(dt:format("%H %I %M %S %f %p %z %s"), "09 09 08 07 062500 AM +0200 1767596887")
  t.eq(dt:format("%F %T|%D|%R|%r"), "2026-01-05 09:08:07|01/05/26|09:08|09:08:07 AM")
  t.eq(dt:format("%G-W%V-%u"), "2026-W02-1")
  t.eq(dt:format("100%"), "100%")
  t.raises("conversion of strftime expected, got '%%Q'", dt.format, dt, "%Q")
  t.raises("DateTime expected, got number", datetime.format, 1)
end)

t.case("parse RFC 3339 and ISO 8601", function()
  local function same(text, expected)
    t.eq(tostring(datetime.parse(text, nil, "UTC")), expected, text)
  end
  same("2026-11-29T10:20:30Z", "2026-11-29T10:20:30Z")
  same("2026-11-29t10:20:30.123456789z", "2026-11-29T10:20:30.123456789Z")
  same("2026-11-29 10:20:30,5+01:00", "2026-11-29T10:20:30.5+01:00")
  same("2026-11-29T10:20-0330", "2026-11-29T10:20:00-03:30")
  same("2026-11-29T10:20+01", "2026-11-29T10:20:00+01:00")
  same("2026-11-29", "2026-11-29T00:00:00Z")
  t.eq(tostring(datetime.parse("2026-07-01T12:00", nil, "Europe/Paris")), "2026-07-01T12:00:00+02:00")
  for _, text in ipairs({ "", "2026", "2026-11-29T", "2026-13-01", "2026-02-29", "2026-11-31", "2026-11-29T25:00", "2026-11-29Z",
    "2026-11-29T10:20:30.", "2026-11-29T10:20:30Zx", "26-11-29", "2026-11-29T10:20:30+25:00", "0000-01-01" }) do
    t.raises(asyncio.ValueError, datetime.parse, text)
  end
  t.raises("UTF%-8", datetime.parse, "\255")
end)

t.case("parse with a format", function()
  local function same(text, format, expected)
    t.eq(tostring(datetime.parse(text, format, "UTC")), expected, text)
  end
  same("29/11/2026 08:05", "%d/%m/%Y %H:%M", "2026-11-29T08:05:00Z")
  same("Sun, 29 Nov 2026 08:05:06 GMT", "http", "2026-11-29T08:05:06Z")
  same("2026-11-29T08:05:06Z", "rfc3339", "2026-11-29T08:05:06Z")
  same("Sun Nov 29 08:05:06 2026", "%c", "2026-11-29T08:05:06Z")
  same("november 3, 1999", "%B %d, %Y", "1999-11-03T00:00:00Z")
  same("12:30:15.25 AM", "%I:%M:%S.%f %p", "1900-01-01T00:30:15.25Z")
  same("12 pm", "%I %p", "1900-01-01T12:00:00Z")
  same("1:07 PM 70", "%I:%M %p %y", "1970-01-01T13:07:00Z")
  same("11/29/26", "%D", "2026-11-29T00:00:00Z")
  same("2024 060", "%Y %j", "2024-02-29T00:00:00Z")
  same("29/Nov/2026:08:05:06 +0100", "%d/%b/%Y:%H:%M:%S %z", "2026-11-29T08:05:06+01:00")
  same("1700000000", "%s", "2023-11-14T22:13:20Z")
  same("Monday 100% UTC", "%A 100%% %Z", "1900-01-01T00:00:00Z")
  t.raises("month expected %(%%m%), got \"13\"", datetime.parse, "13", "%m")
  t.raises("end of the text expected, got \" x\"", datetime.parse, "12 x", "%m")
  t.raises("'%-' expected, got \"/01\"", datetime.parse, "2026/01", "%Y-%m")
  t.raises("the month has no day 30", datetime.parse, "2026-02-30", "%F")
  t.raises("conversion of strptime expected", datetime.parse, "x", "%Q")
end)

t.case("what is written is read", function()
  for _, format in ipairs({ "rfc3339", "%Y-%m-%d %H:%M:%S.%f %z", "%c %z", "%j %Y %I:%M:%S %p %z" }) do
    for _, s in ipairs({ 0, 1e9, 1709208000, 86399, -86401, 4102444799 }) do
      local dt = datetime.at(s, "America/New_York")
      t.eq(datetime.parse(dt:format(format), format), dt, format .. " " .. s)
    end
  end
end)

t.case("durations", function()
  for text, seconds in pairs({
    ["1h30m"] = 5400, ["90s"] = 90, ["1.5 h"] = 5400, ["-2d"] = -172800, ["1w 1d"] = 691200, ["250ms"] = 0.25, ["+3m"] = 180,
    PT1H30M = 5400, P1DT2S = 86402, P2W = 1209600, ["10us"] = 1e-5,
  }) do
    t.ok(math.abs(datetime.parse_duration(text) - seconds) < 1e-9, text)
  end
  for _, text in ipairs({ "", "h", "1", "1x", "1h2", "P1M", "PT1D", "1..5s", "-", "--1s" }) do
    t.raises(asyncio.ValueError, datetime.parse_duration, text)
  end
  for text, seconds in pairs({
    ["1h30m"] = 5400, ["0s"] = 0, ["-1d"] = -86400, ["1d1s"] = 86401, ["0.25s"] = 0.25, ["2m0.5s"] = 120.5, ["1s"] = 0.9999999999,
  }) do
    t.eq(datetime.format_duration(seconds), text)
  end
  t.raises(asyncio.ValueError, datetime.format_duration, 0 / 0)
end)
