package loaders

import (
	"cmp"
	"slices"
	"strings"
)

// candidate is one way to read a sheet: a kind, and the rows that are its header.
type candidate struct {
	kinds       []*kind // one, or household and member for the wide 户+人 sheet
	top, bottom int
	headings    []heading
	maps        []mapping // by kind
	matched     int       // headings that name a column
	guessed     int       // of those, one edit away
	missing     []string  // labels of required columns not found
	excluded    bool      // the rows are finer than this kind's
	others      []other   // kinds that the sheet has all columns of as well
}

// other is a kind that the sheet could also be read as, with the headings that
// it requires and the kind chosen does not read.
type other struct {
	label  string
	unread []string
}

// mapping gives the headings of the columns of one kind.
type mapping struct {
	by        map[int][]match // by column of the dictionary
	duplicate []duplicate
}

// match is a heading that names a column.
type match struct {
	heading
	target
	suggested bool
}

// duplicate is a heading that names a column named before.
type duplicate struct {
	heading
	target
	first int // the column that keeps the name
}

func (c *candidate) complete() bool { return len(c.missing) == 0 && !c.excluded }

// kindName is the kind as the intake names it.
func (c *candidate) kindName() string {
	if len(c.kinds) > 1 {
		return HouseholdMember
	}
	return c.kinds[0].sheet.Kind
}

func (c *candidate) label() string {
	var labels []string
	for _, k := range c.kinds {
		labels = append(labels, k.sheet.Label)
	}
	return strings.Join(labels, "和")
}

// derived are the household columns that a wide sheet gives on the row of the
// head instead of in a column of their own.
var derived = map[string]string{"head_name": "name", "head_id_number": "id_number"}

// recognise finds the header and the kind of a sheet from its first rows. The
// second result says that a candidate resembles its kind enough to be called it.
func recognise(p *preamble, kinds []*kind) (*candidate, bool) {
	var sets [][]*kind
	var household, member *kind
	for _, k := range kinds {
		sets = append(sets, []*kind{k})
		switch k.sheet.Kind {
		case "household":
			household = k
		case "member":
			member = k
		}
	}
	if household != nil && member != nil {
		sets = append(sets, []*kind{household, member})
	}
	var best *candidate
	var complete []*candidate
	for _, set := range sets {
		c := place(p, set, kinds)
		if c == nil {
			continue
		}
		c.suggest(kinds)
		c.judge(kinds)
		if c.complete() {
			complete = append(complete, c)
		}
		if best == nil || compare(c, best) < 0 {
			best = c
		}
	}
	for _, c := range complete {
		if unread := best.unread(c); len(unread) > 0 {
			best.others = append(best.others, other{c.label(), unread})
		}
	}
	return best, best != nil && (best.complete() || best.resembles())
}

// unread lists the headings that another reading of the sheet requires and this
// one has no use for.
func (c *candidate) unread(o *candidate) []string {
	used := c.usedColumns()
	var out []string
	for n, k := range o.kinds {
		for i, col := range k.sheet.Columns {
			for _, m := range o.maps[n].by[i] {
				if col.Required && !used[m.column] {
					out = append(out, m.text)
				}
			}
		}
	}
	return out
}

// compare orders candidates of different kinds: complete before incomplete; the
// 核查表 first, for what it requires stands in no other sheet while it shares
// much with the 户表; then the one that explains most headings.
func compare(a, b *candidate) int {
	return cmp.Or(
		-cmpBool(a.complete(), b.complete()),
		-cmpBool(a.complete() && a.kindName() == "verification", b.complete() && b.kindName() == "verification"),
		-cmpBool(!a.excluded, !b.excluded),
		cmp.Compare(b.matched, a.matched),
		cmp.Compare(len(a.missing), len(b.missing)),
		cmp.Compare(len(a.kinds), len(b.kinds)),
		strings.Compare(a.kindName(), b.kindName()))
}

func cmpBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	default:
		return -1
	}
}

// place finds the rows that read best as the header of a kind.
func place(p *preamble, set, all []*kind) *candidate {
	var best *candidate
	for _, row := range p.rows {
		for depth := 1; depth <= deepest && row.Number-depth >= 0; depth++ {
			c := attempt(p, set, row.Number-depth+1, row.Number)
			if c.matched == 0 {
				continue
			}
			c.judge(all)
			if best == nil || better(c, best) {
				best = c
			}
		}
	}
	if best == nil {
		return nil
	}
	best = grow(p, set, best)
	return best
}

