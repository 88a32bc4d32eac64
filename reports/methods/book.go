// Package methods writes the methods book (方法手册): what every indicator, item
// and rule means and by which document (指标说明), what every sheet and published
// table holds (数据字典), and what is looked for in the data (规则目录). All of it
// comes from the headers of the models and from the reference files, so that the
// book says what the program does.
package methods

import (
	"fmt"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// Files of the book.
const (
	HTML = "方法手册.html"
	// and one Markdown file a part: 指标说明.md, 数据字典.md, 规则目录.md
)

// part is one of the three parts of the book.
type part struct {
	Title    string
	ID       string // of its anchor
	Intro    string
	Sections []section
}

// section is a heading with what stands below it.
type section struct {
	Title  string
	ID     string
	Texts  []string
	Terms  []term
	Tables []table
	Code   string // SQL, as it runs
	Below  []section
}

// term is a fact with its name: 定义, 依据.
type term struct{ Name, Text string }

type table struct {
	Caption string
	Heads   []string
	Rows    [][]string
}

// terms leaves out what has no text.
func terms(pairs ...string) []term {
	var out []term
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			out = append(out, term{pairs[i], reports.Prose(pairs[i+1])})
		}
	}
	return out
}

// Write writes the book of what is declared and in force.
func Write(cat *catalog.Catalog, settings catalog.Settings, out reports.Sink) error {
	first, err := indicators(cat, settings)
	if err != nil {
		return err
	}
	parts := []part{first, dictionary(cat), rules(cat, settings)}
	for _, p := range parts {
		if err := writeFile(out, p.Title+".md", func(w *writer) { markdown(w, p) }); err != nil {
			return err
		}
	}
	return writeHTML(out, settings, parts)
}

// or gives a dash for what does not apply.
func or(s string) string {
	if s == "" {
		return reports.NotApplicable
	}
	return s
}

func anchor(kind, id string) string { return fmt.Sprintf("%s-%s", kind, id) }
