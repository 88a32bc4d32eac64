package cli

import (
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pageTable is a table of a page as a reader sees it: the heads of each column from
// the top, and the texts of its cells.
type pageTable struct {
	id   string
	head []string
	rows [][]string
}

// reaching is a cell of a table that stands for those below it, so many.
type reaching struct {
	rows int
	text string
}

// tablesOfPage reads the tables of a page that have an id.
func tablesOfPage(t *testing.T, path string) []pageTable {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(mustRead(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	attr := func(n *html.Node, name string) string {
		for _, a := range n.Attr {
			if a.Key == name {
				return a.Val
			}
		}
		return ""
	}
	var text func(n *html.Node) string
	text = func(n *html.Node) string {
		if n.Type == html.TextNode {
			return n.Data
		}
		var b strings.Builder
		for c := range n.ChildNodes() {
			b.WriteString(text(c))
		}
		return b.String()
	}
	var out []pageTable
	for n := range doc.Descendants() {
		id, ok := strings.CutPrefix(attr(n, "id"), "t-")
		if n.Data != "table" || !ok {
			continue
		}
		p := pageTable{id: id}
		var heads [][]string // by row, with what reaches over several
		var down []reaching  // by column, of the body
		for r := range n.Descendants() {
			if r.Data != "tr" || r.Type != html.ElementNode {
				continue
			}
			if r.Parent.Data != "thead" {
				var row []string
				for c := range r.ChildNodes() {
					if c.Data == "td" || c.Data == "th" {
						for len(down) > len(row) && down[len(row)].rows > 0 { // reaches down from above
							down[len(row)].rows--
							row = append(row, down[len(row)].text)
						}
						for len(down) <= len(row) {
							down = append(down, reaching{})
						}
						down[len(row)] = reaching{max(1, atoi(attr(c, "rowspan"))) - 1, plainText(text(c))}
						row = append(row, plainText(text(c)))
					}
				}
				for len(down) > len(row) && down[len(row)].rows > 0 {
					down[len(row)].rows--
					row = append(row, down[len(row)].text)
				}
				p.rows = append(p.rows, row)
				continue
			}
			heads = append(heads, nil)
		}
		level := -1
		for r := range n.Descendants() {
			if r.Data != "tr" || r.Parent.Data != "thead" {
				continue
			}
			level++
			at := 0
			for c := range r.ChildNodes() {
				if c.Data != "th" && c.Data != "td" {
					continue
				}
				for at < len(heads[level]) && heads[level][at] != "" {
					at++
				}
				wide, high := max(1, atoi(attr(c, "colspan"))), max(1, atoi(attr(c, "rowspan")))
				for i := level; i < level+high && i < len(heads); i++ {
					for len(heads[i]) < at+wide {
						heads[i] = append(heads[i], "")
					}
					for j := at; j < at+wide; j++ {
						heads[i][j] = plainText(text(c))
						if i > level {
							heads[i][j] = "^"
						}
					}
				}
				at += wide
			}
		}
		if len(heads) > 0 {
			for j := range heads[0] {
				var path []string
				for _, h := range heads {
					if j < len(h) && h[j] != "^" && h[j] != "" {
						path = append(path, h[j])
					}
				}
				p.head = append(p.head, strings.Join(path, "/"))
			}
		}
		out = append(out, p)
	}
	return out
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// texts are the cells of a row as they are shown.
func texts(cells []wanted) []string {
	var out []string
	for _, c := range cells {
		out = append(out, plainText(c.text))
	}
	return out
}

// cellsOf makes a row of what values show.
func cellsOf(values ...any) []string {
	var out []string
	for _, v := range values {
		switch v := v.(type) {
		case wanted:
			out = append(out, plainText(v.text))
		case int64:
			out = append(out, whole(v).text)
		case int:
			out = append(out, whole(int64(v)).text)
		case string:
			out = append(out, plainText(v))
		}
	}
	return out
}

// unfilled are the tables of the pages that this test does not compare, and why.
var unfilled = map[string]string{
	"households": "the script fills it from what is packed in the page: the browser tests",
	"moved":      "the script fills it from what is packed in the page: the browser tests",
	"parameters": "the words of the parameters in force, no data", "standards": "the words of the standards, no data", "exit-items": "the words of the exit standards, no data",
}

// comparePages holds every table of the page and of the report against the data of
// the publication. One that it does not know is an error.
func comparePages(t *testing.T, out string) {
	t.Helper()
	d := readPublished(t, filepath.Join(out, "latest"))
	d.meta.Office.TotalLast = false // which is a matter of the workbooks
	printed := map[string]*wantedTable{}
	for _, w := range d.tables() {
		printed[w.id] = w
	}
	d.printed = printed
	for page, own := range map[string]map[string]func(*published, pageTable) [][]string{"看板.html": pageRows, "评估报告.html": reportRows} {
		tables := tablesOfPage(t, filepath.Join(d.dir, page))
		cells, seen := 0, 0
		for _, p := range tables {
			if unfilled[p.id] != "" {
				continue
			}
			var want [][]string
			kind := p.id
			for of := range own {
				if strings.HasSuffix(of, "-") && strings.HasPrefix(p.id, of) && (kind == p.id || len(of) > len(kind)) {
					kind = of
				}
			}
			switch w := printed[p.id]; {
			case own[kind] != nil:
				want = own[kind](d, p)
			case w != nil:
				var heads []string
				for _, h := range w.heads {
					heads = append(heads, plainText(h))
				}
				if !slices.Equal(heads, p.head) {
					t.Errorf("%s › %s: heads %q\n want %q", page, p.id, p.head, heads)
				}
				for _, r := range w.rows {
					want = append(want, texts(r.cells))
				}
			default:
				t.Errorf("%s › %s: nothing says what it has to show", page, p.id)
				continue
			}
			seen++
			n, wrong := unlike(p.rows, want)
			cells += n
			for _, s := range wrong[:min(len(wrong), 5)] {
				t.Errorf("%s › %s: %s", page, p.id, s)
			}
			// and what is spoilt is found
			if len(p.rows) > 1 {
				if _, found := unlike(p.rows[1:], want); len(found) <= len(wrong) {
					t.Errorf("%s › %s: a row less is not found", page, p.id)
				}
			}
		}
		t.Logf("%s: %d of %d tables, %d cells", page, seen, len(tables), cells)
	}
}

// unlike compares the cells of a table.
func unlike(got, want [][]string) (cells int, wrong []string) {
	if len(got) != len(want) {
		wrong = append(wrong, fmt.Sprintf("%d rows, by the data %d", len(got), len(want)))
	}
	for i := range min(len(got), len(want)) {
		if len(got[i]) != len(want[i]) {
			wrong = append(wrong, fmt.Sprintf("row %d: %q, by the data %q", i+1, got[i], want[i]))
			continue
		}
		for j := range got[i] {
			cells++
			if w := want[i][j]; w != anything && !sameText(got[i][j], w) {
				wrong = append(wrong, fmt.Sprintf("row %d column %d: %q, by the data %q", i+1, j+1, got[i][j], w))
			}
		}
	}
	return cells, wrong
}

// anything stands for a cell of words that follow from the others of its row.
const anything = "\x00"
