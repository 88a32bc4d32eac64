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
	"maps"
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

// Side is one of the two publications: its folder, and its manifest, which need
// not be written yet.
type Side struct {
	Dir      string
	Manifest manifest.Manifest
}

// Options are the limits of a comparison. All are needed.
type Options struct {
	Threads int
	Memory  int64  // bytes
	TempDir string // spill files go here
	// Whole lists every finding that is new or mended; without it they are counted.
	Whole bool
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
	var sides [2]Side
	for i, dir := range []string{before, after} {
		sides[i].Dir = dir
		if sides[i].Manifest, err = manifest.Read(dir); err != nil {
			return nil, fmt.Errorf("compare: %w", err)
		}
	}
	temp, err := os.MkdirTemp("", "sanlv-diff-")
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	return Compare(ctx, sides[0], sides[1], Options{Threads: runtime.NumCPU(), Memory: 1 << 30, TempDir: temp, Whole: true})
}

// Compare compares two publications.
func Compare(ctx context.Context, before, after Side, o Options) (_ *reports.Difference, err error) {
	c := &comparison{before: before.Dir, after: after.Dir, labels: map[string]string{}, out: &reports.Difference{}}
	side := func(s Side) reports.DiffSide {
		m := s.Manifest
		return reports.DiffSide{Folder: filepath.Base(s.Dir), RunID: m.RunID, AsOf: m.AsOf, Version: m.Version, Period: m.Period}
	}
	c.out.Before, c.out.After = side(before), side(after)
	c.db, err = duck.Open(ctx, duck.Options{Threads: o.Threads, Memory: o.Memory, TempDir: o.TempDir, ReadFiles: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, c.db.Close()) }()
	c.references(before.Manifest, after.Manifest)
	files := func(ctx context.Context) error { return c.files(ctx, before.Manifest, after.Manifest) }
	steps := []func(context.Context) error{c.standards, c.households, c.flows, c.indicators, c.counts, c.exits, files}
	if o.Whole {
		steps = append(steps, c.findings)
	}
	for _, step := range steps {
		if err := step(ctx); err != nil {
			return nil, err
		}
	}
	return c.out, nil
}

// query runs SQL in which {a:x} and {b:x} stand for the table x before and after.
func (c *comparison) query(ctx context.Context, sql string, args ...any) ([][]any, error) {
	_, rows, err := c.db.Query(ctx, c.read(sql), args...)
	if err != nil {
		return nil, fmt.Errorf("compare: %w", err)
	}
	return rows, nil
}

// read puts the files in the place of {a:x} and {b:x}.
func (c *comparison) read(sql string) string {
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
	return sql
}

// references compares the parameters and the reference files.
func (c *comparison) references(before, after manifest.Manifest) {
	add := func(name, a, b string) {
		if a != b {
			c.out.Rules = append(c.out.Rules, reports.DiffRule{Name: name, Before: a, After: b})
		}
	}
	parameters := func(m manifest.Manifest) (values, labels, words map[string]string) {
		values, labels, words = map[string]string{}, map[string]string{}, map[string]string{}
		for _, p := range m.Parameters {
			values[p.Name] = p.Value
			labels[p.Name], words[p.Name], _ = strings.Cut(p.Words, ":")
		}
		return values, labels, words
	}
	valuesA, labelsA, wordsA := parameters(before)
	valuesB, labelsB, wordsB := parameters(after)
	for _, n := range sortedKeys(valuesA, valuesB) {
		if valuesA[n] != valuesB[n] {
			add(fmt.Sprintf("参数 %s(%s)", cmp.Or(labelsB[n], labelsA[n]), n), cmp.Or(wordsA[n], valuesA[n]), cmp.Or(wordsB[n], valuesB[n]))
		}
	}
	hashes := func(m manifest.Manifest) map[string]string {
		out := map[string]string{}
		for _, f := range m.Reference {
			out[f.File] = "SHA-256 " + f.SHA256[:min(8, len(f.SHA256))]
		}
		return out
	}
	filesA, filesB := hashes(before), hashes(after)
	for _, n := range sortedKeys(filesA, filesB) {
		add(reports.RuleFile+n, filesA[n], filesB[n])
	}
	add("程序版本", before.Version, after.Version)
}

