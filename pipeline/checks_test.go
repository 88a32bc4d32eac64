package pipeline

import (
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// fewestChecks is how many checks of the data there are at least (indicators §9
// asks for 80); the readers' own rules and the not-to-exit rules do not count.
const fewestChecks = 85

func sortedNames[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// TestChecks runs every check over its case: what is wrong is found at its cell
// and said, and what is mended, right or blank is left alone.
func TestChecks(t *testing.T) {
	bench := newCheckBench(t)
	files, err := filepath.Glob("testdata/checks/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	cases := map[string]string{}
	for _, f := range files {
		cases[strings.TrimSuffix(filepath.Base(f), ".txt")] = f
	}
	data := 0
	for _, m := range bench.cat.Models {
		if m.Layer != catalog.LayerCheck {
			continue
		}
		if m.Group != catalog.NotToExit {
			data++
		}
		file, ok := cases[m.Name]
		if !ok {
			if m.Group != catalog.NotToExit {
				t.Errorf("%s has no case testdata/checks/%s.txt", m.File, m.Name)
			}
			continue
		}
		delete(cases, m.Name)
		t.Run(m.Name, func(t *testing.T) {
			c, err := readCase(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, section := range caseSections {
				found := bench.run(t, m, c, section)
				var said []string
				for _, f := range found {
					said = append(said, describe(f))
					bench.judge(t, m, c, f)
				}
				var want []string
				if section == "bad" {
					want = slices.Sorted(slices.Values(c.finds))
				}
				if slices.Sort(said); !slices.Equal(said, want) {
					t.Errorf("%s finds\n  %s\nnot\n  %s", section, strings.Join(said, "\n  "), strings.Join(want, "\n  "))
				}
			}
		})
	}
	for id, file := range cases {
		t.Errorf("%s: there is no check %s", file, id)
	}
	if data < fewestChecks {
		t.Errorf("%d checks of the data, fewer than %d", data, fewestChecks)
	}
}

// checkBench is one county that every case is put into in turn. A case makes only
// the tables that its check rests on, and of those only the ones that what stood
// before or stands now in the sheets bears on.
type checkBench struct {
	*batch
	filled []string        // tables with rows in them
	copies bool            // there are two sheets of a kind in them
	made   map[string]bool // tables that are as the sheets have them
}

func newCheckBench(t *testing.T) *checkBench {
	t.Helper()
	b := &checkBench{batch: newBatch(t, nil), made: map[string]bool{}}
	macros, err := macroSQL()
	if err != nil {
		t.Fatal(err)
	}
	if err := b.db.Exec(context.Background(), macros+";CREATE TABLE shipped_setting AS SELECT * FROM ref_setting"); err != nil {
		t.Fatal(err)
	}
	return b
}

// fill is the SQL that puts a section of a case in the place of what stood there.
func (b *checkBench) fill(c *checkCase, section string) (string, error) {
	inserts, tables, err := c.inserts(b.cat, section)
	if err != nil {
		return "", err
	}
	var sql strings.Builder
	changed := map[string]bool{}
	for _, table := range b.filled {
		sql.WriteString("DELETE FROM " + table + ";")
		if table == "ref_setting" {
			sql.WriteString("INSERT INTO ref_setting SELECT * FROM shipped_setting;")
		}
		changed[table] = true
	}
	for _, table := range tables {
		changed[table] = true
	}
	b.filled = tables
	copies := c.copies(section)
	one := !b.copies && !copies // then no sheet comes again
	b.copies = copies
	for _, m := range b.cat.Models { // in the order of their needs
		if one && b.made[superseded] && m.Table() == superseded {
			continue
		}
		for _, n := range needs(m) {
			// what is said of the sheets bears only where their rows do
			changed[m.Table()] = changed[m.Table()] || changed[n] && !strings.HasPrefix(n, "meta_")
		}
		changed[catalog.IndicatorSums] = changed[catalog.IndicatorSums] || m.Layer == catalog.LayerIndicator && changed[m.Table()]
	}
	for table, is := range changed {
		if is {
			delete(b.made, table)
		}
	}
	return sql.String() + inserts, nil
}

// superseded is the table that every sheet bears on.
const superseded = "stg_superseded_sheet"

// needs are the tables that a model reads; the rows of the indicators come with
// their sums.
func needs(m catalog.Model) []string {
	if slices.Contains(m.Needs, catalog.IndicatorRows) {
		return append(slices.Clone(m.Needs), catalog.IndicatorSums)
	}
	return m.Needs
}

// restsOn is the SQL that makes the tables that a check rests on.
func (b *checkBench) restsOn(check catalog.Model) string {
	needed := map[string]bool{superseded: true}
	for _, n := range needs(check) {
		needed[n] = true
	}
	var chain []catalog.Model
	for _, m := range slices.Backward(b.cat.Models) {
		if needed[m.Table()] || m.Layer == catalog.LayerIndicator && needed[catalog.IndicatorSums] {
			chain = append(chain, m)
			for _, n := range needs(m) {
				needed[n] = true
			}
		}
	}
	var sql strings.Builder
	again := strings.NewReplacer("CREATE VIEW", "CREATE OR REPLACE VIEW", "CREATE TABLE", "CREATE OR REPLACE TABLE")
	for _, m := range slices.Backward(chain) {
		if slices.Contains(needs(m), catalog.IndicatorSums) && !b.made[catalog.IndicatorSums] {
			b.made[catalog.IndicatorSums] = true
			sql.WriteString(again.Replace(indicatorTables(b.cat.Models)) + ";\n")
		}
		if !b.made[m.Table()] {
			b.made[m.Table()] = true
			sql.WriteString("CREATE OR REPLACE TABLE " + m.Table() + " AS " + m.SQL + ";\n")
		}
	}
	return sql.String()
}

// run puts one section of a case into the county and gives what the check finds.
func (b *checkBench) run(t *testing.T, m catalog.Model, c *checkCase, section string) []finding.Finding {
	t.Helper()
	ctx := context.Background()
	fill, err := b.fill(c, section)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.db.Exec(ctx, "BEGIN;"+fill+b.restsOn(m)+"COMMIT;"); err != nil {
		t.Fatal(err)
	}
	places, err := b.columnPlaces(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.db.Exec(ctx, "DELETE FROM meta_found"); err != nil {
		t.Fatal(err)
	}
	if err := b.runCheck(ctx, m, places); err != nil {
		t.Fatal(err)
	}
	if err := b.dropSuperseded(ctx); err != nil {
		t.Fatal(err)
	}
	return b.findings(t, "meta_found")
}

// describe gives a finding as a case writes it.
func describe(f finding.Finding) string {
	where := strings.TrimSuffix(f.File, ".xlsx")
	if cell := f.Cell(); cell != "" {
		where += " " + cell
	}
	if where == "" {
		where = "-"
	}
	return where + ": " + f.Message
}

// judge holds a finding against the row that it points at: the household, the
// header and what the cell holds are those of the sheet.
func (b *checkBench) judge(t *testing.T, m catalog.Model, c *checkCase, f finding.Finding) {
	t.Helper()
	switch {
	case f.Rule != m.Name || f.Severity != m.Severity || f.Mend == "":
		t.Errorf("%s is not of its check: %+v", describe(f), f)
	case strings.ContainsAny(f.Message+f.Mend, "{}"):
		t.Errorf("%s: a placeholder is left: %s", describe(f), f.Mend)
	case f.File == "" || f.Row == 0:
		return
	}
	for _, table := range c.tables("bad") {
		if file, sheet := table.place(b.cat); file != f.File || sheet != f.Sheet {
			continue
		}
		if f.Row-2 >= len(table.rows) {
			t.Errorf("%s points below the sheet", describe(f))
			return
		}
		row := table.rows[f.Row-2]
		for i, name := range table.columns {
			s, _ := b.cat.Sheet(table.kind)
			col, _ := s.Column(name)
			switch {
			case name == "household_id" && f.HouseholdID != row[i]:
				t.Errorf("%s names household %q, its row %q", describe(f), f.HouseholdID, row[i])
			case f.Column == string(rune('A'+i)) && f.Header != col.Label:
				t.Errorf("%s stands under %s, not under %s", describe(f), col.Label, f.Header)
			case f.Column == string(rune('A'+i)) && !sameCell(f.Raw, row[i]):
				t.Errorf("%s says that the cell holds %q, it holds %q", describe(f), f.Raw, row[i])
			}
		}
		if f.Header != "" && f.Column == "" {
			t.Errorf("%s is about the column %s, which the case does not write", describe(f), f.Header)
		}
		return
	}
	t.Errorf("%s points at no sheet of the case", describe(f))
}

// sameCell compares what a finding says of a cell with the cell: numbers by what
// they are worth, for 1.50 is 1.5, but not with idle decimals.
func sameCell(said, cell string) bool {
	if strings.HasPrefix(cell, "!") { // nothing was taken from it
		cell = ""
	}
	cell = strings.TrimPrefix(cell, "~")
	a, errA := strconv.ParseFloat(said, 64)
	b, errB := strconv.ParseFloat(cell, 64)
	if errA == nil && errB == nil && len(cell) < 15 {
		_, decimals, _ := strings.Cut(said, ".")
		return a == b && len(decimals) <= 2
	}
	return said == cell
}

// A threshold that no check reads, one that is lost and one that is no number are
// said with their row; so is one without a value on the day.
func TestCheckParameters(t *testing.T) {
	b := newBatch(t, nil)
	var names []string
	for _, m := range b.cat.Models {
		names = append(names, m.Parameters...)
	}
	slices.Sort(names)
	names = slices.Compact(names)
	_, rows, err := b.db.Query(context.Background(), "SELECT name, cast(value AS VARCHAR), text FROM ref_check_parameter ORDER BY name")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(names) {
		t.Errorf("%d thresholds in the table, %d read by the checks", len(rows), len(names))
	}
	for i, r := range rows {
		if r[0] == names[i] && r[1] == nil && r[2] == "" && strings.HasPrefix(names[i], "monitor.") {
			continue // an amount that the county has not told
		}
		value, errV := strconv.ParseFloat(fmt.Sprint(r[1]), 64)
		text, errT := strconv.ParseFloat(fmt.Sprint(r[2]), 64)
		if r[0] != names[i] || errV != nil || errT != nil || value != text {
			t.Errorf("%v, want %s", r, names[i])
		}
	}
	if fmt.Sprint(b.settings.Thresholds()) == "[]" {
		t.Error("no thresholds in force")
	}
}
