package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/marked"
	"sanlv/reports"
)

// source gives the fact tables as frames.
type source struct {
	db     *duck.DB
	names  *finding.Names
	models map[string]catalog.Model // by published id
	cache  map[string]*reports.Frame
}

func newSource(db *duck.DB, cat *catalog.Catalog, names *finding.Names) *source {
	s := &source{db: db, names: names, models: map[string]catalog.Model{}, cache: map[string]*reports.Frame{}}
	for _, m := range cat.Models {
		if p := m.Header["publish"]; p != "" {
			s.models[p[strings.LastIndexByte(p, '/')+1:]] = m
		}
	}
	return s
}

func (s *source) model(id string) (catalog.Model, error) {
	m, ok := s.models[id]
	if !ok {
		return m, fmt.Errorf("no frame %q", id)
	}
	return m, nil
}

// Frame implements reports.Source. Columns that the model masks come masked.
func (s *source) Frame(ctx context.Context, id string) (*reports.Frame, error) {
	if err := ctx.Err(); err != nil {
		return nil, err // also of what is at hand: this is where a writer learns of it
	}
	if f, ok := s.cache[id]; ok {
		return f, nil
	}
	m, err := s.model(id)
	if err != nil {
		return nil, err
	}
	columns, rows, err := s.db.Query(ctx, "SELECT * FROM "+m.Table()+" ORDER BY "+m.Header["order"])
	if err != nil {
		return nil, fmt.Errorf("frame %s: %w", id, err)
	}
	masks := masksOf(m, columns, s.names)
	for _, row := range rows {
		household, village := masks.about(func(column int) string { text, _ := row[column].(string); return text })
		for i, v := range row {
			switch v := v.(type) {
			case duck.Decimal:
				row[i] = reports.Decimal(v)
			case string:
				row[i] = masks.apply(i, v, household, village)
			}
		}
	}
	f := &reports.Frame{ID: id, Columns: columns, Rows: rows}
	s.cache[id] = f
	return f, nil
}

// Records implements reports.Source. Columns that the model masks come masked.
func (s *source) Records(ctx context.Context, id string) (array.RecordReader, error) {
	m, err := s.model(id)
	if err != nil {
		return nil, err
	}
	r, err := s.db.Ordered(ctx, m.Table(), m.Header["order"])
	if err != nil || m.Header["mask"] == "" {
		return r, err
	}
	var columns []string
	for _, f := range r.Schema().Fields() {
		columns = append(columns, f.Name)
	}
	return &maskedRecords{RecordReader: r, masks: masksOf(m, columns, s.names)}, nil
}

// Published implements reports.Source.
func (s *source) Published() []string {
	var names []string
	for _, m := range s.models {
		names = append(names, m.Header["publish"])
	}
	slices.Sort(names)
	return names
}

