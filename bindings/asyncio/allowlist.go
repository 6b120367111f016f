package asyncio

// This file limits which addresses scripts reach.

import (
	"fmt"
	"net"
	"path"
	"strings"

	"moonloop/bindings/netio"
)

// allowName refuses to look up a host, a name or an address, that the host does not let scripts use.
func (c call) allowName(host string) {
	if host == "" {
		host = "localhost"
	}
	if ip := net.ParseIP(host); ip != nil {
		host = ip.String()
	}
	c.allow(false, "name", host)
}

// AllowList makes an [Options.Allow] of two lists: where scripts may connect to and where they may listen.
//
// An entry is "host:port", where either may be a pattern as path.Match has it: "*.example.com:443", "localhost:*". It is
// for connections and for datagrams, with "tcp:" or "udp:" before it for one of them only; "unix:" and a path is a socket
// in the file system. Names are compared as the script wrote them: "localhost" does not allow "127.0.0.1". What a script
// may connect to at some port it may also look up.
//
// Addresses of this machine and of its network (loopback, private, link-local and the like) are reached only by entries that
// are written as addresses, "127.0.0.1:80" or "10.0.0.*:80", not by "*:80", and by "localhost". A name that stands for one
// needs such an entry too.
//
// A datagram endpoint that the second list allows to listen receives from anywhere, and may answer who has sent it
// something. Any other sends to the addresses of the first list only, and receives from them only.
func AllowList(connect, listen []string) func(listening bool, network, address string) error {
	return func(listening bool, network, address string) error {
		list, verb := connect, "connect to"
		switch {
		case listening:
			list, verb = listen, "listen on"
		case network == "name":
			verb = "look up"
		}
		close := !listening && isNear(network, address)
		for _, entry := range list {
			if permits(entry, network, address, close) {
				return nil
			}
		}
		return fmt.Errorf("this host does not let scripts %s %s", verb, address)
	}
}

// inNumbers tells whether the host of an entry is written as an address, not as names are.
func inNumbers(host string) bool {
	return strings.Contains(host, ":") || host != "" && '0' <= host[0] && host[0] <= '9'
}

// isNear tells whether an address is of this machine or its network, in numbers or as localhost.
func isNear(network, address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil || network == "unix" || network == "name" {
		return false
	}
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	host, _, _ = strings.Cut(host, "%")
	ip := net.ParseIP(host)
	return ip != nil && netio.Near(ip)
}

// permits tells whether an entry of a list allows an address; numbers is whether it must be written in numbers for that.
func permits(entry, network, address string, numbers bool) bool {
	if p, ok := strings.CutPrefix(entry, "unix:"); ok {
		same, err := path.Match(p, address)
		return network == "unix" && err == nil && same && path.Clean(address) == address
	}
	if network == "unix" {
		return false
	}
	for _, protocol := range []string{"tcp", "udp"} {
		if rest, ok := strings.CutPrefix(entry, protocol+":"); ok && strings.Contains(rest, ":") {
			if network != "name" && !strings.HasPrefix(network, protocol) {
				return false
			}
			entry = rest
			break
		}
	}
	wantHost, wantPort, err := net.SplitHostPort(entry)
	if err != nil { // a pattern with brackets
		i := strings.LastIndexByte(entry, ':')
		if i < 0 {
			return false
		}
		wantHost, wantPort = entry[:i], entry[i+1:]
	}
	if numbers && !inNumbers(wantHost) && !strings.EqualFold(wantHost, "localhost") {
		return false
	}
	host, port := address, ""
	if network != "name" {
		if host, port, err = net.SplitHostPort(address); err != nil {
			return false
		}
	}
	okHost, err := path.Match(strings.ToLower(wantHost), strings.ToLower(strings.TrimSuffix(host, ".")))
	if err != nil || !okHost || network == "name" {
		return err == nil && okHost
	}
	okPort, err := path.Match(wantPort, port)
	return err == nil && okPort
}
