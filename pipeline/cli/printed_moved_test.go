package cli

import (
	"context"
	"math/big"
	"path/filepath"
	"slices"
	"strings"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
)

// notCompared are the tables that list single households, persons, findings and
// files, and those that tell a change themselves.
var notCompared = []string{"difference", "sample_case", "doubts", "problems", "answers", "intake", "score_list", "change_township"}

// movedWanted is 各表变动: every table as it follows from the data of this publication
// beside the same as it follows from those of the one before, cell by cell. Only what a
// row is called and why a cell moved is taken over from the program; other tests say that.
func movedWanted(d *published, _ catalog.Table) []*wantedTable {
	if d.past.Change == nil {
		return nil
	}
	real, err := filepath.EvalSymlinks(d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	m, err := manifest.Read(real)
	if err != nil {
		d.t.Fatal(err)
	}
	earlier := filepath.Join(filepath.Dir(real), m.ComparedWith.Folder)
	old := readPublished(d.t, earlier)
	old.meta.Declared, old.past = d.meta.Declared, reports.Past{}
	now := *d
	now.past = reports.Past{}
	program, err := pipeline.Moved(context.Background(), earlier, real, d.past.Change)
	if err != nil {
		d.t.Fatal(err)
	}
	w := &wantedTable{heads: []string{"表", "工作表", "地区或行", "栏目", "上次", "本次", "增减", "原因"}}
	said := map[string][]reports.Move{}
	for _, t := range program.Moved.Tables {
		said[t.File+" › "+t.Sheet] = append(said[t.File+" › "+t.Sheet], t.Moves...)
	}
	var areas []string
	for _, u := range slices.Concat(old.tree, now.tree) {
		areas = append(areas, u.name, u.code)
	}
	was, is := old.compared(), now.compared()
	for key, t := range is {
		cells := movedCells(was[key], t, areas)
		if len(cells) != len(said[key]) {
			d.t.Errorf("%s: %d cells moved, %d by the data", key, len(said[key]), len(cells))
		}
	}
	for _, t := range program.Moved.Tables {
		key := t.File + " › " + t.Sheet
		cells := movedCells(was[key], is[key], areas)
		for i, move := range t.Moves {
			if i >= len(cells) {
				break
			}
			c := cells[i]
			if sameText(strings.Join(move.Heads, "/"), c.head) {
				c.head = strings.Join(move.Heads, " › ")
			}
			book := strings.TrimSuffix(filepath.Base(t.File), ".xlsx")
			w.rows = append(w.rows, wantedRow{cells: []wanted{word(book), word(t.Sheet), word(move.Row), {text: c.head}, {text: c.before}, {text: c.after}, {text: c.change}, word(move.Reason)}})
		}
	}
	return []*wantedTable{w}
}

// compared are the tables that are compared, by where they stand.
func (d *published) compared() map[string]*wantedTable {
	out := map[string]*wantedTable{}
	for _, w := range d.tables() {
		if !slices.Contains(notCompared, w.id) && (strings.HasPrefix(w.file, "报表/") || strings.HasPrefix(w.file, "台账/台账目录")) && !strings.HasPrefix(w.id, "score_list") {
			out[w.file+" › "+w.sheet] = w
		}
	}
	return out
}

// movedCell is a cell that shows something else than the last time.
type movedCell struct{ head, before, after, change string }

// movedCells sets a table beside what it was, either of which may not be.
func movedCells(before, after *wantedTable, areas []string) (out []movedCell) {
	for _, t := range []**wantedTable{&before, &after} {
		if *t == nil {
			*t = &wantedTable{}
		} else if r := (*t).rows; len(r) == 1 && r[0].cells[0].text == "无" {
			*t = &wantedTable{id: (*t).id, heads: (*t).heads}
		}
	}
	by, names := rowKeys(before, after), after.names()
	names = names[:min(4, len(names))] // in the name of the row
	rows := map[string]int{}
	for i, k := range before.keys(by) {
		rows[k] = i
	}
	before = &wantedTable{id: before.id, heads: slices.Clone(before.heads), rows: before.rows}
	for i, h := range before.heads { // a verdict is the same whatever its standard asks
		if asked := strings.IndexAny(h, "<≤≥>="); asked > 0 && strings.HasPrefix(h, "按“") {
			same := func(now string) bool {
				return strings.HasPrefix(now, "按“") && strings.IndexAny(now, "<≤≥>=") > 0 && now[:strings.IndexAny(now, "<≤≥>=")] == h[:asked]
			}
			if at := slices.IndexFunc(after.heads, same); at >= 0 {
				before.heads[i] = after.heads[at]
			}
		}
	}
	heads := slices.Clone(after.heads)
	for _, h := range before.heads {
		if !slices.Contains(heads, h) {
			heads = append(heads, h)
		}
	}
	add := func(was, is *wantedRow) {
		first := len(out)
		for _, h := range heads {
			if slices.Contains([]string{"序号", "条"}, h) || strings.HasPrefix(h, "来源") {
				continue
			}
			if (was == nil || is == nil) && listKeys[after.id] != nil && slices.Contains(names, h) {
				continue
			}
			a, b := before.under(was, h), after.under(is, h)
			if was == nil && slices.Contains(areas, b.text) || is == nil && slices.Contains(areas, a.text) {
				continue // says of which area the row is
			}
			if a.text == b.text || (was == nil || is == nil) && a.nothing() && b.nothing() {
				continue
			}
			c := movedCell{h, a.text, b.text, "—"}
			if a.number != nil && b.number != nil {
				c.change = wentBy(a, b)
			}
			out = append(out, c)
		}
		if len(out) == first && was == nil {
			out = append(out, movedCell{"整行", "—", "有", "—"})
		} else if len(out) == first && is == nil {
			out = append(out, movedCell{"整行", "有", "—", "—"})
		}
	}
	for i, k := range after.keys(by) {
		if at, ok := rows[k]; ok {
			add(&before.rows[at], &after.rows[i])
			delete(rows, k)
		} else {
			add(nil, &after.rows[i])
		}
	}
	for i, k := range before.keys(by) {
		if _, left := rows[k]; left {
			add(&before.rows[i], nil)
		}
	}
	return out
}

// nothing tells that a cell says nothing worth telling of a row that came or went.
func (w wanted) nothing() bool {
	return w.number != nil && w.number.Sign() == 0 || slices.Contains([]string{"—", "不详", "无"}, w.text)
}

func (t *wantedTable) under(r *wantedRow, head string) wanted {
	if at := slices.Index(t.heads, head); r != nil && at >= 0 {
		return r.cells[at]
	}
	return wanted{text: "—"}
}

// wentBy is how far a number went, with as many decimals as it shows.
func wentBy(a, b wanted) string {
	d := new(big.Rat).Sub(b.number, a.number)
	decimals := 0
	for _, w := range []wanted{a, b} {
		if _, part, ok := strings.Cut(w.text, "."); ok {
			decimals = max(decimals, len(part))
		} else if w.text == "…" {
			decimals = max(decimals, 2)
		}
	}
	text := grouped(new(big.Rat).Abs(d).FloatString(decimals))
	switch {
	case strings.Trim(text, "0.,") == "" && d.Sign() != 0:
		return "…"
	case d.Sign() > 0:
		return "+" + text
	case d.Sign() < 0:
		return "−" + text
	}
	return text
}

// keys are what the rows are known by: their place in the tree of areas, else the
// words under some heads.
func (t *wantedTable) keys(by []string) []string {
	var out, path []string
	for _, r := range t.rows {
		var words []string
		if by == nil {
			path = append(path[:min(len(path), r.deep)], r.cells[0].text)
			words = slices.Clone(path)
		}
		for _, h := range by {
			words = append(words, t.under(&r, h).text)
		}
		key := strings.Join(words, "|")
		for slices.Contains(out, key) {
			key += "'"
		}
		out = append(out, key)
	}
	return out
}

// names are the heads on the left under which words stand.
func (t *wantedTable) names() (names []string) {
	for i, h := range t.heads {
		numeric := slices.ContainsFunc(t.rows, func(r wantedRow) bool { return r.cells[i].number != nil })
		if numeric && h != "序号" {
			break
		}
		if !numeric && h != "条" {
			names = append(names, h)
		}
	}
	return names
}

// listKeys are the heads under which stands what tells the rows of a list apart.
var listKeys = map[string][]string{"differences": {"级别", "单位", "项目"}, "project_list": {"项目编号"}, "checks": {"查什么"}, "funnel": {"乡镇", "村", "来源", "指标"},
	"fieldwork": {"核查表(组)", "日期"}, "alert_source": {"部门", "事项"}}

// rowKeys finds the fewest heads on the left whose words tell rows apart; none in a
// tree of areas.
func rowKeys(before, after *wantedTable) []string {
	t := after
	if len(t.rows) == 0 {
		t = before
	}
	if by := listKeys[t.id]; by != nil {
		return by
	}
	tree := false
	for _, r := range t.rows {
		tree = tree || r.deep == 1
	}
	if tree && (t.heads[0] == "单位" || len(t.rows) > 0 && t.rows[len(t.rows)-1].deep > 0 && t.heads[0] == "乡镇" && t.heads[1] != "贫困村") {
		return nil
	}
	names := t.names()
	tries := [][]string{}
	for i := range names {
		tries = append(tries, names[i:i+1])
	}
	for i := range names {
		tries = append(tries, names[:i+1])
	}
	for _, by := range tries {
		if !slices.ContainsFunc(slices.Concat(before.keys(by), after.keys(by)), func(k string) bool { return strings.HasSuffix(k, "'") }) {
			return by
		}
	}
	return names
}

// what it shows follows from all the others
func init() { bodies["diff_cells"] = movedWanted }
