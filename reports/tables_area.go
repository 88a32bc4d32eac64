package reports

import (
	"cmp"
	"context"
	"slices"

	"sanlv/pipeline/catalog"
)

// area is a county, township or village in the tree of a table.
type area struct {
	level Level
	code  string
	name  string
	codes []string // its own code, then those it belongs to
}

// levelKind is the level of the poor villages of a county and of the others, which
// stand beside the tree of areas.
const levelKind Level = 255

func (l Level) id() string {
	return map[Level]string{LevelCounty: "county", LevelTownship: "township", LevelVillage: "village", levelKind: string(catalog.VillageKind)}[l]
}

// areas lists the areas down to a level: each county, below it its townships in
// official code order, below them their villages. 未定 comes last.
func areas(ctx context.Context, pub Publication, down Level) ([]area, error) {
	v, err := load(ctx, pub, "villages", "village_code", "village_name", "township_code", "township", "county_code", "county")
	if err != nil {
		return nil, err
	}
	type place struct{ county, township, village string }
	var order []place
	names := map[Level]map[string]string{LevelCounty: {}, LevelTownship: {}, LevelVillage: {}}
	home := map[string]string{} // township → the first county that it is met in
	for i := range v.len() {
		p := place{v.text(i, "county_code"), v.text(i, "township_code"), v.text(i, "village_code")}
		if c, ok := home[p.township]; ok {
			p.county = c
		}
		home[p.township] = p.county
		for level, key := range map[Level][2]string{
			LevelCounty: {v.text(i, "county_code"), "county"}, LevelTownship: {p.township, "township"}, LevelVillage: {p.village, "village_name"},
		} {
			if names[level][key[0]] == "" {
				names[level][key[0]] = nameCell(v.text(i, key[1]), Name(key[0])).Text
			}
		}
		order = append(order, p)
	}
	slices.SortStableFunc(order, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.county, b.county), cmp.Compare(a.township, b.township), cmp.Compare(a.village, b.village))
	})
	var out []area
	seen := map[Level]map[string]bool{LevelCounty: {}, LevelTownship: {}, LevelVillage: {}}
	add := func(level Level, codes ...string) {
		code := codes[0]
		if level > down || seen[level][code] {
			return
		}
		seen[level][code] = true
		out = append(out, area{level: level, code: code, name: names[level][code], codes: codes})
	}
	for _, p := range order {
		add(LevelCounty, p.county)
		add(LevelTownship, p.township, p.county)
		add(LevelVillage, p.village, p.township, p.county)
	}
	return out, nil
}

// parts returns, for every row, the rows right below it in the tree.
func parts(list []area) [][]int {
	out := make([][]int, len(list))
	var open []int // the row that each level is under
	for i, a := range list {
		for len(open) > 0 && list[open[len(open)-1]].level >= a.level {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			out[open[len(open)-1]] = append(out[open[len(open)-1]], i)
		}
		open = append(open, i)
	}
	return out
}

// figure is one indicator of one area.
type figure struct {
	found                  bool
	numerator, denominator int64
	noDenominator          bool // that of one of its villages is not known
	unknown                int64
	hidden, hiddenBase     bool              // not made public: all but the denominator, the denominator
	verdicts               map[string]string // by standard
}

// limit is what a standard asks of an indicator at a level.
type limit struct{ level, asks string }

// figures reads the indicators frame.
type figures struct {
	of     map[[3]string]*figure  // level, area code, indicator
	came   map[[2]string]coverage // level, area code: villages expected and arrived, as every figure of the area says
	limits map[[2]string][]limit  // standard, indicator
}

func readFigures(ctx context.Context, pub Publication) (*figures, error) {
	v, err := load(ctx, pub, "indicators", "standard", "level", "area_code", "indicator", "numerator", "denominator",
		"unknown", "comparator", "threshold", "verdict", "villages_expected", "villages_arrived")
	if err != nil {
		return nil, err
	}
	out := &figures{of: map[[3]string]*figure{}, came: map[[2]string]coverage{}, limits: map[[2]string][]limit{}}
	for i := range v.len() {
		level, standard, indicator := v.text(i, "level"), v.text(i, "standard"), v.text(i, "indicator")
		key := [3]string{level, v.text(i, "area_code"), indicator}
		f := out.of[key]
		if f == nil {
			f = &figure{
				found: true, numerator: v.count(i, "numerator"), denominator: v.count(i, "denominator"), unknown: v.count(i, "unknown"),
				verdicts: map[string]string{},
			}
			_, known := v.number(i, "denominator")
			f.hidden, f.hiddenBase = v.value(i, "numerator") == (Hidden{}), v.value(i, "denominator") == (Hidden{})
			f.noDenominator = !known && !f.hiddenBase
			out.came[[2]string{level, v.text(i, "area_code")}] = coverage{expected: v.count(i, "villages_expected"), arrived: v.count(i, "villages_arrived")}
			out.of[key] = f
		}
		if standard == "" {
			continue
		}
		f.verdicts[standard] = v.text(i, "verdict")
		l := limit{level: level, asks: "(阈值待填)"}
		if t, ok := v.float(i, "threshold"); ok {
			l.asks = catalog.Asks(v.text(i, "comparator"), PercentOf(t)+"%")
		}
		pair := [2]string{standard, indicator}
		if !slices.Contains(out.limits[pair], l) {
			out.limits[pair] = append(out.limits[pair], l)
		}
	}
	return out, nil
}

// get returns the figure of an area; one that is not found has no values.
func (f *figures) get(a area, indicator string) figure {
	if g := f.of[[3]string{a.level.id(), a.code, indicator}]; g != nil {
		return *g
	}
	return figure{}
}

// coverage is how many of the villages of an area are expected to report and how
// many of these have; more is how many came that are in no list.
type coverage struct{ expected, arrived, more int64 }

// coverages counts the villages of every row. It goes by the villages' own
// figures: one that came without being expected makes up for none that is missing.
func coverages(ctx context.Context, pub Publication, fig *figures) (map[string]coverage, error) {
	homes, err := homesOf(ctx, pub)
	if err != nil {
		return nil, err
	}
	out := map[string]coverage{}
	for code, above := range homes {
		g := fig.came[[2]string{LevelVillage.id(), code}]
		for _, a := range append([]string{code}, above...) {
			c := out[a]
			c.expected += g.expected
			if g.expected > 0 {
				c.arrived += min(g.arrived, g.expected)
			} else {
				c.more += g.arrived
			}
			out[a] = c
		}
	}
	return out, nil
}

// state says in words whether all the sheets of an area have come.
func (c coverage) state() string {
	switch {
	case c.expected == 0 && c.more > 0:
		return "未列入名单"
	case c.expected == 0:
		return "不需报"
	case c.arrived == 0:
		return "未到"
	case c.arrived < c.expected:
		return "暂计"
	}
	return "齐全"
}

func (c coverage) missing() bool { return c.expected > c.arrived }

// summaryInputs reads what the summary tables are made of: the areas down to a
// level, their figures, and how complete they are.
func summaryInputs(ctx context.Context, pub Publication, down Level) ([]area, *figures, map[string]coverage, error) {
	list, err := areas(ctx, pub, down)
	if err != nil {
		return nil, nil, nil, err
	}
	fig, err := readFigures(ctx, pub)
	if err != nil {
		return nil, nil, nil, err
	}
	cover, err := coverages(ctx, pub, fig)
	return list, fig, cover, err
}
