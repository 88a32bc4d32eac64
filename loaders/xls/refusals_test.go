package xls

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
)

// Files that are no workbook this package reads.
func TestWrongFiles(t *testing.T) {
	good := workbookStream(nil, page{name: "户表", records: number(0, 0, 0, 1)})
	old := bytes.Clone(good)
	binary.LittleEndian.PutUint16(old[4:], 0x0500)
	filler := make([]byte, 5000)
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"empty", nil, "file.empty"},
		{"four bytes", []byte(magicOLE2[:4]), "file.truncated"},
		{"a header cut short", []byte(magicOLE2 + "0123"), "file.truncated"},
		{"text", []byte("户编号,姓名\n"), "file.notworkbook"},
		{"a zip", []byte("PK\x03\x04 and so on"), "file.notworkbook"},
		{"BIFF4 without a container", []byte("\x09\x04\x06\x00\x00\x00\x10\x00\x00\x00"), "file.xls"},
		{"BIFF5 in Book", compound(3, named{"Book", old}), "file.xls"},
		{"BIFF5 in BOOK", compound(3, named{"BOOK", old}), "file.xls"},
		{"BIFF5 in Workbook", compound(3, named{"Workbook", old}), "file.xls"},
		{"BIFF3 in Workbook", compound(3, named{"Workbook", rec(0x0209, u16(0), u16(0x10), u16(0))}), "file.xls"},
		{"both: the newer is read", compound(3, named{"Book", old}, named{"Workbook", good}), ""},
		{"encrypted .xlsx", compound(3, named{"EncryptionInfo", filler}, named{"EncryptedPackage", filler}), "file.encrypted"},
		{"encrypted .xls", workbookFile(rec(recFilePass, make([]byte, 54)), number(0, 0, 0, 1)), "file.encrypted"},
		{"a document", compound(3, named{"WordDocument", filler}), "file.notworkbook"},
		{"a mail", compound(3, named{"__substg1.0_001A001E", filler}), "file.notworkbook"},
		{"slides", compound(3, named{"PowerPoint Document", filler}), "file.notworkbook"},
		{"anything else", compound(3, named{"Contents", filler}), "file.notworkbook"},
		{"nothing in it", compound(3), "file.notworkbook"},
		{"two workbooks", compound(3, named{"Workbook", good}, named{"WORKBOOK", good}), "file.damaged"},
		{"an empty workbook", compound(3, named{"Workbook", nil}), "file.truncated"},
		{"a sheet alone", compound(3, named{"Workbook", join(bof(bofWorksheet), eof())}), "file.damaged"},
	} {
		if got := refusal(t, c.file); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if _, err := Open(context.Background(), t.TempDir()); ruleOf(t, err) != "file.notregular" {
		t.Error(err)
	}
	if _, err := Open(context.Background(), "no such file"); !os.IsNotExist(err) {
		t.Error(err)
	}
	path := write(t, nil)
	if err := os.Truncate(path, maxFileSize+1); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), path); ruleOf(t, err) != "file.toobig" {
		t.Error(err)
	}
}

