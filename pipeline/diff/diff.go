// Package diff says what changed from one publication to another, and splits the
// movement of every indicator into causes: households that came and went, verdicts
// that turned with the inputs behind them, standards that changed, numbers that
// changed under the same verdict. It reads nothing but the two folders.
package diff

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// inputs are the columns of trace/household that a county fills in, with the
// column of the 户表 that each comes from; "" for what was counted in the 人表.
var inputs = []struct{ name, column, label string }{
	{"status", "status", ""}, {"declared_persons", "persons", ""}, {"wage_income", "wage_income", ""}, {"business_income", "business_income", ""},
	{"property_income", "property_income", ""}, {"transfer_income", "transfer_income", ""}, {"pension", "pension", ""}, {"excluded_income", "excluded_income", ""},
	{"land_insurance_income", "land_insurance_income", ""}, {"business_expense", "business_expense", ""}, {"food_flag", "food", ""}, {"clothing_flag", "clothing", ""},
	{"education_flag", "education", ""}, {"medical_flag", "medical", ""}, {"housing_flag", "housing", ""}, {"house_grade", "house_grade", ""}, {"water_flag", "water", ""},
	{"excl_public_salary", "excl_public_salary", ""}, {"excl_village_cadre", "excl_village_cadre", ""}, {"excl_bought_flat", "excl_bought_flat", ""},
	{"excl_vehicle", "excl_vehicle", ""}, {"excl_business", "excl_business", ""}, {"excl_savings", "excl_savings", ""}, {"excl_away", "excl_away", ""},
	{"excl_elsewhere", "excl_elsewhere", ""}, {"excl_supporter", "excl_supporter", ""},
	{"members", "", "人表人数"}, {"out_of_school", "", "人表失学人数"}, {"uninsured", "", "人表未参保人数"},
}

// comparison is two publications side by side.
type comparison struct {
	db            *duck.DB
	before, after string // folders
	labels        map[string]string
	out           *reports.Difference
}

