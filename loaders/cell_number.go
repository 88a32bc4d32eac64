package loaders

import (
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"github.com/apache/arrow/go/v17/arrow/decimal128"
)

// Decimals are kept with 10 places in 28 digits.
const (
	decimalDigits = 28
	decimalScale  = 10
	// Numbers with more digits or a larger exponent than any real one are
	// damage; the limits also bound the work.
	mostDigits   = 60
	mostExponent = 40
)

// decimal is a number as written: its significant digits and a power of ten.
type decimal struct {
	negative bool
	digits   string // without leading zeros; empty for zero
	exponent int
}

// parseDecimal reads plain and E notation: 3200, -1.50, .5, 1.2E+3. Nothing but
// ASCII digits, a point, a sign and an exponent is taken.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	if s != "" && (s[0] == '-' || s[0] == '+') {
		d.negative = s[0] == '-'
		s = s[1:]
	}
	if i := strings.IndexAny(s, "Ee"); i >= 0 {
		e, err := strconv.Atoi(s[i+1:])
		if err != nil || e > 400 || e < -400 {
			return d, false
		}
		d.exponent, s = e, s[:i]
	}
	whole, fraction, point := strings.Cut(s, ".")
	if whole == "" && fraction == "" || point && fraction == "" || !allDigits(whole) || !allDigits(fraction) {
		return d, false
	}
	d.exponent -= len(fraction)
	d.digits = strings.TrimLeft(whole+fraction, "0")
	if len(d.digits) > mostDigits {
		return d, false
	}
	if d.digits == "" {
		return decimal{}, true
	}
	return d, true
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// shift multiplies by a power of ten.
func (d decimal) shift(power int) decimal {
	d.exponent += power
	return d
}

// scaled returns the digits of the number at 10 decimals, rounded half away
// from zero, without sign and leading zeros; false when it has too many.
func (d decimal) scaled() (string, bool) {
	if d.digits == "" {
		return "", true
	}
	e := d.exponent + decimalScale
	if e > mostExponent {
		return "", false
	}
	s := d.digits
	if e >= 0 {
		s += strings.Repeat("0", e)
		return s, len(s) <= decimalDigits
	}
	drop := -e
	if drop > len(s) {
		return "", true
	}
	kept, up := s[:len(s)-drop], s[len(s)-drop] >= '5'
	if up {
		kept = increment(kept)
	}
	return kept, len(kept) <= decimalDigits
}

// increment adds one to a string of digits.
func increment(s string) string {
	b := []byte(s)
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < '9' {
			b[i]++
			return string(b)
		}
		b[i] = '0'
	}
	return "1" + string(b)
}

// decimal128 returns the number at 10 decimals.
func (d decimal) decimal128() (decimal128.Num, bool) {
	s, ok := d.scaled()
	if !ok {
		return decimal128.Num{}, false
	}
	var n decimal128.Num
	switch {
	case s == "":
	case len(s) <= 18:
		u, _ := strconv.ParseInt(s, 10, 64)
		n = decimal128.FromI64(u)
	default:
		b, _ := new(big.Int).SetString(s, 10)
		n = decimal128.FromBigInt(b)
	}
	if d.negative {
		n = n.Negate()
	}
	return n, true
}

// integer returns the number when it is whole, after rounding to 10 decimals:
// what a spreadsheet stores as 3.9999999999999996 is 4.
func (d decimal) integer() (n int64, whole, fits bool) {
	s, ok := d.scaled()
	if !ok || len(s) > 18+decimalScale {
		return 0, true, false
	}
	if s == "" {
		return 0, true, true
	}
	if !strings.HasSuffix(s, "0000000000") {
		return 0, false, true
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(s, "0000000000"), 10, 64)
	if err != nil {
		return 0, true, false
	}
	if d.negative {
		n = -n
	}
	return n, true, true
}

