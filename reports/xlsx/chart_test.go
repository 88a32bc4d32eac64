package xlsx

import (
	"archive/zip"
	"bytes"
	"html"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// A table with a chart draws it from its own cells, below its notes, the same
// bytes each time.
func TestChart(t *testing.T) {
	table := &reports.Table{
		ID: "curve", Short: "图", Title: "需要的村数", Subject: "填报单位", Units: "单位", Sign: "负责人", Notes: []string{"注一", "注二"},
		Columns: []reports.Column{{Heads: []string{"真实率"}, Kind: reports.KindPercent}, {Heads: []string{"村数", "每村10户"}, Kind: reports.KindCount}, {Heads: []string{"村数", "每村20户"}, Kind: reports.KindNumber, Decimals: 2}},
		Chart:   &reports.LineChart{Title: "证明低于2%所需的村数", XTitle: "真实率", YTitle: "村数"},
	}
	for i := range 4 {
		table.Rows = append(table.Rows, reports.Row{Cells: []reports.Cell{{Text: "0", Value: float64(i) / 4}, {Text: "0", Value: int64(10 * i)}, {Text: "0", Value: 1.5 * float64(i)}}})
	}
	write := func() []byte {
		m := memory{}
		if err := New().WriteTables("方案.xlsx", []*reports.Table{table, table}, sample.Publication().Meta, m); err != nil {
			t.Fatal(err)
		}
		return m["方案.xlsx"].Bytes()
	}
	raw := write()
	for range 4 { // the library lists things in random order
		if !bytes.Equal(raw, write()) {
			t.Fatal("the bytes differ from one write to the next")
		}
	}
	z, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = html.UnescapeString(string(b))
	}
	p := layout(table)
	for _, want := range []string{"'图'!$A$5:$A$8", "'图'!$B$5:$B$8", "'图'!$C$5:$C$8", "'图'!$B$4:$B$4", "证明低于2%所需的村数"} {
		if !strings.Contains(parts["xl/charts/chart1.xml"], want) {
			t.Errorf("the chart lacks %s", want)
		}
	}
	if !strings.Contains(parts["xl/drawings/drawing1.xml"], "oneCellAnchor") || p.chart <= p.notes+1 || p.last <= p.chart {
		t.Errorf("the chart does not stand below the notes: %+v", p)
	}
	if strings.Contains(parts["[Content_Types].xml"], "image/") {
		t.Error("pictures are listed where there are none")
	}
	f, err := excelize.OpenReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if v, err := f.GetCellValue("图", "C6"); err != nil || strings.TrimSpace(v) != "1.50" {
		t.Errorf("%q %v", v, err)
	}
}
