package loaders

import (
	"regexp"
	"strconv"
	"time"
)

// Years outside these are damage, not dates.
const (
	firstYear = 1900
	lastYear  = 2100
)

// Serials that are taken for dates in a column of dates: 1927 to 2099. Below
// them stand the numbers that are years.
const (
	firstSerial = 10000
	lastSerial  = 73050
)

var (
	epoch     = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC) // of Excel's serials
	epoch1970 = time.Unix(0, 0).UTC()
)

// The forms of a date, after squeezing.
var (
	fullDate  = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})[日号]?)(?:T?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$`)
	yearMonth = regexp.MustCompile(`^(\d{4})(?:[-/.](\d{1,2})|年(\d{1,2})月份?)$`)
	yearOnly  = regexp.MustCompile(`^(\d{4})(?:年度?|\.0+)?$`)
	compact   = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})?(?:\.0+)?$`)
	serialNum = regexp.MustCompile(`^(\d{5})(?:\.\d+)?$`)
)

// parseDate reads a date as people write it. A month gives its first day, a
// year its first of January.
func parseDate(s string) (time.Time, bool) {
	if len(s) == 10 && s[4] == '-' && s[7] == '-' && allDigits(s[:4]) && allDigits(s[5:7]) && allDigits(s[8:]) {
		return day(s[:4], s[5:7], s[8:]) // as most dates are written
	}
	// The space before a time of day must not glue the two together.
	s = squeeze(dayTime.ReplaceAllString(trim(s), "${1}T${2}"))
	if m := fullDate.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2]+m[4], m[3]+m[5])
	}
	if m := yearOnly.FindStringSubmatch(s); m != nil {
		return day(m[1], "1", "1")
	}
	if m := yearMonth.FindStringSubmatch(s); m != nil {
		return day(m[1], m[2]+m[3], "1")
	}
	if m := compact.FindStringSubmatch(s); m != nil {
		if m[3] == "" {
			m[3] = "1"
		}
		return day(m[1], m[2], m[3])
	}
	if m := serialNum.FindStringSubmatch(s); m != nil {
		n, _ := strconv.Atoi(m[1])
		if n >= firstSerial && n <= lastSerial {
			return epoch.AddDate(0, 0, n), true
		}
	}
	return time.Time{}, false
}

var dayTime = regexp.MustCompile(`([\d０-９日号])[\s　]+([\d０-９]{1,2}[:：])`)

func day(year, month, dayOfMonth string) (time.Time, bool) {
	y, _ := strconv.Atoi(year)
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(dayOfMonth)
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	ok := y >= firstYear && y <= lastYear && t.Year() == y && int(t.Month()) == m && t.Day() == d
	return t, ok
}

// lostZero matches a number that was typed as year.month and has lost a zero:
// 2018.1 is January or October.
var lostZero = regexp.MustCompile(`^\d{4}\.1$`)

// days since 1970, as Arrow keeps dates.
func days(t time.Time) int64 {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86400
}
