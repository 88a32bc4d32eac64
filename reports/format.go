package reports

import (
	"math/big"
	"strconv"
	"strings"
)

// Percent prints num/den as a per cent with two decimals, half up, exactly:
// Percent(1, 800) is "0.13". With den 0 it is "—".
func Percent(num, den int64) string {
	if den == 0 {
		return NotJudged
	}
	return RoundHalfUp(new(big.Rat).SetFrac(big.NewInt(num*100), big.NewInt(den)), 2)
}

// PercentOf prints a fraction as a per cent with two decimals, half up, without
// trailing zeros when it is a threshold: PercentOf(0.02) is "2".
func PercentOf(fraction float64) string {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(fraction, 'g', -1, 64))
	if !ok {
		return NotJudged
	}
	s := RoundHalfUp(r.Mul(r, big.NewRat(100, 1)), 2)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// RoundHalfUp prints r with the given decimals, halves away from zero.
func RoundHalfUp(r *big.Rat, decimals int) string { return r.FloatString(decimals) }

// Count prints a whole number with thousands separators.
func Count(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if strings.HasPrefix(s, "-") {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}
