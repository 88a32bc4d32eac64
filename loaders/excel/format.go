// Package excel holds what the file kinds of Excel share: what a number format
// makes of a number, dates, merged areas, and the words of a refusal.
package excel

import (
	"math"
	"strings"
	"time"
)

// Format is what a cell style says about a number.
type Format uint8

const (
	Plain Format = iota
	Percent
	Date
)

// Builtin gives the formats that are known by number alone; 27–36 and 50–58
// are the Chinese dates, 71–81 the Thai ones.
func Builtin(id int) Format {
	switch {
	case id == 9 || id == 10:
		return Percent
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58, id >= 71 && id <= 81:
		return Date
	}
	return Plain
}

// Classify looks at the first section of a format code, for positive numbers,
// leaving out what is shown as it stands: quoted and escaped text, fill and
// width characters, and brackets (colours, conditions, locales), except those
// of elapsed time such as [h].
func Classify(code string) Format {
	var letters strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				end = len(code) - i - 2
			}
			i += end + 1
		case '\\', '_', '*':
			i++
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				end = len(code) - i
			}
			if inside := strings.ToLower(code[i+1 : i+end]); inside != "" && strings.Trim(inside, "hms") == "" {
				return Date
			}
			i += end
		case ';':
			i = len(code)
		default:
			letters.WriteByte(c)
		}
	}
	shown := strings.ToLower(letters.String())
	shown = strings.ReplaceAll(shown, "general", "")
	shown = strings.ReplaceAll(shown, "g/通用格式", "")
	switch {
	case strings.ContainsAny(shown, "ymdhs"), strings.Contains(shown, "aaa"):
		return Date
	case strings.Contains(shown, "%"):
		return Percent
	}
	return Plain
}

var (
	epoch1900 = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC) // serial 0
	epoch1904 = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
)

// DateOf converts a serial, rounded to the millisecond. The 1900 system counts
// 29 February 1900, which never was, as serial 60: what falls on it has no
// time, and neither has what Excel itself would not show as a date.
func DateOf(serial float64, date1904 bool) time.Time {
	const afterLast = 2958466 // 10000-01-01
	if !(serial >= 0 && serial < afterLast) {
		return time.Time{}
	}
	days, fraction := math.Modf(serial)
	ms := math.Round(fraction * 86_400_000)
	if ms == 86_400_000 {
		days, ms = days+1, 0
	}
	start := epoch1904
	if !date1904 {
		start = epoch1900
		if days == 60 {
			return time.Time{}
		}
		if days > 60 {
			days--
		}
	}
	return start.AddDate(0, 0, int(days)).Add(time.Duration(ms) * time.Millisecond)
}
