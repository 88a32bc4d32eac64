package reports_test

import (
	"context"
	"maps"
	"math/big"
	"strings"
	"testing"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// The tables of a card: how many pass, and the points of who does not, as a range
// where something is unknown. Without a card there are none.
func TestScores(t *testing.T) {
	pub := sample.Publication()
	if tables, err := reports.TablesOf(context.Background(), pub, "scores"); err != nil || len(tables) > 0 {
		t.Fatalf("%v %v", tables, err)
	}
	points := func(n int64) reports.Decimal { return reports.Decimal{Unscaled: big.NewInt(n), Scale: 4} }
	source := sample.Source{}
	maps.Copy(source, pub.Source.(sample.Source))
	source["score_area"] = &reports.Frame{ID: "score_area", Columns: strings.Fields("card level area_code households passing failing undecided"), Rows: [][]any{
		{"四看法", "county", "360821", int64(3), int64(1), int64(1), int64(1)}, {"四看法", "township", "360821001", int64(3), int64(1), int64(1), int64(1)}}}
	row := func(id, item string, low, high, total1, total2 int64, undecided bool) []any {
		return []any{"四看法", "360821001201", "城厢镇", sample.Script, id, "张*", "脱贫户", points(total1), points(total2), undecided, item, points(low), points(high), "户表.xlsx", "户表", "E5"}
	}
	source["score_list"] = &reports.Frame{ID: "score_list", Columns: strings.Fields("card village_code township village household_id head_name status total_low total_high undecided item points_low points_high file sheet cell"),
		Rows: [][]any{row("H1", "看房", 50000, 250000, 175000, 375000, true), row("H1", "看粮", 125000, 125000, 175000, 375000, true), row("H2", "看房", 0, 0, 0, 0, false), row("H2", "看粮", 0, 0, 0, 0, false)}}
	pub.Source = source
	pub.Meta.Scorecards = []reports.ScorecardInfo{{Name: "四看法", Comparator: ">=", Cutoff: "20", Source: "县文件", Status: "待核对", Items: []string{"看房", "看粮"}, Statuses: []string{"脱贫户"}, Rules: []string{"看房:危房等级为“A”得25分"}}}
	tables, err := reports.TablesOf(context.Background(), pub, "scores")
	if err != nil {
		t.Fatal(err)
	}
	lists, err := reports.TablesOf(context.Background(), pub, "score_list")
	if tables = append(tables, lists...); err != nil || len(tables) != 2 {
		t.Fatal(len(tables), err)
	}
	text := func(r reports.Row) string {
		var out []string
		for _, c := range r.Cells {
			out = append(out, c.Text)
		}
		return strings.Join(out, " ")
	}
	if got := text(tables[0].Rows[0]); !strings.HasSuffix(got, "3 1 1 1 33.33") {
		t.Error(got)
	}
	if link := tables[0].Rows[0].Cells[5].Link; link == nil || link.Table != tables[1].ID {
		t.Errorf("%+v", link)
	}
	for i, want := range []string{"H1 张* 脱贫户 5~25 12.5 17.5~37.5 无法判断 户表.xlsx › 户表 › E5", "H2 张* 脱贫户 0 0 0 不及格 户表.xlsx › 户表 › E5"} {
		if got := text(tables[1].Rows[i]); !strings.HasSuffix(got, want) {
			t.Errorf("%s, want %s", got, want)
		}
	}
	notes := strings.Join(tables[1].Notes, "\n")
	for _, want := range []string{"“四看法”：总分≥20为及格，适用于脱贫户。依据：县文件[待核对]。", "看房：危房等级为“A”得25分"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes:\n%s\nwant %s", notes, want)
		}
	}
}
