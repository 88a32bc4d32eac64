package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// declaration is how a table is declared: by the office, else as it is shipped,
// for the page shows some of those that an office has taken out of its workbooks.
func (m Meta) declaration(id string) catalog.Table {
	for _, list := range [][]catalog.Table{m.Declared, catalog.ShippedTables()} {
		if at := slices.IndexFunc(list, func(t catalog.Table) bool { return t.ID == id }); at >= 0 {
			return list[at]
		}
	}
	return catalog.Table{ID: id, Title: id}
}

// FileOf is the workbook in which a table is declared to stand, and its sheet; ""
// where it is not drawn.
func (m Meta) FileOf(id string) (file, sheet string) {
	d := m.declaration(id)
	if d.Off || m.Declared != nil && !slices.ContainsFunc(m.Declared, func(t catalog.Table) bool { return t.ID == id }) {
		return "", ""
	}
	return d.File, d.Sheet
}

// declaredTable starts a table with what is declared of it, but for what its texts
// leave to the frames.
func declaredTable(meta Meta, id string) *Table {
	return meta.table(meta.declaration(id))
}

func (meta Meta) table(d catalog.Table) *Table {
	t := newTable(meta, d.ID, d.Sheet, "", "")
	t.Title, t.Units = meta.fill(d.Title), ""
	t.File, t.Form, t.Authority, t.Document = d.File, d.Form, cmp.Or(d.Authority, meta.Office.Authority), cmp.Or(d.Document, meta.Office.Document)
	t.Paper, t.Upright, t.Frozen, t.Filter = d.Paper, d.Upright, d.Frozen, d.Filter
	t.TotalLast = d.Total == catalog.TotalLast || d.Total == catalog.TotalYes && meta.Office.TotalLast
	return t
}

// ledgerTable is how the table of a ledger is declared: by its id, else with those
// that count the same; false where it is not drawn.
func (m Meta) ledgerTable(info LedgerInfo) (catalog.Table, bool) {
	declared := m.Declared
	if declared == nil {
		declared = catalog.ShippedTables()
	}
	for _, asked := range []string{info.ID, info.Counts} {
		if at := slices.IndexFunc(declared, func(t catalog.Table) bool { return slices.Contains(t.Ledgers, asked) }); at >= 0 {
			return declared[at], !declared[at].Off
		}
	}
	return catalog.Table{}, false
}

// fill puts the county, the year and the day into a text.
func (m Meta) fill(text string) string {
	return strings.NewReplacer("{县}", nameCell(m.County, "未定").Text, "{年}", fmt.Sprint(m.Period), "{截止}", Date(m.AsOf)).Replace(text)
}

// texts puts into the unit line and the notes of a table what they leave to the
// program: figures, parameters, standards. measures are those that it shows.
func (g *drawing) texts() error {
	t := g.table
	say := func(parts []catalog.Part) (string, error) {
		var b strings.Builder
		for _, p := range parts {
			s, err := g.part(p)
			if err != nil {
				return "", err
			}
			b.WriteString(s)
		}
		return b.String(), nil
	}
	units, err := say(g.decl.Units)
	if err != nil {
		return err
	}
	if units != "" {
		t.Units = "单位:" + units
	}
	if t.nothing != "" {
		t.Notes = append(t.Notes, t.nothing)
		return nil
	}
	for _, n := range g.decl.Notes {
		switch text, err := say(n.Parts); {
		case err != nil:
			return err
		case text != "":
			t.Notes = append(t.Notes, strings.Split(text, "\n")...)
		}
	}
	return nil
}

