// Package datetime is the Lua module datetime: moments in time zones.
//
// A moment is an object that does not change; lengths of time are numbers of seconds, as everywhere. Zones are those of
// the IANA database: the system's, or else the copy that is linked in. The clock is the one that the host grants.
//
// A host lists [Module] among the modules of its runtime.
package datetime

// This file makes the module: its functions, and the class of its objects.

import (
	"time"
	_ "time/tzdata" // the zones of systems that have none

	"moonloop/bindings/box"
	"moonloop/bindings/internal/native"
	"moonloop/loop"
	"moonloop/vm"

	lua "github.com/yuin/gopher-lua"
)

// Module is the module datetime.
var Module = box.Module{Name: "datetime", Open: open}

// instance is the module of one runtime.
type instance struct {
	env   *box.Env
	class *native.Class
	zones map[string]*time.Location // those that were asked for
}

var shape vm.Shape

func open(e *box.Env) lua.LValue {
	m := &instance{env: e, zones: map[string]*time.Location{}}
	m.class = m.classIn(e)
	return e.Build("datetime", &shape,
		native.Func("now", m.now),                        // now([zone]): a DateTime
		native.Func("new", m.new),                        // new({year=, month=, day=, hour=, …, zone=})
		native.Func("at", m.at),                          // at(timestamp, [zone])
		native.Func("parse", m.parse),                    // parse(text, [format, [zone]])
		native.Func("format", m.formatFunction),          // format(dt, [format]): text
		native.Func("parse_duration", parseDuration),     // parse_duration("1h30m"): seconds
		native.Func("format_duration", formatDurationOf), // format_duration(seconds): "1h30m"
	).Table()
}

// classIn is the class of moments, which other modules may have made before.
func (m *instance) classIn(e *box.Env) *native.Class {
	for _, k := range e.Classes() {
		if k.Name == className {
			return k
		}
	}
	k := e.Class(className, m.methods)
	k.Field = field
	return k
}

const className = "DateTime"

// Maker is how other modules make moments: their objects are the same as those of this one.
func Maker(e *box.Env) func(t time.Time) lua.LValue {
	m := &instance{env: e, zones: map[string]*time.Location{}}
	m.class = m.classIn(e)
	return func(t time.Time) lua.LValue { return m.class.New(t) }
}

func (m *instance) methods() []native.Entry {
	return []native.Entry{
		native.Method("format", m.formatMethod), // dt:format([format])
		native.Method("to", m.to),               // dt:to(zone): the same moment there
		native.Method("add", m.add),             // dt:add({years=, months=, …, seconds=})
		native.Func("__add", m.plus),
		native.Func("__sub", m.minus),
		compared("__eq", func(order int) bool { return order == 0 }),
		compared("__lt", func(order int) bool { return order < 0 }),
		compared("__le", func(order int) bool { return order <= 0 }),
		native.Method("__tostring", func(c native.Call, t time.Time) int { return c.Push(lua.LString(t.Format(time.RFC3339Nano))) }),
	}
}

// moment returns a moment to the script.
func (m *instance) moment(c native.Call, t time.Time) int {
	if y := t.Year(); y < 1 || y > 9999 {
		c.Raise(loop.Errorf(loop.ValueError, "%s: year between 1 and 9999 expected, got %d", c.Name, y))
	}
	return c.Push(m.class.New(t))
}

// time is argument n as a moment.
func (m *instance) time(c native.Call, n int) time.Time {
	t, ok := timeOf(c.Arg(n))
	if !ok {
		c.Fail(n, "DateTime expected, got %s", c.TypeName(n))
	}
	return t
}

func timeOf(v lua.LValue) (time.Time, bool) {
	if ud, ok := v.(*lua.LUserData); ok {
		t, ok := ud.Value.(time.Time)
		return t, ok
	}
	return time.Time{}, false
}

func (m *instance) now(c native.Call) int {
	now := m.env.Now()
	return m.moment(c, now.In(m.zone(c, 1, now.Location())))
}

