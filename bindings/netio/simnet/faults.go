package simnet

// This file is what goes wrong between machines: what is lost, who is cut off, and when.

// Partition cuts two machines off from each other: what is on the way is lost.
func (n *Net) Partition(a, b *Machine) {
	n.cuts++
	n.cut[pair{a, b}], n.cut[pair{b, a}] = n.cuts, n.cuts
	n.Tell("%s and %s are cut off from each other", a, b)
}

// Heal ends a Partition.
func (n *Net) Heal(a, b *Machine) {
	if n.cut[pair{a, b}] > 0 {
		n.Tell("%s and %s reach each other again", a, b)
	}
	delete(n.cut, pair{a, b})
	delete(n.cut, pair{b, a})
}

// HealAll ends each Partition.
func (n *Net) HealAll() {
	clear(n.cut)
	n.Tell("all machines reach each other again")
}

// cutOff tells whether nothing that a sends now comes to b.
func (n *Net) cutOff(a, b *Machine) bool { return a != b && a.down || n.noWay(a, b) }

// noWay tells whether nothing comes to b that a has sent before, even if a is down by now.
func (n *Net) noWay(a, b *Machine) bool { return a != b && (b.down || n.cut[pair{a, b}] > 0) }

// lost decides whether a piece that is sent now is lost.
func (n *Net) lost(a, b *Machine) bool {
	if n.cutOff(a, b) {
		return true
	}
	return a != b && n.options.Drop > 0 && n.options.Choose(2, n.options.Drop) > 0
}

// seen tells of what a machine has done that another can see, right after it: the moment at which the seed may cut the two off from
// each other, and at which the machine may crash.
func (n *Net) seen(m, other *Machine, what func() string) {
	if m == other || m.down || n.calm {
		return
	}
	if n.options.Partition > 0 && n.cut[pair{m, other}] == 0 && n.options.Choose(2, n.options.Partition) > 0 {
		n.Partition(m, other)
		this := n.cuts
		n.After(n.Between(n.options.PartitionFor[0], n.options.PartitionFor[1]), func() {
			if n.cut[pair{m, other}] == this {
				n.Heal(m, other)
			}
		})
	}
	if n.options.Sent != nil {
		n.options.Sent(m, what)
	}
}

// Calm ends each Partition, and has nothing go wrong by chance any more.
func (n *Net) Calm() {
	n.calm = true
	n.options.Drop, n.options.Reset = 0, 0
	n.HealAll()
}
