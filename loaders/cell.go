package loaders

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// field is a column of the dictionary at its place in a sheet, with all that
// reading one of its cells needs.
type field struct {
	def      *catalog.Column
	index    int // in the dictionary
	column   int // in the sheet, from 1
	letter   string
	header   string
	unit     string // as found in the header or on the sheet
	ownUnit  bool   // it stands in the header: no other unit counts
	power    int    // of ten, from that unit to the dictionary's
	inverted bool
	rowUnit  string // of the row at hand, where the sheet has a column of money units
	unread   bool   // its unit cannot be converted: what stands there is unknown
	words    *words
	codes    map[string]string // of the sheet's source: code to label
	lapsed   map[string]string // of the sheet's source: codes out of force, and when they are in force
	yesNo    map[string]bool   // of the sheet's source, under a header of 是否
	min, max *decimal128.Num
}

// from lets the field read the codes of the system that the sheet comes from.
func (f *field) from(s *catalog.Source) {
	if s != nil {
		f.codes, f.lapsed, f.yesNo = s.Codes[f.def.List], s.Lapsed[f.def.List], s.YesNo
	}
}

// verdict is what is wrong with a cell; the zero verdict: nothing.
type verdict struct {
	rule   *finding.Rule
	reject bool // the value is not used
	args   []string
}

func reject(r *finding.Rule, args ...string) (value, verdict) {
	return value{}, verdict{rule: r, reject: true, args: args}
}

// read types a cell. The cell may be nil: the file holds nothing there.
func (f *field) read(c *Cell) (value, verdict) {
	if isBlank(c) {
		return f.blank(), verdict{}
	}
	switch c.Kind {
	case CellError:
		return reject(&finding.CellError)
	case CellNoValue:
		return reject(&finding.CellNoValue)
	}
	if damaged(c.Text) {
		return reject(&finding.TextDamaged)
	}
	switch f.def.Type {
	case catalog.Text:
		return f.readText(c)
	case catalog.Code:
		return f.readCode(c)
	case catalog.IDNumber:
		return f.readID(c)
	case catalog.Money, catalog.Number, catalog.Integer, catalog.Percent:
		return f.readNumber(c)
	case catalog.YesNo:
		return f.readYesNo(c)
	case catalog.Date, catalog.Month:
		return f.readDate(c)
	case catalog.Year:
		return f.readYear(c)
	default:
		return f.readCoded(c)
	}
}

func isBlank(c *Cell) bool {
	if c == nil {
		return true
	}
	if c.Text != "" && startsVisible(c.Text) && c.Text[0] != '\'' && c.Text[0] != '=' {
		return false
	}
	return c.Kind != CellNoValue && unwrap(c.Text) == ""
}

func (f *field) blank() value {
	if f.def.BlankIsNo {
		return value{set: true}
	}
	return value{}
}

func (f *field) readText(c *Cell) (value, verdict) {
	s := unwrap(c.Text)
	if f.def.Key && f.def.Personal == finding.Public && numbering.MatchString(brackets.Replace(squeeze(s))) {
		return reject(&finding.KeyNumbered)
	}
	switch {
	case c.Kind == CellBool:
		s = map[string]string{"1": "是", "0": "否"}[s]
	case c.Date && !c.Time.IsZero():
		s = c.Time.Format("2006-01-02")
	case c.Kind == CellNumber:
		s = plainNumber(s)
	}
	return f.bounded(s)
}

// plainNumber writes a stored number out when it is whole, so that a group
// numbered 3 is not called 3.0.
func plainNumber(s string) string {
	if d, ok := parseDecimal(s); ok {
		if whole, ok := d.plain(); ok {
			return whole
		}
	}
	return s
}

func (f *field) bounded(s string) (value, verdict) {
	if n := utf8.RuneCountInString(s); f.def.MaxLength > 0 && n > f.def.MaxLength {
		return reject(&finding.TextLong, strconv.Itoa(n), strconv.Itoa(f.def.MaxLength))
	}
	return value{set: true, text: s}, verdict{}
}

var (
	scientific = regexp.MustCompile(`^\d(\.\d+)?[Ee]\+?\d+$`)
	pointZero  = regexp.MustCompile(`^\d{1,15}\.0+$`)
)

// isScientific reports a code that a spreadsheet has shown as 1.50102E+11.
func isScientific(s string) bool { return strings.ContainsAny(s, "Ee") && scientific.MatchString(s) }

// isVillageCode reports a 统计用区划代码 of 12 digits.
func isVillageCode(s string) bool { return len(s) == 12 && s[0] != '0' && allDigits(s) }

// longestExact is how many digits a spreadsheet's number holds exactly.
const longestExact = 15

