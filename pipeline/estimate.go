package pipeline

import (
	"context"
	"fmt"
	"math"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/estimates"
	"sanlv/pipeline/internal/duck"
)

// The tables of what is estimated. The models that publish them are built once
// they are filled.
var (
	estimateColumns = append(columnsOf("VARCHAR", "standard", "indicator", "domain", "method"), estimateValues...)
	estimateValues  = []duck.Column{{Name: "n", Type: "BIGINT"}, {Name: "events", Type: "BIGINT"}, {Name: "estimate", Type: "DOUBLE"}, {Name: "se", Type: "DOUBLE"},
		{Name: "ci_low", Type: "DOUBLE"}, {Name: "ci_high", Type: "DOUBLE"}, {Name: "confidence", Type: "DOUBLE"}, {Name: "deff", Type: "DOUBLE"}, {Name: "df", Type: "BIGINT"},
		{Name: "verdict", Type: "VARCHAR"}, {Name: "reason", Type: "VARCHAR"}, {Name: "sentence", Type: "VARCHAR"}, {Name: "more_households", Type: "BIGINT"},
		{Name: "comparator", Type: "VARCHAR"}, {Name: "threshold", Type: "DOUBLE"}, {Name: "bound_low", Type: "DOUBLE"}, {Name: "bound_high", Type: "DOUBLE"},
		{Name: "effective_n", Type: "DOUBLE"}, {Name: "reliability", Type: "VARCHAR"}, {Name: "numerator", Type: "DOUBLE"}, {Name: "denominator", Type: "DOUBLE"},
		{Name: "domain_kind", Type: "VARCHAR"}, {Name: "domain_name", Type: "VARCHAR"}, {Name: "villages", Type: "BIGINT"}, {Name: "drawn", Type: "BIGINT"},
		{Name: "surveyed", Type: "BIGINT"}, {Name: "absent", Type: "BIGINT"}, {Name: "pending", Type: "BIGINT"}, {Name: "unresolved", Type: "BIGINT"},
		{Name: "suspected", Type: "BIGINT"}, {Name: "value_low", Type: "DOUBLE"}, {Name: "value_high", Type: "DOUBLE"}, {Name: "warnings", Type: "VARCHAR"},
		{Name: "domain_order", Type: "BIGINT"}}
	funnelColumns = append(columnsOf("VARCHAR", "source", "indicator", "village_code", "flag"),
		duck.Column{Name: "n", Type: "BIGINT"}, duck.Column{Name: "events", Type: "BIGINT"}, duck.Column{Name: "target", Type: "DOUBLE"},
		duck.Column{Name: "inner_low", Type: "BIGINT"}, duck.Column{Name: "inner_high", Type: "BIGINT"}, duck.Column{Name: "outer_low", Type: "BIGINT"}, duck.Column{Name: "outer_high", Type: "BIGINT"},
		duck.Column{Name: "tail", Type: "DOUBLE"}, duck.Column{Name: "ci_low", Type: "DOUBLE"}, duck.Column{Name: "ci_high", Type: "DOUBLE"})
)

func columnsOf(kind string, names ...string) []duck.Column {
	var out []duck.Column
	for _, n := range names {
		out = append(out, duck.Column{Name: n, Type: kind})
	}
	return out
}

// estimate judges and estimates from the verification sample, and places every
// village in the funnel of its rates. Without a sample there is nothing to
// estimate; the census has its funnels all the same.
func (b *batch) estimate(ctx context.Context) error {
	s, err := b.sample(ctx)
	if err != nil {
		return err
	}
	rows, err := estimates.Estimate(s)
	if err != nil {
		return fmt.Errorf("estimate: %w", err)
	}
	var values [][]any
	for _, r := range rows {
		values = append(values, []any{r.Standard, r.Indicator, r.Domain, r.Method,
			r.N, r.Events, r.Estimate, r.SE, r.Low, r.High, r.ConfidenceLevel, r.Deff, known(r.DF),
			r.Verdict, string(r.Reason), r.Sentence, known(r.More),
			r.Comparator, r.Threshold, r.BoundLow, r.BoundHigh, r.Effective, string(r.Reliability), r.Numerator, r.Denominator,
			r.Kind, r.Name, r.Villages, r.Drawn, r.Surveyed, r.Absent, r.Pending, r.Unresolved, r.Suspected, r.RangeLow, r.RangeHigh, strings.Join(r.Warnings, ";"), r.Order})
	}
	if err := b.db.Fill(ctx, "meta_estimate", estimateColumns, values); err != nil {
		return err
	}
	return b.funnels(ctx)
}

// known is a whole number, or nil for -1.
func known(n int64) any {
	if n < 0 {
		return nil
	}
	return n
}

