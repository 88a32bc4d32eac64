package catalog

import (
	"slices"
	"strings"
)

// Feed is what a published table is made of: kinds of sheets, tables of what is
// declared (ref_standard), and thresholds that its models name (monitor.lift_months).
type Feed struct {
	Sheets    []string `json:"sheets"`
	Reference []string `json:"reference"`
	// Grain are the columns that tell its rows apart, from one run to the next: not the
	// year, nor where a row stands in its sheet.
	Grain []string `json:"grain"`
}

// findsKey is the key in the header of a model that only finds where rows belong:
// which village or copy of a sheet counts. What it reads decides no figure but
// through that, and is no part of a Feed.
const findsKey = "finds"

// the tables that hold something of every sheet: what is wrong with it, who sent it
var ofAllSheets = []string{"meta_finding", "meta_sent"}

// filledFrom are the tables that the program fills from others, with those.
var filledFrom = map[string][]string{"meta_estimate": {"int_sample_cell", "int_sample_area", "ref_standard"}, "meta_funnel": {"int_funnel_count"}}

// Feeds tells what every published table is made of, by its id.
func (c *Catalog) Feeds() map[string]Feed {
	models := map[string]Model{}
	for _, m := range c.Models {
		models[m.Table()] = m
	}
	made := map[string][]string{} // by table, all that it reads, however far away
	var read func(table string) []string
	read = func(table string) []string {
		if all, met := made[table]; met {
			return all
		}
		needs, all := filledFrom[table], []string(nil)
		m, isModel := models[table]
		if layer, union := Unions[table]; union {
			for _, part := range c.Models {
				if part.Layer == layer {
					needs = append(needs, part.Table())
				}
			}
		} else if isModel && m.Header[findsKey] == "" {
			needs, all = m.Needs, m.Parameters
		}
		made[table] = nil
		for _, n := range needs {
			all = append(append(slices.Clip(all), n), read(n)...)
		}
		slices.Sort(all)
		made[table] = slices.Compact(all)
		return made[table]
	}
	kinds := make([]string, len(c.Sheets))
	for i := range c.Sheets {
		kinds[i] = c.Sheets[i].Kind
	}
	out := map[string]Feed{}
	for _, m := range c.Models {
		p := m.Header["publish"]
		if p == "" {
			continue
		}
		f := Feed{Grain: m.grain()}
		for _, table := range read(m.Table()) {
			switch layer, name, _ := strings.Cut(table, "_"); {
			case layer == "raw":
				f.Sheets = append(f.Sheets, name)
			case layer == "ref", strings.Contains(table, "."):
				f.Reference = append(f.Reference, table)
			case slices.Contains(ofAllSheets, table):
				f.Sheets = append(f.Sheets, kinds...)
				f.Reference = append(f.Reference, table)
			}
		}
		slices.Sort(f.Sheets)
		f.Sheets = slices.Compact(f.Sheets)
		out[p[strings.LastIndexByte(p, '/')+1:]] = f
	}
	return out
}

// grain are the columns that tell the rows of a model apart in every run.
func (m Model) grain() []string {
	columns := strings.Split(m.Header["grain"], ", ")
	rows := slices.Contains(columns, "row")
	return slices.DeleteFunc(columns, func(c string) bool {
		return c == "period" || rows && (c == "file" || c == "sheet" || c == "row")
	})
}
