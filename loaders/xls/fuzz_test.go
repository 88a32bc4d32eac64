package xls

import (
	"bytes"
	"testing"
)

// FuzzXLS gives the reader any bytes: as a file when they begin like one, else
// as the stream of a workbook, which a fuzzer would hardly ever find within its
// container. It must end, with cells in order and whole texts or with a
// refusal, and see the same twice.
func FuzzXLS(f *testing.F) {
	f.Add(workbookStream(join(style(0), style(14), formatCode(164, "0%"), sst("甲", "乙")),
		page{name: "一", records: join(shared(0, 0, 1), number(0, 1, 1, 2.5), rk(1, 0, 6), formula(1, 1, coded(0, 0)), rec(recString, text("丙")))},
		page{name: "二", state: 1, records: join(rec(recMulRK, u16(0), u16(0), u16(0), u32(2), u16(0), u32(6), u16(1)), rec(recMerged, u16(1), u16(0), u16(1), u16(0), u16(1)))}))
	f.Add(workbookStream(join(rec(recSST, u32(1), u32(1), u16(3), u8(flagRich|flagExt), u16(1), u32(2), "a"), rec(recContinue, u8(1), wide("乡村"), "runsex")),
		page{name: "表", records: join(rec(recLabel, u16(3), u16(0), u16(0), text("户")), rec(recRString, u16(2), u16(0), u16(0), text("户"), u16(0)))}))
	f.Add(smallFile())
	f.Fuzz(func(t *testing.T, b []byte) {
		if !bytes.HasPrefix(b, []byte(magicOLE2)) {
			b = compound(3, named{"Workbook", b})
		}
		first, err := readAll(t, b)
		ruleOf(t, err)
		second, err2 := readAll(t, b)
		if len(first) != len(second) || (err == nil) != (err2 == nil) {
			t.Fatalf("%d cells, %v; then %d cells, %v", len(first), err, len(second), err2)
		}
	})
}
