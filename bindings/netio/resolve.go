package netio

// This file looks names up.

import (
	"context"
	"net"
	"strconv"
	"strings"

	"moonloop/loop"
)

// A Resolved is one address that a name stands for.
type Resolved struct {
	IP   net.IP
	Zone string
	Port int
}

// Resolve returns a coroutine that looks a host and a port or service up and returns []Resolved. The network is ip, ip4
// or ip6, protocol tcp or udp.
func (h *Hub) Resolve(network, protocol, host, service string) loop.Coroutine {
	if n := h.options.Network; n != nil {
		return h.lookUp(n, network, protocol, host, service)
	}
	return h.Opening(func(ctx context.Context) (any, error) {
		r := resolver()
		port := 0
		if service != "" {
			var err error
			if port, err = r.LookupPort(ctx, protocol, service); err != nil {
				return nil, err
			}
		}
		if host == "" {
			host = "localhost"
		}
		addrs, err := r.LookupIPAddr(ctx, host)
		if err != nil {
			return nil, err
		}
		var list []Resolved
		for _, a := range addrs {
			four := a.IP.To4() != nil
			if network == "ip4" && !four || network == "ip6" && four {
				continue
			}
			list = append(list, Resolved{a.IP, a.Zone, port})
		}
		if len(list) == 0 {
			return nil, &net.DNSError{Err: noFamily, Name: host, IsNotFound: true}
		}
		return list, nil
	}, nil)
}

// NameOf returns a coroutine that looks up the host and the service of an address and returns [2]string. What has no
// name, and what numeric asks for, stays a number.
func (h *Hub) NameOf(ip string, port int, numericHost, numericService bool, protocol string) loop.Coroutine {
	if n := h.options.Network; n != nil {
		return h.nameIn(n, ip, port, numericHost, numericService, protocol)
	}
	return h.Opening(func(ctx context.Context) (any, error) {
		host, service := ip, strconv.Itoa(port)
		if !numericHost {
			if names, err := resolver().LookupAddr(ctx, ip); err == nil && len(names) > 0 {
				host = strings.TrimSuffix(names[0], ".")
			}
		}
		if !numericService {
			service = serviceOf(ctx, port, protocol)
		}
		return [2]string{host, service}, nil
	}, nil)
}

// serviceOf is the name of the service of a port, or its number.
func serviceOf(ctx context.Context, port int, protocol string) string {
	for _, name := range wellKnown {
		if n, err := resolver().LookupPort(ctx, protocol, name); err == nil && n == port {
			return name
		}
	}
	return strconv.Itoa(port)
}

// wellKnown are the services that NameOf knows: package net can look up a port only by its name.
var wellKnown = []string{
	"http", "https", "domain", "ftp", "imap", "imaps", "ldap", "ntp", "pop3", "pop3s", "smtp", "snmp", "ssh", "telnet",
}
