package loaders

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// table reads the data rows of a sheet whose header is known.
type table struct {
	s      *sheetReader
	unit   int     // column that names the money unit of each row, 0 for none
	parts  []*part // household and member for the wide 户+人 sheet, else one
	grid   *grid
	spread *spreader
	hang   hanger

	// Of the wide sheet: a household is read on the row of its head, or on its
	// first row when no row of it is the head's.
	seen    map[string][]string // by 户编号: what the household's columns said there
	waiting map[string]waitingRow
}

type waitingRow struct {
	row  int
	grid *grid
}

// part reads the columns of one kind.
type part struct {
	kind    *kind
	fields  [][]field // by column of the dictionary; several where a header and its opposite stand side by side
	record  *record
	batches *batcher
	house   int // dictionary columns of 户编号 and 村代码, or -1
	village int
	keys    int // how many columns the key has
	person  int // dictionary column of 人编号, or -1
}

func newTable(s *sheetReader) *table {
	t := &table{s: s, seen: map[string][]string{}, waiting: map[string]waitingRow{}}
	width := 0
	for n, k := range s.found.kinds {
		p := &part{kind: k, fields: make([][]field, len(k.sheet.Columns)), record: newRecord(len(k.sheet.Columns)),
			batches: newBatcher(k.sheet, s.file.Name, s.info.Name, s.emit), house: k.index("household_id"), village: k.index("village_code"), person: k.index("person_id")}
		for i := range k.sheet.Columns {
			if k.sheet.Columns[i].Key {
				p.keys++
			}
			for _, m := range s.found.maps[n].by[i] {
				f := s.newField(k, m)
				p.fields[i] = append(p.fields[i], f)
				width = max(width, f.column)
			}
			// The header itself speaks before its opposite.
			slices.SortStableFunc(p.fields[i], func(a, b field) int { return cmpBool(a.inverted, b.inverted) })
		}
		t.parts = append(t.parts, p)
	}
	t.unit = s.found.unitColumn()
	t.grid = newGrid(max(width, t.unit))
	t.spread = newSpreader(s.merged, s.found.bottom)
	t.hang = t.newHanger()
	return t
}

// newField places a column in the sheet, and says what was unusual about it.
func (s *sheetReader) newField(k *kind, m match) field {
	f := k.field(m.target)
	f.from(s.source)
	f.column, f.letter, f.header = m.column, ColumnLetter(m.column), m.text
	where := s.at(s.found.bottom, m.column, m.text)
	if !f.setUnit(m.unit, m.group, s.facts.moneyUnit()) {
		s.report(finding.HeaderUnit.At(where, m.text, finding.Public, m.unit, f.def.Unit, f.def.Unit))
		f.unread = true
		return f
	}
	if m.suggested {
		s.report(finding.HeaderSuggested.At(where, m.text, finding.Public, f.def.Label, f.def.Label))
	}
	unit := f.unit
	if unit == "" {
		unit = f.def.Unit
	}
	s.columns = append(s.columns, ColumnMap{File: s.file.Name, Sheet: s.info.Name, Kind: k.sheet.Kind, Column: f.def.Name, Letter: f.letter, Header: f.header, Unit: unit})
	return f
}

// column is where a column of the dictionary stands in the sheet, 0 when not.
func (p *part) column(name string) int {
	if i := p.kind.index(name); i >= 0 && len(p.fields[i]) > 0 {
		return p.fields[i][0].column
	}
	return 0
}

func (p *part) has(g *grid, name string) bool { return !isBlank(g.at(p.column(name))) }

func (t *table) newHanger() hanger {
	var h hanger
	for _, p := range t.parts {
		if p.kind.sheet.Kind == "member" {
			h.key = p.column("household_id")
			h.head = func(g *grid) bool { return p.isHead(g) }
			h.person = func(g *grid) bool { return p.has(g, "name") || p.has(g, "id_number") }
			continue
		}
		h.owner = p.owner()
		for _, name := range []string{"county", "township", "village"} {
			i := p.kind.index(name)
			if i < 0 || p.kind.sheet.Columns[i].Key || name == "village" && h.owner == p.column("village_code") {
				continue // it names the row itself
			}
			h.places = append(h.places, p.column(name))
		}
		if code := p.column("village_code"); code != h.owner {
			h.code = code
		}
	}
	h.last, h.havePlace = make([]Cell, len(h.places)), make([]bool, len(h.places))
	return h
}

// owner is the column of the row's own key: the last one, for those before it
// may name what the row belongs to.
func (p *part) owner() int {
	owner := 0
	for i, c := range p.kind.sheet.Columns {
		if c.Key && len(p.fields[i]) > 0 {
			owner = p.fields[i][0].column
		}
	}
	return owner
}

