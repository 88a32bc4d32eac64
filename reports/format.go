package reports

import (
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/width"
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

// Rate prints num/den as a per cent with two decimals, or "…" when it is above
// 0 and rounds to 0.00.
func Rate(num, den int64) string {
	s := Percent(num, den)
	if num > 0 && s == "0.00" {
		return TooSmall
	}
	return s
}

// RateRange prints what a rate could be: "1.20~3.45", from low/den to high/den.
func RateRange(low, high, den int64) string {
	if den == 0 || low == high {
		return NotApplicable
	}
	return Rate(low, den) + "~" + Rate(high, den)
}

// Money prints an amount in yuan with two decimals and thousands separators.
func Money(r *big.Rat) string {
	s := RoundHalfUp(r, 2)
	whole, cents, _ := strings.Cut(s, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n == 0 {
		return s // "-0.50" keeps its sign
	}
	return Count(n) + "." + cents
}

// Date prints a date in Chinese: 2018年12月31日.
func Date(t time.Time) string {
	return strconv.Itoa(t.Year()) + "年" + strconv.Itoa(int(t.Month())) + "月" + strconv.Itoa(t.Day()) + "日"
}

// Clean makes a text from the sheets safe to show on one line: line breaks and
// tabs become a space; characters that XML forbids, and those that turn the
// direction of writing or have no width, become U+FFFD. It does not escape.
func Clean(s string) string {
	var b strings.Builder
	space := true // nothing but spaces so far since the start or the last space
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs, unicode.Co), r&0xFFFE == 0xFFFE:
			r = unicode.ReplacementChar
		}
		b.WriteRune(r)
		space = false
	}
	return strings.TrimRight(b.String(), " ")
}

// longestName is how much of a name is shown in a table.
const longestName = 40

// Name makes a name safe to show and cuts one that is too long for a table.
func Name(s string) string {
	r := []rune(Clean(s))
	if len(r) > longestName {
		return string(r[:longestName]) + "……"
	}
	return string(r)
}

// Prose gives the half-width marks of a Chinese text the full-width form that
// print asks for: , : ; ( ) beside a Chinese character. Numbers such as 1,234
// and names such as approval.rule keep theirs.
func Prose(s string) string {
	r := []rune(s)
	chinese := func(i int) bool {
		return i >= 0 && i < len(r) && (unicode.Is(unicode.Han, r[i]) || strings.ContainsRune("“”《》、。\uff0c\uff1a\uff1b\uff08\uff09…—", r[i]))
	}
	var open []int
	for i, c := range r {
		switch c {
		case '(':
			open = append(open, i)
		case ')':
			if len(open) == 0 {
				continue
			}
			j := open[len(open)-1]
			open = open[:len(open)-1]
			if chinese(j-1) || chinese(j+1) || chinese(i-1) || chinese(i+1) {
				r[j], r[i] = '\uff08', '\uff09'
			}
		}
	}
	full := map[rune]rune{',': '\uff0c', ':': '\uff1a', ';': '\uff1b'}
	for i, c := range r {
		if f, ok := full[c]; ok && (chinese(i-1) || chinese(i+1)) {
			r[i] = f
		}
	}
	return string(r)
}

// Width is how much room a text takes, full-width characters counted as 2.
func Width(s string) int {
	n := 0
	for _, r := range s {
		n++
		if wide(r) {
			n++
		}
	}
	return n
}

// wide reports whether a character is shown full-width in a Chinese font, which
// the ambiguous ones (— … ✓ “ ” ①) are.
func wide(r rune) bool {
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth, width.EastAsianAmbiguous:
		return true
	}
	return r == '✓' || r == '✗'
}

// sheetLabel names a kind of sheet in Chinese.
func (m Meta) sheetLabel(kind string) string {
	if kind == "" {
		return NotApplicable
	}
	for _, s := range m.Sheets {
		if s.Kind == kind {
			return s.Label
		}
	}
	return Clean(kind)
}

// FileSafe makes the name of a place or a table into one that a file can have.
func FileSafe(name string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>|`, r) || r < ' ' {
			return '_'
		}
		return r
	}, Clean(name))
}
