package catalog

import (
	"strings"
	"testing"
	"testing/fstest"
)

const goodCheck = `-- severity: 警告
-- about: a
-- message: b
-- mend: c
-- source: d
-- group: 收入
with final as (
  select 1 as row
)
select * from final
`

func TestModelHeaderIsStrict(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"good":            {goodCheck, ""},
		"unknown key":     {strings.Replace(goodCheck, "-- mend", "-- amend", 1), `chk/x.sql:4: unknown header key "amend"`},
		"repeated key":    {"-- severity: 警告\n" + goodCheck, `chk/x.sql:2: header key "severity" repeated`},
		"missing key":     {strings.Replace(goodCheck, "-- source: d\n", "", 1), `header lacks "source"`},
		"not key: value":  {strings.Replace(goodCheck, "-- about: a", "-- about", 1), "chk/x.sql:2: header line is not"},
		"no group":        {strings.Replace(goodCheck, "-- group: 收入\n", "", 1), `header lacks "group"`},
		"unknown group":   {strings.Replace(goodCheck, "收入", "收人", 1), `group "收人" is none of 身份,`},
		"wrong severity":  {strings.Replace(goodCheck, "警告", "warn", 1), `severity "warn"`},
		"DuckDB only":     {strings.Replace(goodCheck, "1 as row", "1::bigint as row", 1), `"::" is not in the SQL`},
		"no final":        {strings.Replace(goodCheck, "select * from final", "select 1", 1), "ends in"},
		"not a CTE chain": {strings.Replace(goodCheck, "with final as (", "select (", 1), "one chain of CTEs"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ParseModel(LayerCheck, "chk/x.sql", c.text)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// A poverty measure stands by village or by area: its grain says which.
func TestPovertyGrain(t *testing.T) {
	head := "-- id: x\n-- label: a\n-- definition: b\n-- formula: c\n-- source: d\n-- unit: %\n-- decimals: 2\n-- nulls: e\n-- behind: below\n-- base: below is not null\n-- left: below is null\n-- empty: f\n-- grain: "
	sql := "\nwith final as (\n  select 1 as x from int_a\n)\nselect * from final"
	for grain, addsUp := range map[string]bool{"village_code, item": true, "level, area_code, item": false} {
		m, err := ParseModel(LayerPoverty, "pov/x.sql", head+grain+sql)
		if err != nil || m.AddsUp() != addsUp {
			t.Errorf("%s: adds up %v, %v", grain, m.AddsUp(), err)
		}
	}
	for file, grain := range map[string]string{"pov/x.sql": "household_id", "pov/y.sql": "village_code, item"} {
		if _, err := ParseModel(LayerPoverty, file, head+grain+sql); err == nil {
			t.Errorf("%s with grain %s is not refused", file, grain)
		}
	}
}

// A view is made when it is read, so the header keeps it to what is published.
func TestViewIsPublished(t *testing.T) {
	sql := "\nwith final as (\n  select 1 as x from int_a\n)\nselect * from final"
	published := "-- about: a\n-- grain: x\n-- publish: trace/x\n-- order: x\n"
	for head, good := range map[string]bool{published + "-- view: yes": true, published + "-- view: no": false, "-- about: a\n-- grain: x\n-- view: yes": false} {
		if _, err := ParseModel(LayerFact, "fct/x.sql", head+sql); (err == nil) != good {
			t.Errorf("%q: %v", head, err)
		}
	}
}

func inter(sql string) string { return "-- about: a\n-- grain: b\n" + sql }

func tree(files map[string]string) fstest.MapFS {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return m
}

func TestModelsAreOrderedByNeed(t *testing.T) {
	models, err := loadModels(tree(map[string]string{
		"int/a.sql": inter("with final as (select 1 as x from int_b)\nselect * from final"),
		"int/b.sql": inter("with final as (select 1 as x from stg_c -- not int_a\n)\nselect * from final"),
		"stg/c.sql": inter("with final as (select 1 as x from raw_household)\nselect * from final"),
	}))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, m := range models {
		order = append(order, m.Table())
	}
	if got := strings.Join(order, " "); got != "stg_c int_b int_a" {
		t.Errorf("order is %s", got)
	}
}

func TestModelsThatCannotBeOrdered(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"circle": {map[string]string{
			"int/a.sql": inter("with final as (select 1 as x from int_b)\nselect * from final"),
			"int/b.sql": inter("with final as (select 1 as x from int_a)\nselect * from final"),
		}, "in a circle: int_a -> int_b -> int_a"},
		"nobody makes it": {map[string]string{
			"int/a.sql": inter("with final as (select 1 as x from stg_gone)\nselect * from final"),
		}, "reads stg_gone, which no model makes"},
		"upward": {map[string]string{
			"int/a.sql": inter("with final as (select 1 as x from fct_b)\nselect * from final"),
		}, "may not read fct_b"},
		"past the stage": {map[string]string{
			"int/a.sql": inter("with final as (select 1 as x from raw_household)\nselect * from final"),
		}, "may not read raw_household"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := loadModels(tree(c.files)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// A table for other programs says what it is and what its columns hold; one that
// only the reports read does not.
func TestPublishedTableIsExplained(t *testing.T) {
	const sql = "\nwith final as (\n  select 1 as x from int_a\n)\nselect * from final"
	const words = "-- label: 甲\n-- definition: 乙\n-- columns: x=丙:丁\n"
	head := func(publish, words string) string {
		return "-- about: a\n-- grain: x\n-- publish: " + publish + "\n-- order: x\n" + words
	}
	m, err := ParseModel(LayerFact, "fct/x.sql", head("data/x", words)+sql)
	if err != nil || len(m.Columns()) != 1 || m.Columns()[0] != (PublishedColumn{Name: "x", Label: "丙:丁"}) {
		t.Errorf("%v, %v", m.Columns(), err)
	}
	for _, line := range strings.SplitAfter(strings.TrimSuffix(words, "\n"), "\n") {
		key := strings.Fields(line)[1]
		if _, err := ParseModel(LayerFact, "fct/x.sql", head("data/x", strings.Replace(words, strings.TrimSuffix(line, "\n")+"\n", "", 1))+sql); err == nil || !strings.Contains(err.Error(), `"`+strings.TrimSuffix(key, ":")+`"`) {
			t.Errorf("published without %s: %v", key, err)
		}
		if _, err := ParseModel(LayerFact, "fct/x.sql", head("trace/x", line+"\n")+sql); err == nil {
			t.Errorf("a trace with %s is not refused", key)
		}
	}
	if _, err := ParseModel(LayerFact, "fct/x.sql", head("elsewhere/x", "")+sql); err == nil || !strings.Contains(err.Error(), "elsewhere/x") {
		t.Errorf("published elsewhere: %v", err)
	}
}
