package bindings

// This file limits which addresses scripts reach.

import (
	"fmt"
	"net"
	"path"
	"strings"

	"moonloop/bindings/netio"
	"moonloop/loop"
)

// reaching are the functions that ask Options.Reach.
var reaching = map[string]bool{
	"open_connection": true, "open_unix_connection": true, "start_server": true, "start_unix_server": true,
}

// reach refuses an address that the host does not let scripts use.
func (c call) reach(listen bool, network, address string) {
	if f := c.m.options.Reach; f != nil {
		if err := f(listen, network, address); err != nil {
			c.raise(&loop.Error{Class: netio.PermissionError, Msg: c.name + ": " + err.Error()})
		}
	}
}

// Reach makes an [Options.Reach] of two lists: where scripts may connect to and where they may listen. An entry is
// "host:port", where either may be a pattern as path.Match has it: "*.example.com:443", "localhost:*", or "unix:" and
// a path. Names are compared as the script wrote them: "localhost" does not allow "127.0.0.1".
func Reach(connect, listen []string) func(listening bool, network, address string) error {
	return func(listening bool, network, address string) error {
		list, verb := connect, "connect to"
		if listening {
			list, verb = listen, "listen on"
		}
		for _, entry := range list {
			if reaches(entry, network, address) {
				return nil
			}
		}
		return fmt.Errorf("this host does not let scripts %s %s", verb, address)
	}
}

func reaches(entry, network, address string) bool {
	if p, ok := strings.CutPrefix(entry, "unix:"); ok {
		same, err := path.Match(p, address)
		return network == "unix" && err == nil && same && path.Clean(address) == address
	}
	if network == "unix" {
		return false
	}
	wantHost, wantPort, err := net.SplitHostPort(entry)
	if err != nil { // a pattern with brackets
		i := strings.LastIndexByte(entry, ':')
		if i < 0 {
			return false
		}
		wantHost, wantPort = entry[:i], entry[i+1:]
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	okHost, err := path.Match(strings.ToLower(wantHost), strings.ToLower(strings.TrimSuffix(host, ".")))
	if err != nil || !okHost {
		return false
	}
	okPort, err := path.Match(wantPort, port)
	return err == nil && okPort
}
