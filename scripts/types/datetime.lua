---@meta

-- Editor annotations of Moonloop's module datetime, for the Lua language server.

---Moments in time zones. Lengths of time are seconds.
---@class datetime
local datetime = {}

---A moment. It does not change: dt + seconds and dt - seconds are others, dt - dt is in seconds.
---@class DateTime
---@field year integer as 2026
---@field month integer 1 to 12
---@field day integer of the month, 1 to 31
---@field hour integer 0 to 23
---@field minute integer 0 to 59
---@field second number with its fraction
---@field weekday integer 1 is Monday
---@field yday integer the day of the year, from 1
---@field zone string its abbreviation
---@field offset integer in seconds, east of UTC
---@field timestamp number in seconds since 1970
---@operator add(number): DateTime
---@operator sub(number): DateTime
local DateTime = {}

---The moment that it is.
---@param zone? string "Europe/Paris", "UTC", "local" or "+02:00"; local without it
---@return DateTime
function datetime.now(zone) end

---The moment of a date and a time in a zone; local without it.
---@param fields {year: integer, month?: integer, day?: integer, hour?: integer, minute?: integer, second?: number, zone?: string} year: as 2026; month: 1 to 12, 1 when absent; day: of the month, 1 when absent; hour: 0 to 23, 0 when absent; minute: 0 when absent; second: with its fraction, 0 when absent; zone: "Europe/Paris", "UTC", "+02:00", local when absent
---@return DateTime
function datetime.new(fields) end

---The moment so many seconds after the beginning of 1970.
---@param timestamp number
---@param zone? string
---@return DateTime
function datetime.at(timestamp, zone) end

---The moment that a text names, in the form of RFC 3339 or ISO 8601, or in a format.
---@param text string
---@param format? string as of strptime, "rfc3339" or "http"
---@param zone? string of a text that does not say it; local without it
---@return DateTime
function datetime.parse(text, format, zone) end

---A moment as text, in the form of RFC 3339 or in a format.
---@param dt DateTime
---@param format? string as of strftime, "rfc3339" or "http"
---@return string
function datetime.format(dt, format) end

---The seconds of a length of time as "1h30m" or "PT1H30M".
---@param text string
---@return number
function datetime.parse_duration(text) end

---Seconds as text: "1h30m".
---@param seconds number
---@return string
function datetime.format_duration(seconds) end

---As datetime.format.
---@param format? string
---@return string
function DateTime:format(format) end

---The same moment in another zone.
---@param zone string
---@return DateTime
function DateTime:to(zone) end

---The moment that is so much later: years, months, weeks and days of the calendar, then exact hours, minutes and seconds.
---@param lengths {years?: integer, months?: integer, weeks?: integer, days?: integer, hours?: number, minutes?: number, seconds?: number} years: of the calendar; months: of the calendar; weeks: of the calendar; days: of the calendar; hours: exact ones; minutes: exact ones; seconds: exact ones
---@return DateTime
function DateTime:add(lengths) end

return datetime
