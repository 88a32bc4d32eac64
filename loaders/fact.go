package loaders

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// facts are what stands around the table: when it was filled in, the unit of
// the money.
type facts struct {
	filledOn time.Time
	units    []string // money units named for the whole sheet
}

const dateWords = `(?:填报|填表|制表|统计|上报|报送|报出|截止|截至|编制)(?:时间|日期)?`

var (
	filledLabel = regexp.MustCompile(`^` + dateWords + `:?$`)
	filledDate  = regexp.MustCompile(dateWords + `:?(?:截[止至])?(\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}[日号]?|月)?)(?:[至—~-]+(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?))?`)
	unitLabel   = regexp.MustCompile(`^(?:金额|计量|货币)?单位:?$`)
	unitLine    = regexp.MustCompile(`单位:?[^:]*?([百千万亿]*元)(?:$|[^\p{Han}])`)
)

// look gathers the facts of a row above or below the table.
func (f *facts) look(cells []Cell) {
	for i := range cells {
		c := &cells[i]
		if c.Kind != CellText {
			continue
		}
		s := squeeze(c.Text)
		var next *Cell
		for j := i + 1; j < len(cells) && next == nil; j++ {
			if !isBlank(&cells[j]) {
				next = &cells[j]
			}
		}
		if f.filledOn.IsZero() {
			f.filledOn = filled(s, next)
		}
		if unitLabel.MatchString(s) && next != nil {
			f.unit(squeeze(next.Text))
		} else {
			// Squeezed for 单 位, and as it is because a space ends the unit.
			for _, text := range []string{s, foldWidth(c.Text)} {
				if m := unitLine.FindStringSubmatch(text); m != nil {
					f.unit(m[1])
				}
			}
		}
	}
}

// filled reads 填报时间:2018年12月20日, the end of a period, or a label with the
// date in the next cell.
func filled(s string, next *Cell) time.Time {
	if m := filledDate.FindStringSubmatch(s); m != nil {
		text := m[1]
		if m[2] != "" {
			text = m[2]
		}
		t, _ := parseDate(text)
		return t
	}
	if next != nil && filledLabel.MatchString(s) {
		if next.Date && !next.Time.IsZero() {
			return epoch1970.AddDate(0, 0, int(days(next.Time)))
		}
		if t, ok := parseDate(next.Text); ok {
			return t
		}
	}
	return time.Time{}
}

// datedName finds the date that a sheet or a file is named by: 2018年12月,
// 户表_20181220, 2018-12-20报.
var datedName = regexp.MustCompile(`(?:^|[^0-9])((?:19|20)\d{2})(?:年(\d{1,2})月(?:(\d{1,2})日?)?|[-_.](\d{1,2})(?:[-_.](\d{1,2}))?|(\d{2})(\d{2})?)(?:$|[^0-9])`)

// nameDate reads the date in a name; of several the last. A sheet that does not
// say when it was filled in is as new as its name.
func nameDate(name string) time.Time {
	var last time.Time
	for rest := foldWidth(name); ; {
		at := datedName.FindStringSubmatchIndex(rest)
		if at == nil {
			return last
		}
		var m [8]string
		for i := range m {
			if at[2*i] >= 0 {
				m[i] = rest[at[2*i]:at[2*i+1]]
			}
		}
		d := m[3] + m[5] + m[7]
		if d == "" {
			d = "1"
		}
		if t, ok := day(m[1], m[2]+m[4]+m[6], d); ok {
			last = t
		}
		rest = rest[at[2]+4:] // behind the year
	}
}

// unit notes a money unit; 单位:某县扶贫办 names none.
func (f *facts) unit(s string) {
	if units[s].family == "money" && !slices.Contains(f.units, s) {
		f.units = append(f.units, s)
	}
}

// moneyUnit is the unit for money columns that name none, or "".
func (f *facts) moneyUnit() string {
	if len(f.units) == 1 {
		return f.units[0]
	}
	return ""
}

// The rows that are no data: their first or second cell says so.
var (
	totalWord  = regexp.MustCompile(`^(?:其中.*|[^0-9]{0,10}(?:合计|小计|总计|共计|累计|总合计)|(?:合计|小计|总计|共计|累计)[户人元个]?数?\d*[户人元个]?)$`)
	footerWord = regexp.MustCompile(`^(?:(?:填表|填报|制表|审核|核查|调查|复核|经办|联系|统计|校对|报送|负责|分管|签字|盖章)(?:人|单位|员|领导)?(?:签字|签名|签章|盖章)?|单位负责人|主要负责人|填报人|分管领导|审核|制表|村支书|村主任|村党支部书记|驻村第一书记|第一书记|联系电话|监督电话|(?:填报|填表|制表|报出|上报|统计)(?:时间|日期))(?:\([^()]*\))?(?:$|:)`)
	// footerSigns are all that footerWord can begin with; most cells begin with none
	footerSigns = "填制审核调复经联统校报负分签盖单主村驻第监上"
	noteWord    = regexp.MustCompile(`^(?:(?:备注|说明|注|填表说明|填报说明|注意事项|指标说明)\d{0,2}(?:$|[:、.])|第\d+页|共\d+页|\(?续表\)?$|\(?接上页\)?$)`)
)

// isTotal reports 合计, 小计 and the like, also with a place before it, and the
// parts of a sum (其中:…).
func isTotal(squeezed string) bool { return totalWord.MatchString(letters(squeezed)) }

func isFooter(squeezed string) bool {
	return footerWord.MatchString(squeezed) || noteWord.MatchString(squeezed)
}

// Signature reports a text that names who signed a sheet, with what stands
// before the name: 填表人:张三 gives 填表人:.
func Signature(text string) (label string, ok bool) {
	text = squeeze(text)
	if first, _ := utf8.DecodeRuneInString(text); !strings.ContainsRune(footerSigns, first) {
		return "", false
	}
	label = footerWord.FindString(text)
	// who reports and when is no person
	return label, label != "" && !strings.ContainsAny(label, "位间期")
}