// part is a piece of a text; pieces that are several notes have them on lines of
// their own.
func (g *drawing) part(p catalog.Part) (string, error) {
	meta := g.pub.Meta
	if p.Value != nil {
		v, err := g.value(drawnColumn{TableColumn: &catalog.TableColumn{Value: *p.Value}}, place{row: -1})
		if err != nil {
			return "", err
		}
		if n, ok := v.(int64); ok {
			return Count(n), nil
		}
		return valueText(v), nil
	}
	switch p.Macro {
	case catalog.PartStandards:
		return strings.Join(standardNotes(meta), "\n"), nil
	case catalog.PartMeasures:
		return strings.Join(measureNotes(meta, g.measures()), "\n"), nil
	case catalog.PartOpen:
		return openThresholds(meta), nil
	case catalog.PartIndicators:
		return strings.Join(indicatorNotes(meta), "\n"), nil
	case catalog.PartParameters:
		if len(p.Asked) == 0 {
			return parameterNote(meta), nil
		}
		return parametersNote(meta, func(name string) bool {
			return slices.ContainsFunc(p.Asked, func(a string) bool { return strings.HasPrefix(name, a) || a == "判定" && judges(name) })
		}), nil
	case "":
		return p.Text, nil
	}
	if text, ok := g.table.says[p.Macro]; ok {
		return text, nil
	}
	return meta.fill("{" + p.Macro + "}"), nil
}

// measures are the poverty measures that the columns show.
func (g *drawing) measures() []string {
	var out []string
	for _, c := range g.decl.Columns {
		for _, cond := range c.Value.Where {
			if cond.Column == "measure" && !slices.Contains(out, cond.Values[0]) {
				out = append(out, cond.Values[0])
			}
		}
	}
	return out
}

// drawing draws a table whose rows and columns are declared.
type drawing struct {
	ctx     context.Context
	pub     Publication
	decl    catalog.Table
	table   *Table
	frames  map[string]*lookup
	columns []drawnColumn
	order   []drawnColumn // the same in the order in which they are got: formulas last
}

// drawnColumn is a column of the table; at is where it stands.
type drawnColumn struct {
	*catalog.TableColumn
	item     catalog.Word // of its Each
	at       int
	operands []int // of a formula: where they stand
}

// draws starts the drawing of a table that is declared.
func draws(ctx context.Context, pub Publication, d catalog.Table) *drawing {
	return &drawing{ctx: ctx, pub: pub, decl: d, table: pub.Meta.table(d), frames: map[string]*lookup{}}
}

// Draw draws a table that is declared wholly, a list of more rows than a workbook
// holds as several.
func Draw(ctx context.Context, pub Publication, d catalog.Table) ([]*Table, error) {
	g := draws(ctx, pub, d)
	tables, err := g.draw()
	if err != nil {
		return nil, fmt.Errorf("draw table %s: %w", d.ID, err)
	}
	return tables, nil
}

func (g *drawing) draw() ([]*Table, error) {
	var err error
	var long *longList
	switch g.decl.Rows {
	case catalog.RowsAreas:
		err = g.areas()
	case catalog.RowsEach:
		err = g.each()
	default:
		if long, err = g.long(); err == nil && long == nil {
			err = g.list()
		}
	}
	if err != nil {
		return nil, err
	}
	if g.decl.Numbered {
		g.number()
	}
	t := g.table
	if len(t.Rows) == 0 && t.later == nil {
		t.Rows, t.Filter = []Row{t.emptyRow()}, false
	}
	if err := g.texts(); err != nil {
		return nil, err
	}
	t.finish(g.pub.Meta)
	if long == nil {
		return []*Table{t}, nil
	}
	return t.inParts(long.starts), nil
}

// expand makes the columns, those with an Each once for each of its values.
func (g *drawing) expand() error {
	for i := 0; i < len(g.decl.Columns); {
		group := 1 // columns that are repeated together
		each := g.decl.Columns[i].Each
		for each != nil && i+group < len(g.decl.Columns) && sameEach(each, g.decl.Columns[i+group].Each) {
			group++
		}
		items := []catalog.Word{{}}
		if each != nil {
			var err error
			if items, err = g.items(each); err != nil {
				return err
			}
		}
		for _, item := range items {
			for j := range group {
				g.column(&g.decl.Columns[i+j], item)
			}
		}
		i += group
	}
	for _, c := range g.columns {
		v := c.Value
		frame := cmp.Or(v.Frame, g.decl.Frame)
		if frame == "" || v.Kind == catalog.ValueFormula || v.Kind == catalog.ValueNumber || v.Kind == catalog.ValueArea {
			continue
		}
		l, err := g.lookup(frame)
		if err != nil {
			return err
		}
		if err := l.has(append(slices.Clone(v.Columns), v.Column)...); err != nil {
			return err
		}
	}
	var formulas []drawnColumn
	for i := range g.columns {
		g.operands(&g.columns[i])
		g.drawnFrom(g.columns[i])
		if c := g.columns[i]; c.Value.Kind == catalog.ValueFormula {
			formulas = append(formulas, c)
		} else {
			g.order = append(g.order, c)
		}
	}
	g.order = append(g.order, formulas...)
	return nil
}