func better(c, best *candidate) bool {
	return cmp.Or(
		cmpBool(len(c.missing) == 0, len(best.missing) == 0),
		cmp.Compare(c.matched, best.matched),
		cmp.Compare(best.bottom-best.top, c.bottom-c.top),
		cmp.Compare(best.bottom, c.bottom)) > 0
}

// grow takes in rows that belong to the header though no column needs them to
// be found: a lower level that cells are merged down into, and the groups above,
// which may name the unit.
func grow(p *preamble, set []*kind, c *candidate) *candidate {
	lowest := p.mergedDown(c.top, c.bottom)
	if lowest-c.top+1 < deepest && p.isUnitRow(lowest+1) {
		lowest++
	}
	if lowest > c.bottom {
		if d := attempt(p, set, c.top, lowest); d.matched >= c.matched {
			c = d
		}
	}
	for c.bottom-c.top+1 < deepest && c.top > 1 {
		first, last := c.headings[0].column, c.headings[len(c.headings)-1].column
		if !p.isGroupRow(c.top-1, first, last) {
			break
		}
		d := attempt(p, set, c.top-1, c.bottom)
		if d.matched < c.matched {
			break
		}
		c = d
	}
	return c
}

// attempt reads rows as the header of a set of kinds.
func attempt(p *preamble, set []*kind, top, bottom int) *candidate {
	c := &candidate{kinds: set, top: top, bottom: bottom, headings: p.headings(top, bottom)}
	for _, k := range set {
		c.maps = append(c.maps, k.mapHeadings(c.headings))
	}
	c.share()
	c.count()
	return c
}

// mapHeadings matches headings to columns: by all their levels first, then by
// fewer, so that a name that several columns carry goes to the one whose group
// tells it apart.
func (k *kind) mapHeadings(headings []heading) mapping {
	m := mapping{by: map[int][]match{}}
	done := map[int]bool{}
	for level := range deepest {
		for _, h := range headings {
			if level >= len(h.keys) || done[h.column] {
				continue
			}
			t, ok := k.headers[h.keys[level]]
			if !ok {
				continue
			}
			done[h.column] = true
			m.put(h, t)
		}
	}
	return m
}

func (m *mapping) put(h heading, t target) {
	for _, other := range m.by[t.index] {
		// A header and its opposite may stand side by side; two of a kind may not.
		if other.inverted == t.inverted && (!t.inverted || other.leaf() == h.leaf()) {
			m.duplicate = append(m.duplicate, duplicate{heading: h, target: t, first: other.column})
			return
		}
	}
	m.by[t.index] = append(m.by[t.index], match{heading: h, target: t})
}

// share settles the headings that both kinds of a wide sheet claim: what the
// person's columns need is the person's, except for the key that both have.
func (c *candidate) share() {
	if len(c.kinds) < 2 {
		return
	}
	household, member := c.kinds[0], c.kinds[1]
	persons := map[int]string{}
	for i, ms := range c.maps[1].by {
		for _, m := range ms {
			persons[m.column] = member.sheet.Columns[i].Name
		}
	}
	taken := func(column, index int) bool {
		name, ok := persons[column]
		return ok && name != household.sheet.Columns[index].Name
	}
	for i, ms := range c.maps[0].by {
		ms = slices.DeleteFunc(ms, func(m match) bool { return taken(m.column, i) })
		if c.maps[0].by[i] = ms; len(ms) == 0 {
			delete(c.maps[0].by, i)
		}
	}
	c.maps[0].duplicate = slices.DeleteFunc(c.maps[0].duplicate, func(d duplicate) bool { return taken(d.column, d.index) })
}

func (c *candidate) count() {
	columns := map[int]bool{}
	c.guessed = 0
	for _, m := range c.maps {
		for _, ms := range m.by {
			for _, x := range ms {
				columns[x.column] = true
				if x.suggested {
					c.guessed++
				}
			}
		}
	}
	c.matched = len(columns)
}

