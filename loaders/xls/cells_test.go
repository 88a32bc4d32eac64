package xls

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"sanlv/loaders"
	"sanlv/loaders/excel"
)

// Every kind of cell.
func TestCells(t *testing.T) {
	expect(t, workbookFile(join(style(0), sst("姓名", "", "张三")),
		shared(0, 0, 0), shared(0, 1, 1), shared(0, 2, 2),
		number(1, 0, 0, 3200.5), number(1, 1, 0, 0), number(1, 2, 0, math.Copysign(0, -1)), number(1, 3, 0, 123456789012345),
		number(1, 4, 0, 1e15), number(1, 5, 0, 1e-7), number(1, 6, 0, 0.30000000000000004), number(1, 7, 0, 110101199001011234),
		number(1, 8, 0, math.NaN()),
		rec(recBoolErr, u16(2), u16(0), u16(0), u8(1), u8(0)), rec(recBoolErr, u16(2), u16(1), u16(0), u8(0x17), u8(1)),
		rec(recBoolErr, u16(2), u16(2), u16(0), u16(1), u8(0)),
		blank(2, 3), rec(recMulBlank, u16(2), u16(4), u16(0), u16(0), u16(5)),
		rec(recLabel, u16(3), u16(0), u16(0), text("李四")), rec(recLabel, u16(3), u16(1), u16(0), text("末尾有零"), u16(0)),
		rec(recLabel, u16(3), u16(2), u16(0), u16(2), "ab"),
		rec(recRString, u16(3), u16(3), u16(0), text("王五"), u16(1), u32(0)),
	),
		"A1=姓名 text", "C1=张三 text",
		"A2=3200.5 number", "B2=0 number", "C2=0 number", "D2=123456789012345 number",
		"E2=1E+15 number", "F2=1E-07 number", "G2=0.30000000000000004 number", "H2=1.1010119900101123E+17 number",
		"I2=#NUM! error",
		"A3=1 bool", "B3=#REF! error", "C3=1 bool",
		"A4=李四 text", "B4=末尾有零 text", "C4=ab text", "D4=王五 text")
}

// A number of 30 bits is a whole number or a float, either in hundredths.
func TestRK(t *testing.T) {
	minus := int32(-5) << 2
	expect(t, workbookFile(nil,
		rk(0, 0, 1234<<2|2), rk(0, 1, 1234<<2|3), rk(0, 2, uint32(math.Float64bits(1.5)>>32)), rk(0, 3, uint32(math.Float64bits(150.5)>>32)&^3|1),
		rk(0, 4, uint32(minus)|2), rk(0, 5, 2),
		rec(recMulRK, u16(1), u16(1), u16(0), u32(7<<2|2), u16(0), u32(8<<2|3), u16(0), u32(9<<2|2), u16(3)),
	),
		"A1=1234 number", "B1=12.34 number", "C1=1.5 number", "D1=1.505 number", "E1=-5 number", "F1=0 number",
		"B2=7 number", "C2=0.08 number", "D2=9 number")
}

// A formula holds the value that was computed last.
func TestFormulas(t *testing.T) {
	str := func(s string) []byte { return rec(recString, text(s)) }
	between := join(rec(recShared, make([]byte, 10)), rec(recArray, make([]byte, 14)), rec(recTable, make([]byte, 16)))
	expect(t, workbookFile(nil,
		formula(0, 0, float(12.5)),
		formula(0, 1, coded(0, 0)), str("合计"),
		formula(0, 2, coded(0, 0)), between, str("共享公式"),
		formula(0, 3, coded(1, 1)), formula(0, 4, coded(2, 0x07)), formula(0, 5, coded(3, 0)),
		formula(0, 6, coded(0, 0)), number(0, 7, 0, 1), // without its text
		formula(0, 8, coded(0, 0)), str(""),
		rec(0x0406, u16(0), u16(9), u16(0), float(9), u16(0), u32(0), u16(0)),
		formula(0, 10, coded(0, 0)),
	),
		"A1=12.5 number", "B1=合计 text", "C1=共享公式 text", "D1=1 bool", "E1=#DIV/0! error",
		"G1= novalue", "H1=1 number", "J1=9 number", "K1= novalue")
}

func TestFormats(t *testing.T) {
	globals := func(mode uint16) []byte {
		return join(rec(recDateMode, mode),
			style(0), style(9), style(14), style(31), style(164), style(165), style(166), style(167), style(168), style(169), style(170),
			formatCode(164, `yyyy"年"m"月"`), formatCode(165, `0.0%;[Red]\-0.0%`), formatCode(166, `"共"0"个月"`),
			formatCode(167, `[h]:mm`), formatCode(168, `G/通用格式`),
			formatCode(169, `0%[`), formatCode(170, `0"`))
	}
	var records [][]byte
	for i := range 11 {
		records = append(records, number(0, i, i, 43267.5))
	}
	records = append(records, number(1, 0, 2, 60), number(1, 1, 2, 59), number(1, 2, 2, 61), number(1, 3, 2, -1))
	expect(t, workbookFile(globals(0), records...),
		"A1=43267.5 number", "B1=43267.5 number percent", "C1=43267.5 number date 2018-06-16T12:00:00.000",
		"D1=43267.5 number date 2018-06-16T12:00:00.000", "E1=43267.5 number date 2018-06-16T12:00:00.000",
		"F1=43267.5 number percent", "G1=43267.5 number", "H1=43267.5 number date 2018-06-16T12:00:00.000", "I1=43267.5 number",
		"J1=43267.5 number percent", "K1=43267.5 number",
		"A2=60 number date", "B2=59 number date 1900-02-28T00:00:00.000", "C2=61 number date 1900-03-01T00:00:00.000", "D2=-1 number date")
	expect(t, workbookFile(globals(1), number(0, 0, 2, 41805.25), number(0, 1, 2, 0)),
		"A1=41805.25 number date 2018-06-16T06:00:00.000", "B1=0 number date 1904-01-01T00:00:00.000")
}

