package loaders

import (
	"fmt"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/decimal128"

	"sanlv/pipeline/catalog"
)

// kind is a sheet of the dictionary made ready for matching.
type kind struct {
	sheet   *catalog.Sheet
	headers map[string]target // by folded header
	words   []*words          // by column; nil where there is no code list
	bounds  [][2]*decimal128.Num
}

// target is the column that a header names.
type target struct {
	index    int
	inverted bool
}

func newKind(s *catalog.Sheet, codes map[string]*catalog.CodeList) (*kind, error) {
	k := &kind{sheet: s, headers: map[string]target{}, words: make([]*words, len(s.Columns)), bounds: make([][2]*decimal128.Num, len(s.Columns))}
	put := func(header string, t target) {
		key, _ := headerKey(header)
		if _, taken := k.headers[key]; key != "" && !taken {
			k.headers[key] = t
		}
	}
	for i := range s.Columns {
		c := &s.Columns[i]
		put(c.Label, target{index: i})
		if c.List != "" {
			list := codes[c.List]
			if list == nil {
				return nil, fmt.Errorf("sheet %s, column %s: no code list %q", s.Kind, c.Name, c.List)
			}
			k.words[i] = newWords(list)
		}
		for j, text := range []string{c.Min, c.Max} {
			if text == "" {
				continue
			}
			d, ok := parseDecimal(text)
			n, fits := d.decimal128()
			if !ok || !fits {
				return nil, fmt.Errorf("sheet %s, column %s: bad bound %q", s.Kind, c.Name, text)
			}
			k.bounds[i][j] = &n
		}
	}
	for i, c := range s.Columns {
		for _, a := range c.Aliases {
			put(a, target{index: i})
		}
	}
	for i, c := range s.Columns {
		for _, o := range c.Opposites {
			put(o, target{index: i, inverted: true})
		}
	}
	return k, nil
}

// index returns the position of a column by name, or -1.
func (k *kind) index(name string) int {
	for i := range k.sheet.Columns {
		if k.sheet.Columns[i].Name == name {
			return i
		}
	}
	return -1
}

// field makes the field of a column of the dictionary.
func (k *kind) field(t target) field {
	return field{def: &k.sheet.Columns[t.index], index: t.index, inverted: t.inverted,
		words: k.words[t.index], min: k.bounds[t.index][0], max: k.bounds[t.index][1]}
}

// setUnit works out the scale from the unit found in the header, in its group or
// for the sheet. It reports false when the header's own unit measures something
// else than the column holds; a group's unit may be meant for its neighbours.
func (f *field) setUnit(found, ofGroup, ofSheet string) bool {
	base := f.def.Unit
	if found == "" && units[ofGroup].family == units[base].family {
		found = ofGroup
	}
	f.ownUnit = found != ""
	switch f.def.Type {
	case catalog.Money:
		if base == "" {
			base = "元"
		}
		if found == "" {
			found = ofSheet
		}
	case catalog.Number, catalog.Integer, catalog.Percent:
	default:
		return true
	}
	f.unit = found
	if f.def.Type == catalog.Percent {
		// Without a unit anywhere a plain number is taken for the fraction itself.
		if found == "" {
			found = base
		}
		f.power = units[found].power
		return found == "" || units[found].family == "ratio"
	}
	if found == "" || base == "" {
		f.unit = ""
		return true
	}
	have, want := units[found], units[base]
	f.power = have.power - want.power
	return have.family == want.family
}

// Columns that tell how fine the rows of a sheet are. A sheet with a column of
// villages is no township sheet, however many of its headers fit.
var (
	townshipMarks  = []string{"township"}
	villageMarks   = []string{"village", "village_code"}
	householdMarks = []string{"household_id"}
)

// tooCoarse reports that a header names things finer than the rows of this kind.
func (k *kind) tooCoarse(key string, all []*kind) bool {
	for _, marks := range [][]string{townshipMarks, villageMarks, householdMarks} {
		own := false
		for _, m := range marks {
			own = own || k.index(m) >= 0
		}
		if own || k.finest() {
			continue
		}
		for _, other := range all {
			t, ok := other.headers[key]
			if !ok || t.inverted {
				continue
			}
			for _, m := range marks {
				if other.sheet.Columns[t.index].Name == m {
					return true
				}
			}
		}
	}
	return false
}

// Names of sheets that the program itself puts beside a form or a copy; they
// hold no data of the county.
const (
	notesSheet     = "填表说明" // of a blank form: what each column is
	choicesSheet   = "选项"   // of a blank form: what its drop-down lists offer
	markedSheet    = "标注说明" // of a marked copy
	publishedSheet = "数据封面" // of the workbook of all published tables
	samplePrefix   = "抽样·"  // of a sample's plan and lists: 抽样·抽中户
)

func ownSheet(name string) bool {
	return name == notesSheet || name == choicesSheet || strings.HasPrefix(name, samplePrefix)
}

// finest reports a kind whose rows are households or finer.
func (k *kind) finest() bool { return k.index("household_id") >= 0 }

func quoteAll(names []string, most int) string {
	shown := names
	if len(names) > most {
		shown = names[:most]
	}
	s := strings.Join(shown, "、")
	if len(names) > most {
		s += fmt.Sprintf("等%d列", len(names))
	}
	return s
}
