package diff

import (
	"cmp"
	"context"
	"slices"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// levels in their order.
var levels = []string{"county", "township", "village"}

// movement is the change of an indicator in an area.
type movement struct{ level, area, indicator string }

// indicators splits the movement of every indicator: of every county, and of the
// townships and villages where something moved. c.households has found the cause
// that each household stands for.
func (c *comparison) indicators(ctx context.Context) error {
	causes, err := c.causes(ctx)
	if err != nil {
		return err
	}
	verdicts, err := c.verdicts(ctx)
	if err != nil {
		return err
	}
	order, units := map[string]int{}, map[string]string{}
	rows, err := c.query(ctx, "SELECT id, unit FROM {b:trace/definition} WHERE kind = '"+catalog.KindIndicator+"' ORDER BY place_order")
	if err != nil {
		return err
	}
	for n, r := range rows {
		order[text(r[0])], units[text(r[0])] = n, text(r[1])
	}
	const figures = "SELECT DISTINCT indicator, level, area_code, area_name, numerator, denominator, unknown FROM "
	rows, err = c.query(ctx, `SELECT coalesce(a.indicator, b.indicator), coalesce(a.level, b.level), coalesce(a.area_code, b.area_code), coalesce(b.area_name, a.area_name),
			coalesce(a.numerator, 0), coalesce(a.denominator, 0), coalesce(a.unknown, 0), coalesce(b.numerator, 0), coalesce(b.denominator, 0), coalesce(b.unknown, 0)
		FROM (`+figures+`{a:data/indicators}) a FULL JOIN (`+figures+`{b:data/indicators}) b
			ON a.indicator = b.indicator AND a.level = b.level AND a.area_code = b.area_code ORDER BY 3, 1`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		m := movement{text(r[1]), text(r[2]), text(r[0])}
		d := reports.DiffIndicator{ID: m.indicator, Level: m.level, Code: m.area, Area: text(r[3]), Unit: units[m.indicator], Before: figure(r[4:7]), After: figure(r[7:10]),
			Causes: causes[m], Verdicts: verdicts[m]}
		d.Label = cmp.Or(c.labels[catalog.KindIndicator+" "+d.ID], d.ID)
		switch {
		case m.level == levels[0]:
			c.out.Indicators = append(c.out.Indicators, d)
		case d.Before != d.After || len(d.Causes) > 0 || len(d.Verdicts) > 0:
			c.out.Areas = append(c.out.Areas, d)
		}
	}
	for _, list := range [][]reports.DiffIndicator{c.out.Indicators, c.out.Areas} {
		slices.SortStableFunc(list, func(a, b reports.DiffIndicator) int {
			return cmp.Or(slices.Index(levels, a.Level)-slices.Index(levels, b.Level), cmp.Compare(a.Code, b.Code), cmp.Compare(order[a.ID], order[b.ID]))
		})
	}
	return nil
}

func figure(v []any) reports.DiffFigure {
	return reports.DiffFigure{Numerator: v[0].(int64), Denominator: v[1].(int64), Unknown: v[2].(int64)}
}

// causes adds up what each household brings to an indicator of each of its areas,
// by cause. A household that moved from one village to another of its township
// changes nothing in the township.
func (c *comparison) causes(ctx context.Context) (map[movement][]reports.DiffCause, error) {
	rows, err := c.query(ctx, `
		WITH both_sides AS (
			SELECT v.level, v.area_code, t.indicator, t.household_id, -t.numerator AS n, -t.denominator AS d, -t.unknown AS u
			FROM {a:trace/indicator} t JOIN {a:trace/village_area} v ON v.village_code = t.village_code
			UNION ALL
			SELECT v.level, v.area_code, t.indicator, t.household_id, t.numerator, t.denominator, t.unknown
			FROM {b:trace/indicator} t JOIN {b:trace/village_area} v ON v.village_code = t.village_code),
		moved AS (
			SELECT level, area_code, indicator, household_id, sum(n) AS n, sum(d) AS d, sum(u) AS u
			FROM both_sides GROUP BY 1, 2, 3, 4 HAVING sum(n) <> 0 OR sum(d) <> 0 OR sum(u) <> 0)
		SELECT m.level, m.area_code, m.indicator, coalesce(c.cause, '`+reports.CauseValue+`'), count(*), sum(m.n)::BIGINT, sum(m.d)::BIGINT, sum(m.u)::BIGINT
		FROM moved m LEFT JOIN cause c ON c.household_id = m.household_id GROUP BY 1, 2, 3, 4`)
	if err != nil {
		return nil, err
	}
	out := map[movement][]reports.DiffCause{}
	for _, r := range rows {
		m := movement{text(r[0]), text(r[1]), text(r[2])}
		out[m] = append(out[m], reports.DiffCause{Cause: text(r[3]), Households: r[4].(int64), Change: figure(r[5:8])})
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b reports.DiffCause) int {
			return slices.Index(reports.Causes, a.Cause) - slices.Index(reports.Causes, b.Cause)
		})
	}
	return out, nil
}