// reads adds to some columns those of its frame that the cells of a list show or
// look up others by.
func (g *drawing) reads(columns []string) []string {
	own := g.frames[g.decl.Frame]
	for _, c := range g.columns {
		names := append([]string{c.Value.Column}, c.Value.Columns...)
		if c.Value.Frame != "" || c.Value.Kind == catalog.ValueFormula {
			names = nil
			for _, cond := range c.Value.Where {
				for _, v := range cond.Values {
					names = append(names, strings.Trim(v, "{}"))
				}
			}
		}
		for _, n := range names {
			if _, ok := own.at[n]; ok && !slices.Contains(columns, n) {
				columns = append(columns, n)
			}
		}
	}
	return columns
}

// operands finds the columns that a formula speaks of; of those repeated, the one
// for the same value.
func (g *drawing) operands(c *drawnColumn) {
	if c.Value.Kind != catalog.ValueFormula {
		return
	}
	for _, name := range c.Value.Columns {
		for _, o := range g.columns {
			if o.Name == name && (o.Each == nil || o.item == c.item) {
				c.operands = append(c.operands, o.at)
			}
		}
	}
}

// drawnFrom notes the frames that the cells of a column are drawn from.
func (g *drawing) drawnFrom(c drawnColumn) {
	from := []string{cmp.Or(c.Value.Frame, g.decl.Frame)}
	if c.Value.Kind == catalog.ValueFormula {
		from = nil
		for _, o := range g.columns {
			if slices.Contains(c.operands, o.at) {
				from = append(from, cmp.Or(o.Value.Frame, g.decl.Frame))
			}
		}
	}
	if c.Each != nil {
		from = append(from, c.Each.Frame)
	}
	slices.Sort(from)
	g.table.Columns[c.at].frames = slices.DeleteFunc(slices.Compact(from), func(f string) bool { return f == "" })
}

func sameEach(a, b *catalog.Each) bool { return b != nil && fmt.Sprint(*a) == fmt.Sprint(*b) }

// column adds a column.
func (g *drawing) column(c *catalog.TableColumn, item catalog.Word) {
	d := drawnColumn{TableColumn: c, item: item, at: len(g.table.Columns)}
	heads := make([]string, len(c.Heads))
	for i, h := range c.Heads {
		h = strings.ReplaceAll(g.pub.Meta.fill(h), "{项}", Name(item.Text))
		for name, text := range g.table.says {
			h = strings.ReplaceAll(h, "{"+name+"}", text)
		}
		heads[i] = Clean(h)
	}
	g.columns = append(g.columns, d)
	g.table.Columns = append(g.table.Columns, Column{Heads: heads, Kind: kindOf(c.Format), Decimals: c.Decimals, Wrap: c.Width,
		key: strings.ReplaceAll(strings.Join(c.Heads, "\x00"), "{项}", item.Value), number: c.Value.Kind == catalog.ValueNumber})
}

// kindOf is how a format is laid out.
func kindOf(f catalog.Format) Kind {
	return map[catalog.Format]Kind{catalog.FormatCode: KindCode, catalog.FormatWord: KindWord, catalog.FormatDate: KindWord, catalog.FormatCount: KindCount,
		catalog.FormatPercent: KindPercent, catalog.FormatMoney: KindMoney, catalog.FormatNumber: KindNumber, catalog.FormatIndex: KindIndex,
		catalog.FormatVerdict: KindVerdict, catalog.FormatSource: KindSource, catalog.FormatChange: KindDifference}[f]
}

