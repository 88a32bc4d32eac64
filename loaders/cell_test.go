package loaders

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// testField makes a field of a type for reading single cells.
func testField(def catalog.Column) *field {
	f := &field{def: &def}
	for i, s := range []string{def.Min, def.Max} {
		if s == "" {
			continue
		}
		d, _ := parseDecimal(s)
		n, _ := d.decimal128()
		if i == 0 {
			f.min = &n
		} else {
			f.max = &n
		}
	}
	return f
}

func text(s string) *Cell   { return &Cell{Text: s} }
func number(s string) *Cell { return &Cell{Kind: CellNumber, Text: s} }
func dated(s string, t string) *Cell {
	at, _ := time.Parse(time.DateOnly, t)
	return &Cell{Kind: CellNumber, Text: s, Date: true, Time: at}
}

// show gives a value and its verdict as text: "12.5", "NULL", "✗num.format",
// "x !id.old15" for a value kept with a finding.
func show(f *field, c *Cell) string {
	v, bad := f.read(c)
	s := "NULL"
	switch {
	case bad.reject:
		return "✗" + bad.rule.ID
	case !v.set:
	default:
		switch f.def.Type {
		case catalog.Money, catalog.Number, catalog.Percent:
			s = trimZeros(v.dec.ToString(decimalScale))
		case catalog.Integer, catalog.Year:
			s = fmt.Sprint(v.num)
		case catalog.YesNo:
			s = fmt.Sprint(v.yes)
		case catalog.Date, catalog.Month:
			s = epoch1970.AddDate(0, 0, int(v.num)).Format(time.DateOnly)
		default:
			s = v.text
		}
	}
	if bad.rule != nil {
		s += " !" + bad.rule.ID
	}
	return s
}

func trimZeros(s string) string {
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	return s
}

type cellCase struct {
	cell *Cell
	want string
}

func check(t *testing.T, f *field, cases []cellCase) {
	t.Helper()
	for _, c := range cases {
		if got := show(f, c.cell); got != c.want {
			t.Errorf("%+v: %s, want %s", *c.cell, got, c.want)
		}
	}
}

func TestMoney(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.Money, Unit: "元"})
	check(t, f, []cellCase{
		{text("3200"), "3200"}, {text(" ３２００ "), "3200"}, {text("3,200"), "3200"}, {text("1,234,567.89"), "1234567.89"}, {text("１２，３４５．６"), "12345.6"},
		{text("￥3200"), "3200"}, {text("¥-5"), "-5"}, {text("3200元"), "3200"}, {text("3200 元"), "3200"}, {text("1.2万元"), "12000"},
		{text("(1,200)"), "-1200"}, {text("（1200）"), "-1200"}, {text("-1200"), "-1200"}, {text("－1200"), "-1200"}, {text("−1200"), "-1200"}, {text("+5"), "5"},
		{text("无"), "NULL"}, {text("—"), "NULL"}, {text("－"), "NULL"}, {text("空"), "NULL"}, {text("/"), "NULL"}, {text("\u3000 "), "NULL"}, {text("'"), "NULL"}, {text("'88"), "88"}, {text(`="88"`), "88"},
		{number("1.2E+3"), "1200"}, {number("1E-05"), "0.00001"}, {number("0.30000000000000004"), "0.3"}, {number("1234.12345678905"), "1234.1234567891"}, {number("-0.00000000005"), "-0.0000000001"},
		{number("999999999999999999"), "999999999999999999"}, {number("1E18"), "✗num.range"}, {text("1E999999999"), "✗num.format"},
		{text("1。5"), "✗num.format"}, {text("约5000"), "✗num.format"}, {text("1.2万"), "✗num.format"}, {text("3,2oo"), "✗num.format"}, {text("1,23"), "✗num.format"}, {text("12,34.5"), "✗num.format"},
		{text("1 200"), "✗num.format"}, {text("--5"), "✗num.format"}, {text("(-5)"), "✗num.format"}, {text("5."), "✗num.format"}, {text("1.2.3"), "✗num.format"}, {text("5亩"), "✗num.format"}, {text("50%"), "✗num.format"}, {text("3~5"), "✗num.format"},
		{dated("43266", "2018-06-15"), "✗num.date"}, {&Cell{Kind: CellError, Text: "#REF!"}, "✗cell.error"}, {&Cell{Kind: CellNoValue}, "✗cell.novalue"}, {&Cell{Kind: CellBool, Text: "1"}, "✗num.format"},
		{text("\uFFFD5"), "✗text.damaged"},
	})
	f.power = 4 // 万元
	check(t, f, []cellCase{{number("1.23456789012345"), "12345.6789012345"}, {text("0.00000000000005"), "0.0000000005"}, {text("5元"), "5"}, {text("2万元"), "20000"}, {text("(0.5)"), "-5000"}})
}

