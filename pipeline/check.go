package pipeline

import (
	"context"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/models"
)

func macroSQL() (string, error) {
	text, err := fs.ReadFile(models.Files, "macros.sql")
	if err != nil {
		return "", fmt.Errorf("read macros: %w", err)
	}
	return string(text), nil
}

// checkColumns are the columns that every check returns; further ones fill the
// {placeholders} of its message, and entity is there where the row has no
// household.
var checkColumns = []string{"kind", "file", "sheet", "row", "column_name", "value", "household_id", "village_code"}

// check runs the checks, adds their rows to the findings of the readers, and
// puts the whole into order.
func (b *batch) check(ctx context.Context) error {
	places, err := b.columnPlaces(ctx)
	if err != nil {
		return err
	}
	for _, m := range b.cat.Models {
		if m.Layer != catalog.LayerCheck {
			continue
		}
		if err := b.runCheck(ctx, m, places); err != nil {
			return err
		}
	}
	var drawn []finding.Finding
	if _, err := b.boundaries(ctx, func(f finding.Finding) { drawn = append(drawn, f) }); err != nil {
		return err
	}
	if err := b.found(ctx, drawn); err != nil {
		return err
	}
	if err := b.dropSuperseded(ctx); err != nil {
		return err
	}
	return b.sortFindings(ctx)
}

// runCheck adds what one check finds.
func (b *batch) runCheck(ctx context.Context, m catalog.Model, places map[place][2]string) error {
	started := time.Now()
	err := b.db.Pages(ctx, m.SQL, func(names []string, rows [][]any) error {
		found := make([]finding.Finding, 0, len(rows))
		values := make(map[string]string, len(names))
		for _, row := range rows {
			for i, n := range names {
				values[n] = cellString(row[i])
			}
			found = append(found, b.checkFinding(m, values, places))
		}
		return b.found(ctx, found)
	})
	if err != nil {
		return fmt.Errorf("check %s: %w", m.File, err)
	}
	b.tell(m.Table(), started)
	return nil
}

// dropSuperseded leaves out what was found in the cells of a sheet of which a
// newer copy came: nobody is to mend a sheet that does not count.
func (b *batch) dropSuperseded(ctx context.Context) error {
	if err := b.db.Exec(ctx, "DELETE FROM meta_found WHERE row > 0 AND EXISTS (SELECT 1 FROM stg_superseded_sheet s WHERE s.file = meta_found.file AND s.sheet = meta_found.sheet)"); err != nil {
		return fmt.Errorf("drop what was found in superseded sheets: %w", err)
	}
	return nil
}

// place is where a column of a kind stands in a sheet.
type place struct{ file, sheet, kind, column string }

func (b *batch) columnPlaces(ctx context.Context) (map[place][2]string, error) {
	_, rows, err := b.db.Query(ctx, "SELECT file, sheet, kind, column_name, letter, header FROM meta_column")
	if err != nil {
		return nil, fmt.Errorf("find columns: %w", err)
	}
	m := make(map[place][2]string, len(rows))
	for _, r := range rows {
		m[place{r[0].(string), r[1].(string), r[2].(string), r[3].(string)}] = [2]string{r[4].(string), r[5].(string)}
	}
	return m, nil
}

