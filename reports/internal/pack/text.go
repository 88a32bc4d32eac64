package pack

import (
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"sanlv/reports"
)

// SheetName makes a name into one that Excel accepts and that is not used yet.
func SheetName(name string, used map[string]bool) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) {
			return '_'
		}
		return r
	}, reports.Clean(name))
	if name == "" {
		name = "Sheet"
	}
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = fmt.Sprintf("(%d)", n)
		}
		short := Shorten(name, 31-len(end)) + end
		if key := strings.ToLower(short); !used[key] {
			used[key] = true
			return short
		}
	}
}

// Shorten cuts a text to so many UTF-16 units, which is how Excel counts.
func Shorten(s string, units int) string {
	r := []rune(s)
	for len(utf16.Encode(r)) > units {
		r = r[:len(r)-1]
	}
	return string(r)
}

// PlainText keeps the line breaks of a text and hides what turns the direction
// of writing or has no place in XML.
func PlainText(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || ' ' <= r && r < 0x7f || '一' <= r && r <= '龥':
			return r
		case r == '\t' || r == '\r':
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Cs) || r&0xFFFE == 0xFFFE:
			return unicode.ReplacementChar
		}
		return r
	}, s)
	if len(s) > maxText/2 && utf8.RuneCountInString(s) > maxText/2 { // counted in UTF-16 units
		s = Shorten(s, maxText-1) + "…"
	}
	return s
}

// escaped is what Excel would take for a character by its number.
var escaped = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// WriteText writes a text as the content of an element, as PlainText leaves it
// and as Excel shows it.
func WriteText(w io.Writer, s string) error {
	if isPlain(s) {
		_, err := io.WriteString(w, s)
		return err
	}
	s = PlainText(s)
	if strings.Contains(s, "_x") {
		s = escaped.ReplaceAllString(s, "_x005F_$1")
	}
	return xml.EscapeText(w, []byte(s))
}

// isPlain reports a short text of characters that stand as they are, as nearly all
// texts of a county do.
func isPlain(s string) bool {
	if len(s) > 256 {
		return false
	}
	for _, r := range s {
		switch {
		case '一' <= r && r <= '龥', '0' <= r && r <= '9', 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z':
		case strings.ContainsRune(" -./:*()、,。:;%+", r):
		default:
			return false
		}
	}
	return true
}

// Serial is a date as Excel counts it; dates before March 1900, which Excel
// counts wrongly, are none.
func Serial(t time.Time) (string, bool) {
	days := int(math.Round(t.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24))
	return strconv.Itoa(days), days > 60
}
