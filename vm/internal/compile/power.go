package compile

// This file is x^y with the digits that C's library gives it. Go's own math.Pow multiplies rounded numbers, whose errors
// show in the fourteen digits that Lua prints.

import "math"

// Power is Lua's x ^ y.
func Power(x, y float64) float64 {
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
	// x^y is (hi+lo) * 2^e, for the absolute values.
	hi, lo, e := wholePower(fraction, exp, uint32(whole))
	if part != 0 {
		// exp * part is n + rest, and fraction^part is close to 1.
		p := float64(exp) * part
		n := math.Round(p)
		rest := p - n + math.FMA(float64(exp), part, -p)
		hi, lo = times(hi, lo, math.Exp(part*math.Log(fraction))*math.Exp2(rest), 0)
		e += int(n)
	}
	if y < 0 {
		inverse := 1 / hi
		hi, lo = inverse, inverse*(math.FMA(-hi, inverse, 1)-lo*inverse)
		e = -e
	}
	return math.Copysign(math.Ldexp(hi+lo, e), r)
}

// wholePower is (f * 2^exp)^n as (hi + lo) * 2^e.
func wholePower(f float64, exp int, n uint32) (hi, lo float64, e int) {
	hi = 1
	baseHi, baseLo, baseExp := f, 0.0, exp
	for ; n > 0; n >>= 1 {
		if n&1 != 0 {
			hi, lo = times(hi, lo, baseHi, baseLo)
			e += baseExp
			hi, lo, e = normal(hi, lo, e)
		}
		baseHi, baseLo = times(baseHi, baseLo, baseHi, baseLo)
		baseHi, baseLo, baseExp = normal(baseHi, baseLo, 2*baseExp)
	}
	return hi, lo, e
}

// times is the product of two numbers that are sums of a number and its error.
func times(aHi, aLo, bHi, bLo float64) (hi, lo float64) {
	p := aHi * bHi
	e := math.FMA(aHi, bHi, -p) + (aHi*bLo + aLo*bHi)
	hi = p + e
	return hi, p - hi + e
}

// normal keeps a sum between a half and one, by its exponent.
func normal(hi, lo float64, e int) (float64, float64, int) {
	_, shift := math.Frexp(hi)
	return math.Ldexp(hi, -shift), math.Ldexp(lo, -shift), e + shift
}