// Rows and cells come in order, in whatever order the file holds them; a blank
// cell may be filled by a later record.
func TestOrder(t *testing.T) {
	expect(t, workbookFile(nil,
		number(9, 1, 0, 1), number(9, 0, 0, 2), blank(3, 3), number(3, 255, 0, 3), number(65535, 0, 0, 4), number(0, 2, 0, 5), number(3, 3, 0, 6),
	),
		"C1=5 number", "D4=6 number", "IV4=3 number", "A10=2 number", "B10=1 number", "A65536=4 number")
}

func TestSheetsAndMergedAreas(t *testing.T) {
	area := func(r1, r2, c1, c2 int) []byte { return pack(u16(r1), u16(r2), u16(c1), u16(c2)) }
	chart := join(bof(0x0020), number(0, 0, 0, 99), rec(recMerged, u16(1), area(8, 9, 8, 9)), eof())
	file := compound(3, named{"workbook", workbookStream(nil,
		page{name: "户表", records: join(chart, number(0, 0, 0, 1), rec(recMerged, u16(2), area(0, 0, 0, 5), area(1, 2, 0, 0)), rec(recMerged, u16(1), area(4, 5, 2, 3)))},
		page{name: "图表", kind: typeChart},
		page{name: "隐藏", state: 1, records: number(0, 0, 0, 2)},
		page{name: "很隐藏", state: 2},
	)}, named{"\x05SummaryInformation", []byte("title")})
	path := write(t, file)
	w, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	want := []loaders.SheetInfo{{Name: "户表"}, {Name: "隐藏", Hidden: true}, {Name: "很隐藏", Hidden: true}}
	if d := cmp.Diff(want, w.Sheets()); d != "" {
		t.Error(d)
	}
	areas := []loaders.MergedArea{{FirstRow: 1, LastRow: 1, FirstColumn: 1, LastColumn: 6}, {FirstRow: 2, LastRow: 3, FirstColumn: 1, LastColumn: 1}, {FirstRow: 5, LastRow: 6, FirstColumn: 3, LastColumn: 4}}
	if d := cmp.Diff(areas, w.Merged(0)); d != "" {
		t.Error(d)
	}
	if w.Merged(1) != nil || w.Merged(3) != nil || w.Merged(-1) != nil {
		t.Error("merged areas where there are none")
	}
	lines, err := readFile(t, path)
	if want := []string{"户表!A1=1 number", "隐藏!A1=2 number"}; err != nil || !slices.Equal(lines, want) {
		t.Error(lines, err)
	}
	for _, err := range w.Rows(context.Background(), 3) {
		if err == nil {
			t.Error("a sheet that is not there")
		}
	}
}

// A text may be cut between any two characters, and in its header; the part
// behind the cut may be as wide as it likes.
func TestContinue(t *testing.T) {
	const first, second = "柳林乡abc张三𠀀", "第二条"
	head := pack(u32(2), u32(2))
	run, ext := pack(u32(0x00010002)), []byte("phonetic")
	units := wide(first)
	body := join(head, pack(u16(len(units)/2), u8(flagWide|flagRich|flagExt), u16(1), u32(len(ext))), units, run, ext, text(second))
	from := len(head) + 9
	to := from + len(units)
	for cut := 1; cut < len(body); cut++ {
		behind := body[cut:]
		whole := true
		if cut >= from && cut < to { // among the characters: the flag comes again
			behind = join([]byte{flagWide}, behind)
			whole = (cut-from)%2 == 0
		}
		secondFrom := len(body) - len(wide(second))
		if cut >= secondFrom {
			behind = join([]byte{flagWide}, body[cut:])
			whole = (cut-secondFrom)%2 == 0
		}
		file := workbookFile(join(rec(recSST, body[:cut]), rec(recContinue, behind)), shared(0, 0, 0), shared(0, 1, 1))
		if whole {
			expect(t, file, "A1="+first+" text", "B1="+second+" text")
		} else if rule := refusal(t, file); rule != "file.damaged" {
			t.Errorf("cut at byte %d, in the middle of a character: %q", cut, rule)
		}
	}

	// Every character in a record of its own, narrow where it can be.
	records := rec(recSST, u32(1), u32(1), u16(len(units)/2), u8(0))
	for i := 0; i < len(units); i += 2 {
		if units[i+1] == 0 {
			records = append(records, rec(recContinue, u8(0), units[i])...)
		} else {
			records = append(records, rec(recContinue, u8(flagWide), units[i:i+2])...)
		}
	}
	expect(t, workbookFile(records, shared(0, 0, 0)), "A1="+first+" text")

	// The text of a formula.
	expect(t, workbookFile(nil, formula(0, 0, coded(0, 0)),
		rec(recString, u16(4), u8(flagWide), wide("脱贫")), rec(recContinue, u8(0), "\xB7a"), number(0, 1, 0, 1)),
		"A1=脱贫·a text", "B1=1 number")
}

