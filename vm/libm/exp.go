package libm

// This file is e^x and logarithms.

import "math"

// ln2 is the logarithm of 2, and what is missing in that.
var (
	ln2     = pair{0x1.62e42fefa39efp-1, 0x1.abc9e3b39803fp-56}
	ln2Rest = 0x1.7b57a079a1934p-111
)

// expTerms are 1/3!, 1/4! …
var expTerms = inverses(3, 15, 1, 1)

// inverses are sign/first!, sign*alternate/(first+step)! … up to 1/last!.
func inverses(first, last, step int, alternate float64) (c []float64) {
	sign := 1.0
	for n := first; n <= last; n += step {
		f := 1.0
		for k := 2; k <= n; k++ {
			f *= float64(k)
		}
		c = append(c, sign/f)
		sign *= alternate
	}
	return c
}

// expOf is e^x as a pair times 2^k.
func expOf(x pair) (e pair, k int) {
	n := math.Round(x.hi * (1 / ln2.hi))
	r := x.minus(exactly(n).times(ln2))
	r = tidy(r.hi, r.lo-n*ln2Rest)
	tail := r.hi * r.hi * r.hi * polynomial(r.hi, expTerms)
	square := r.times(r)
	s := r.plus(tidy(square.hi/2, square.lo/2+tail))
	return exactly(1).plus(s), int(n)
}

// Exp is e^x.
func Exp(x float64) float64 {
	if !(x > -745 && x < 709.7) {
		return math.Exp(x)
	}
	e, k := expOf(exactly(x))
	return math.Ldexp(e.number(), k)
}

// logOf is the logarithm of f, which is between a half and two. It corrects that of package math by what its power lacks.
func logOf(f float64) pair {
	y := math.Log(f)
	e, k := expOf(exactly(-y))
	z := exactly(f).times(e.scaled(k)).minus(exactly(1))
	return sum(y, z.hi-z.hi*z.hi/2)
}

// split is x as a fraction near 1 times a power of 2.
func split(x float64) (f float64, exp int) {
	f, exp = math.Frexp(x)
	if f < math.Sqrt2/2 {
		return 2 * f, exp - 1
	}
	return f, exp
}

// Log is the natural logarithm.
func Log(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log(x)
	}
	f, n := split(x)
	return logOf(f).plus(exactly(float64(n)).times(ln2)).number()
}

// Log10 is the decimal logarithm, of which C's library has more than two digits too few: it is computed as there, from the
// natural one.
func Log10(x float64) float64 {
	if !(x > 0) || math.IsInf(x, 1) {
		return math.Log10(x)
	}
	const (
		inverse = 0x1.bcb7b1526e50ep-2  // 1/ln 10
		high    = 0x1.34413509f6p-2     // log10 of 2, to 41 bits
		low     = 0x1.9fef311f12b36p-42 // and the rest
	)
	f, n := math.Frexp(x) // x is f*2 * 2^(n-1)
	f, n = 2*f, n-1
	if n < 0 {
		f, n = f/2, n+1
	}
	y := float64(n)
	a, b := y*low, inverse*Log(f)
	c := y * high
	return float64(a+b) + c
}
