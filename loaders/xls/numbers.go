package xls

import (
	"math"
	"strconv"
)

// numberText writes a number with the fewest digits that read back as the very
// same: plain as far as people write it so, else in E notation, as Excel does
// in an .xlsx.
func numberText(v float64) string {
	switch size := math.Abs(v); {
	case size == 0:
		return "0" // not -0
	case size >= 1e-5 && size < 1e15:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'G', -1, 64)
}

// rkNumber unpacks a number of 30 bits: a whole number or the upper bits of a
// float, either of them in hundredths.
func rkNumber(rk uint32) float64 {
	var v float64
	if rk&2 != 0 {
		v = float64(int32(rk) >> 2)
	} else {
		v = math.Float64frombits(uint64(rk&^3) << 32)
	}
	if rk&1 != 0 {
		v /= 100
	}
	return v
}
