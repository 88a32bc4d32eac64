package diff

import (
	"context"
	"fmt"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// households lists those that came, went, or count otherwise than before.
func (c *comparison) households(ctx context.Context) error {
	for _, s := range []struct{ here, there, cause string }{{"b", "a", reports.CauseNew}, {"a", "b", reports.CauseGone}} {
		_, rows, err := c.query(ctx, fmt.Sprintf(`SELECT household_id, village_code, verdict, status, persons, file, sheet, row FROM {%s:trace/household}
			WHERE household_id NOT IN (SELECT household_id FROM {%s:trace/household}) ORDER BY household_id`, s.here, s.there))
		if err != nil {
			return err
		}
		for _, r := range rows {
			h := reports.DiffHousehold{Cause: s.cause, HouseholdID: text(r[0]), VillageCode: text(r[1]), Place: reports.Place(text(r[5]), text(r[6]), fmt.Sprintf("第%s行", text(r[7])))}
			if s.here == "b" {
				h.After = counted(r[2], r[3], r[4])
			} else {
				h.Before = counted(r[2], r[3], r[4])
			}
			c.out.Households = append(c.out.Households, h)
		}
	}
	var both []string
	for _, in := range inputs {
		both = append(both, "a."+in.name, "b."+in.name)
	}
	_, rows, err := c.query(ctx, `SELECT b.household_id, b.village_code, a.verdict, a.status, a.persons, b.verdict, b.status, b.persons,
			a.village_code, b.file, b.sheet, b.row, `+strings.Join(both, ", ")+`
		FROM {a:trace/household} a JOIN {b:trace/household} b ON a.household_id = b.household_id
		WHERE a.verdict IS DISTINCT FROM b.verdict OR a.status IS DISTINCT FROM b.status OR a.persons IS DISTINCT FROM b.persons OR a.village_code IS DISTINCT FROM b.village_code
		ORDER BY b.household_id`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		h := reports.DiffHousehold{Cause: reports.CauseValue, HouseholdID: text(r[0]), VillageCode: text(r[1]), Before: counted(r[2], r[3], r[4]), After: counted(r[5], r[6], r[7])}
		file, sheet := text(r[9]), text(r[10])
		h.Place = reports.Place(file, sheet, fmt.Sprintf("第%s行", text(r[11])))
		for i, in := range inputs {
			a, b := shown(r[12+2*i]), shown(r[13+2*i])
			if a == b {
				continue
			}
			d := reports.DiffInput{Label: in.label, Before: a, After: b}
			if in.column != "" {
				d.Label = c.labels[catalog.KindColumn+" household."+in.column]
				if d.Place, err = c.place(ctx, file, sheet, in.column, text(r[11])); err != nil {
					return err
				}
			}
			h.Inputs = append(h.Inputs, d)
		}
		if text(r[1]) != text(r[8]) {
			h.Inputs = append(h.Inputs, reports.DiffInput{Label: "村代码", Before: shown(r[8]), After: shown(r[1]), Place: h.Place})
		}
		if text(r[2]) != text(r[5]) || text(r[3]) != text(r[6]) {
			h.Cause = reports.CauseVerdict
			if len(h.Inputs) == 0 {
				h.Cause = reports.CauseStandard
			}
		}
		c.out.Households = append(c.out.Households, h)
	}
	return nil
}

// place is the cell of a household's column in the later publication.
func (c *comparison) place(ctx context.Context, file, sheet, column, row string) (string, error) {
	_, rows, err := c.query(ctx, "SELECT letter, header FROM {b:trace/column} WHERE file = ? AND sheet = ? AND kind = 'household' AND column_name = ?", file, sheet, column)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return reports.Place(file, sheet, fmt.Sprintf("%s%s(%s)", text(rows[0][0]), row, text(rows[0][1]))), nil
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
