package libm

// This file is arithmetic on pairs.

import "math"

// A pair is a number and what that is too small by: together they have about 105 bits.
type pair struct{ hi, lo float64 }

// exactly is a number as a pair.
func exactly(x float64) pair { return pair{x, 0} }

// sum is a + b.
func sum(a, b float64) pair {
	s := a + b
	t := s - a
	return pair{s, (a - (s - t)) + (b - t)}
}

// product is a * b.
func product(a, b float64) pair {
	p := a * b
	return pair{p, math.FMA(a, b, -p)}
}

// tidy has most of the number in hi.
func tidy(hi, lo float64) pair {
	s := hi + lo
	return pair{s, lo - (s - hi)}
}

func (a pair) plus(b pair) pair {
	s := sum(a.hi, b.hi)
	return tidy(s.hi, s.lo+(a.lo+b.lo))
}

func (a pair) minus(b pair) pair { return a.plus(pair{-b.hi, -b.lo}) }

func (a pair) times(b pair) pair {
	p := product(a.hi, b.hi)
	return tidy(p.hi, p.lo+(a.hi*b.lo+a.lo*b.hi))
}

func (a pair) over(b pair) pair {
	q := a.hi / b.hi
	rest := a.minus(b.times(exactly(q)))
	return tidy(q, rest.hi/b.hi)
}

// scaled is a * 2^n, which is in range.
func (a pair) scaled(n int) pair { return pair{math.Ldexp(a.hi, n), math.Ldexp(a.lo, n)} }

func (a pair) number() float64 { return a.hi + a.lo }

// polynomial is c[0] + c[1]*x + c[2]*x^2 …
func polynomial(x float64, c []float64) float64 {
	r := 0.0
	for i := len(c) - 1; i >= 0; i-- {
		r = r*x + c[i]
	}
	return r
}
