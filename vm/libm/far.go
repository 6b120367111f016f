package libm

// This file is large angles: the multiple of π/2 that is taken off has more digits than pairs have.

import (
	"math"
	"math/big"
	"sync"
)

// farBits is how many bits of π/2 behind the point are needed: as many as the largest number has before it, and three
// numbers' more.
const farBits = 1024 + 3*64

// farQuarter is π/2 * 2^farBits, by Machin's formula: π/4 is 4 arctan 1/5 - arctan 1/239.
var farQuarter = sync.OnceValue(func() *big.Int {
	const guard = 64
	arctan := func(inverse int64) *big.Int {
		term := new(big.Int).Lsh(big.NewInt(1), farBits+guard)
		term.Quo(term, big.NewInt(inverse))
		all, square := new(big.Int), big.NewInt(inverse*inverse)
		for n := int64(1); term.Sign() != 0; n += 2 {
			part := new(big.Int).Quo(term, big.NewInt(n))
			if n%4 == 1 {
				all.Add(all, part)
			} else {
				all.Sub(all, part)
			}
			term.Quo(term, square)
		}
		return all
	}
	a := arctan(5)
	a.Lsh(a, 2).Sub(a, arctan(239))
	return a.Rsh(a, guard-1)
})

// reducedFar is reduced, for large x.
func reducedFar(x float64) (r pair, n int) {
	fraction, exp := math.Frexp(x)
	whole := big.NewInt(int64(math.Ldexp(fraction, 53)))
	whole.Lsh(whole, uint(exp-53+farBits))
	quarter := farQuarter()
	turns, rest := new(big.Int).DivMod(whole, quarter, new(big.Int))
	if half := new(big.Int).Rsh(quarter, 1); rest.Cmp(half) > 0 {
		turns.Add(turns, big.NewInt(1))
		rest.Sub(rest, quarter)
	}
	n = int(new(big.Int).And(turns, big.NewInt(3)).Int64())
	left := new(big.Float).SetMantExp(new(big.Float).SetInt(rest), -farBits)
	hi, _ := left.Float64()
	lo, _ := left.Sub(left, new(big.Float).SetFloat64(hi)).Float64()
	return pair{hi, lo}, n
}