// Records that contradict each other or the format.
func TestDamagedRecords(t *testing.T) {
	label := func(n int, rest ...any) []byte { return rec(recLabel, u16(1), u16(2), u16(0), u16(n), pack(rest...)) }
	for _, c := range []struct {
		name    string
		globals []byte
		records []byte
		want    string
	}{
		{"a cell twice", nil, join(number(3, 2, 0, 1), number(3, 2, 0, 1)), "cell.repeated C4"},
		{"a cell twice, far apart", nil, join(number(3, 2, 0, 1), number(9, 0, 0, 1), rec(recMulRK, u16(3), u16(1), u16(0), u32(2), u16(0), u32(2), u16(2))), "cell.repeated C4"},
		{"a value and then a blank", nil, join(number(3, 2, 0, 1), blank(3, 2)), "cell.repeated C4"},
		{"a text that is not there", sst("甲"), join(shared(0, 0, 0), shared(7, 1, 1)), "cell.index B8"},
		{"a text and no table", nil, shared(0, 0, 0), "cell.index A1"},
		{"a style that is not there", style(0), number(0, 5, 1, 1), "cell.index F1"},
		{"a blank cell's too", style(0), rec(recBlank, u16(0), u16(0), u16(9)), "cell.index A1"},
		{"column 257", nil, number(0, 256, 0, 1), "cell.range IW1"},
		{"a short cell", nil, rec(recNumber, u16(4), u16(0), u16(0), u32(0)), "cell.type A5"},
		{"a very short cell", nil, rec(recNumber, u16(4)), "file.damaged"},
		{"a long cell", nil, rec(recRK, u16(4), u16(0), u16(0), u32(0), u16(0)), "cell.type A5"},
		{"an unknown error", nil, rec(recBoolErr, u16(0), u16(0), u16(0), u8(3), u8(1)), "cell.type A1"},
		{"neither yes nor no", nil, rec(recBoolErr, u16(0), u16(0), u16(0), u8(2), u8(0)), "cell.type A1"},
		{"an unknown result", nil, formula(0, 0, coded(9, 0)), "cell.type A1"},
		{"more cells than columns", nil, rec(recMulRK, u16(0), u16(1), u16(0), u32(2), u16(0), u32(2), u16(9)), "cell.misplaced B1"},
		{"half a cell", nil, rec(recMulRK, u16(0), u16(1), u16(0), u32(2), u16(0), u16(2)), "file.damaged"},
		{"too few bytes", nil, rec(recMulBlank, u16(0)), "file.damaged"},
		{"blank cells beyond the last column", nil, rec(recMulBlank, u16(0), u16(255), u16(0), u16(0), u16(256)), "cell.range IW1"},
		{"a cell of BIFF2", nil, rec(0x0003, make([]byte, 15)), "file.damaged"},
		{"a text without its end", nil, label(5, u8(1), wide("张三")), "file.damaged C2"},
		{"a text with too much", nil, label(1, u8(1), wide("张三")), "file.damaged C2"},
		{"a text of a kind unknown", nil, label(2, u8(0x40), wide("张三")), "file.damaged C2"},
		{"a text too long", nil, label(40_000, u8(1), wide("张三")), "cell.toolong C2"},
		{"a formula's text without a formula", nil, rec(recString, text("甲")), "file.damaged"},
		{"a formula's text cut short", nil, join(formula(1, 2, coded(0, 0)), rec(recString, u16(9), u8(1), wide("甲"))), "file.damaged C2"},
		{"fewer shared texts than it says", rec(recSST, u32(2), u32(2), text("甲")), nil, "file.damaged"},
		{"more shared texts than it says", rec(recSST, u32(1), u32(1), text("甲"), text("乙")), nil, "file.damaged"},
		{"more shared texts in another record", join(rec(recSST, u32(1), u32(1), text("甲")), rec(recContinue, text("乙"))), nil, "file.damaged"},
		{"a million claimed", rec(recSST, u32(1), u32(math.MaxUint32), text("甲")), nil, "file.damaged"},
		{"phonetic data of 4 GB", rec(recSST, u32(1), u32(1), u16(1), u8(flagExt), u32(math.MaxUint32), "a"), nil, "file.damaged"},
		{"a shared text too long", rec(recSST, u32(1), u32(1), u16(32768), u8(0), make([]byte, 9)), nil, "cell.toolong"},
		{"an empty continuation", join(rec(recSST, u32(1), u32(1), u16(1), u8(0)), rec(recContinue)), nil, "file.damaged"},
		{"two tables", join(sst("甲"), sst("乙")), shared(0, 0, 0), "file.damaged"},
		{"an unknown date system", rec(recDateMode, u16(7)), nil, "file.damaged"},
		{"a short style", rec(recXF, u8(0)), nil, "file.damaged"},
		{"a format cut short", rec(recFormat, u16(164), u16(9), u8(0), "0%"), nil, "file.damaged"},
		{"an area turned round", nil, rec(recMerged, u16(1), u16(5), u16(4), u16(0), u16(0)), "cell.reference"},
		{"areas that are not there", nil, rec(recMerged, u16(1000)), "file.damaged"},
		{"no record", nil, join(rec(0), number(0, 0, 0, 1)), "file.damaged"},
		{"a record of no kind", nil, join(rec(0x0777, u16(1)), number(0, 0, 0, 1)), "file.damaged"},
		{"a record of 9 kB", nil, rec(0x01B6, make([]byte, 9000)), "file.damaged"},
		{"a character 0", nil, label(2, u8(1), wide("张\x00")), "file.damaged C2"},
		{"a narrow character 0", nil, label(2, u8(0), "a\x00"), "file.damaged C2"},
		{"an end within a chart", nil, bof(0x0020), "file.truncated"},
	} {
		if got := refusal(t, workbookFile(c.globals, c.records)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Sheets whose place is wrong.
func TestDamagedSheets(t *testing.T) {
	good := workbookStream(nil, page{name: "一", records: number(0, 0, 0, 1)}, page{name: "二", records: number(0, 0, 0, 2)})
	first := bytes.Index(good, pack(u16(recSheet))) + 4
	second := first + bytes.Index(good[first:], pack(u16(recSheet))) + 4
	start := binary.LittleEndian.Uint32(good[first:])
	for _, c := range []struct {
		name   string
		change func(b []byte) []byte
		want   string
	}{
		{"unchanged", func(b []byte) []byte { return b }, ""},
		{"both the same", func(b []byte) []byte { copy(b[second:], pack(start)); return b }, "file.damaged"},
		{"in the globals", func(b []byte) []byte { copy(b[first:], pack(u32(0))); return b }, "file.damaged"},
		{"not at a BOF", func(b []byte) []byte { copy(b[first:], pack(start+1)); return b }, "file.damaged"},
		{"beyond the end", func(b []byte) []byte { copy(b[second:], pack(u32(math.MaxUint32))); return b }, "file.truncated"},
		{"of an unknown type", func(b []byte) []byte { b[first+5] = 5; return b }, "file.damaged"},
		{"a chart that says worksheet", func(b []byte) []byte { b[start+6] = 0x20; return b }, "file.damaged"},
		{"a worksheet that says chart", func(b []byte) []byte { b[first+5] = typeChart; return b }, "file.damaged"},
		{"without EOF", func(b []byte) []byte { return b[:len(b)-4] }, "file.truncated"},
		{"no EOF between them", func(b []byte) []byte { b[start+20+18] = 0x0B; return b }, "file.damaged"},
		{"a record that runs past the end", func(b []byte) []byte { return append(b[:len(b)-4], rec(0x0999, make([]byte, 90))[:80]...) }, "file.truncated"},
	} {
		if got := refusal(t, compound(3, named{"Workbook", c.change(bytes.Clone(good))})); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// bigFile has its workbook in sectors, smallFile in the mini stream.
func bigFile() []byte {
	var records [][]byte
	var names []string
	for row := range 400 {
		names = append(names, fmt.Sprintf("第%d户", row))
		records = append(records, shared(row, 0, uint32(row)), number(row, 1, 0, float64(row)))
	}
	return compound(3, named{"Workbook", workbookStream(sst(names...), page{name: "户表", records: join(records...)})},
		named{"\x05SummaryInformation", make([]byte, 9000)})
}

func smallFile() []byte { return workbookFile(sst("甲"), shared(0, 0, 0), number(0, 1, 0, 5)) }

// A file that was cut anywhere is refused.
func TestCut(t *testing.T) {
	for _, file := range [][]byte{bigFile(), smallFile()} {
		for i := range 20 {
			if got := refusal(t, file[:len(file)*i/20]); got != "file.truncated" && got != "file.empty" {
				t.Errorf("cut at %d/20: %q", i, got)
			}
		}
		if got := refusal(t, file); got != "" {
			t.Error(got)
		}
	}
}

// Cells out of order are sorted, but not without end.
func TestTooManyUnsorted(t *testing.T) {
	if testing.Short() {
		t.Skip("24 MB of cells")
	}
	var records []byte
	for row := maxUnsorted / maxColumn; row >= 0; row-- {
		cells := pack(u16(row), u16(0), bytes.Repeat(pack(u16(0), u32(6)), maxColumn), u16(maxColumn-1))
		records = append(records, rec(recMulRK, cells)...)
	}
	if got := refusal(t, workbookFile(nil, records)); got != "file.toobig" {
		t.Error(got)
	}
}

// A container that lies about itself.
func TestHostileContainers(t *testing.T) {
	big, small := bigFile(), smallFile()
	u32at := func(b []byte, at int) int { return int(binary.LittleEndian.Uint32(b[at:])) }
	sectorAt := func(n int) int { return (n + 1) * 512 }
	fatAt := sectorAt(u32at(big, 76))
	smallFAT := sectorAt(u32at(small, 76))
	dir := sectorAt(u32at(big, 48))
	set := func(file []byte, at int, values ...any) []byte {
		b := bytes.Clone(file)
		copy(b[at:], pack(values...))
		return b
	}
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"a sector that follows itself", set(big, fatAt+4*3, u32(3)), "file.damaged"},
		{"a cycle", set(big, fatAt+4*5, u32(2)), "file.damaged"},
		{"a chain that ends early", set(big, fatAt+4*5, u32(sectorEnd)), "file.damaged"},
		{"a chain into a free sector", set(big, fatAt+4*5, u32(sectorFree)), "file.damaged"},
		{"a chain out of the file", set(big, fatAt+4*5, u32(99_999)), "file.truncated"},
		{"a chain into another stream", set(big, fatAt+4*5, u32(30)), "file.damaged"},
		{"a table that is its own part", set(big, 80, u32at32(big, 76)), ""},
		{"two tables, the same", set(set(big, 44, u32(2)), 80, u32at32(big, 76)), "file.damaged"},
		{"a table of 4 thousand million sectors", set(big, 44, u32(math.MaxUint32)), "file.truncated"},
		{"a table that is not there", set(big, 76, u32(sectorFree)), "file.damaged"},
		{"a list of tables that follows itself", set(set(set(big, 44, u32(20)), 68, u32(3)), sectorAt(3), bytes.Repeat([]byte{0xFF}, 508), u32(3)), "file.damaged"},
		{"a directory that follows itself", set(big, 48, u32(1)), "file.damaged"},
		{"a directory out of the file", set(big, 48, u32(1_000_000)), "file.truncated"},
		{"a workbook of 4 GB", set(big, dir+entrySize+120, u32(math.MaxUint32)), "file.truncated"},
		{"a workbook that is longer", set(big, dir+entrySize+120, u32(u32at(big, dir+entrySize+120)+512)), "file.damaged"},
		{"a workbook that is shorter", set(big, dir+entrySize+120, u32(u32at(big, dir+entrySize+120)-512)), "file.damaged"},
		{"a directory that points at itself", set(big, dir+entrySize+68, u32(1)), "file.damaged"},
		{"a directory that points nowhere", set(big, dir+entrySize+68, u32(77)), "file.damaged"},
		{"no root", set(big, dir+66, u8(entryStream)), "file.damaged"},
		{"sectors of 2 bytes", set(big, 30, u16(1)), "file.damaged"},
		{"sectors of 4 GB", set(big, 30, u16(32)), "file.damaged"},
		{"short streams of another size", set(big, 56, u32(1<<20)), "file.damaged"},
		{"a short chain that follows itself", set(small, sectorAt(u32at(small, 60)), u32(0)), "file.damaged"},
		{"a short chain that ends early", set(small, sectorAt(u32at(small, 60)), u32(sectorEnd)), "file.damaged"},
		{"a table of short sectors that is not there", set(small, 60, u32(sectorEnd)), "file.damaged"},
		{"a table of short sectors in a cycle", set(small, smallFAT+4*u32at(small, 60), u32at32(small, 60)), "file.damaged"},
	} {
		if got := refusal(t, c.file); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func u32at32(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }

// A workbook whose container is damaged anywhere is refused, or it reads as
// before: its parts contradict each other. Within the sectors of the workbook
// damage may hide in a value, so they are left out here.
func TestDamagedContainers(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, file := range [][]byte{bigFile(), smallFile()} {
		want, err := readAll(t, file)
		if err != nil {
			t.Fatal(err)
		}
		stream := bytes.Index(file, bof(bofGlobals))
		size := len(workbookStream(sst("甲"), page{name: "户表", records: join(shared(0, 0, 0), number(0, 1, 0, 5))}))
		if len(file) > 10_000 {
			size = bytes.LastIndex(file, number(399, 1, 0, 399)) + 22 - stream
		}
		refused := 0
		const mutants = 3000
		for range mutants {
			b := bytes.Clone(file)
			for range 1 + rng.IntN(3) {
				at := rng.IntN(len(b))
				if at >= stream && at < stream+size {
					continue
				}
				b[at] ^= 1 << rng.IntN(8)
			}
			got, err := readAll(t, b)
			if rule := ruleOf(t, err); rule != "" {
				refused++
			} else if !slices.Equal(got, want) {
				t.Fatalf("read as something else:\n%s", strings.Join(got, "\n"))
			}
		}
		t.Logf("%d mutants: %d refused, the rest read as before", mutants, refused)
	}
}

// A sector of zeros, which is what a disk or a broken download leaves behind,
// is never read as cells that are not there.
func TestZeroedSectors(t *testing.T) {
	file := bigFile()
	want, err := readAll(t, file)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for at := 512; at+512 <= len(file); at += 512 {
		b := bytes.Clone(file)
		clear(b[at : at+512])
		got, err := readAll(t, b)
		if rule := ruleOf(t, err); rule != "" {
			refused++
		} else if !slices.Equal(got, want) {
			t.Errorf("sector %d: read as something else", at/512-1)
		}
	}
	t.Logf("%d of %d refused", refused, len(file)/512-1)
}
