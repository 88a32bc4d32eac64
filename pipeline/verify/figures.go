package verify

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/finding"
)

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// rowCounts compares the tables with the counts of the manifest.
func (p *publication) rowCounts(context.Context) (string, []string, error) {
	steps := map[string]int64{}
	for _, s := range p.m.Steps {
		steps[s.Step] = s.Rows
	}
	var problems []string
	n := 0
	for _, name := range p.published("data/", ".csv") {
		id := strings.TrimSuffix(path.Base(name), ".csv")
		want, ok := steps["fct_"+id]
		if !ok {
			continue
		}
		t, err := p.table(id)
		if err != nil {
			return "", problems, err
		}
		n++
		if got := int64(len(t.rows)); got != want {
			problems = append(problems, fmt.Sprintf("%s 有 %d 行,清单为 %d 行", name, got, want))
		}
	}
	t, err := p.table("findings", "severity")
	if err != nil {
		return "", problems, err
	}
	var found finding.Counts
	for _, r := range t.rows {
		switch finding.Severity(t.get(r, "severity")) {
		case finding.Error:
			found.Error++
		case finding.Warning:
			found.Warning++
		case finding.Notice:
			found.Notice++
		}
	}
	if found != p.m.Findings {
		problems = append(problems, fmt.Sprintf("发现清单为错误 %d、警告 %d、提示 %d,清单为错误 %d、警告 %d、提示 %d",
			found.Error, found.Warning, found.Notice, p.m.Findings.Error, p.m.Findings.Warning, p.m.Findings.Notice))
	}
	return fmt.Sprintf("%d 张表的行数,发现的件数", n), problems, nil
}

// intake checks that no row was lost: read = loaded + rejected + recognised.
func (p *publication) intake(context.Context) (string, []string, error) {
	t, err := p.table("intake", "file", "sheet", "rows_read", "rows_loaded", "rows_rejected", "rows_recognised")
	if err != nil {
		return "", nil, err
	}
	var problems []string
	var sum [4]int64
	seen := map[string]bool{}
	for _, r := range t.rows {
		var n [4]int64
		for i, c := range []string{"rows_read", "rows_loaded", "rows_rejected", "rows_recognised"} {
			if n[i], err = t.number(r, c); err != nil {
				return "", problems, err
			}
			sum[i] += n[i]
		}
		file := t.get(r, "file")
		seen[file] = true
		if n[0] != n[1]+n[2]+n[3] {
			problems = append(problems, fmt.Sprintf("%s › %s:读到 %d 行,入库 %d、拒收 %d、非数据 %d", file, t.get(r, "sheet"), n[0], n[1], n[2], n[3]))
		}
	}
	for _, in := range p.m.Inputs {
		if !seen[in.File] {
			problems = append(problems, in.File+":清单中有,来件登记中没有")
		}
		delete(seen, in.File)
	}
	for _, file := range sorted(seen) {
		problems = append(problems, file+":来件登记中有,清单中没有")
	}
	return fmt.Sprintf("%d 件来件:读取 %d = 入库 %d + 拒收 %d + 非数据 %d", len(p.m.Inputs), sum[0], sum[1], sum[2], sum[3]), problems, nil
}

// figure is one indicator of one area.
type figure struct{ numerator, denominator, unknown int64 }

func (f figure) plus(g figure) figure {
	return figure{f.numerator + g.numerator, f.denominator + g.denominator, f.unknown + g.unknown}
}

func (f figure) String() string {
	return fmt.Sprintf("分子 %d、分母 %d、待核 %d", f.numerator, f.denominator, f.unknown)
}

// areaKey is an indicator of an area.
type areaKey struct{ indicator, level, area string }

// indicators reads data/indicators, one figure an area and indicator whatever the
// standards beside it.
func (p *publication) indicators() (map[areaKey]figure, map[areaKey]string, error) {
	t, err := p.table("indicators", "indicator", "level", "area_code", "area_name", "numerator", "denominator", "unknown")
	if err != nil {
		return nil, nil, err
	}
	figures, names := map[areaKey]figure{}, map[areaKey]string{}
	for _, r := range t.rows {
		var f figure
		for column, to := range map[string]*int64{"numerator": &f.numerator, "denominator": &f.denominator, "unknown": &f.unknown} {
			if *to, err = t.number(r, column); err != nil {
				return nil, nil, err
			}
		}
		k := areaKey{t.get(r, "indicator"), t.get(r, "level"), t.get(r, "area_code")}
		if was, ok := figures[k]; ok && was != f {
			return nil, nil, fmt.Errorf("data/indicators.csv: %s of %s stands there with two values", k.indicator, k.area)
		}
		figures[k], names[k] = f, t.get(r, "area_name")
	}
	return figures, names, nil
}