// Publications compares the publication in before with that in after.
func Publications(ctx context.Context, before, after string) (_ *reports.Difference, err error) {
	c := &comparison{before: before, after: after, labels: map[string]string{}, out: &reports.Difference{}}
	var sides [2]manifest.Manifest
	for i, dir := range []string{before, after} {
		if sides[i], err = manifest.Read(dir); err != nil {
			return nil, fmt.Errorf("compare: %w", err)
		}
	}
	side := func(dir string, m manifest.Manifest) reports.DiffSide {
		return reports.DiffSide{Folder: filepath.Base(dir), RunID: m.RunID, AsOf: m.AsOf, Version: m.Version, Period: m.Period}
	}
	c.out.Before, c.out.After = side(before, sides[0]), side(after, sides[1])
	temp, err := os.MkdirTemp("", "sanlv-diff-")
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	c.db, err = duck.Open(ctx, duck.Options{Threads: runtime.NumCPU(), Memory: 1 << 30, TempDir: temp, ReadFiles: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.db.Close()) }()
	c.references(sides[0], sides[1])
	for _, step := range []func(context.Context) error{c.standards, c.households, c.indicators, c.findings} {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return c.out, nil
}

// query runs SQL in which {a:x} and {b:x} stand for the table x before and after.
func (c *comparison) query(ctx context.Context, sql string, args ...any) ([]string, [][]any, error) {
	for mark, dir := range map[string]string{"{a:": c.before, "{b:": c.after} {
		for {
			i := strings.Index(sql, mark)
			if i < 0 {
				break
			}
			j := i + strings.IndexByte(sql[i:], '}')
			path := filepath.Join(dir, filepath.FromSlash(sql[i+len(mark):j])) + ".parquet"
			sql = sql[:i] + "read_parquet('" + strings.ReplaceAll(path, "'", "''") + "')" + sql[j+1:]
		}
	}
	columns, rows, err := c.db.Query(ctx, sql, args...)
	if err != nil {
		return nil, nil, fmt.Errorf("compare: %w", err)
	}
	return columns, rows, nil
}

// references compares the parameters and the reference files.
func (c *comparison) references(before, after manifest.Manifest) {
	compare := func(label string, a, b map[string]string) {
		names := map[string]bool{}
		for n := range a {
			names[n] = true
		}
		for n := range b {
			names[n] = true
		}
		for n := range names {
			if a[n] != b[n] {
				c.out.Rules = append(c.out.Rules, reports.DiffRule{Name: label + " " + n, Before: a[n], After: b[n]})
			}
		}
	}
	values := func(m manifest.Manifest) map[string]string {
		out := map[string]string{}
		for _, p := range m.Parameters {
			out[p.Name] = p.Value
		}
		return out
	}
	hashes := func(m manifest.Manifest) map[string]string {
		out := map[string]string{}
		for _, f := range m.Reference {
			out[f.File] = "SHA-256 " + f.SHA256[:min(8, len(f.SHA256))]
		}
		return out
	}
	compare("参数", values(before), values(after))
	compare("参照文件", hashes(before), hashes(after))
	if before.Version != after.Version {
		c.out.Rules = append(c.out.Rules, reports.DiffRule{Name: "程序版本", Before: before.Version, After: after.Version})
	}
}

// standards compares what is asked of each indicator and exit item, and notes the
// labels of columns.
func (c *comparison) standards(ctx context.Context) error {
	const asked = "kind || ' ' || coalesce(list, '') || ' ' || id || ' ' || coalesce(level, '')"
	_, rows, err := c.query(ctx, `
		SELECT coalesce(a.k, b.k), coalesce(a.v, ''), coalesce(b.v, '')
		FROM (SELECT `+asked+` AS k, coalesce(comparator, '') || coalesce(cast(threshold AS VARCHAR), '') AS v FROM {a:trace/definition} WHERE kind IN ('`+catalog.KindStandard+`', '`+catalog.KindExitItem+`')) a
		FULL JOIN (SELECT `+asked+` AS k, coalesce(comparator, '') || coalesce(cast(threshold AS VARCHAR), '') AS v FROM {b:trace/definition} WHERE kind IN ('`+catalog.KindStandard+`', '`+catalog.KindExitItem+`')) b ON a.k = b.k
		WHERE a.v IS DISTINCT FROM b.v ORDER BY 1, 2, 3`)
	if err != nil {
		return err
	}
	words := strings.NewReplacer(catalog.KindStandard+" ", "标准 ", catalog.KindExitItem+" ", "退出项目 ")
	for _, r := range rows {
		c.out.Rules = append(c.out.Rules, reports.DiffRule{Name: strings.TrimSpace(words.Replace(r[0].(string))), Before: r[1].(string), After: r[2].(string)})
	}
	slices.SortFunc(c.out.Rules, func(a, b reports.DiffRule) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	_, rows, err = c.query(ctx, "SELECT kind || ' ' || id, label FROM {b:trace/definition} WHERE label IS NOT NULL ORDER BY 1, 2")
	for _, r := range rows {
		c.labels[r[0].(string)] = r[1].(string)
	}
	return err
}

// indicators splits the movement of every indicator of every county. c.households
// has found the cause that each household stands for.
func (c *comparison) indicators(ctx context.Context) error {
	cause := map[string]string{}
	for _, h := range c.out.Households {
		cause[h.HouseholdID] = h.Cause
	}
	const figures = "SELECT DISTINCT indicator, area_code, area_name, numerator, denominator, unknown FROM {%s:data/indicators} WHERE level = 'county'"
	_, rows, err := c.query(ctx, "SELECT coalesce(a.indicator, b.indicator), coalesce(a.area_code, b.area_code), coalesce(b.area_name, a.area_name), "+
		"coalesce(a.numerator, 0), coalesce(a.denominator, 0), coalesce(a.unknown, 0), coalesce(b.numerator, 0), coalesce(b.denominator, 0), coalesce(b.unknown, 0) FROM ("+
		fmt.Sprintf(figures, "a")+") a FULL JOIN ("+fmt.Sprintf(figures, "b")+") b ON a.indicator = b.indicator AND a.area_code = b.area_code ORDER BY 2, 1")
	if err != nil {
		return err
	}
	for _, r := range rows {
		d := reports.DiffIndicator{ID: r[0].(string), Area: r[2].(string), Before: figure(r[3:6]), After: figure(r[6:9])}
		d.Label = cmp.Or(c.labels[catalog.KindIndicator+" "+d.ID], d.ID)
		if d.Causes, err = c.causes(ctx, d.ID, r[1].(string), cause); err != nil {
			return err
		}
		c.out.Indicators = append(c.out.Indicators, d)
	}
	_, rows, err = c.query(ctx, "SELECT id, unit FROM {b:trace/definition} WHERE kind = '"+catalog.KindIndicator+"' ORDER BY place_order")
	order := map[string]int{}
	for n, r := range rows {
		order[r[0].(string)] = n
		for i := range c.out.Indicators {
			if c.out.Indicators[i].ID == r[0] {
				c.out.Indicators[i].Unit, _ = r[1].(string)
			}
		}
	}
	slices.SortStableFunc(c.out.Indicators, func(a, b reports.DiffIndicator) int {
		return cmp.Or(cmp.Compare(a.Area, b.Area), cmp.Compare(order[a.ID], order[b.ID]))
	})
	return err
}

func figure(v []any) reports.DiffFigure {
	return reports.DiffFigure{Numerator: v[0].(int64), Denominator: v[1].(int64), Unknown: v[2].(int64)}
}

// causes adds up what each household brings to a county's indicator, by cause.
func (c *comparison) causes(ctx context.Context, indicator, county string, cause map[string]string) ([]reports.DiffCause, error) {
	const side = `SELECT t.household_id, sum(t.numerator)::BIGINT AS n, sum(t.denominator)::BIGINT AS d, sum(t.unknown)::BIGINT AS u
		FROM {%[1]s:trace/indicator} t JOIN {%[1]s:trace/village_area} v ON v.village_code = t.village_code AND v.level = 'county' AND v.area_code = ?
		WHERE t.indicator = ? GROUP BY t.household_id`
	_, rows, err := c.query(ctx, "SELECT coalesce(a.household_id, b.household_id), coalesce(b.n, 0) - coalesce(a.n, 0), coalesce(b.d, 0) - coalesce(a.d, 0), coalesce(b.u, 0) - coalesce(a.u, 0) FROM ("+
		fmt.Sprintf(side, "a")+") a FULL JOIN ("+fmt.Sprintf(side, "b")+`) b ON a.household_id = b.household_id
		WHERE a.n IS DISTINCT FROM b.n OR a.d IS DISTINCT FROM b.d OR a.u IS DISTINCT FROM b.u`, county, indicator, county, indicator)
	if err != nil {
		return nil, err
	}
	sums := map[string]*reports.DiffCause{}
	for _, r := range rows {
		name := cmp.Or(cause[r[0].(string)], reports.CauseValue)
		s := sums[name]
		if s == nil {
			s = &reports.DiffCause{Cause: name}
			sums[name] = s
		}
		s.Households++
		f := figure(r[1:4])
		s.Change.Numerator += f.Numerator
		s.Change.Denominator += f.Denominator
		s.Change.Unknown += f.Unknown
	}
	var out []reports.DiffCause
	for _, name := range []string{reports.CauseNew, reports.CauseGone, reports.CauseVerdict, reports.CauseStandard, reports.CauseValue} {
		if s := sums[name]; s != nil {
			out = append(out, *s)
		}
	}
	return out, nil
}

// findings lists those that only one side has.
func (c *comparison) findings(ctx context.Context) error {
	for _, s := range []struct {
		here, there string
		isNew       bool
	}{{"b", "a", true}, {"a", "b", false}} {
		_, rows, err := c.query(ctx, fmt.Sprintf(`SELECT finding_id, rule, severity, file, sheet, cell, household_id, message FROM {%s:data/findings}
			WHERE finding_id NOT IN (SELECT finding_id FROM {%s:data/findings}) ORDER BY severity, rule, finding_id`, s.here, s.there))
		if err != nil {
			return err
		}
		for _, r := range rows {
			text := func(i int) string { t, _ := r[i].(string); return t }
			c.out.Findings = append(c.out.Findings, reports.DiffFinding{New: s.isNew, ID: text(0), Rule: text(1), Severity: text(2),
				Place: reports.Place(text(3), text(4), text(5)), HouseholdID: text(6), Message: text(7)})
		}
	}
	return nil
}