func TestBoundsAndIntegers(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.Integer, Unit: "人", Min: "1", Max: "50"})
	check(t, f, []cellCase{{number("4"), "4"}, {number("4.0"), "4"}, {text("4人"), "4"}, {text(" 4 "), "4"}, {number("3.9999999999999996"), "4"},
		{number("4.5"), "✗num.integer"}, {number("0"), "✗num.range"}, {text("51"), "✗num.range"}, {text("4户"), "✗num.format"}, {text("四"), "✗num.format"}, {text("无"), "NULL"}})
	f = testField(catalog.Column{Type: catalog.Number, Unit: "月", Min: "0", Max: "12"})
	check(t, f, []cellCase{{text("6个月"), "6"}, {text("6.5"), "6.5"}, {text("13"), "✗num.range"}, {text("6天"), "✗num.format"}})
}

func TestPercent(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.Percent, Unit: "%"})
	f.setUnit("", "", "")
	check(t, f, []cellCase{{text("1.2%"), "0.012"}, {text("1.2％"), "0.012"}, {&Cell{Kind: CellNumber, Text: "0.012", Percent: true}, "0.012"}, {number("1.2"), "0.012"}, {text("100%"), "1"},
		{text("100.01%"), "✗percent.range"}, {number("-1"), "✗percent.range"}, {&Cell{Kind: CellNumber, Text: "1.2", Percent: true}, "✗percent.range"}})
}

func TestYesNo(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.YesNo})
	check(t, f, []cellCase{{text("是"), "true"}, {text(" 否 "), "false"}, {text("√"), "true"}, {text("×"), "false"}, {text("✓"), "true"}, {text("ｙ"), "true"}, {text("n"), "false"}, {text("有"), "true"}, {text("无"), "false"},
		{number("1"), "true"}, {number("0"), "false"}, {text("1.0"), "✗yesno.value"}, {&Cell{Kind: CellBool, Text: "0"}, "false"}, {text("达标"), "true"}, {text("不达标"), "false"}, {text("已"), "true"}, {text("未"), "false"}, {text("已解决"), "true"},
		{text(""), "NULL"}, {text("\u3000"), "NULL"}, {number("2"), "✗yesno.value"}, {text("不清楚"), "✗yesno.value"}, {text("—"), "✗yesno.value"}, {text("是/否"), "✗yesno.value"}})
	f.inverted = true
	check(t, f, []cellCase{{text("是"), "false"}, {text("否"), "true"}, {text("无"), "true"}, {text(""), "NULL"}, {text("达标"), "✗yesno.value"}})
	f = testField(catalog.Column{Type: catalog.YesNo, BlankIsNo: true})
	check(t, f, []cellCase{{text(""), "false"}, {text("√"), "true"}, {text("?"), "✗yesno.value"}})
}