// publication gathers what the writers are given.
func (b *batch) publication(ctx context.Context, id string, draft bool) (reports.Publication, error) {
	s := newSource(b.db, b.cat, b.names)
	meta := reports.Meta{Period: b.settings.AssessmentYear, AsOf: b.settings.AsOf, Version: catalog.Version, RunID: id[:8], Draft: draft}
	_, rows, err := b.db.Query(ctx, "SELECT area_name FROM int_area WHERE level = 'county' ORDER BY area_code")
	if err != nil {
		return reports.Publication{}, fmt.Errorf("name the county: %w", err)
	}
	var counties []string
	for _, r := range rows {
		if name := r[0].(string); name != undecidedVillage {
			counties = append(counties, name)
		}
	}
	meta.County = strings.Join(counties, "、")
	for _, p := range b.settings.InForce {
		if p.IsCheck() { // they decide no figure but what is found
			meta.CheckParameters = append(meta.CheckParameters, printed(p))
			continue
		}
		if !strings.HasPrefix(p.Name, catalog.OfficeParameters) { // they decide no figure
			meta.Parameters = append(meta.Parameters, printed(p))
		}
	}
	meta.Parameters = append(meta.Parameters, printed(b.settings.Line.Parameter(b.settings.AssessmentYear)))
	meta.Sheets = sheetLabels(b.cat)
	for _, m := range b.cat.Indicators() {
		numerator, denominator, _ := strings.Cut(m.Header["heads"], ";")
		info := reports.IndicatorInfo{ID: m.Name, Label: m.Header["label"], Definition: m.Header["definition"], Numerator: numerator, Denominator: denominator,
			Source: m.Header["source"], Unit: m.Header["unit"], HigherIsBetter: m.Header["direction"] == "higher", Headline: m.Header["headline"] != ""}
		if _, err := fmt.Sscan(m.Header["decimals"], &info.Decimals); err != nil {
			return reports.Publication{}, fmt.Errorf("%s: decimals: %w", m.File, err)
		}
		meta.Indicators = append(meta.Indicators, info)
	}
	for _, m := range b.cat.Ledgers() {
		meta.Ledgers = append(meta.Ledgers, reports.LedgerInfo{ID: m.Name, Label: m.Header["label"], Definition: m.Header["definition"], Source: m.Header["source"],
			Counts: m.Header["counts"], Reason: m.Header["reason"], Nulls: m.Header["nulls"], Indicator: m.Header["indicator"], Part: m.Header["part"],
			Sheet: cmp.Or(m.Header["sheet"], "household")})
	}
	for _, st := range b.cat.Standards {
		if !st.ValidOn(b.settings.AsOf) {
			continue
		}
		if !slices.Contains(meta.Standards, st.Name) {
			meta.Standards = append(meta.Standards, st.Name)
		}
		meta.Rules = addRule(meta.Rules, st)
	}
	for _, e := range b.cat.ExitItems {
		if !e.ValidOn(b.settings.AsOf) {
			continue
		}
		info := reports.ExitItemInfo{Standard: e.Standard, Item: e.Item, Label: e.Label, Unit: e.Unit, Comparator: e.Comparator,
			Source: e.Source, Status: e.Status, Note: e.Note, Number: int(e.Number)}
		if e.Threshold != nil {
			info.Threshold, info.HasThreshold = e.Threshold.Float(), true
		}
		meta.ExitItems = append(meta.ExitItems, info)
	}
	if meta.Boundaries, err = b.boundaries(ctx, func(finding.Finding) {}); err != nil { // the check has told of them
		return reports.Publication{}, err
	}
	meta.Measures, meta.Groups = b.povertyInfo()
	meta.Scorecards = scorecardInfo(b.cat, b.settings.AsOf)
	for _, m := range b.cat.Published() {
		info := reports.TableInfo{ID: strings.TrimPrefix(m.Header["publish"], catalog.DataFolder), Label: m.Header["label"], Definition: m.Header["definition"]}
		for _, c := range m.Columns() {
			info.Columns = append(info.Columns, reports.ColumnInfo{Name: c.Name, Note: c.Label})
		}
		meta.Tables = append(meta.Tables, info)
	}
	meta.Declared, meta.Office, meta.Feeds = b.cat.Tables, b.settings.Office, b.cat.Feeds()
	return reports.Publication{Meta: meta, Source: s}, nil
}

// printed is a parameter as the reports print it.
func printed(p catalog.Parameter) reports.Parameter {
	return reports.Parameter{Name: p.Name, Value: p.Value, Label: p.Label(), Words: p.Says(), Note: p.Note, Source: p.Source, Status: p.Status}
}

// sheetLabels names the kinds of sheets that the intake may speak of.
func sheetLabels(cat *catalog.Catalog) []reports.SheetInfo {
	var out []reports.SheetInfo
	label := map[string]string{}
	for _, s := range cat.Sheets {
		label[s.Kind] = s.Label
		out = append(out, reports.SheetInfo{Kind: s.Kind, Label: s.Label})
	}
	return append(out, reports.SheetInfo{Kind: loaders.HouseholdMember, Label: label["household"] + "+" + label["member"]})
}

// copies prepares the marked copies of the files with findings that are open.
func (b *batch) copies(ctx context.Context, o Options) (*marked.Copies, error) {
	open, err := b.openFindings(ctx)
	if err != nil {
		return nil, err
	}
	copies := marked.New(o.Open, b.cat, b.results, open, b.names, o.Unmasked)
	if b.cache != nil {
		copies.KeepIn(b.cache)
	}
	return copies, nil
}

// addRule adds a standard, one value a level, to the rules, one row of the
// reference file each.
func addRule(rules []reports.RuleInfo, s catalog.Standard) []reports.RuleInfo {
	r := reports.RuleInfo{Standard: s.Name, Indicator: s.Indicator, Comparator: s.Comparator, Source: s.Source, Status: s.Status, Note: s.Note}
	if s.Threshold != nil {
		r.Threshold, r.HasThreshold = s.Threshold.Float(), true
	}
	if n := len(rules); n > 0 {
		last := rules[n-1]
		last.Levels = nil
		if reflect.DeepEqual(last, r) {
			rules[n-1].Levels = append(rules[n-1].Levels, string(s.Level))
			return rules
		}
	}
	r.Levels = []string{string(s.Level)}
	return append(rules, r)
}

