package catalog

import (
	"slices"
	"strings"
	"testing"
)

func TestOutputOfModel(t *testing.T) {
	for name, c := range map[string]struct{ sql, want string }{
		"names, aliases, expressions": {`with a as (select 1 as x), final as (
  select a.x, b.y as z, case when a.x > 1 then 'from, here' else '' end as word, cast(sum(q) as bigint) as n
  from a join b on a.x = b.x) select * from final`, "x z word n"},
		"a star over a step":      {`with items as (select p, q as r from int_x), final as (select * from items union all select 1, 2) select * from final`, "p r"},
		"a star beside others":    {`with items as (select p, q from int_x), final as (select i.*, x.n from items i join x on 1 = 1) select * from final`, "p q n"},
		"a star over a model":     {`with final as (select * from int_x) select * from final`, ""},
		"a column without a name": {`with final as (select a + 1 from x) select * from final`, ""},
	} {
		if got := strings.Join(Model{SQL: c.sql}.Output(), " "); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// The columns of everything published can be told, for tables are declared by them.
func TestOutputOfPublishedModels(t *testing.T) {
	c, _ := load(t, nil)
	for _, m := range c.Models {
		if m.Header["publish"] != "" && len(m.Output()) == 0 {
			t.Errorf("%s: write out the columns of final", m.File)
		}
		if declared := m.Columns(); len(declared) > 0 {
			var names []string
			for _, d := range declared {
				names = append(names, d.Name)
			}
			if !slices.Equal(names, m.Output()) {
				t.Errorf("%s makes %v, and declares %v", m.File, m.Output(), names)
			}
		}
	}
}