// plain writes a whole number without point and exponent; false when it has a
// fraction or is absurdly long.
func (d decimal) plain() (string, bool) {
	s := d.digits
	switch {
	case s == "":
		return "0", true
	case d.exponent >= 0:
		if d.exponent > mostExponent {
			return "", false
		}
		s += strings.Repeat("0", d.exponent)
	default:
		cut := len(s) + d.exponent
		if cut <= 0 || strings.Trim(s[cut:], "0") != "" {
			return "", false
		}
		s = s[:cut]
	}
	if d.negative {
		s = "-" + s
	}
	return s, true
}

// isBlankMark reports a text that says "nothing here" in a column of numbers,
// dates or codes.
func isBlankMark(squeezed string) bool {
	switch squeezed {
	case "", "无", "空", "-", "--", "---", "—", "——", "–", "―", "─", "/", "\\", "无数据":
		return true
	}
	return false
}

// numberText is a number as people write it: its own unit is taken off.
type numberText struct {
	decimal
	percent bool
	unit    string // 元, 万元 … when the cell names one
}

// parseNumber reads what people write for a number: thousands separators, a
// currency sign, a unit, accounting negatives. own are the units that the
// column may carry in its cells. What is damaged is not guessed at.
func parseNumber(s string, own string) (numberText, bool) {
	var n numberText
	s, ok := squeezeNumber(s)
	if !ok {
		return n, false
	}
	accounting := false
	if len(s) > 2 && s[0] == '(' && s[len(s)-1] == ')' {
		accounting, s = true, s[1:len(s)-1]
	}
	negative := false
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		if accounting {
			return n, false
		}
		negative, s = true, rest
	}
	for _, sign := range []string{"¥", "￥", "RMB"} {
		if rest, ok := strings.CutPrefix(s, sign); ok {
			s = rest
			break
		}
	}
	if rest, ok := strings.CutPrefix(s, "-"); ok && !negative && !accounting {
		negative, s = true, rest
	}
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		n.percent, s = true, rest
	} else {
		s, n.unit = cutUnit(s, own)
	}
	if (negative || accounting) && s != "" && (s[0] == '+' || s[0] == '-') {
		return n, false
	}
	if strings.Contains(s, ",") {
		if s, ok = ungroup(s); !ok {
			return n, false
		}
	}
	n.decimal, ok = parseDecimal(s)
	if negative || accounting {
		n.negative = len(n.digits) > 0
	}
	return n, ok
}

// squeezeNumber folds width and drops white space, but for a space between
// digits: there something is missing.
func squeezeNumber(s string) (string, bool) {
	if isPlain(s) {
		return s, true
	}
	var b strings.Builder
	var last rune
	space := false
	for _, r := range foldWidth(trim(s)) {
		if invisible(r) {
			space = true
			continue
		}
		if space && isNumeral(last) && isNumeral(r) {
			return "", false
		}
		space, last = false, r
		if r == '−' {
			r = '-'
		}
		b.WriteRune(unicode.ToUpper(r))
	}
	return b.String(), true
}

func isNumeral(r rune) bool { return r >= '0' && r <= '9' || r == '.' || r == ',' }

// cutUnit takes off 元 and its multiples, or the column's own unit. 1.2万 is
// not taken: it may be people, mu or yuan.
func cutUnit(s, own string) (number, unit string) {
	i := strings.LastIndexFunc(s, func(r rune) bool { return r < 0x80 })
	if i < 0 || i == len(s)-1 {
		return s, ""
	}
	tail := s[i+1:]
	m, known := units[tail]
	if !known {
		return s, ""
	}
	home, ok := units[own]
	if !ok || m.family != home.family || m.family != "money" && m.power != 0 || m.family == "count" && tail != own {
		return s, ""
	}
	return s[:i+1], tail
}

// ungroup removes thousands separators that stand where they belong.
func ungroup(s string) (string, bool) {
	whole, fraction, _ := strings.Cut(s, ".")
	if strings.Contains(fraction, ",") {
		return "", false
	}
	parts := strings.Split(whole, ",")
	first := strings.TrimLeft(parts[0], "+-")
	if first == "" || len(first) > 3 || !allDigits(first) {
		return "", false
	}
	for _, p := range parts[1:] {
		if len(p) != 3 || !allDigits(p) {
			return "", false
		}
	}
	return strings.ReplaceAll(s, ",", ""), true
}
