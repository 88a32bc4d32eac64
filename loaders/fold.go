package loaders

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// squeeze folds width and case and drops white space and invisible characters,
// so that two spellings of a word compare equal.
func squeeze(s string) string {
	if isPlain(s) {
		return s
	}
	s = foldWidth(s)
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, s)
}

func foldWidth(s string) string { return width.Fold.String(s) }

// isPlain reports that squeeze would leave s as it is.
func isPlain(s string) bool {
	for _, r := range s {
		if (r <= ' ' || r >= 0x7f || r >= 'a' && r <= 'z') && !isHan(r) {
			return false
		}
	}
	return true
}

// isHan is a fast test for nearly all of the characters in our files.
func isHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

func invisible(r rune) bool {
	if r > ' ' && r < 0x7f || isHan(r) {
		return false
	}
	return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || unicode.IsControl(r)
}

// trim cuts white space, U+3000 too, and invisible characters from both ends.
func trim(s string) string {
	if s != "" && startsVisible(s) && endsVisible(s) {
		return s
	}
	first, _ := utf8.DecodeRuneInString(s)
	last, _ := utf8.DecodeLastRuneInString(s)
	if s == "" || !invisible(first) && !invisible(last) {
		return s
	}
	return strings.TrimFunc(s, invisible)
}

// startsVisible and endsVisible know at a glance most texts that need no
// trimming: those that begin and end with a plain ASCII or Han character. The
// latter begin with a byte of 0xE4 to 0xE9.
func startsVisible(s string) bool {
	return s[0] > ' ' && s[0] < 0x7f || s[0] >= 0xE4 && s[0] <= 0xE9
}

func endsVisible(s string) bool {
	last := s[len(s)-1]
	return last > ' ' && last < 0x7f || last >= 0x80 && len(s) >= 3 && s[len(s)-3] >= 0xE4 && s[len(s)-3] <= 0xE9
}

// letters keeps letters, digits and the signs that are words of their own.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '‰' {
			return r
		}
		return -1
	}, s)
}

var (
	brackets  = strings.NewReplacer("[", "(", "]", ")", "【", "(", "】", ")", "〔", "(", "〕", ")", "{", "(", "}", ")", "〈", "(", "〉", ")", "「", "(", "」", ")")
	group     = regexp.MustCompile(`\(([^()]*)\)`)
	numbering = regexp.MustCompile(`^(?:\(?[0-9]{1,2}\)|[0-9]{1,2}[.、]|\([一二三四五六七八九十]{1,2}\)|[一二三四五六七八九十]{1,2}、)`)
	tailUnit  = regexp.MustCompile(`[,;:]?单位:?([^:]+)$`)
)

// headerKey folds a header to what is compared: width, case, white space,
// brackets and punctuation, a leading number, a leading 是否 and a unit are
// taken off. The unit is returned.
func headerKey(s string) (key, unit string) {
	s = brackets.Replace(squeeze(s))
	if rest := numbering.ReplaceAllString(s, ""); rest != "" {
		s = rest
	}
	s = group.ReplaceAllStringFunc(s, func(g string) string {
		name := strings.TrimPrefix(strings.TrimPrefix(g[1:len(g)-1], "单位"), ":")
		if _, ok := units[name]; ok {
			unit = name
			return ""
		}
		return g
	})
	if m := tailUnit.FindStringSubmatch(s); m != nil && m[0] != s {
		if _, ok := units[m[1]]; ok {
			unit = m[1]
			s = strings.TrimSuffix(s, m[0])
		}
	}
	s = letters(s)
	if _, ok := units[s]; ok {
		return "", s // a header row of its own for the units
	}
	return strings.TrimPrefix(s, "是否"), unit
}

// measure is what a unit measures and its power of ten against the base unit.
type measure struct {
	family string
	power  int
}

// units are those met in headers. All scales are powers of ten, so scaling is
// a shift of the decimal point and exact.
var units = map[string]measure{
	"元": {"money", 0}, "人民币元": {"money", 0}, "元/年": {"money", 0}, "元/人": {"money", 0}, "元/户": {"money", 0}, "元/人年": {"money", 0},
	"百元": {"money", 2}, "千元": {"money", 3}, "万元": {"money", 4}, "万元/年": {"money", 4}, "百万元": {"money", 6}, "亿元": {"money", 8},
	"月": {"month", 0}, "个月": {"month", 0}, "天": {"day", 0}, "日": {"day", 0}, "年": {"year", 0}, "岁": {"age", 0}, "周岁": {"age", 0},
	"人": {"count", 0}, "口": {"count", 0}, "名": {"count", 0}, "户": {"count", 0}, "个": {"count", 0}, "家": {"count", 0}, "所": {"count", 0}, "处": {"count", 0},
	"万人": {"count", 4}, "万户": {"count", 4},
	"亩": {"mu", 0}, "万亩": {"mu", 4}, "公顷": {"hectare", 0}, "公里": {"km", 0}, "千米": {"km", 0}, "米": {"metre", 0}, "平方米": {"m2", 0}, "㎡": {"m2", 0}, "M2": {"m2", 0},
	"%": {"ratio", -2}, "‰": {"ratio", -3},
}

// withinOne reports that one character inserted, left out or replaced makes a
// into b, and that this character carries no meaning of its own: 未 for 已, 2
// for 1 or 户 for 人 is another column, not a slip.
func withinOne(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) < 3 || len(y) < 4 || len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	var restX, changed []rune
	if len(x) == len(y) {
		if i == len(x) || i == 0 { // the first word rules the meaning: 发生日期 is no 出生日期
			return false
		}
		restX, changed = x[i+1:], []rune{x[i], y[i]}
	} else {
		restX, changed = x[i:], []rune{y[i]}
	}
	if string(restX) != string(y[i+1:]) {
		return false
	}
	telling := 0
	for _, r := range changed {
		if r < utf8.RuneSelf {
			return false
		}
		if strings.ContainsRune(meaningful, r) {
			telling++
		}
	}
	return telling < len(changed)
}

const meaningful = "不非未无没已总月年天次户人男女前后上下收支增减新旧脱返识退计划危主其低县乡镇村组一二三四五六七八九十"

// distance is the edit distance, for naming the nearest header seen.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range y {
			cost := 1
			if r == s {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(y)]
}

// ColumnLetter is a column, counted from 1, as Excel shows it: 6 is F.
func ColumnLetter(column int) string {
	var b []byte
	for n := column; n > 0; n = (n - 1) / 26 {
		b = append([]byte{byte('A' + (n-1)%26)}, b...)
	}
	return string(b)
}

// ColumnNumber is the column of a letter as Excel shows it, from 1: F is 6. It
// is 0 for what is no column.
func ColumnNumber(letter string) int {
	n := 0
	for _, r := range letter {
		if r < 'A' || r > 'Z' || n > 1<<20 {
			return 0
		}
		n = n*26 + int(r-'A') + 1
	}
	return n
}