// isHead reports the row of the head of a household.
func (p *part) isHead(g *grid) bool {
	i := p.kind.index("relationship")
	if i < 0 || len(p.fields[i]) == 0 {
		return false
	}
	v, _ := p.fields[i][0].read(g.at(p.fields[i][0].column))
	return v.set && v.text == "户主"
}

// row loads a row; false when its key is missing or unreadable.
func (t *table) row(row Row) (bool, error) {
	t.grid.load(row.Cells)
	t.spread.fill(row.Number, t.grid)
	t.hang.fill(t.grid)
	if len(t.parts) == 1 {
		p := t.parts[0]
		if !t.read(p, row.Number, t.grid) {
			return false, nil
		}
		return true, p.add()
	}
	household, member := t.parts[0], t.parts[1]
	if !t.read(member, row.Number, t.grid) {
		return false, nil
	}
	if err := member.add(); err != nil {
		return false, err
	}
	id := member.record.values[member.house].text
	said, seen := t.seen[id]
	switch {
	case seen:
		t.compare(household, member, said, row.Number)
	case member.isHead(t.grid):
		t.seen[id] = household.says(t.grid)
		delete(t.waiting, id)
		return true, t.household(household, member, row.Number, t.grid)
	default:
		if _, ok := t.waiting[id]; !ok {
			t.waiting[id] = waitingRow{row: row.Number, grid: t.grid.clone()}
		}
	}
	return true, nil
}

// says is what stands in the household's columns of a row.
func (p *part) says(g *grid) []string {
	out := make([]string, 0, len(p.fields))
	for i := range p.fields {
		for n := range p.fields[i] {
			text := ""
			if c := g.at(p.fields[i][n].column); c != nil {
				text = strings.Clone(squeeze(c.Text))
			}
			out = append(out, text)
		}
	}
	return out
}

// compare looks for columns of the household that say something else on a later
// row than on the head's, which counts. A blank says nothing.
func (t *table) compare(household, member *part, said []string, row int) {
	n := 0
	for i := range household.fields {
		for j := range household.fields[i] {
			f := &household.fields[i][j]
			c := t.grid.at(f.column)
			if !isBlank(c) && squeeze(c.Text) != said[n] && household.kind.sheet.Columns[i].Name != "household_id" {
				found := finding.HouseholdDiffers.At(t.s.at(row, f.column, f.header), trim(c.Text), f.def.Personal)
				found.HouseholdID, found.VillageCode = member.record.text(member.house), t.villageCode(household, t.grid)
				t.s.report(found)
			}
			n++
		}
	}
}

// household reads the household's columns off a row of a wide sheet. On the
// head's row the name and ID number are the head's.
func (t *table) household(p, member *part, row int, g *grid) error {
	if !t.read(p, row, g) {
		return nil // the key is the member's too and was read there
	}
	if member != nil {
		for to, from := range derived {
			i, j := p.kind.index(to), member.kind.index(from)
			if i < 0 || j < 0 || len(p.fields[i]) > 0 {
				continue
			}
			p.record.values[i], p.record.rejected[i], p.record.noKey[i] = member.record.values[j], member.record.rejected[j], member.record.noKey[j]
		}
	}
	return p.add()
}

// read types the cells of a row into the record of a part. It reports false
// when the row cannot be loaded.
func (t *table) read(p *part, row int, g *grid) bool {
	r := p.record
	r.reset(row)
	first := len(t.s.findings)
	usable := true
	for i := range p.fields {
		def := &p.kind.sheet.Columns[i]
		before := len(t.s.findings)
		switch fields := p.fields[i]; len(fields) {
		case 0:
			continue
		case 1:
			t.one(&fields[0], r, g)
		default:
			t.several(fields, r, g)
		}
		if !def.Key || r.values[i].set {
			continue
		}
		usable = false
		f := &p.fields[i][0]
		if r.rejected[i] {
			for n := before; n < len(t.s.findings); n++ {
				t.s.findings[n].Message += "本行没有读入。"
			}
		} else {
			t.s.report(finding.KeyMissing.At(t.s.at(row, f.column, f.header), "", def.Personal, f.header, f.header))
		}
	}
	if len(t.s.findings) == first {
		return usable
	}
	household, village := r.text(p.house), r.text(p.village)
	if village == "" && p != t.parts[0] {
		village = t.villageCode(t.parts[0], g)
	}
	entity := ""
	if usable && (household == "" || p.keys > 1 || p.person >= 0) {
		entity = p.entity()
	}
	for n := first; n < len(t.s.findings); n++ {
		t.s.findings[n].HouseholdID, t.s.findings[n].VillageCode, t.s.findings[n].Entity = household, village, entity
	}
	return usable
}

