package libm

// This file is x^y.

import "math"

// Pow is x^y.
func Pow(x, y float64) float64 {
	r := math.Pow(x, y)
	switch {
	case r != r, y == 0, r == 0, math.IsInf(r, 0), x == 1, x == -1, y == 1, y == 0.5:
		return r
	}
	whole, part := math.Modf(math.Abs(y))
	if whole >= 1<<31 {
		return r
	}
	fraction, exp := math.Frexp(math.Abs(x))
	// x^y is p * 2^e, for the absolute values.
	p, e := wholePower(fraction, exp, uint32(whole))
	if part != 0 {
		// exp * part is n + rest, and fraction^part * 2^rest is close to 1.
		q := product(float64(exp), part)
		n := math.Round(q.hi)
		rest := sum(q.hi-n, q.lo)
		t, k := expOf(logOf(fraction).times(exactly(part)).plus(rest.times(ln2)))
		p = p.times(t)
		e += int(n) + k
	}
	if y < 0 {
		p, e = exactly(1).over(p), -e
	}
	return math.Copysign(math.Ldexp(p.number(), e), r)
}

// wholePower is (f * 2^exp)^n as p * 2^e.
func wholePower(f float64, exp int, n uint32) (p pair, e int) {
	p = exactly(1)
	base := exactly(f)
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			p, e = normal(p.times(base), e+exp)
		}
		base, exp = normal(base.times(base), 2*exp)
	}
	return p, e
}

// normal keeps a number between a half and one, by its exponent.
func normal(p pair, e int) (pair, int) {
	_, shift := math.Frexp(p.hi)
	return p.scaled(-shift), e + shift
}