// levels adds up the villages of every township and county by the list of which
// village lies where, and compares them with what is published there.
func (p *publication) levels(ctx context.Context) (string, []string, error) {
	figures, _, err := p.indicators()
	if err != nil {
		return "", nil, err
	}
	indicators := map[string]bool{}
	for k := range figures {
		indicators[k.indicator] = true
	}
	sums := map[areaKey]figure{}
	err = p.texts(ctx, "trace/village_area.parquet", []string{"level", "area_code", "village_code"}, func(row []string) {
		for indicator := range indicators {
			k := areaKey{indicator, row[0], row[1]}
			sums[k] = sums[k].plus(figures[areaKey{indicator, "village", row[2]}])
		}
	})
	if err != nil {
		return "", nil, err
	}
	var problems []string
	for _, k := range sortedAreas(figures) {
		if sums[k] != figures[k] {
			problems = append(problems, fmt.Sprintf("%s %s:各村合计%s,公布%s", k.indicator, k.area, sums[k], figures[k]))
		}
	}
	return fmt.Sprintf("%d 个指标,%d 个数", len(indicators), len(figures)), problems, nil
}

func sortedAreas(figures map[areaKey]figure) []areaKey {
	return slices.SortedFunc(maps.Keys(figures), func(a, b areaKey) int {
		return cmp.Or(cmp.Compare(a.indicator, b.indicator), cmp.Compare(a.level, b.level), cmp.Compare(a.area, b.area))
	})
}

// rates checks that no numerator passes its denominator and that each rate is
// their quotient.
func (p *publication) rates(context.Context) (string, []string, error) {
	t, err := p.table("indicators", "indicator", "area_code", "standard", "numerator", "denominator", "value")
	if err != nil {
		return "", nil, err
	}
	var problems []string
	for _, r := range t.rows {
		n, err := t.number(r, "numerator")
		if err != nil {
			return "", problems, err
		}
		d, err := t.number(r, "denominator")
		if err != nil {
			return "", problems, err
		}
		where := t.get(r, "indicator") + " " + t.get(r, "area_code")
		if n < 0 || d < 0 || n > d {
			problems = append(problems, fmt.Sprintf("%s:分子 %d,分母 %d", where, n, d))
		}
		text := t.get(r, "value")
		value, err := strconv.ParseFloat(text, 64)
		switch {
		case d == 0 && text != "":
			problems = append(problems, fmt.Sprintf("%s:分母为 0,却有率 %s", where, text))
		case d > 0 && (err != nil || math.Abs(value-float64(n)/float64(d)) > 1e-12):
			problems = append(problems, fmt.Sprintf("%s:率 %q 不等于 %d÷%d", where, text, n, d))
		}
	}
	return fmt.Sprintf("%d 行", len(t.rows)), slices.Compact(problems), nil
}

// households adds up what each household brings to each indicator and compares
// it with the village.
func (p *publication) households(ctx context.Context) (string, []string, error) {
	figures, _, err := p.indicators()
	if err != nil {
		return "", nil, err
	}
	sums := map[areaKey]figure{}
	n := 0
	err = p.parquet(ctx, "trace/indicator.parquet", func(rows array.RecordReader) error {
		for rows.Next() {
			rec := rows.Record()
			indicators, err := column[*array.String](rec, "indicator")
			if err != nil {
				return err
			}
			villages, err := column[*array.String](rec, "village_code")
			if err != nil {
				return err
			}
			var counts [3]*array.Int64
			for i, name := range []string{"numerator", "denominator", "unknown"} {
				if counts[i], err = column[*array.Int64](rec, name); err != nil {
					return err
				}
			}
			n += int(rec.NumRows())
			for i := range int(rec.NumRows()) {
				k := areaKey{strings.Clone(indicators.Value(i)), "village", strings.Clone(villages.Value(i))}
				sums[k] = sums[k].plus(figure{counts[0].Value(i), counts[1].Value(i), counts[2].Value(i)})
			}
		}
		return rows.Err()
	})
	if err != nil {
		return "", nil, err
	}
	var problems []string
	for _, k := range sortedAreas(figures) {
		if k.level == "village" && sums[k] != figures[k] {
			problems = append(problems, fmt.Sprintf("%s %s:逐户合计%s,公布%s", k.indicator, k.area, sums[k], figures[k]))
		}
		delete(sums, k)
	}
	for _, k := range sortedAreas(sums) {
		problems = append(problems, fmt.Sprintf("%s %s:有户而没有公布的数", k.indicator, k.area))
	}
	return fmt.Sprintf("%d 行", n), problems, nil
}
