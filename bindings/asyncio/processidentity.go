package asyncio

// This file reads the options of a process that say who it is to the system: its group, its user, its descriptors.

import (
	"os/user"
	"strconv"

	"moonloop/bindings/internal/native"
	"moonloop/bindings/netio"
	"moonloop/loop"
	"moonloop/vm/ltable"

	lua "github.com/yuin/gopher-lua"
)

// identity reads the options executable, process_group, user, group, extra_groups, umask and pass_fds.
func (o keywords) identity(po *netio.ProcessOptions) {
	po.Executable = o.NoNul(o.Str("executable", ""))
	po.Group = o.count("process_group")
	po.Umask = o.count("umask")
	if po.Umask != nil && *po.Umask > 0o777 {
		o.FailOption("umask", "0 to 511 (0777) expected, got %d", *po.Umask)
	}
	po.User = o.account("user", func(name string) (string, error) {
		u, err := user.Lookup(name)
		if err != nil {
			return "", err
		}
		return u.Uid, nil
	})
	po.UserGroup = o.account("group", groupNumber)
	for i, v := range o.items("extra_groups") {
		n := o.accountOf("extra_groups", v, groupNumber)
		if i == 0 {
			po.ExtraGroups = []int{}
		}
		po.ExtraGroups = append(po.ExtraGroups, n)
	}
	for _, v := range o.items("pass_fds") {
		po.PassFDs = append(po.PassFDs, o.descriptor(v))
	}
}

func groupNumber(name string) (string, error) {
	g, err := user.LookupGroup(name)
	if err != nil {
		return "", err
	}
	return g.Gid, nil
}

// given tells whether an option is there, and raises where the system lacks it.
func (o keywords) given(key string) bool {
	if o.Get(key) == lua.LNil {
		return false
	}
	supported(o.Call, key)
	return true
}

// count is an option that is a whole number from 0 on; nil when it is absent.
func (o keywords) count(key string) *int {
	if !o.given(key) {
		return nil
	}
	n := o.Whole(key, 0)
	if n < 0 || n > 1<<31-1 {
		o.Raise(loop.Errorf(loop.ValueError, "%s: option %s: 0 or more expected, got %d", o.Name, key, n))
	}
	number := int(n)
	return &number
}

// items are those of an option that is a list; none when it is absent.
func (o keywords) items(key string) []lua.LValue {
	if !o.given(key) {
		return nil
	}
	t, ok := o.Get(key).(*lua.LTable)
	if !ok {
		o.FailOption(key, "list expected, got %s", native.TypeName(o.Get(key)))
	}
	list := make([]lua.LValue, ltable.Len(t))
	for i := range list {
		list[i] = ltable.GetInt(t, i+1)
	}
	return list
}

// account is an option that is a user or a group, by number or by name; nil when it is absent.
func (o keywords) account(key string, look func(name string) (number string, err error)) *int {
	if !o.given(key) {
		return nil
	}
	n := o.accountOf(key, o.Get(key), look)
	return &n
}

func (o keywords) accountOf(key string, v lua.LValue, look func(name string) (number string, err error)) int {
	switch v := v.(type) {
	case lua.LNumber:
		if v >= 0 && v == lua.LNumber(uint32(v)) {
			return int(v)
		}
	case lua.LString:
		number, err := look(string(v))
		if err != nil {
			o.Raise(loop.Errorf(loop.LookupError, "%s: option %s: '%s' is not known here", o.Name, key, string(v)))
		}
		n, err := strconv.Atoi(number)
		if err == nil {
			return n
		}
	}
	o.FailOption(key, "number or name expected, got %s", native.TypeName(v))
	return 0
}

// maxDescriptor bounds the table of descriptors that a script asks for.
const maxDescriptor = 1 << 16

// descriptor is a descriptor: a number, or what has a method fileno.
func (o keywords) descriptor(v lua.LValue) int {
	if ud, ok := v.(*lua.LUserData); ok {
		if f, ok := ud.Value.(interface{ Descriptor() (int, error) }); ok {
			n, err := f.Descriptor()
			if err != nil {
				o.Raise(netio.Error(err))
			}
			return n
		}
	}
	n, ok := v.(lua.LNumber)
	if !ok || n < 0 || n >= maxDescriptor || n != lua.LNumber(int(n)) {
		o.FailOption("pass_fds", "list of descriptors expected, got %s", native.TypeName(v))
	}
	return int(n)
}
