package cli

import (
	"math/big"
	"path/filepath"
	"slices"
	"strings"

	"sanlv/pipeline/manifest"
)

func init() {
	pageRows["moved-"] = movedRows
	reportRows["moves"] = reportMoves
}

// earlier is the publication that this one is compared with.
func (d *published) earlier() string {
	m, err := manifest.Read(d.dir)
	if err != nil || m.ComparedWith == nil {
		d.t.Fatalf("%s is compared with nothing (%v)", d.dir, err)
	}
	real, err := filepath.EvalSymlinks(d.dir)
	if err != nil {
		d.t.Fatal(err)
	}
	return filepath.Join(filepath.Dir(real), m.ComparedWith.Folder)
}

// movedRows is what moved in a figure or table of the page: in one of the workbooks as
// 各表变动 has it by the data, else as the page before shows the table of the figure.
func movedRows(d *published, p pageTable) [][]string {
	id := strings.TrimPrefix(p.id, "moved-")
	var all [][4]string
	for _, w := range d.printed {
		if w.id != id {
			continue
		}
		book := strings.TrimSuffix(filepath.Base(w.file), ".xlsx")
		if d.moved == nil {
			d.moved = movedWanted(d, d.declared()[0])[0].rows
		}
		for _, r := range d.moved {
			if r.cells[0].text == book && r.cells[1].text == w.sheet {
				all = append(all, [4]string{r.cells[3].text, r.cells[4].text, r.cells[5].text, r.cells[6].text})
			}
		}
		return d.matched(p, all)
	}
	table := id + "-table"
	if name, bars := strings.CutPrefix(id, "bar-"); bars {
		table = "township-" + name
	}
	was, is := pageTable{}, pageTable{}
	if strings.HasPrefix(id, "income-") {
		was, is = stepRows(readPublished(d.t, d.earlier())), stepRows(d)
	} else {
		was, is = tableOn(d, filepath.Join(d.earlier(), "看板.html"), table), tableOn(d, filepath.Join(d.dir, "看板.html"), table)
	}
	return d.matched(p, cellsThatDiffer(was, is))
}

// page are the tables of a page.
func (d *published) page(path string) []pageTable {
	if d.pages[path] == nil {
		if d.pages == nil {
			d.pages = map[string][]pageTable{}
		}
		d.pages[path] = tablesOfPage(d.t, path)
	}
	return d.pages[path]
}

// tableOn is a table of a page; one without rows where the page has none.
func tableOn(d *published, path, id string) pageTable {
	for _, p := range d.page(path) {
		if p.id == id {
			return p
		}
	}
	return pageTable{id: id}
}

// stepRows are how many live on up to parts of the line.
func stepRows(d *published) pageTable {
	p := pageTable{head: []string{"人均纯收入低于", "人口(人)", "占全部人口(%)"}}
	s := d.set("income_curve")
	for _, part := range []struct {
		name   string
		tenths int64
	}{{"贫困线的50%", 5}, {"贫困线的80%", 8}, {"贫困线", 10}, {"贫困线的110%", 11}, {"贫困线的120%", 12}, {"贫困线的150%", 15}, {"贫困线的200%", 20}, {"贫困线的300%", 30}, {"贫困线的400%", 40}} {
		persons, all := int64(0), int64(0)
		for i := range s.rows {
			all = s.count(i, "all_persons")
			if s.number(i, "income").Cmp(big.NewRat(s.count(i, "line")*part.tenths, 10)) < 0 {
				persons = s.count(i, "persons")
			}
		}
		p.rows = append(p.rows, cellsOf(part.name, persons, ratio(persons, all)))
	}
	return p
}