// sortedKeys are the keys of both maps, each once.
func sortedKeys(a, b map[string]string) []string {
	keys := slices.Collect(maps.Keys(a))
	keys = slices.AppendSeq(keys, maps.Keys(b))
	slices.Sort(keys)
	return slices.Compact(keys)
}

// standards compares what is asked of each indicator and exit item, and notes the
// labels of columns.
func (c *comparison) standards(ctx context.Context) error {
	rows, err := c.query(ctx, "SELECT kind || ' ' || id, label FROM {b:trace/definition} WHERE label IS NOT NULL ORDER BY 1, 2")
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.labels[text(r[0])] = text(r[1])
	}
	const asked = `SELECT kind, coalesce(list, '') AS list, id, coalesce(level, '') AS level, label, unit, comparator, try_cast(threshold AS DOUBLE) AS threshold FROM {%s:trace/definition}
		WHERE kind IN ('` + catalog.KindStandard + `', '` + catalog.KindExitItem + `')`
	rows, err = c.query(ctx, `SELECT coalesce(a.kind, b.kind) AS kind, coalesce(a.list, b.list) AS list, coalesce(a.id, b.id) AS id, coalesce(a.level, b.level) AS level,
			coalesce(b.label, a.label), coalesce(b.unit, a.unit, ''), a.comparator, a.threshold, b.comparator, b.threshold
		FROM (`+fmt.Sprintf(asked, "a")+`) a FULL JOIN (`+fmt.Sprintf(asked, "b")+`) b ON a.kind = b.kind AND a.list = b.list AND a.id = b.id AND a.level = b.level
		WHERE a.comparator IS DISTINCT FROM b.comparator OR a.threshold IS DISTINCT FROM b.threshold OR a.kind IS NULL OR b.kind IS NULL ORDER BY 1, 2, 3, 4`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		name := reports.RuleExit + text(r[1]) + " " + text(r[4])
		if r[0] == catalog.KindStandard {
			name = fmt.Sprintf(reports.RuleStandard+"%s %s(%s)", text(r[1]), cmp.Or(c.labels[catalog.KindIndicator+" "+text(r[2])], text(r[2])), levelNames[text(r[3])])
		}
		c.out.Rules = append(c.out.Rules, reports.DiffRule{Name: name, Before: asks(r[6], r[7], text(r[5])), After: asks(r[8], r[9], text(r[5]))})
	}
	slices.SortFunc(c.out.Rules, func(a, b reports.DiffRule) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Before, b.Before), cmp.Compare(a.After, b.After))
	})
	return nil
}

var levelNames = map[string]string{"county": "县级", "township": "乡镇级", "village": "村级"}

// asks says what a threshold asks: <2%.
func asks(comparator, threshold any, unit string) string {
	n, ok := threshold.(float64)
	switch {
	case comparator == nil:
		return ""
	case !ok:
		return "阈值未填"
	case unit == "是否":
		return "是"
	case unit == "元":
		return catalog.Asks(text(comparator), reports.Count(int64(n))+"元")
	}
	return catalog.Asks(text(comparator), reports.PercentOf(n)+"%")
}

// findings lists those that only one side has.
func (c *comparison) findings(ctx context.Context) error {
	for _, s := range []struct {
		here, there string
		isNew       bool
	}{{"b", "a", true}, {"a", "b", false}} {
		rows, err := c.query(ctx, fmt.Sprintf(`SELECT finding_id, rule, severity, file, sheet, cell, household_id, message FROM {%s:data/findings}
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