// Texts of the greatest length, and halves of characters that LEFT() leaves.
func TestTexts(t *testing.T) {
	long := strings.Repeat("村", maxCellText)
	body := pack(u32(1), u32(1), text(long))
	const most = 8224
	records := rec(recSST, body[:most-1])
	for rest := body[most-1:]; len(rest) > 0; {
		n := min(len(rest), most-2)
		records = append(records, rec(recContinue, u8(flagWide), rest[:n])...)
		rest = rest[n:]
	}
	expect(t, workbookFile(records, shared(0, 0, 0)), "A1="+long+" text")

	half := func(units ...uint16) []byte {
		return rec(recLabel, u16(0), u16(0), u16(0), u16(len(units)), u8(flagWide), pack(units))
	}
	expect(t, workbookFile(nil, half('a', 0xD840)), "A1=a_xD840_ text")
	expect(t, workbookFile(nil, half(0xDC00, 'b')), "A1=_xDC00_b text")
	expect(t, workbookFile(nil, half(0xD840, 0xD840, 0xDC00)), "A1=_xD840_𠀀 text")

	// Bytes of the Chinese code page, as some old writers put them.
	gbk := rec(recLabel, u16(0), u16(0), u16(0), u16(4), "\xB4\xE5\xB1\xED")
	expect(t, workbookFile(rec(recCodePage, u16(936)), gbk), "A1=村表 text")
	if rule := refusal(t, workbookFile(rec(recCodePage, u16(1252)), gbk)); rule != "file.encoding A1" {
		t.Error(rule)
	}
}

// Large files have more sectors than the header can list, and may have larger
// ones.
func TestLargeFiles(t *testing.T) {
	var records [][]byte
	var want []string
	for row := range 40_000 {
		for column := range 12 {
			records = append(records, number(row, column, 0, float64(row*column)))
			if row == 39_999 {
				want = append(want, fmt.Sprintf("户表!%s=%d number", excel.Address(row+1, column+1), row*column))
			}
		}
	}
	stream := workbookStream(nil, page{name: "户表", records: join(records...)})
	for _, version := range []uint16{3, 4} {
		lines, err := readAll(t, compound(version, named{"Workbook", stream}, named{"CompObj", make([]byte, 5000)}))
		if err != nil || len(lines) != 480_000 || !slices.Equal(lines[len(lines)-12:], want) {
			t.Fatalf("version %d: %d cells, %v", version, len(lines), err)
		}
	}
}

// testdata/libreoffice.xls is an invented sheet made with excelize and converted
// by soffice --headless --convert-to xls:"MS Excel 97" (LibreOffice 7.4). The
// text on its hidden sheet has 5,000 characters, so a CONTINUE record cuts it.
func TestLibreOffice(t *testing.T) {
	lines, err := readFile(t, "testdata/libreoffice.xls")
	if err != nil {
		t.Fatal(err)
	}
	if want := "说明!B2=" + strings.Repeat("本表由村级填报。", 625) + " text"; lines[len(lines)-1] != want {
		t.Error("the long text differs")
	}
	want := []string{
		"户表!A1=样例县农户情况表 text",
		"户表!A2=户编号 text", "户表!B2=户主姓名 text", "户表!C2=人口数 text", "户表!D2=人均纯收入 text", "户表!E2=识别时间 text", "户表!F2=报销比例 text",
		"户表!A3=003 text", "户表!B3=农户甲3 text", "户表!C3=3 number", "户表!D3=9600.75 number",
		"户表!E3=41701 number date 2014-03-03T00:00:00.000", "户表!F3=0.375 number percent",
	}
	if got := lines[:len(want)]; !slices.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
	want = []string{"户表!B7=合计4户 text", "户表!C7=18 number", "户表!D7=#DIV/0! error", "户表!E7=1 bool"}
	if got := lines[len(lines)-5 : len(lines)-1]; !slices.Equal(got, want) {
		t.Error(cmp.Diff(want, got))
	}
}

// A caller may stop early, give up, and read a sheet again.
func TestStop(t *testing.T) {
	w, err := Open(context.Background(), write(t, workbookFile(nil, number(0, 0, 0, 1), number(1, 0, 0, 2))))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		for row, err := range w.Rows(context.Background(), 0) {
			if err != nil || row.Number != 1 {
				t.Fatal(row, err)
			}
			break
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range w.Rows(ctx, 0) {
		if err != context.Canceled {
			t.Error(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
	if err := w.Close(); err != nil {
		t.Error(err)
	}
}