func TestDates(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.Date})
	check(t, f, []cellCase{{text("2018-06-15"), "2018-06-15"}, {text("2018/6/15"), "2018-06-15"}, {text("2018.6.15"), "2018-06-15"}, {text("2018年6月15日"), "2018-06-15"}, {text("２０１８年６月１５日"), "2018-06-15"}, {text("2018年6月15号"), "2018-06-15"},
		{text("20180615"), "2018-06-15"}, {number("20180615"), "2018-06-15"}, {text("2018-06-15 08:30:00"), "2018-06-15"}, {text("2018-06-15T00:00:00"), "2018-06-15"},
		{text("2018.6"), "2018-06-01"}, {text("2018-6"), "2018-06-01"}, {text("201806"), "2018-06-01"}, {text("202304.0"), "2023-04-01"}, {number("202304"), "2023-04-01"}, {text("2018年6月"), "2018-06-01"}, {text("2018年"), "2018-01-01"}, {number("2018"), "2018-01-01"},
		{number("43266"), "2018-06-15"}, {number("43266.5"), "2018-06-15"}, {text("43266"), "2018-06-15"}, {dated("41804", "2018-06-15"), "2018-06-15"}, {dated("0", "1899-12-31"), "✗date.format"},
		{number("2018.6"), "2018-06-01"}, {number("2018.1"), "✗date.ambiguous"}, {number("2018.12"), "2018-12-01"}, {text("无"), "NULL"}, {text("-"), "NULL"},
		{text("2018-13-01"), "✗date.format"}, {text("2018-02-30"), "✗date.format"}, {text("18-6-15"), "✗date.format"}, {text("去年"), "✗date.format"}, {number("500"), "✗date.format"}, {text("0018-06-15"), "✗date.format"}, {number("999999"), "✗date.format"},
		{text("1960-02-29"), "1960-02-29"}})
	check(t, testField(catalog.Column{Type: catalog.Month}), []cellCase{{text("2018-06-15"), "2018-06-01"}, {text("1969年12月31日"), "1969-12-01"}, {dated("43266", "2018-06-15"), "2018-06-01"}})
	check(t, testField(catalog.Column{Type: catalog.Year}), []cellCase{{text("2018"), "2018"}, {text("2018年"), "2018"}, {text("2018年度"), "2018"}, {text("2018.0"), "2018"}, {number("2018"), "2018"}, {number("2018.1"), "2018"}, {dated("43266", "2018-06-15"), "2018"}, {dated("2018", "1905-07-10"), "2018"}, {text("2018-6-15"), "2018"},
		{text("18"), "✗year.format"}, {text("2018-2019"), "✗year.format"}, {text("20180"), "✗year.format"}, {text("无"), "NULL"}})
}

func TestIDNumbers(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.IDNumber})
	check(t, f, []cellCase{{text("11010519491231002X"), "11010519491231002X"}, {text("11010519491231002x"), "11010519491231002X"}, {text("'１１０１０５１９４９１２３１００２Ｘ"), "11010519491231002X"}, {text("110105 19491231 002X"), "11010519491231002X"},
		{text("440524188001010014"), "440524188001010014"}, {text("440524188001010015"), "440524188001010015 !id.checkdigit"},
		{text("11010519491231002X43"), "11010519491231002X43"}, {text("11010519491231002X43B1"), "11010519491231002X43B1"}, {text("11010519491231002X83"), "11010519491231002X83 !id.disability"}, {text("11010519491231002X45"), "11010519491231002X45 !id.disability"},
		{text("110105491231002"), "110105491231002 !id.old15"}, {number("110105491231002"), "110105491231002 !id.old15"}, {number("1.10105491231002E+14"), "110105491231002 !id.old15"},
		{text("999999999999999999"), "999999999999999999 !id.placeholder"}, {text("1101051949"), "1101051949 !id.format"}, {text("张三"), "张三 !id.format"},
		{number("440524188001010014"), "440524188001010014 !id.asnumber"}, {number("4.40524188001010E+17"), "✗id.asnumber"}, {number("440524188001010000"), "✗id.asnumber"}, {text("4.40524E+17"), "✗code.scientific"}, {number("1.5"), "✗code.format"}, {text("无"), "NULL"}})
}

