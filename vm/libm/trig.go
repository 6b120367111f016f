package libm

// This file is the functions of angles.

import "math"

// quarter is π/2, and what is missing in that.
var (
	quarter     = pair{0x1.921fb54442d18p0, 0x1.1a62633145c07p-54}
	quarterRest = -0x1.f1976b7ed8fbcp-110
)

// mostTurns is up to which angle those two have digits enough.
const mostTurns = 1 << 50

// reduced is x less the n-th multiple of π/2, which is nearest; of n the last two bits count.
func reduced(x float64) (r pair, n int) {
	if math.Abs(x) >= mostTurns {
		return reducedFar(x)
	}
	k := math.Round(x * (1 / quarter.hi))
	p := product(k, quarter.hi)
	r = sum(x-p.hi, -p.lo) // x - p.hi is exact
	r = r.minus(product(k, quarter.lo))
	return tidy(r.hi, r.lo-k*quarterRest), int(k)
}

var (
	sinTerms = inverses(5, 21, 2, -1)    // 1/5! - x^2/7! …
	cosTerms = inverses(4, 20, 2, -1)    // 1/4! - x^2/6! …
	third    = pair{1. / 3, 0x1p-54 / 3} // 1/3
)

// sinCos is sine and cosine of r, which is within π/4 and a bit.
func sinCos(r pair) (s, c pair) {
	square := r.times(r)
	q := square.hi
	half := pair{square.hi / 2, square.lo / 2}
	cube := r.times(half).times(third) // r^3/6
	s = r.minus(cube).plus(exactly(r.hi * q * q * polynomial(q, sinTerms)))
	c = exactly(1).minus(half).plus(exactly(q * q * polynomial(q, cosTerms)))
	return s, c
}

// turned is sine and cosine of x.
func turned(x float64) (s, c pair) {
	r, n := reduced(x)
	s, c = sinCos(r)
	if n&1 != 0 {
		s, c = c, pair{-s.hi, -s.lo}
	}
	if n&2 != 0 {
		s, c = pair{-s.hi, -s.lo}, pair{-c.hi, -c.lo}
	}
	return s, c
}

// outside tells what package math is left with: zero, which has a sign, and what is no angle.
func outside(x float64) bool { return x == 0 || !(math.Abs(x) <= math.MaxFloat64) }

// Sin is the sine of x.
func Sin(x float64) float64 {
	if outside(x) || math.Abs(x) < 0x1p-26 {
		return math.Sin(x)
	}
	s, _ := turned(x)
	return s.number()
}

// Cos is the cosine of x.
func Cos(x float64) float64 {
	if outside(x) {
		return math.Cos(x)
	}
	_, c := turned(x)
	return c.number()
}

// Tan is the tangent of x.
func Tan(x float64) float64 {
	if outside(x) || math.Abs(x) < 0x1p-26 {
		return math.Tan(x)
	}
	s, c := turned(x)
	return s.over(c).number()
}

// The inverse functions correct those of package math by what the sine or cosine of their result lacks.

// Asin is the arc sine of x.
func Asin(x float64) float64 {
	if !(math.Abs(x) < 1) || math.Abs(x) < 0x1p-26 {
		return math.Asin(x)
	}
	y := math.Asin(x)
	s, c := turned(y)
	return y + exactly(x).minus(s).hi/c.hi
}

// Acos is the arc cosine of x.
func Acos(x float64) float64 {
	if !(math.Abs(x) < 1) {
		return math.Acos(x)
	}
	y := math.Acos(x)
	s, c := turned(y)
	return y + c.minus(exactly(x)).hi/s.hi
}

// Atan is the arc tangent of x.
func Atan(x float64) float64 { return Atan2(x, 1) }

// Atan2 is the angle of the point (x, y).
func Atan2(y, x float64) float64 {
	z := math.Atan2(y, x)
	if a, b := math.Abs(x), math.Abs(y); !(a < 0x1p500 && a > 0x1p-400 && b < 0x1p500 && b > 0x1p-400) || math.Abs(z) < 0x1p-26 {
		return z
	}
	s, c := turned(z)
	lack := exactly(y).times(c).minus(exactly(x).times(s))
	return z + lack.hi/(x*c.hi+y*s.hi)
}
