package xlsx

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"sanlv/loaders/excel"
)

// randomSheet makes a worksheet and its shared strings of what the many writers
// of workbooks put there, in the ways that excelize itself never writes.
func randomSheet(rng *rand.Rand) (sheet, shared string) {
	texts := []string{"柳林乡", "张三", " 前后有空格 ", "a&lt;b&gt;&amp;&quot;'", "换\n行", "𠀀㘵", "0012", "&#24352;&#x4e09;", "<![CDATA[<b>]]>", "=1+1", "530102199001011234", "_x0041_"}
	// In the text of a formula excelize leaves an escape as it is: see excelizeIsWrong.
	unescaped := texts[:len(texts)-1]
	pick := func() string { return texts[rng.IntN(len(texts))] }
	rich := func() string {
		switch rng.IntN(4) {
		case 0:
			return `<r><rPr><b/></rPr><t>` + pick() + `</t></r><r><t xml:space="preserve"> ` + pick() + `</t></r>`
		case 1:
			return `<t>` + pick() + `</t><rPh sb="0" eb="1"><t>zhang</t></rPh><phoneticPr fontId="1"/>`
		}
		return `<t xml:space="preserve">` + pick() + `</t>`
	}
	const items = 30
	shared = sharedXML(func(add func(string)) {
		for range items {
			add("<si>" + rich() + "</si>")
		}
	})
	cell := func(attributes string) string {
		switch rng.IntN(11) {
		case 0, 1, 2:
			return fmt.Sprintf(`<c%s t="s"><v>%d</v></c>`, attributes, rng.IntN(items))
		case 3:
			return `<c` + attributes + ` t="inlineStr"><is>` + rich() + `</is></c>`
		case 4:
			return `<c` + attributes + ` t="str"><f>A1&amp;"x"</f><v>` + unescaped[rng.IntN(len(unescaped))] + `</v></c>`
		case 5:
			return fmt.Sprintf(`<c%s><v>%d</v></c>`, attributes, rng.Int64())
		case 6:
			return fmt.Sprintf(`<c s="%d"%s><f>SUM(B1:B9)</f><v>%g</v></c>`, rng.IntN(9), attributes, rng.NormFloat64()*1e6)
		case 7:
			return fmt.Sprintf(`<c%s t="b"><v>%d</v></c>`, attributes, rng.IntN(2))
		case 8:
			return `<c` + attributes + ` t="e"><v>#REF!</v></c>`
		case 9:
			return `<c` + attributes + ` s="3"/>`
		}
		return `<c` + attributes + `><f>B1</f></c>`
	}
	sheet = sheetXML(func(add func(string)) {
		for r := 1; r <= 60; r++ {
			switch rng.IntN(8) {
			case 0:
				continue
			case 1:
				add(fmt.Sprintf(`<row r="%d" ht="20" customHeight="1"/>`, r))
				continue
			}
			add(fmt.Sprintf(`<row r="%d" spans="1:20">`, r))
			numbered := rng.IntN(4) > 0 // else the cells follow one another
			for c := 1; c <= 20; c++ {
				switch {
				case !numbered:
					add(cell(""))
				case rng.IntN(3) > 0:
					add(cell(fmt.Sprintf(` r="%s"`, excel.Address(r, c))))
				}
				if rng.IntN(9) == 0 {
					add("\n  ")
				}
			}
			add(`</row>`)
		}
	})
	return sheet, shared
}

// What others write we read as excelize does, cell for cell.
func TestRandomLikeExcelize(t *testing.T) {
	cells := 0
	for seed := range uint64(150) {
		rng := rand.New(rand.NewPCG(seed, 3))
		sheet, shared := randomSheet(rng)
		path := filepath.Join(t.TempDir(), "book.xlsx")
		writeZip(t, path, minimal(sheet, part{"xl/sharedStrings.xml", shared}))
		list, both := differences(t, path)
		if !both {
			_, err := readAll(path)
			_, theirs := cellsOf(path)
			t.Fatalf("seed %d: %v, excelize %v", seed, err, theirs)
		}
		for _, d := range list {
			t.Errorf("seed %d: %s", seed, d)
		}
		cells += strings.Count(sheet, "<c")
	}
	if cells < 50_000 {
		t.Error("only", cells, "cells were compared")
	}
}