func TestCodes(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.Code, MaxLength: 16})
	check(t, f, []cellCase{{text(" 0012 "), "0012"}, {text("'0012"), "0012"}, {text(`="0012"`), "0012"}, {text("Ａ－１２"), "A-12"}, {text("a-12"), "a-12"}, {number("150102000001"), "150102000001"}, {number("1.50102000001E+11"), "150102000001"}, {number("150102.0"), "150102"}, {text("150102.0"), "150102"},
		{text("1.50102E+11"), "✗code.scientific"}, {number("1234567890123456"), "✗id.asnumber"}, {number("1.5"), "✗code.format"}, {number("-5"), "✗code.format"}, {text("1234567890123456"), "1234567890123456"}, {text("12345678901234567"), "✗text.long"}, {text("—"), "NULL"}, {text(" "), "NULL"}})
	f = testField(catalog.Column{Name: "village_code", Type: catalog.Code})
	check(t, f, []cellCase{{text("530102001001"), "530102001001"}, {number("530102001001"), "530102001001"}, {text("53010200100"), "✗code.village"}, {text("53010200100A"), "✗code.village"}})
}

func TestTexts(t *testing.T) {
	f := testField(catalog.Column{Type: catalog.Text, MaxLength: 5})
	check(t, f, []cellCase{{text("　张 三 "), "张 三"}, {text("一二三四五六"), "✗text.long"}, {number("3"), "3"}, {number("3.0"), "3"}, {text("无"), "无"}, {text("㘵"), "㘵"}, {text("a\x00b"), "✗text.damaged"}})
}

// A label or a code out of force is rejected, and the mend names what is in force.
func TestCodedOutOfForce(t *testing.T) {
	c := testCatalog(t)
	c.KeepInForce(time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC))
	f := testField(catalog.Column{Type: catalog.Coded, List: "project_type"})
	f.words = newWords(c.Codes["project_type"])
	check(t, f, []cellCase{{text("产业发展"), "产业项目"}, {text("乡村建设行动"), "✗code.lapsed"}, {text(" 乡村 建设"), "✗code.lapsed"}, {text("修路"), "✗code.unknown"}})
	_, v := f.read(text("乡村建设"))
	found := v.rule.At(finding.Location{File: "项目.xlsx"}, "乡村建设", finding.Public, v.args...).String()
	for _, want := range []string{"“乡村建设”在截止日期不是有效的填法:2021-01-01 起才有效。改正:改为:产业项目、就业扶贫、", "、项目管理费、其他。"} {
		if !strings.Contains(found, want) {
			t.Errorf("%s\nwant %s", found, want)
		}
	}
	if strings.Contains(found, "乡村建设行动") {
		t.Errorf("offers what is not in force: %s", found)
	}
	f = testField(catalog.Column{Type: catalog.CodedList, List: "project_type"})
	f.words = newWords(c.Codes["project_type"])
	check(t, f, []cellCase{{text("产业、就业"), "产业项目;就业扶贫"}, {text("产业、乡村建设"), "✗code.lapsed"}})
	f.codes, f.lapsed = map[string]string{"1": "产业项目"}, map[string]string{"2": "有效期到 2016-12-31 为止"}
	check(t, f, []cellCase{{number("1"), "产业项目"}, {number("2"), "✗code.lapsed"}, {number("3"), "✗code.unknown"}})
}

func TestCoded(t *testing.T) {
	c := testCatalog(t)
	coded := func(list string, typ catalog.Type) *field {
		f := testField(catalog.Column{Type: typ, List: list})
		f.words = newWords(c.Codes[list])
		return f
	}
	check(t, coded("household_status", catalog.Coded), []cellCase{{text("脱贫户"), "脱贫户"}, {text(" 已 脱贫 "), "脱贫户"}, {text("低保户"), "✗code.unknown"}, {text("-"), "NULL"}, {number("1"), "✗code.nosource"}, {text("1,3"), "✗code.nosource"}})
	check(t, coded("house_grade", catalog.Coded), []cellCase{{text("ｃ级"), "C"}, {text("D"), "D"}, {text("d 级"), "D"}})
	check(t, coded("health", catalog.CodedList), []cellCase{{text("残疾,长期慢性病"), "残疾;长期慢性病"}, {text("大病 残疾"), "患有大病;残疾"}, {text("残疾+慢性病、残疾"), "残疾;长期慢性病"}, {text("健康"), "健康"}, {text("健康,不详"), "✗code.unknown"}, {text("、"), "✗code.unknown"}})
}