func (b *batch) checkFinding(m catalog.Model, v map[string]string, places map[place][2]string) finding.Finding {
	f := finding.Finding{
		Rule: m.Name, Severity: m.Severity,
		Location:    finding.Location{File: v["file"], Sheet: v["sheet"]},
		Raw:         v["value"],
		HouseholdID: v["household_id"],
		VillageCode: v["village_code"],
		Entity:      v["entity"],
	}
	fmt.Sscan(v["row"], &f.Row) // a whole number by the check's contract, tested for every check
	if sheet, ok := b.cat.Sheet(v["kind"]); ok && v["column_name"] != "" {
		if c, ok := sheet.Column(v["column_name"]); ok {
			f.Personal, f.Header = c.Personal, c.Label
		}
		if p, ok := places[place{v["file"], v["sheet"], v["kind"], v["column_name"]}]; ok {
			f.Column, f.Header = p[0], p[1]
		}
	}
	if f.VillageCode == undecidedVillage {
		f.VillageCode = ""
	}
	pairs := make([]string, 0, 2*len(v))
	for name, value := range v {
		pairs = append(pairs, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(pairs...)
	f.Message, f.Mend = fill.Replace(m.Header["message"]), fill.Replace(m.Header["mend"])
	return f
}

// undecidedVillage (未定) stands for the village of a household that names none
// we know.
const undecidedVillage = "未定"

func cellString(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}

// mayPublish says in Chinese why the data do not allow a publication, or "".
func (b *batch) mayPublish(ctx context.Context) (string, error) {
	for _, i := range b.intake() {
		if i.Read != i.Loaded+i.Rejected+i.Recognised {
			return fmt.Sprintf("%s › %s 读到的行与入库、拒收、识别的行之和不符。", i.File, i.Sheet), nil
		}
	}
	var counts []string
	for i := range b.cat.Sheets {
		sheet := &b.cat.Sheets[i]
		kind := "kind = '" + sheet.Kind + "'"
		if sheet.Kind == "member" { // every row of a wide sheet is a member
			kind = "kind IN ('member', '" + loaders.HouseholdMember + "')"
		}
		wide := "FALSE"
		if sheet.Kind == "household" {
			wide = "EXISTS (SELECT 1 FROM meta_intake i WHERE i.file = _file AND i.sheet = _sheet AND i.kind = '" + loaders.HouseholdMember + "')"
		}
		counts = append(counts, fmt.Sprintf("SELECT '%s', (SELECT count(*) FROM %s WHERE NOT %s), (SELECT coalesce(sum(rows_loaded), 0)::BIGINT FROM meta_intake WHERE %s)",
			sheet.Label, sheet.RawTable(), wide, kind))
	}
	_, rows, err := b.db.Query(ctx, strings.Join(counts, " UNION ALL "))
	if err != nil {
		return "", fmt.Errorf("count rows: %w", err)
	}
	for _, r := range rows {
		if r[1] != r[2] {
			return fmt.Sprintf("%s入库的行数(%d)与读入的行数(%d)不一致。", r[0], r[1], r[2]), nil
		}
	}
	_, rows, err = b.db.Query(ctx, "SELECT count(*) FROM stg_household")
	if err != nil {
		return "", fmt.Errorf("count rows: %w", err)
	}
	households := rows[0][0].(int64)
	if households == 0 {
		return "没有一张户表能够读入。", nil
	}
	if wrong, err := b.levelSums(ctx); err != nil || wrong != "" {
		return wrong, err
	}
	return "", nil
}

// levelSums checks that villages add up to townships and townships to counties,
// and that no household is lost on the way.
func (b *batch) levelSums(ctx context.Context) (string, error) {
	_, rows, err := b.db.Query(ctx, `
		SELECT indicator FROM (
			SELECT DISTINCT indicator, level, area_code, numerator, denominator, unknown, value, value_high FROM fct_indicators)
		GROUP BY indicator
		HAVING sum(numerator) FILTER (WHERE level = 'village') <> sum(numerator) FILTER (WHERE level = 'township')
			OR sum(numerator) FILTER (WHERE level = 'village') <> sum(numerator) FILTER (WHERE level = 'county')
			OR count(*) = count(denominator) AND sum(denominator) FILTER (WHERE level = 'village') <> sum(denominator) FILTER (WHERE level = 'township')
			OR count(*) = count(denominator) AND sum(denominator) FILTER (WHERE level = 'village') <> sum(denominator) FILTER (WHERE level = 'county')
			OR sum(unknown) FILTER (WHERE level = 'village') <> sum(unknown) FILTER (WHERE level = 'township')
			OR sum(unknown) FILTER (WHERE level = 'village') <> sum(unknown) FILTER (WHERE level = 'county')
			OR max(value) > 1 OR max(value_high) > 1
		ORDER BY indicator`)
	if err != nil {
		return "", fmt.Errorf("check level sums: %w", err)
	}
	if len(rows) > 0 {
		return fmt.Sprintf("指标 %v 的村、乡镇、县三级合计不一致,或有率大于1。", rows[0][0]), nil
	}
	if b.settings.Population != "registered" {
		return "", nil // the denominator is another's figure
	}
	_, rows, err = b.db.Query(ctx, `
		SELECT (SELECT coalesce(sum(persons), 0)::BIGINT FROM int_household_verdict),
			(SELECT coalesce(sum(denominator), 0)::BIGINT FROM ind_village WHERE indicator = 'comprehensive_incidence')`)
	if err != nil {
		return "", fmt.Errorf("check level sums: %w", err)
	}
	if rows[0][0] != rows[0][1] {
		return fmt.Sprintf("户表人口之和(%v)与发生率的分母(%v)不一致。", rows[0][0], rows[0][1]), nil
	}
	return "", nil
}

// skipped counts the files that were not read.
func skipped(files []loaders.File) int {
	n := 0
	for _, f := range files {
		if f.Skip != "" {
			n++
		}
	}
	return n
}