// judge works out what is missing, and whether the rows are of another kind.
func (c *candidate) judge(all []*kind) {
	c.missing, c.excluded = nil, false
	for n, k := range c.kinds {
		for i, col := range k.sheet.Columns {
			if !col.Required || len(c.maps[n].by[i]) > 0 {
				continue
			}
			if len(c.kinds) > 1 && derived[col.Name] != "" || slices.Contains(c.missing, col.Label) {
				continue
			}
			c.missing = append(c.missing, col.Label)
		}
	}
	for _, h := range c.headings {
		if c.kinds[0].tooCoarse(h.leaf(), all) {
			c.excluded = true
		}
	}
	// Names with their relation to the head are persons: one row is no household.
	if len(c.kinds) == 1 && c.kinds[0].sheet.Kind == "household" && c.names("relationship", all) && c.names("name", all) {
		c.excluded = true
	}
}

// names reports a heading that names a column of the 人表.
func (c *candidate) names(column string, all []*kind) bool {
	for _, k := range all {
		if k.sheet.Kind != "member" {
			continue
		}
		for _, h := range c.headings {
			if t, ok := k.headers[h.leaf()]; ok && k.sheet.Columns[t.index].Name == column {
				return true
			}
		}
	}
	return false
}

// resembles reports that a sheet with columns missing is still meant to be of
// this kind: it is refused then, and not taken for something else.
func (c *candidate) resembles() bool {
	required := 0
	for n, k := range c.kinds {
		for _, col := range k.sheet.Columns {
			if col.Required && (n == 0 || c.kinds[0].index(col.Name) < 0) {
				required++
			}
		}
	}
	return !c.excluded && c.matched-c.guessed >= 3 && (required-len(c.missing))*2 >= required
}

// suggest matches what is left of headings and columns one edit away, when that
// is unambiguous.
func (c *candidate) suggest(all []*kind) {
	used := c.usedColumns()
	for n, k := range c.kinds {
		claims := map[int][]heading{} // by column of the dictionary
		inverted := map[int]bool{}
		for _, h := range c.headings {
			if used[h.column] || known(h, all) {
				continue
			}
			hit := map[int]bool{}
			for key, t := range k.headers {
				if withinOne(h.leaf(), key) {
					hit[t.index] = true
					inverted[t.index] = inverted[t.index] || t.inverted
				}
			}
			if len(hit) != 1 {
				continue
			}
			for i := range hit {
				claims[i] = append(claims[i], h)
			}
		}
		for i, hs := range claims {
			if len(hs) == 1 && len(c.maps[n].by[i]) == 0 && !inverted[i] {
				c.maps[n].by[i] = []match{{heading: hs[0], target: target{index: i}, suggested: true}}
			}
		}
	}
	c.share()
	c.count()
}

// known reports a heading that some kind has, so that it is no misspelling.
func known(h heading, all []*kind) bool {
	for _, k := range all {
		for _, key := range h.keys {
			if _, ok := k.headers[key]; ok {
				return true
			}
		}
	}
	return false
}

func (c *candidate) usedColumns() map[int]bool {
	used := map[int]bool{}
	for _, m := range c.maps {
		for _, ms := range m.by {
			for _, x := range ms {
				used[x.column] = true
			}
		}
		for _, d := range m.duplicate {
			used[d.column] = true
		}
	}
	return used
}

// unitColumn is a column of units that is no column of the kind: 单位 beside the
// amounts, with 元 or 万元 on each row.
func (c *candidate) unitColumn() int {
	used := c.usedColumns()
	for _, h := range c.headings {
		switch h.leaf() {
		case "单位", "金额单位", "计量单位", "货币单位":
			if !used[h.column] {
				return h.column
			}
		}
	}
	return 0
}

// nearest names the headings seen that come closest to the missing columns.
func (c *candidate) nearest(all []*kind) []string {
	var out []string
	used := c.usedColumns()
	for _, want := range c.missing {
		key, _ := headerKey(want)
		best, at := "", (len([]rune(key))+1)/2+1
		for _, h := range c.headings {
			if used[h.column] || h.leaf() == "" {
				continue
			}
			if d := distance(key, h.leaf()); d < at {
				best, at = h.text, d
			}
		}
		if best != "" && !slices.Contains(out, best) {
			out = append(out, best)
		}
	}
	return out
}
