package diff

import (
	"context"
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// households lists those that came, went, or count otherwise than before, and
// keeps the cause that each stands for in the table cause.
func (c *comparison) households(ctx context.Context) error {
	var differ []string
	for _, in := range inputs {
		differ = append(differ, "a."+in.name+" IS DISTINCT FROM b."+in.name)
	}
	differ = append(differ, "a.village_code IS DISTINCT FROM b.village_code")
	err := c.db.Exec(ctx, c.read(fmt.Sprintf(`CREATE TEMP TABLE cause AS SELECT coalesce(a.household_id, b.household_id) AS household_id,
		CASE WHEN a.household_id IS NULL THEN '%s' WHEN b.household_id IS NULL THEN '%s'
			WHEN a.verdict IS NOT DISTINCT FROM b.verdict AND a.status IS NOT DISTINCT FROM b.status THEN '%s'
			WHEN %s THEN '%s' ELSE '%s' END AS cause
		FROM {a:trace/household} a FULL JOIN {b:trace/household} b ON a.household_id = b.household_id
		WHERE a.household_id IS NULL OR b.household_id IS NULL OR a.verdict IS DISTINCT FROM b.verdict OR a.status IS DISTINCT FROM b.status
			OR a.persons IS DISTINCT FROM b.persons OR a.village_code IS DISTINCT FROM b.village_code`,
		reports.CauseNew, reports.CauseGone, reports.CauseValue, strings.Join(differ, " OR "), reports.CauseVerdict, reports.CauseStandard)))
	if err != nil {
		return fmt.Errorf("compare: %w", err)
	}
	for _, s := range []struct{ side, cause string }{{"b", reports.CauseNew}, {"a", reports.CauseGone}} {
		rows, err := c.query(ctx, fmt.Sprintf(`SELECT household_id, village_code, verdict, status, persons, file, sheet, row FROM {%s:trace/household}
			WHERE household_id IN (SELECT household_id FROM cause WHERE cause = '%s') ORDER BY household_id`, s.side, s.cause))
		if err != nil {
			return err
		}
		for _, r := range rows {
			h := reports.DiffHousehold{Cause: s.cause, HouseholdID: text(r[0]), VillageCode: text(r[1]), Place: reports.Place(text(r[5]), text(r[6]), fmt.Sprintf("第%s行", text(r[7])))}
			if s.side == "b" {
				h.After = counted(r[2], r[3], r[4])
			} else {
				h.Before = counted(r[2], r[3], r[4])
			}
			c.out.Households = append(c.out.Households, h)
		}
	}
	columns, err := c.columns(ctx)
	if err != nil {
		return err
	}
	var both []string
	for _, in := range inputs {
		both = append(both, "a."+in.name, "b."+in.name)
	}
	rows, err := c.query(ctx, `SELECT b.household_id, b.village_code, a.verdict, a.status, a.persons, b.verdict, b.status, b.persons,
			a.village_code, b.file, b.sheet, b.row, c.cause, `+strings.Join(both, ", ")+`
		FROM {a:trace/household} a JOIN {b:trace/household} b ON a.household_id = b.household_id JOIN cause c ON c.household_id = b.household_id
		ORDER BY b.household_id`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		h := reports.DiffHousehold{Cause: text(r[12]), HouseholdID: text(r[0]), VillageCode: text(r[1]), Before: counted(r[2], r[3], r[4]), After: counted(r[5], r[6], r[7])}
		file, sheet := text(r[9]), text(r[10])
		h.Place = reports.Place(file, sheet, fmt.Sprintf("第%s行", text(r[11])))
		for i, in := range inputs {
			a, b := shown(r[13+2*i]), shown(r[14+2*i])
			if a == b {
				continue
			}
			d := reports.DiffInput{Label: in.label, Before: a, After: b}
			if in.column != "" {
				d.Label = c.labels[catalog.KindColumn+" household."+in.column]
				if at, ok := columns[[3]string{file, sheet, in.column}]; ok {
					d.Place = reports.Place(file, sheet, fmt.Sprintf("%s%s(%s)", at[0], text(r[11]), at[1]))
				}
			}
			h.Inputs = append(h.Inputs, d)
		}
		if text(r[1]) != text(r[8]) {
			h.Inputs = append(h.Inputs, reports.DiffInput{Label: reports.MovedHome, Before: shown(r[8]), After: shown(r[1]), Place: h.Place})
		}
		c.out.Households = append(c.out.Households, h)
	}
	return nil
}

// columns are the letter and header of the columns of every 户表 of the later
// publication, by file, sheet and name.
func (c *comparison) columns(ctx context.Context) (map[[3]string][2]string, error) {
	rows, err := c.query(ctx, "SELECT file, sheet, column_name, letter, header FROM {b:trace/column} WHERE kind = 'household'")
	if err != nil {
		return nil, err
	}
	out := map[[3]string][2]string{}
	for _, r := range rows {
		out[[3]string{text(r[0]), text(r[1]), text(r[2])}] = [2]string{text(r[3]), text(r[4])}
	}
	return out, nil
}

// flows counts the households by their 户类型 before and after, those that did not
// move too.
func (c *comparison) flows(ctx context.Context) error {
	rows, err := c.query(ctx, `SELECT CASE WHEN a.household_id IS NULL THEN '' ELSE coalesce(a.status, '`+reports.NotKnown+`') END,
			CASE WHEN b.household_id IS NULL THEN '' ELSE coalesce(b.status, '`+reports.NotKnown+`') END, count(*), coalesce(sum(coalesce(b.persons, a.persons)), 0)::BIGINT
		FROM {a:trace/household} a FULL JOIN {b:trace/household} b ON a.household_id = b.household_id GROUP BY 1, 2 ORDER BY 1, 2`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.out.Flows = append(c.out.Flows, reports.DiffFlow{Before: text(r[0]), After: text(r[1]), Households: r[2].(int64), Persons: r[3].(int64)})
	}
	return nil
}

// counted says as what a household counts: 错退(脱贫户,3人).
func counted(verdict, status, persons any) string {
	v := text(verdict)
	if v == "" {
		v = "无问题"
	}
	people := "人数不明"
	if persons != nil {
		people = text(persons) + "人"
	}
	s := text(status)
	if s == "" {
		s = "户类型不明"
	}
	return fmt.Sprintf("%s(%s,%s)", v, s, people)
}

func text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case duck.Decimal:
		s := reports.Decimal(v).String()
		if i := strings.IndexByte(s, '.'); i >= 0 { // two decimals at least: money as read has ten
			for len(s) > i+3 && strings.HasSuffix(s, "0") {
				s = s[:len(s)-1]
			}
		}
		return s
	default:
		return fmt.Sprint(v)
	}
}

// shown gives an input in words.
func shown(v any) string {
	switch v {
	case nil:
		return "空白"
	case true:
		return "是"
	case false:
		return "否"
	}
	return text(v)
}
