package xlsx

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sanlv/loaders/excel"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// writeRandom writes a workbook of several sheets with excelize: shared and
// inline texts, numbers, dates, booleans, formulas, merged areas.
func writeRandom(t testing.TB, path string, seed int64) {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(seed), 7))
	f := excelize.NewFile()
	defer f.Close()
	check := func(err error) {
		if err != nil {
			t.Helper()
			t.Fatal(err)
		}
	}
	custom := `yyyy"年"m"月"`
	date, err := f.NewStyle(&excelize.Style{CustomNumFmt: &custom})
	check(err)
	percent, err := f.NewStyle(&excelize.Style{NumFmt: 10})
	check(err)
	words := []string{"柳林乡", "张三", " 前后有空格 ", "a<b>&\"'", "_x000D_", "换\n行", "𠀀㘵", "0012", "是", "=1+1", "\ttab"}
	value := func() (any, int) {
		switch rng.IntN(7) {
		case 0:
			return rng.IntN(100_000), 0
		case 1:
			return rng.Float64() * 1e6, percent
		case 2:
			return time.Date(2000+rng.IntN(30), 5, 1+rng.IntN(28), 12, 30, 0, 0, time.UTC), date
		case 3:
			return rng.IntN(2) == 0, 0
		case 4:
			return nil, 0
		}
		return words[rng.IntN(len(words))] + fmt.Sprint(rng.IntN(5)), 0
	}
	for _, sheet := range []string{"户表", "人表"} {
		_, err := f.NewSheet(sheet)
		check(err)
		for r := 1; r <= 40; r += 1 + rng.IntN(2) {
			for c := 1; c <= 12; c += 1 + rng.IntN(2) {
				v, style := value()
				check(f.SetCellValue(sheet, excel.Address(r, c), v))
				if style > 0 {
					check(f.SetCellStyle(sheet, excel.Address(r, c), excel.Address(r, c), style))
				}
			}
		}
		check(f.MergeCell(sheet, "A50", fmt.Sprintf("C%d", 50+rng.IntN(9))))
		check(f.SetCellFormula(sheet, "A60", "SUM(A1:A9)"))
	}
	_, err = f.NewSheet("流")
	check(err)
	stream, err := f.NewStreamWriter("流")
	check(err)
	for r := 1; r <= 50; r++ {
		cells := make([]any, 10)
		for c := range cells {
			v, style := value()
			cells[c] = excelize.Cell{Value: v, StyleID: style}
		}
		check(stream.SetRow(excel.Address(r, 1), cells))
	}
	check(stream.Flush())
	check(f.SaveAs(path))
}

// A damaged copy of a workbook is refused, or it reads as the workbook did:
// never as something else.
func TestMutants(t *testing.T) {
	const books, mutants = 10, 110
	refused, same, byRule := 0, 0, map[string]int{}
	for seed := range int64(books) {
		dir := t.TempDir()
		original := filepath.Join(dir, "book.xlsx")
		writeRandom(t, original, seed)
		want, err := readAll(original)
		if err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(original)
		if err != nil {
			t.Fatal(err)
		}
		rng := rand.New(rand.NewPCG(uint64(seed), 11))
		for i := range mutants {
			path := filepath.Join(dir, "mutant.xlsx")
			what := damage(t, rng, path, original, content)
			got, err := readAll(path)
			rule := ruleOf(t, err)
			byRule[rule]++
			if err != nil {
				refused++
				continue
			}
			same++
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("seed %d, mutant %d (%s) reads as OK with other cells: %.500s", seed, i, what, diff)
			}
		}
	}
	t.Logf("%d refused, %d read as before: %v", refused, same, byRule)
	if refused < books*mutants/2 {
		t.Error("too few were refused: do the mutants damage anything?")
	}
}

// damage writes a damaged copy and says what it did.
func damage(t *testing.T, rng *rand.Rand, path, original string, content []byte) string {
	t.Helper()
	b := bytes.Clone(content)
	at := rng.IntN(len(b))
	what := ""
	switch rng.IntN(5) {
	case 0:
		bit := rng.IntN(8)
		b[at] ^= 1 << bit
		what = fmt.Sprintf("bit %d of byte %d flipped", bit, at)
	case 1:
		at = at / 512 * 512
		clear(b[at:min(len(b), at+512)])
		what = fmt.Sprintf("sector at %d zeroed", at)
	case 2:
		n := min(len(b)-at, 1+rng.IntN(16))
		for i := range n {
			b[at+i] = byte(rng.Uint32())
		}
		what = fmt.Sprintf("%d bytes at %d overwritten", n, at)
	case 3:
		b = b[:at]
		what = fmt.Sprintf("cut at %d", at)
	case 4:
		return cutPart(t, rng, path, original)
	}
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return what
}

// cutPart cuts the XML of a part within a valid zip.
func cutPart(t *testing.T, rng *rand.Rand, path, original string) string {
	t.Helper()
	parts := unzip(t, original)
	var used []int
	for i, p := range parts {
		if strings.HasPrefix(p.name, "xl/worksheets/") || p.name == "xl/sharedStrings.xml" || p.name == "xl/styles.xml" || p.name == "xl/workbook.xml" {
			used = append(used, i)
		}
	}
	p := &parts[used[rng.IntN(len(used))]]
	at := rng.IntN(len(p.text))
	p.text = p.text[:at]
	writeZip(t, path, parts)
	return fmt.Sprintf("%s cut at %d", p.name, at)
}
