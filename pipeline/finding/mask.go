package finding

import (
	"regexp"
	"strings"

	"golang.org/x/text/width"
)

// Mask says how a personal value is hidden wherever it is shown.
type Mask string

const (
	Public   Mask = ""         // shown as it is
	Name     Mask = "name"     // 张*, 欧阳**
	IDNumber Mask = "idnumber" // 14 stars and the last 4
	Phone    Mask = "phone"    // 3 digits, 4 stars, 4 digits
	FreeText Mask = "text"     // ID and phone numbers within it hidden, see Scrub
)

// compoundSurnames are the two-character surnames still in use that are kept whole.
var compoundSurnames = map[string]bool{
	"欧阳": true, "上官": true, "司马": true, "诸葛": true, "夏侯": true, "皇甫": true,
	"尉迟": true, "公孙": true, "慕容": true, "司徒": true, "令狐": true, "东方": true,
	"南宫": true, "端木": true, "百里": true, "申屠": true, "太史": true, "长孙": true,
	"宇文": true, "轩辕": true, "钟离": true, "独孤": true, "呼延": true, "澹台": true,
}

// Apply hides s. What does not have the shape the mask expects is hidden
// altogether but for its length, so that a damaged ID number does not leak.
func (m Mask) Apply(s string) string {
	r := []rune(s)
	if len(r) == 0 {
		return ""
	}
	switch m {
	case Name:
		keep := 1
		if len(r) > 2 && compoundSurnames[string(r[:2])] {
			keep = 2
		}
		if len(r) == 1 {
			return "*"
		}
		return string(r[:keep]) + strings.Repeat("*", len(r)-keep)
	case IDNumber:
		if len(r) < 15 {
			return strings.Repeat("*", len(r))
		}
		return strings.Repeat("*", len(r)-4) + string(r[len(r)-4:])
	case Phone:
		if len(r) != 11 {
			return strings.Repeat("*", len(r))
		}
		return string(r[:3]) + "****" + string(r[7:])
	case FreeText:
		return Scrub(s, "")
	default:
		return s
	}
}

// A number of a person by its shape, wherever it stands: people slip columns.
// Digits may be full-width, and spaces or dashes may stand between them.
var (
	digitRun   = regexp.MustCompile(`[0-9\x{FF10}-\x{FF19}]+[XxＸｘ]?`)
	spacedRun  = regexp.MustCompile(`[0-9\x{FF10}-\x{FF19}](?:[ \x{3000}\x{00A0}-]?[0-9\x{FF10}-\x{FF19}])+[XxＸｘ]?`)
	separators = strings.NewReplacer(" ", "", "\u3000", "", "\u00a0", "", "-", "")

	idShape = regexp.MustCompile(`^\d{6}(18|19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$`)
	// births from 1930 on: with earlier years 户编号 of 15 digits would fit
	oldIDShape = regexp.MustCompile(`^[1-9]\d{5}[3-9]\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}$`)
	phoneShape = regexp.MustCompile(`^(86)?1[3-9]\d{9}$`)
	cardShape  = regexp.MustCompile(`^62\d{14,17}$`)
)

// HasIDShape reports 17 digits with a date where the birth date belongs, and a
// digit or X. Whether the check digit is right is not looked at.
func HasIDShape(s string) bool { return idShape.MatchString(s) }

// isPersonalNumber reports the shape of an ID number of 18 or 15 digits, of a
// mobile phone number or of a bank card.
func isPersonalNumber(s string) bool {
	return len(s) >= fewestDigits && (idShape.MatchString(s) || oldIDShape.MatchString(s) || phoneShape.MatchString(s) || cardShape.MatchString(s))
}

// fewestDigits are those of the shortest number of a person, a mobile phone's.
const fewestDigits = 11

// countDigits counts the digits of a text, full-width ones too.
func countDigits(s string) (n int) {
	for _, r := range s {
		if '0' <= r && r <= '9' || '０' <= r && r <= '９' {
			n++
		}
	}
	return n
}

// Scrub hides ID, phone and card numbers within a text that is not personal by
// its column. A text equal to keep, the household's own number, stays.
func Scrub(text, keep string) string {
	hide := func(run string) string {
		number := separators.Replace(width.Narrow.String(run))
		switch {
		case number == keep || !isPersonalNumber(number):
			return run
		case phoneShape.MatchString(number):
			return Phone.Apply(number[len(number)-11:])
		default:
			return IDNumber.Apply(number)
		}
	}
	switch n := countDigits(text); {
	case n < fewestDigits: // nearly all cells of a county: the patterns take their time
		return text
	case n == len(text):
		return hide(text)
	}
	text = spacedRun.ReplaceAllStringFunc(text, hide)
	return digitRun.ReplaceAllStringFunc(text, hide)
}
