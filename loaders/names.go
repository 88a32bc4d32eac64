package loaders

import (
	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// NewNames returns names of nobody, which know the words of the code lists.
func NewNames(cat *catalog.Catalog) *finding.Names {
	var words []string
	for _, list := range cat.Codes {
		for _, e := range list.Entries {
			words = append(append(words, e.Label), e.Synonyms...)
		}
	}
	return finding.NewNames(words)
}

// TellNames tells the names of persons and places that stand in the rows of a batch.
func TellNames(names *finding.Names, sheet *catalog.Sheet, b Batch) {
	column := func(name string) *array.String {
		if at := b.Record.Schema().FieldIndices(name); len(at) == 1 {
			c, _ := b.Record.Column(at[0]).(*array.String)
			return c
		}
		return nil
	}
	at := func(c *array.String, row int) string {
		if c == nil || c.IsNull(row) {
			return ""
		}
		return c.Value(row)
	}
	household, code := column("household_id"), column("village_code")
	township, village := column("township"), column("village")
	var persons, places []*array.String
	for _, c := range sheet.Columns {
		if c.Personal == finding.Name {
			persons = append(persons, column(c.Name))
		}
	}
	for _, name := range []string{"county", "township", "village", "group_name"} {
		if c := column(name); c != nil {
			places = append(places, c)
		}
	}
	last := make([]string, len(places))
	for row := range int(b.Record.NumRows()) {
		for i, c := range places {
			if name := at(c, row); name != last[i] {
				last[i] = name
				names.Place(name)
			}
		}
		where := at(code, row)
		if where == "" && at(village, row) != "" { // a village by its name
			where = at(township, row) + "\x00" + at(village, row)
		}
		if sheet.Kind == "household" {
			names.Home(at(household, row), where)
		}
		for _, c := range persons {
			names.Add(at(household, row), where, at(c, row))
		}
	}
}