func (f *field) readCode(c *Cell) (value, verdict) {
	s := squeezeCode(c.Text)
	switch {
	case isBlankMark(s):
		return f.blank(), verdict{}
	case c.Kind == CellBool || c.Date:
		return reject(&finding.CodeFormat)
	case c.Kind == CellNumber:
		d, ok := parseDecimal(s)
		whole, isWhole := d.plain()
		if !ok || !isWhole || d.negative {
			return reject(&finding.CodeFormat)
		}
		if len(whole) > longestExact {
			return reject(&finding.IDAsNumber)
		}
		s = whole
	case isScientific(s):
		return reject(&finding.CodeSci)
	case strings.Contains(s, ".") && pointZero.MatchString(s):
		s, _, _ = strings.Cut(s, ".")
	}
	if f.def.Name == "household_id" {
		if code := HouseholdCode(s); code != s {
			return value{set: true, text: code}, verdict{rule: &finding.CodePersonal}
		}
	}
	if f.def.Name == "village_code" && !isVillageCode(s) {
		return reject(&finding.CodeVillage)
	}
	return f.bounded(s)
}

// HouseholdCode is the 户编号 by which a household is known here: the one in the
// sheets, or, where that is the head's ID number, a code made from it, for the
// 户编号 stands in every list. Only a number with a valid check digit is taken for
// an ID number: other long codes are honest ones.
func HouseholdCode(id string) string {
	upper := strings.ToUpper(id)
	if !validID(upper) || upper[0] == '0' || !finding.HasIDShape(upper) {
		return id
	}
	sum := sha256.Sum256([]byte("household/" + upper))
	return "Z" + strings.ToUpper(hex.EncodeToString(sum[:8]))
}

// squeezeCode folds width and drops white space but keeps the case.
func squeezeCode(s string) string {
	s = unwrap(s)
	if isPlain(strings.ToUpper(s)) {
		return s
	}
	return strings.Map(func(r rune) rune {
		if invisible(r) {
			return -1
		}
		return r
	}, foldWidth(s))
}

func (f *field) readID(c *Cell) (value, verdict) {
	s := squeeze(unwrap(c.Text))
	switch {
	case isBlankMark(s):
		return f.blank(), verdict{}
	case c.Kind == CellBool || c.Date:
		return reject(&finding.CodeFormat)
	case c.Kind == CellNumber:
		d, ok := parseDecimal(s)
		whole, isWhole := d.plain()
		switch {
		case !ok || !isWhole || d.negative:
			return reject(&finding.CodeFormat)
		case len(whole) <= longestExact:
			s = whole
		case s == whole && validID(s):
			return value{set: true, text: s}, verdict{rule: &finding.IDAsNumberKept}
		default:
			return reject(&finding.IDAsNumber)
		}
	case isScientific(s):
		return reject(&finding.CodeSci)
	}
	v, bad := f.bounded(s)
	if !bad.reject {
		bad.rule = judgeID(s)
	}
	return v, bad
}

func (f *field) readNumber(c *Cell) (value, verdict) {
	var n numberText
	own := f.def.Unit
	if own == "" && f.def.Type == catalog.Money {
		own = "元"
	}
	switch {
	case c.Kind == CellBool:
		return reject(&finding.NumFormat)
	case c.Kind == CellNumber && c.Date:
		return reject(&finding.NumDate)
	case c.Kind == CellNumber:
		var ok bool
		if n.decimal, ok = parseDecimal(trim(c.Text)); !ok {
			return reject(&finding.NumFormat)
		}
		n.percent = c.Percent
	default:
		s := unwrap(c.Text)
		if isBlankMark(squeeze(s)) {
			return f.blank(), verdict{}
		}
		var ok bool
		if n, ok = parseNumber(s, own); !ok {
			return reject(&finding.NumFormat)
		}
		if n.percent {
			n.decimal = n.shift(-2)
		}
	}
	if f.def.Type == catalog.Percent {
		return f.percent(n)
	}
	if n.percent && c.Kind != CellNumber {
		return reject(&finding.NumFormat)
	}
	power := f.power
	if f.rowUnit != "" && !f.ownUnit {
		power = units[f.rowUnit].power - units[own].power
	}
	if n.unit != "" { // the cell's own unit speaks louder than the header's
		power = units[n.unit].power - units[own].power
	}
	return f.number(n.shift(power))
}

func (f *field) number(d decimal) (value, verdict) {
	v := value{set: true}
	var ok bool
	if v.dec, ok = d.decimal128(); !ok {
		return reject(&finding.NumRange, "数字太大")
	}
	if f.min != nil && v.dec.Less(*f.min) || f.max != nil && v.dec.Greater(*f.max) {
		return reject(&finding.NumRange, f.span())
	}
	if f.def.Type == catalog.Integer {
		n, whole, fits := d.integer()
		if !whole {
			return reject(&finding.NumInteger)
		}
		if !fits {
			return reject(&finding.NumRange, "数字太大")
		}
		v.num = n
	}
	return v, verdict{}
}

