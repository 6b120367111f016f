package asyncio

// This file opens the part of the module that waits for the world outside.

import (
	"moonloop/bindings/netio"
)

// ioMetas are the metatables of what this part makes.
type ioMetas struct {
	readerMeta, writerMeta, serverMeta, secureMeta, processMeta, endpointMeta, watcherMeta, executorMeta lazyTable

	pools []*pool // of executors that scripts made
}

func (m *Module) openIO() {
	m.build.SetClasses(m.rt, netio.Classes())
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
