package html

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/reports"
)

// Percent prints the rate, — without a denominator.
func (f *figure) Percent() string {
	s := reports.Rate(f.Num, f.Den)
	if s == reports.NotApplicable || s == reports.TooSmall {
		return s
	}
	return s + "%"
}

func (f *figure) provisional() string {
	if f.Incomplete() && f.Den > 0 {
		return "（暂算）"
	}
	return ""
}

// unknownText says how many cannot be judged and what the rate could become.
func unknownText(info reports.IndicatorInfo, f *figure) string {
	switch {
	case f.Unknown == 0:
		return ""
	case info.HigherIsBetter:
		return fmt.Sprintf("未答 %s%s", reports.Count(f.Unknown), info.Unit)
	}
	s := fmt.Sprintf("待核 %s%s", reports.Count(f.Unknown), info.Unit)
	if r := reports.RateRange(f.Num, f.Most(), f.Den); r != reports.NotApplicable {
		s += "，可能范围 " + r + "%"
	}
	return s
}

func csvName(pub reports.Publication, what string) string {
	return fmt.Sprintf("%s%d年%s.csv", strings.NewReplacer("/", "_", `\`, "_").Replace(shorten(reports.Clean(pub.Meta.County), 20)), pub.Meta.Period, what)
}

// barRows is the data of a chart for the download: numbers as numbers.
func barRows(info reports.IndicatorInfo, list []*figure) []any {
	head := []any{"地区代码", "地区", "指标", info.Numerator, info.Denominator, "值（%）", "待核或未答", "应到村数", "已到村数", "判定"}
	out := []any{head}
	for _, f := range list {
		var verdicts []string
		for _, j := range f.Judgements {
			verdicts = append(verdicts, j.Standard+j.Condition+"："+j.Verdict)
		}
		var value, den any = "", f.Den
		if f.NoDen {
			den = ""
		}
		if f.Den > 0 {
			value = reports.Percent(f.Num, f.Den)
		}
		out = append(out, []any{reports.Clean(f.Code), f.Name, info.Label, f.Num, den, value, f.Unknown, f.Expected, f.Arrived, strings.Join(verdicts, "；")})
	}
	return out
}

// tables are those that the page shares with the workbook.
type tables struct {
	summaryVillage, arrivals   *reports.Table
	exitOverview, exitTownship []*reports.Table
}

func buildTables(ctx context.Context, pub reports.Publication) (*tables, error) {
	t := &tables{}
	for _, b := range []struct {
		into **reports.Table
		id   string
	}{{&t.summaryVillage, "summary_village"}, {&t.arrivals, "arrivals"}} {
		table, err := reports.TableOf(ctx, pub, b.id)
		if err != nil {
			return nil, fmt.Errorf("build table: %w", err)
		}
		*b.into = table
	}
	var err error
	if t.exitOverview, err = reports.TablesOf(ctx, pub, "exit_overview"); err != nil {
		return nil, fmt.Errorf("build table: %w", err)
	}
	if t.exitTownship, err = reports.TablesOf(ctx, pub, "exit_township"); err != nil {
		return nil, fmt.Errorf("build table: %w", err)
	}
	return t, nil
}

// ofIndicator cuts the part of the township tables that one chart shows: its
// figures and the verdict by each standard.
func ofIndicator(info reports.IndicatorInfo, summary, verdicts *reports.Table) *reports.Table {
	out := &reports.Table{ID: "township-" + info.ID, Title: "分乡镇" + info.Label, Frozen: 1, Draft: summary.Draft}
	for _, r := range summary.Rows {
		r.Cells = nil
		out.Rows = append(out.Rows, r)
	}
	take(out, summary, func(c reports.Column) bool {
		return slices.Contains([]string{"单位", "来件", info.Label}, c.Heads[0])
	})
	take(out, verdicts, func(c reports.Column) bool {
		return c.Kind == reports.KindVerdict && strings.HasPrefix(c.Heads[len(c.Heads)-1], info.Label)
	})
	return out
}

// take adds to a table the columns of another with the same rows.
func take(to, from *reports.Table, want func(reports.Column) bool) {
	for i, c := range from.Columns {
		if !want(c) {
			continue
		}
		to.Columns = append(to.Columns, c)
		for r := range min(len(to.Rows), len(from.Rows)) {
			to.Rows[r].Cells = append(to.Rows[r].Cells, from.Rows[r].Cells[i])
		}
	}
}