// percent keeps per cents as fractions. A plain number is in per cent when the
// header or the dictionary says so, else a fraction.
func (f *field) percent(n numberText) (value, verdict) {
	d := n.decimal
	if !n.percent {
		d = d.shift(f.power)
	}
	dec, ok := d.decimal128()
	if !ok || dec.Sign() < 0 || dec.Greater(hundredPercent) {
		return reject(&finding.PercentRange)
	}
	if f.min != nil && dec.Less(*f.min) || f.max != nil && dec.Greater(*f.max) {
		return reject(&finding.NumRange, f.span())
	}
	return value{set: true, dec: dec}, verdict{}
}

var hundredPercent = decimal128.FromI64(10_000_000_000)

// span says in words what numbers the dictionary allows.
func (f *field) span() string {
	switch {
	case f.min == nil:
		return "最大" + f.def.Max
	case f.max == nil:
		return "最小" + f.def.Min
	default:
		return f.def.Min + "至" + f.def.Max
	}
}

func (f *field) readYesNo(c *Cell) (value, verdict) {
	s := unwrap(c.Text)
	if c.Kind == CellNumber {
		if c.Date || c.Percent {
			return reject(&finding.YesNoValue)
		}
		s = plainNumber(s)
	}
	if yes, ok := f.yesNo[squeeze(s)]; ok {
		return value{set: true, yes: yes != f.inverted}, verdict{}
	} else if len(f.yesNo) > 0 && allDigits(squeeze(s)) {
		return reject(&finding.YesNoValue) // the source has no such code, whatever it means elsewhere
	}
	yes, ok := parseYesNo(s, f.inverted)
	if !ok {
		return reject(&finding.YesNoValue)
	}
	return value{set: true, yes: yes}, verdict{}
}

func (f *field) readDate(c *Cell) (value, verdict) {
	s := unwrap(c.Text)
	switch {
	case isBlankMark(squeeze(s)):
		return f.blank(), verdict{}
	case c.Kind == CellBool:
		return reject(&finding.DateFormat)
	case c.Kind == CellNumber && c.Date:
		if c.Time.Year() < firstYear || c.Time.Year() > lastYear {
			return reject(&finding.DateFormat)
		}
		return f.date(days(c.Time))
	case c.Kind == CellNumber && lostZero.MatchString(s):
		return reject(&finding.DateAmbig)
	case c.Kind == CellNumber:
		s = plainNumber(s)
	}
	t, ok := parseDate(s)
	if !ok {
		return reject(&finding.DateFormat)
	}
	return f.date(days(t))
}

func (f *field) date(n int64) (value, verdict) {
	if f.def.Type == catalog.Month {
		t := epoch1970.AddDate(0, 0, int(n))
		n = days(t.AddDate(0, 0, 1-t.Day()))
	}
	return value{set: true, num: n}, verdict{}
}

func (f *field) readYear(c *Cell) (value, verdict) {
	s := unwrap(c.Text)
	switch {
	case isBlankMark(squeeze(s)):
		return f.blank(), verdict{}
	case c.Kind == CellBool:
		return reject(&finding.YearFormat)
	case c.Kind == CellNumber:
		s = plainNumber(s)
		// 2018 typed into a cell with a date format is still 2018, not 1905.
		if c.Date && !yearOnly.MatchString(s) {
			s = c.Time.Format("2006-01-02")
		}
	}
	t, ok := parseDate(s)
	if !ok || serialNum.MatchString(s) { // five digits are a slip here, no serial
		return reject(&finding.YearFormat)
	}
	return value{set: true, num: int64(t.Year())}, verdict{}
}

// numericCode is a text that can only be codes of some system.
var numericCode = regexp.MustCompile(`^[0-9]{1,3}([,、;.][0-9]{1,3})*$`)

func (f *field) readCoded(c *Cell) (value, verdict) {
	s := unwrap(c.Text)
	if c.Kind == CellNumber {
		s = plainNumber(s)
	}
	find := f.words.label
	if f.def.Type == catalog.CodedList {
		find = f.words.labels
	}
	label, ok := find(s, f.codes)
	switch {
	case ok:
		return value{set: true, text: label}, verdict{}
	case isBlankMark(squeeze(s)):
		return f.blank(), verdict{}
	}
	if why, lapsed := f.words.lapse(s, f.lapsed); lapsed {
		return reject(&finding.CodeLapsed, why, f.words.choices())
	}
	switch {
	case f.codes == nil && numericCode.MatchString(s):
		return reject(&finding.CodeNoSource, f.words.choices())
	default:
		return reject(&finding.CodeUnknown, f.words.choices())
	}
}