// sample reads what the models made of the sample.
func (b *batch) sample(ctx context.Context) (estimates.Sample, error) {
	s := estimates.Sample{Labels: map[string]string{}, OmissionSurveyed: b.settings.OmissionDenominator == "surveyed", ZeroICC: b.settings.ZeroICC, Collapse: b.settings.Collapse}
	for _, m := range b.cat.Models {
		if m.Layer == catalog.LayerIndicator {
			s.Labels[m.Name] = m.Header["label"]
		}
	}
	for _, st := range b.cat.Standards {
		if st.ValidOn(b.settings.AsOf) {
			s.Standards = append(s.Standards, estimates.Standard{Name: st.Name, Indicator: st.Indicator, Level: st.Level, Comparator: st.Comparator, Threshold: st.Threshold})
		}
	}
	for _, q := range []struct {
		sql  string
		take func([]any)
	}{
		{`SELECT measure, village_code, class, weight, rows, households, events, x, y, xx, yy,
			unresolved, unresolved_x, unresolved_xx, suspected, suspected_x, missing, missing_x
			FROM int_sample_cell ORDER BY measure, village_code, class, weight`, func(r []any) {
			c := estimates.Cell{Measure: r[0].(string), Village: r[1].(string), Class: r[2].(string), Weight: math.NaN()}
			if w, ok := r[3].(float64); ok {
				c.Weight = w
			}
			for i, to := range []*int64{&c.Rows, &c.Households, &c.Events, &c.X, &c.Y, &c.XX, &c.YY,
				&c.Unresolved, &c.UnresolvedX, &c.UnresolvedXX, &c.Suspected, &c.SuspectedX, &c.Missing, &c.MissingX} {
				*to = r[4+i].(int64)
			}
			s.Cells = append(s.Cells, c)
		}},
		{"SELECT village_code, class, coalesce(frame_households, 0), drawn FROM int_sample_class ORDER BY village_code, class", func(r []any) {
			s.Classes = append(s.Classes, estimates.Class{Village: r[0].(string), Class: r[1].(string), Frame: r[2].(int64), Drawn: r[3].(int64)})
		}},
		{"SELECT stratum, frame_villages, drawn_villages, simple FROM int_sample_stratum ORDER BY stratum", func(r []any) {
			s.Strata = append(s.Strata, estimates.Stratum{Name: r[0].(string), Frame: r[1].(int64), Drawn: r[2].(int64), Simple: r[3].(bool)})
		}},
		{`SELECT village_code, township_code, township, county_code, county, coalesce(stratum, ''), poor_village, in_frame, in_sample, expected, arrived,
			remaining, exited, unregistered, persons, drawn_households, surveyed, absent, pending, households, exited_households, unregistered_households
			FROM int_sample_area WHERE (SELECT count(*) FROM int_sample_village) > 0 ORDER BY village_code`, func(r []any) {
			a := estimates.Area{Village: r[0].(string), TownshipCode: r[1].(string), Township: r[2].(string), CountyCode: r[3].(string), County: r[4].(string), Stratum: r[5].(string),
				InFrame: r[7].(bool), InSample: r[8].(bool), Expected: r[9].(bool), Arrived: r[10].(bool)}
			if poor, ok := r[6].(bool); ok {
				a.Poor = &poor
			}
			for i, to := range []*int64{&a.Remaining, &a.Exited, &a.Unregistered, &a.Persons, &a.Drawn, &a.Surveyed, &a.Absent, &a.Pending, &a.Households, &a.ExitedHouseholds, &a.UnregisteredHouseholds} {
				*to = r[11+i].(int64)
			}
			s.Areas = append(s.Areas, a)
		}},
	} {
		_, rows, err := b.db.Query(ctx, q.sql)
		if err != nil {
			return s, fmt.Errorf("read the sample: %w", err)
		}
		for _, r := range rows {
			q.take(r)
		}
	}
	return s, nil
}

func (b *batch) funnels(ctx context.Context) error {
	_, rows, err := b.db.Query(ctx, `SELECT c.source, c.indicator, v.county_code, c.village_code, c.n, c.events, c.households
		FROM int_funnel_count c JOIN int_village v ON v.village_code = c.village_code WHERE v.listed ORDER BY c.source, c.indicator, c.village_code`)
	if err != nil {
		return fmt.Errorf("count for the funnels: %w", err)
	}
	var counts []estimates.Count
	for _, r := range rows {
		counts = append(counts, estimates.Count{Source: r[0].(string), Indicator: r[1].(string), County: r[2].(string), Village: r[3].(string),
			N: r[4].(int64), Events: r[5].(int64), All: r[6].(int64)})
	}
	spots, err := estimates.Funnels(counts)
	if err != nil {
		return fmt.Errorf("make the funnels: %w", err)
	}
	var values [][]any
	for _, p := range spots {
		values = append(values, []any{p.Source, p.Indicator, p.Village, string(p.Flag), p.N, p.Events, p.Target,
			p.InnerLow, p.InnerTop, p.OuterLow, p.OuterTop, p.Tail, p.Low, p.High})
	}
	return b.db.Fill(ctx, "meta_funnel", funnelColumns, values)
}
