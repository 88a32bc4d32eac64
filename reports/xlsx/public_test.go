package xlsx

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// The tables for the public are written where the office asks for them: no count of
// households or persons below the county is small in them, a note explains the sign,
// verdicts stand, and nothing leads to a list of households. All other files are what
// they are without them.
func TestPublicTables(t *testing.T) {
	pub := sample.Publication()
	plain := write(t, pub)
	for name := range plain {
		if strings.HasPrefix(name, reports.PublicFolder) {
			t.Errorf("%s, for which nobody asked", name)
		}
	}
	pub.Meta.Office.SmallCell = 5 // the sample has few of one or two
	files := write(t, pub)
	signs, verdicts, books := 0, 0, 0
	for name, b := range files {
		if !strings.HasPrefix(name, reports.PublicFolder) {
			if plain[name] == nil || !bytes.Equal(plain[name].Bytes(), b.Bytes()) {
				t.Errorf("%s is not what it is without public tables", name)
			}
			continue
		}
		books++
		f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		for _, sheet := range f.GetSheetList() {
			rows, err := f.GetRows(sheet)
			if err != nil {
				t.Fatal(err)
			}
			all := ""
			for i, row := range rows {
				all += strings.Join(row, "|") + "\n"
				for j := range row {
					if ok, link, _ := f.GetCellHyperLink(sheet, columnName(j)+strconv.Itoa(i+1)); ok && !strings.Contains(link, "分") {
						t.Errorf("%s › %s: a link leads to %s", name, sheet, link)
					}
				}
			}
			signs += strings.Count(all, "|"+reports.SmallSign)
			verdicts += strings.Count(all, reports.Met)
			if !strings.Contains(all, "“"+reports.SmallSign+"”") {
				t.Errorf("%s › %s does not explain the sign", name, sheet)
			}
		}
	}
	if books < 2 || signs == 0 || verdicts == 0 {
		t.Errorf("%d workbooks with %d signs and %d verdicts", books, signs, verdicts)
	}
	public, wanted, err := reports.Public(context.Background(), pub)
	if err != nil || !wanted {
		t.Fatal(err)
	}
	drawn, err := reports.Books(context.Background(), public)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range drawn {
		for _, table := range b.Tables {
			for _, r := range table.Rows {
				for i, c := range r.Cells {
					if n, ok := c.Value.(int64); ok && n >= 1 && n <= 5 && r.Level > reports.LevelCounty && table.Columns[i].Kind == reports.KindCount {
						t.Errorf("%s › %s: %s has %d under %v", b.Name, table.Short, r.Cells[0].Text, n, table.Columns[i].Heads)
					}
					if c.Formula != nil && c.Text == reports.SmallSign {
						t.Errorf("%s › %s: a formula stands behind the sign", b.Name, table.Short)
					}
				}
			}
		}
	}
}
