package reports

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// Assessment is the 评估报告: eight chapters, annexes and the meaning of the
// indicators, in prose that goes by the published frames.
func Assessment(ctx context.Context, pub Publication) (*Document, error) {
	var before *composer
	if pub.Before != nil && pub.Moved != nil {
		var err error
		if before, err = compose(ctx, *pub.Before, nil); ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil { // published by a version that knew its frames otherwise
			before = nil
		}
	}
	c, err := compose(ctx, pub, before)
	if err != nil {
		return nil, err
	}
	return c.finish()
}

// compose puts the report together; before is that of the last publication, nil where
// nothing is told of it.
func compose(ctx context.Context, pub Publication, before *composer) (*composer, error) {
	f, err := readFacts(ctx, pub)
	if err != nil {
		return nil, err
	}
	c := newComposer()
	county := nameCell(pub.Meta.County, "未定").Text
	c.doc.Title = []string{fmt.Sprintf("%s%d年脱贫攻坚", county, pub.Meta.Period), "“三率一度”评估报告"}
	c.doc.Under = []string{"(数据截至" + Date(pub.Meta.AsOf) + ")"}
	c.doc.AsOf, c.doc.Draft, c.doc.Imprint = Date(pub.Meta.AsOf), pub.Meta.Draft, pub.Meta.Imprint()
	c.doc.Abstract = f.abstract()
	for _, chapter := range []func(context.Context, *composer) error{
		f.basis, f.rates, f.places, f.exit, f.problems, f.monitoring, f.quality, f.conclusion, f.annexes,
	} {
		if err := chapter(ctx, c); err != nil {
			return nil, err
		}
	}
	f.moves(c, before)
	f.meanings(c)
	c.doc.Signature = []string{"编制单位:", "审核人:", "编制人:", "编制日期:　　年　月　日"}
	return c, nil
}

// facts are what several chapters read.
type facts struct {
	pub      Publication
	meta     Meta
	infos    []IndicatorInfo
	counties []area // but for 未定
	areas    []area // counties, townships, villages
	fig      *figures
	cover    map[string]coverage
	tally    *tally
	ledgers  *countsByLedger
	exits    []exitStandard
	sample   []estimate
	judged   []judged
	visits   []visit // to villages outside their funnel

	helpMissed   []string // duties to help that are not met; told in chapter 六
	lateProjects int64
	lateProblems int64 // told in chapter 五
}

func readFacts(ctx context.Context, pub Publication) (*facts, error) {
	f := &facts{pub: pub, meta: pub.Meta, infos: Indicators(pub.Meta)}
	var err error
	if f.areas, f.fig, f.cover, err = summaryInputs(ctx, pub, LevelVillage); err != nil {
		return nil, err
	}
	for _, a := range f.areas {
		if a.level == LevelCounty && a.code != undecidedPlace {
			f.counties = append(f.counties, a)
		}
	}
	if f.tally, err = readTally(ctx, pub); err != nil {
		return nil, err
	}
	if f.ledgers, err = ledgerCounts(ctx, pub); err != nil {
		return nil, err
	}
	if f.exits, err = readExit(ctx, pub); err != nil {
		return nil, err
	}
	if f.sample, err = readEstimates(ctx, pub); err != nil {
		return nil, err
	}
	f.judged = judgements(f.sample)
	if f.visits, err = readVisits(ctx, pub); err != nil {
		return nil, err
	}
	return f, nil
}

// undecidedPlace is the code of what is in no list of villages.
const undecidedPlace = "未定"

// here names a county in a sentence: 全县 where there is one only.
func (f *facts) here(a area) string {
	if len(f.counties) == 1 {
		return "全县"
	}
	return a.name
}

// at lists the areas of a level, but for 未定.
func (f *facts) at(level Level) []area {
	var out []area
	for _, a := range f.areas {
		if a.level == level && a.code != undecidedPlace {
			out = append(out, a)
		}
	}
	return out
}

// full names a village with its township: 云岭乡高坎村.
func (f *facts) full(a area) string {
	if len(a.codes) > 1 {
		for _, t := range f.areas {
			if t.level == LevelTownship && t.code == a.codes[1] {
				return t.name + a.name
			}
		}
	}
	return a.name
}

// missing are the villages whose household sheets have not come.
func (f *facts) missing() []area {
	return slices.DeleteFunc(f.at(LevelVillage), func(a area) bool { return !f.cover[a.code].missing() })
}

// all is the coverage of all counties together.
func (f *facts) all() coverage {
	var sum coverage
	for _, a := range f.counties {
		c := f.cover[a.code]
		sum.expected, sum.arrived, sum.more = sum.expected+c.expected, sum.arrived+c.arrived, sum.more+c.more
	}
	return sum
}

// missingWords name the villages that have not come, township by township.
func (f *facts) missingWords() string {
	var towns []string
	by := map[string][]string{}
	for _, a := range f.missing() {
		town := a.codes[min(1, len(a.codes)-1)]
		if by[town] == nil {
			towns = append(towns, town)
		}
		by[town] = append(by[town], a.name)
	}
	var parts []string
	for _, code := range towns {
		name := code
		for _, t := range f.areas {
			if t.level == LevelTownship && t.code == code {
				name = t.name
			}
		}
		parts = append(parts, name+enumerate(by[code], longestList, "个村"))
	}
	return strings.Join(parts, "\uff1b")
}

// has tells whether a publication holds a frame, which one of an earlier version
// may not.
func (f *facts) has(id string) bool { return f.pub.has(id) }

// estimateOf is what the sample says of an indicator of a county.
func (f *facts) estimateOf(county area, indicator, method string) (estimate, bool) {
	i := slices.IndexFunc(f.sample, func(e estimate) bool {
		return e.kind == "county" && e.method == method && e.indicator == indicator && slices.Equal(e.areas(), []string{county.code})
	})
	if i < 0 {
		return estimate{}, false
	}
	return f.sample[i], true
}

// judgedOf are the verdicts of the sample on an indicator of a county.
func (f *facts) judgedOf(county area, indicator string) []judged {
	var out []judged
	for _, j := range f.judged {
		if w := j.weighted; w.kind == "county" && w.indicator == indicator && slices.Equal(w.areas(), []string{county.code}) {
			out = append(out, j)
		}
	}
	return out
}

// visit is a village whose rate is outside what chance would give it.
type visit struct {
	code, township, village, source, indicator, flag string
	n, events                                        int64
}

func readVisits(ctx context.Context, pub Publication) ([]visit, error) {
	v, err := load(ctx, pub, "funnel", "source", "indicator", "village_code", "village", "township", "n", "events", "flag")
	if err != nil {
		return nil, err
	}
	var out []visit
	for i := range v.len() {
		if v.text(i, "flag") != within {
			out = append(out, visit{code: v.text(i, "village_code"), township: nameCell(v.text(i, "township"), NotKnown).Text, village: nameCell(v.text(i, "village"), NotKnown).Text,
				source: v.text(i, "source"), indicator: v.text(i, "indicator"), flag: Clean(v.text(i, "flag")), n: v.count(i, "n"), events: v.count(i, "events")})
		}
	}
	return out, nil
}

// grid starts a table of the report, which has its caption and notes beside it.
func grid(meta Meta, columns ...Column) *Table {
	return &Table{Draft: meta.Draft, Columns: columns, Frozen: 1}
}

// col is a column under a head of one level or more.
func col(kind Kind, heads ...string) Column { return Column{Heads: heads, Kind: kind} }

// put adds a row; a table without any gets one of 无.
func (t *Table) put(row Row) { t.Rows = append(t.Rows, row) }