// entity names what the row at hand is about, by its keys, so that a finding
// keeps its id when the row moves.
func (p *part) entity() string {
	entity := p.kind.sheet.Kind
	for i := range p.kind.sheet.Columns {
		if !p.kind.sheet.Columns[i].Key {
			continue
		}
		v := &p.record.values[i]
		entity += fmt.Sprintf("/%s%d", v.text, v.num)
	}
	if p.person >= 0 { // of a household there are several
		entity += "/" + p.record.text(p.person) + "/" + p.record.text(p.kind.index("name"))
	}
	return entity
}

// villageCode reads the 村代码 of a wide sheet for a finding about a person.
func (t *table) villageCode(p *part, g *grid) string {
	if p.village < 0 || len(p.fields[p.village]) == 0 {
		return ""
	}
	f := &p.fields[p.village][0]
	v, _ := f.read(g.at(f.column))
	return v.text
}

func (r *record) text(column int) string {
	if column < 0 {
		return ""
	}
	return r.values[column].text
}

// one reads the only column for a column of the dictionary.
func (t *table) one(f *field, r *record, g *grid) {
	v, bad := t.cell(f, r.row, g)
	r.values[f.index], r.rejected[f.index] = v, bad.reject
	r.inferred[f.index] = v.set && g.inferred[f.column]
	// what is wrong with an ID number that is kept makes it no key
	r.noKey[f.index] = v.set && f.def.Type == catalog.IDNumber && bad.rule != nil
}

// several reads a header and its opposite: whichever is filled counts, and when
// they contradict each other the answer is no.
func (t *table) several(fields []field, r *record, g *grid) {
	i := fields[0].index
	var from *field
	for n := range fields {
		f := &fields[n]
		if isBlank(g.at(f.column)) {
			continue
		}
		v, bad := t.cell(f, r.row, g)
		switch {
		case bad.reject:
			r.rejected[i] = r.rejected[i] || from == nil
		case !v.set:
		case from == nil:
			from, r.values[i], r.rejected[i], r.inferred[i] = f, v, false, g.inferred[f.column]
		case f.def.Type == catalog.YesNo && v.yes != r.values[i].yes:
			r.values[i].yes = false
			t.s.report(finding.YesNoClash.At(t.s.at(r.row, f.column, f.header), trim(g.at(f.column).Text), f.def.Personal, from.header))
		}
	}
	if from == nil && !r.rejected[i] {
		r.values[i] = fields[0].blank()
	}
}

// cell reads one cell and reports what is wrong with it.
func (t *table) cell(f *field, row int, g *grid) (value, verdict) {
	c := g.at(f.column)
	if f.unread {
		return value{}, verdict{reject: !isBlank(c)}
	}
	if t.unit > 0 && f.def.Type == catalog.Money {
		f.rowUnit = ""
		if u := g.at(t.unit); u != nil && units[squeeze(u.Text)].family == "money" {
			f.rowUnit = squeeze(u.Text)
		}
	}
	v, bad := f.read(c)
	if bad.rule == nil && g.across[f.column] && isNumeric(f.def.Type) {
		v, bad = reject(&finding.CellMerged)
	}
	switch bad.rule {
	case nil:
	case &finding.CodePersonal: // of every row: said once
		t.s.personalKeys++
	default:
		t.s.report(bad.rule.At(t.s.at(row, f.column, f.header), trim(c.Text), f.def.Personal, bad.args...))
	}
	return v, bad
}

func (p *part) add() error {
	if err := p.batches.add(p.record); err != nil {
		return fmt.Errorf("%w: %w", errEmit, err)
	}
	return nil
}

// finish reads the households that had no head and sends the last batches.
func (t *table) finish() error {
	if len(t.parts) > 1 {
		var rows []waitingRow
		for _, w := range t.waiting {
			rows = append(rows, w)
		}
		slices.SortFunc(rows, func(a, b waitingRow) int { return cmp.Compare(a.row, b.row) })
		for _, w := range rows {
			if err := t.household(t.parts[0], nil, w.row, w.grid); err != nil {
				return err
			}
		}
	}
	for _, p := range t.parts {
		if err := p.batches.flush(); err != nil {
			return fmt.Errorf("%w: %w", errEmit, err)
		}
	}
	return nil
}

func (t *table) release() {
	for _, p := range t.parts {
		p.batches.release()
	}
}