// at is at(timestamp, [zone]): seconds since 1970.
func (m *instance) at(c native.Call) int {
	return m.moment(c, after(c, time.Unix(0, 0), c.Number(1)).In(m.zone(c, 2, m.local())))
}

// local is the scripts' own zone.
func (m *instance) local() *time.Location { return m.env.Now().Location() }

// new is new(fields): what is missing is the first of its kind. Fields beyond their range are carried over, as by os.time.
func (m *instance) new(c native.Call) int {
	c.Table(1, "table of fields")
	o := c.Options(1, "year", "month", "day", "hour", "minute", "second", "zone")
	if o.Get("year") == lua.LNil {
		c.FailOption("year", "number expected, got nil")
	}
	zone := m.local()
	if o.Get("zone") != lua.LNil {
		zone = m.zoneNamed(c, o.Str("zone", ""))
	}
	whole := func(key string, def int64) int {
		n := o.Whole(key, def)
		if n < -maxField || n > maxField {
			o.FailOption(key, "number up to %d expected, got %d", int64(maxField), n)
		}
		return int(n)
	}
	second := o.Number("second", 0)
	t := time.Date(whole("year", 0), time.Month(whole("month", 1)), whole("day", 1), whole("hour", 0), whole("minute", 0), 0, 0, zone)
	return m.moment(c, t.Add(length(c, second)))
}

// maxField is how much of one unit is added at most.
const maxField = 1e9

// zone is argument n as a time zone: a name as "Europe/Paris", "UTC" or "local", or an offset as "+02:00".
func (m *instance) zone(c native.Call, n int, missing *time.Location) *time.Location {
	if !c.Has(n) {
		return missing
	}
	return m.zoneNamed(c, c.Str(n))
}

func (m *instance) zoneNamed(c native.Call, name string) *time.Location {
	switch name {
	case "UTC", "Z":
		return time.UTC
	case "local", "Local", "":
		return m.local()
	}
	if at, rest, ok := offset(name); ok && rest == "" {
		return fixed(at)
	}
	zone := m.zones[name]
	if zone == nil {
		c.Work(zoneCost)
		var err error
		if zone, err = time.LoadLocation(name); err != nil {
			c.Raise(loop.Errorf(loop.ValueError, "%s: no time zone is named '%s'", c.Name, name))
		}
		m.zones[name] = zone
	}
	return zone
}

// zoneCost is what looking for a zone by its name costs, in bytes worked through.
const zoneCost = 1 << 14

// fixed is a zone that is so many seconds east of UTC.
func fixed(seconds int) *time.Location {
	if seconds == 0 {
		return time.UTC
	}
	return time.FixedZone("", seconds)
}

// to is dt:to(zone).
func (m *instance) to(c native.Call, t time.Time) int {
	return m.moment(c, t.In(m.zoneNamed(c, c.Str(1))))
}

// field are the fields of a DateTime.
func field(v any, key string) lua.LValue {
	t := v.(time.Time)
	switch key {
	case "year":
		return lua.LNumber(t.Year())
	case "month":
		return lua.LNumber(t.Month())
	case "day":
		return lua.LNumber(t.Day())
	case "hour":
		return lua.LNumber(t.Hour())
	case "minute":
		return lua.LNumber(t.Minute())
	case "second":
		return lua.LNumber(float64(t.Second()) + float64(t.Nanosecond())/1e9)
	case "weekday": // 1 is Monday
		return lua.LNumber((t.Weekday()+6)%7 + 1)
	case "yday":
		return lua.LNumber(t.YearDay())
	case "zone":
		name, _ := t.Zone()
		return lua.LString(name)
	case "offset":
		_, seconds := t.Zone()
		return lua.LNumber(seconds)
	case "timestamp":
		return lua.LNumber(float64(t.Unix()) + float64(t.Nanosecond())/1e9)
	}
	return nil
}
