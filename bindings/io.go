package bindings

// This file opens the part of the module that waits for the world outside.

import (
	"moonloop/bindings/netio"

	lua "github.com/yuin/gopher-lua"
)

// ioMetas are the metatables of what this part makes.
type ioMetas struct {
	readerMeta, writerMeta, serverMeta, secureMeta, processMeta, endpointMeta, watcherMeta, executorMeta *lua.LTable

	pools []*pool // of executors that scripts made
}

func (m *Asyncio) openIO() {
	for _, class := range netio.Classes() {
		m.table.RawSetString(class.Name, m.rt.Class(class))
	}
	m.openTLS()
	m.openStreams()
	m.openServers()
	m.openProcesses()
	m.openStdin()
	m.openDatagrams()
	m.openResolving()
	m.openExecutors()
	m.openFS()
}