// verdicts are those by each standard that are not what they were.
func (c *comparison) verdicts(ctx context.Context) (map[movement][]reports.DiffVerdict, error) {
	const judged = "SELECT level, area_code, indicator, standard, verdict FROM "
	rows, err := c.query(ctx, `SELECT coalesce(a.level, b.level), coalesce(a.area_code, b.area_code), coalesce(a.indicator, b.indicator), coalesce(a.standard, b.standard) AS standard,
			coalesce(a.verdict, ''), coalesce(b.verdict, '')
		FROM (`+judged+`{a:data/indicators} WHERE standard <> '') a FULL JOIN (`+judged+`{b:data/indicators} WHERE standard <> '') b
			ON a.level = b.level AND a.area_code = b.area_code AND a.indicator = b.indicator AND a.standard = b.standard
		WHERE a.verdict IS DISTINCT FROM b.verdict ORDER BY 1, 2, 3, 4`)
	if err != nil {
		return nil, err
	}
	out := map[movement][]reports.DiffVerdict{}
	for _, r := range rows {
		m := movement{text(r[0]), text(r[1]), text(r[2])}
		out[m] = append(out[m], reports.DiffVerdict{Standard: text(r[3]), Before: text(r[4]), After: text(r[5])})
	}
	return out, nil
}

// counts counts the findings that only one side has, by rule.
func (c *comparison) counts(ctx context.Context) error {
	rows, err := c.query(ctx, `SELECT coalesce(b.rule, a.rule), coalesce(b.severity, a.severity), count(*) FILTER (WHERE a.finding_id IS NULL), count(*) FILTER (WHERE b.finding_id IS NULL)
		FROM {a:data/findings} a FULL JOIN {b:data/findings} b ON a.finding_id = b.finding_id
		WHERE a.finding_id IS NULL OR b.finding_id IS NULL GROUP BY 1, 2 ORDER BY 2, 1`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.out.Rulings = append(c.out.Rulings, reports.DiffRuling{Rule: text(r[0]), Severity: text(r[1]), New: r[2].(int64), Mended: r[3].(int64)})
	}
	return nil
}

// exits compares what the standards say of the exit of villages, item by item.
func (c *comparison) exits(ctx context.Context) error {
	rows, err := c.query(ctx, `SELECT coalesce(b.standard, a.standard), coalesce(b.village_code, a.village_code), coalesce(b.village_name, a.village_name), coalesce(b.item, a.item),
			coalesce(d.label, b.item, a.item), a.verdict, b.verdict, b.reason
		FROM {a:data/village_exit} a FULL JOIN {b:data/village_exit} b ON a.standard = b.standard AND a.village_code = b.village_code AND a.item = b.item
		LEFT JOIN {b:trace/definition} d ON d.kind = '`+catalog.KindExitItem+`' AND d.list = coalesce(b.standard, a.standard) AND d.id = coalesce(b.item, a.item)
		WHERE a.verdict IS DISTINCT FROM b.verdict ORDER BY 1, 2, coalesce(b.item, a.item) <> '`+reports.ExitWhole+`', 4`)
	if err != nil {
		return err
	}
	for _, r := range rows {
		c.out.Exits = append(c.out.Exits, reports.DiffExit{Standard: text(r[0]), Code: text(r[1]), Village: text(r[2]), Item: text(r[3]), Label: text(r[4]),
			Before: text(r[5]), After: text(r[6]), Reason: text(r[7])})
	}
	return nil
}