// number gives the columns their numbers: 甲, 乙 for those that say what a row is,
// then 1, 2.
func (g *drawing) number() {
	words, n := []rune("甲乙丙丁戊己庚辛壬癸"), 0
	for i := range g.table.Columns {
		c := &g.table.Columns[i]
		if n == 0 && i < len(words) && (c.Kind == KindText || c.Kind == KindCode || c.Kind == KindWord && g.decl.Rows != catalog.RowsAreas) {
			c.Mark = string(words[i])
			continue
		}
		n++
		c.Mark = fmt.Sprint(n)
	}
}

// place is the row that cells are got for.
type place struct {
	area   *area
	came   coverage
	row    int          // of the listed frame
	number int          // of the row in a list, from 1
	item   catalog.Word // of the rows' Each
}

// areas draws a row an area.
func (g *drawing) areas() error {
	down := map[catalog.Level]Level{catalog.County: LevelCounty, catalog.Township: LevelTownship, catalog.Village: LevelVillage}
	var wanted []Level
	for _, l := range g.decl.Levels {
		if l != catalog.VillageKind {
			wanted = append(wanted, down[l])
		}
	}
	list, _, cover, err := summaryInputs(g.ctx, g.pub, slices.Max(append(wanted, LevelCounty)))
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(a area) bool {
		return !slices.Contains(wanted, a.level) || a.level == LevelCounty && g.decl.Total == catalog.TotalNone
	})
	t := g.table
	t.areaColumns()
	for i := range t.Columns {
		t.Columns[i].Mark, t.Columns[i].frames = "", []string{"indicators", "villages"}
	}
	if !g.decl.Arrivals {
		t.Columns = t.Columns[:1]
	}
	first := len(t.Columns)
	if err := g.expand(); err != nil {
		return err
	}
	row := func(a area, came coverage, r Row) error {
		cells, err := g.cells(place{area: &a, came: came})
		if err != nil {
			return err
		}
		r.Cells = append(r.Cells[:first], cells...)
		t.Rows = append(t.Rows, r)
		return nil
	}
	for _, a := range list {
		came := coverage{}
		if g.decl.Arrivals {
			came = cover[a.code]
		}
		if err := row(a, came, areaRow(a, came)); err != nil {
			return err
		}
	}
	for i, below := range parts(list) {
		for _, c := range g.columns {
			if c.Format == catalog.FormatCount {
				sum(t.Rows, i, c.at, below)
			}
		}
	}
	if g.decl.Arrivals && len(t.Rows) > 0 {
		t.Notes = append(t.Notes, t.coverageNote()...)
	}
	beside, err := g.beside(list)
	for _, a := range beside {
		none := Cell{Text: NotApplicable}
		if err := row(a, coverage{}, Row{Areas: a.codes, Cells: []Cell{nameCell(a.name, NotKnown), none, none}}); err != nil {
			return err
		}
	}
	return err
}

// beside are the areas beside the tree: the kinds of villages, and what the frame
// of the table holds of the county level and of no county.
func (g *drawing) beside(list []area) ([]area, error) {
	if g.decl.Frame == "" {
		return nil, nil
	}
	l, err := g.lookup(g.decl.Frame)
	if err != nil {
		return nil, err
	}
	kinds := slices.Contains(g.decl.Levels, catalog.VillageKind)
	var out []area
	for i := range l.frame.Rows {
		a := area{code: l.text(i, "area_code"), name: l.text(i, "area_name")}
		a.codes = []string{a.code}
		switch catalog.Level(l.text(i, "level")) {
		case catalog.VillageKind:
			a.level, a.name = levelKind, a.name+"合计"
			if !kinds {
				continue
			}
		case catalog.County:
			a.level, a.name = LevelCounty, "不归到县"
			if slices.ContainsFunc(list, func(o area) bool { return o.level == LevelCounty && o.code == a.code }) || !slices.Contains(g.decl.Levels, catalog.County) || g.decl.Total == catalog.TotalNone {
				continue
			}
		default:
			continue
		}
		if !slices.ContainsFunc(out, func(o area) bool { return o.code == a.code && o.level == a.level }) {
			out = append(out, a)
		}
	}
	slices.SortStableFunc(out, func(a, b area) int { return cmp.Compare(kindOrder(a.code), kindOrder(b.code)) })
	return out, nil
}