// cellsThatDiffer sets two tables of pages side by side, the rows by as many of their
// first cells as tell them apart.
func cellsThatDiffer(was, is pageTable) (out [][4]string) {
	n := 1 + max(0, slices.Index(is.head, "检查编号"))
	for ; n < len(is.head) && (!toldApart(was, n) || !toldApart(is, n)); n++ {
	}
	row := func(p pageTable, like []string) []string {
		for _, r := range p.rows {
			if slices.Equal(r[:n], like[:n]) {
				return r
			}
		}
		return nil
	}
	under := func(p pageTable, r []string, head string) string {
		if r == nil {
			return "—"
		}
		if j := slices.IndexFunc(p.head, func(h string) bool { return withoutBound(h) == withoutBound(head) }); j >= 0 {
			return r[j]
		}
		return "0" // a class that nobody is in has no column
	}
	add := func(head, before, after string) {
		nothing := func(s string) bool { return strings.Trim(s, "0.") == "" || s == "—" }
		if !sameText(before, after) && !(nothing(before) && nothing(after)) {
			out = append(out, [4]string{head, before, after, anything})
		}
	}
	for _, r := range is.rows {
		old := row(was, r)
		for j, h := range is.head[n:] {
			add(h, under(was, old, h), r[n+j])
		}
		for j, h := range was.head {
			if old != nil && under(is, r, h) == "0" && !slices.Contains(is.head, h) {
				add(h, old[j], "0")
			}
		}
	}
	for _, r := range was.rows {
		if row(is, r) == nil {
			for j, h := range was.head[n:] {
				add(h, r[n+j], "—")
			}
		}
	}
	return out
}

// toldApart tells whether no two rows begin with the same so many cells.
func toldApart(p pageTable, n int) bool {
	seen := map[string]bool{}
	for _, r := range p.rows {
		key := strings.Join(r[:min(n, len(r))], "|")
		if seen[key] {
			return false
		}
		seen[key] = true
	}
	return true
}

// withoutBound is a head without what a standard asks: 错退率<2% is 错退率.
func withoutBound(head string) string {
	if i := strings.IndexAny(head, "<>≤≥"); i >= 0 {
		return head[:i]
	}
	return head
}

// matched gives the rows that are shown, as far as they are among those that moved;
// where not all are shown, as many as there is room for.
func (d *published) matched(p pageTable, all [][4]string) (out [][]string) {
	if len(all) == 0 {
		d.t.Errorf("%s: nothing moved by the data", p.id)
	}
	left := slices.Clone(all)
	for _, r := range p.rows {
		at := slices.IndexFunc(left, func(m [4]string) bool {
			return sameText(strings.ReplaceAll(m[0], " › ", "/"), strings.ReplaceAll(r[1], " › ", "/")) && sameText(m[1], r[2]) && sameText(m[2], r[3]) && (m[3] == anything || sameText(m[3], r[4]))
		})
		if at < 0 {
			out = append(out, []string{anything, "moved by the data", "", "", "", ""})
			continue
		}
		left = slices.Delete(left, at, at+1)
		if r[5] == "" || r[0] == "" {
			d.t.Errorf("%s: no place or reason in %q", p.id, r)
		}
		out = append(out, []string{anything, r[1], r[2], r[3], r[4], anything})
	}
	if most := 30; len(p.rows) != 8 && len(p.rows) != most { // all there is
		for _, m := range left {
			out = append(out, []string{anything, m[0], m[1], m[2], m[3], anything})
		}
	}
	return out
}

// reportMoves are the cells of the annex of what moved, as the report before shows them.
func reportMoves(d *published, p pageTable) (out [][]string) {
	var all [][4]string
	for _, is := range d.page(filepath.Join(d.dir, "评估报告.html")) {
		if is.id != "moves" {
			all = append(all, cellsThatDiffer(tableOn(d, filepath.Join(d.earlier(), "评估报告.html"), is.id), is)...)
		}
	}
	var rows pageTable
	rows.id = p.id
	for _, r := range p.rows {
		rows.rows = append(rows.rows, r[1:])
	}
	d.t.Helper()
	for i, r := range d.matched(rows, all) {
		if i < len(p.rows) {
			out = append(out, append([]string{anything}, r...))
		}
	}
	return out
}