// outcome sums up the run for the closing words.
func (b *batch) outcome(ctx context.Context, files []loaders.File, id string, found finding.Counts) (*Outcome, error) {
	o := &Outcome{RunID: id[:8], Skipped: skipped(files), Findings: found, Period: b.settings.AssessmentYear, Reuse: b.reuse}
	o.Files = len(files) - o.Skipped
	_, rows, err := b.db.Query(ctx, `SELECT coalesce(sum(rows_read), 0)::BIGINT, coalesce(sum(rows_loaded), 0)::BIGINT,
		coalesce(sum(rows_rejected), 0)::BIGINT, coalesce(sum(rows_recognised), 0)::BIGINT FROM fct_intake`)
	if err != nil {
		return nil, fmt.Errorf("sum up: %w", err)
	}
	o.Read, o.Loaded, o.Rejected, o.Recognised = rows[0][0].(int64), rows[0][1].(int64), rows[0][2].(int64), rows[0][3].(int64)
	_, rows, err = b.db.Query(ctx, `SELECT area_code, area_name, indicator, numerator, coalesce(denominator, 0), unknown, villages_expected, villages_arrived,
		standard, comparator, coalesce(cast(threshold AS VARCHAR), ''), verdict
		FROM fct_indicators WHERE level = 'county' ORDER BY area_code, indicator, standard`)
	if err != nil {
		return nil, fmt.Errorf("sum up: %w", err)
	}
	indicators := b.cat.Indicators()
	slices.SortStableFunc(rows, func(x, y []any) int {
		return cmp.Or(cmp.Compare(x[0].(string), y[0].(string)), cmp.Compare(b.place(x[2]), b.place(y[2])))
	})
	last := ""
	for _, r := range rows {
		if key := fmt.Sprint(r[0], r[2]); key != last {
			last = key
			f := CountyFigure{Area: r[1].(string), Indicator: r[2].(string), Numerator: r[3].(int64), Denominator: r[4].(int64),
				Unknown: r[5].(int64), Expected: r[6].(int64), Arrived: r[7].(int64)}
			m := indicators[b.place(r[2])]
			f.Label, f.Unit, f.Headline = m.Header["label"], m.Header["unit"], m.Header["headline"] != ""
			o.County = append(o.County, f)
		}
		if r[8] != "" {
			f := &o.County[len(o.County)-1]
			f.Verdicts = append(f.Verdicts, StandardVerdict{r[8].(string), r[9].(string), r[10].(string), r[11].(string)})
		}
	}
	o.Samples, err = b.samples(ctx)
	return o, err
}

// place is where an indicator stands among the others.
func (b *batch) place(id any) int {
	return slices.IndexFunc(b.cat.Indicators(), func(m catalog.Model) bool { return m.Name == id })
}

// samples sums up what the verification sample says, for the closing words.
func (b *batch) samples(ctx context.Context) ([]CountySample, error) {
	_, rows, err := b.db.Query(ctx, `SELECT domain_name, batch, villages, drawn, surveyed, sentence, string_agg(standard, '、' ORDER BY standard), domain, indicator
		FROM fct_estimates WHERE domain_kind = 'county' AND method = 'kgplus' AND threshold IS NOT NULL
		GROUP BY domain, domain_name, batch, villages, drawn, surveyed, indicator, comparator, threshold, sentence
		ORDER BY domain, threshold DESC, comparator, sentence`)
	if err != nil {
		return nil, fmt.Errorf("sum up the sample: %w", err)
	}
	slices.SortStableFunc(rows, func(x, y []any) int {
		return cmp.Or(cmp.Compare(x[7].(string), y[7].(string)), cmp.Compare(b.place(x[8]), b.place(y[8])))
	})
	var out []CountySample
	for _, r := range rows {
		if n := len(out); n == 0 || out[n-1].Area != r[0].(string) {
			out = append(out, CountySample{Area: r[0].(string), Batch: r[1].(string), Villages: r[2].(int64), Drawn: r[3].(int64), Surveyed: r[4].(int64)})
		}
		last := &out[len(out)-1]
		last.Sentences = append(last.Sentences, r[6].(string)+" "+r[5].(string))
	}
	return out, nil
}
