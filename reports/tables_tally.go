package reports

import (
	"context"
	"slices"
)

// Scopes of the tally: whose households are counted.
const (
	everybody  = "all"
	registered = "registered" // 建档立卡户
	exited     = "exited"     // 脱贫户
)

// tally is the households and persons of every area by class and item.
type tally struct {
	of    map[tallyKey]tallyCount
	items map[string][]string // by class, in order
}

type tallyKey struct{ level, area, scope, class, item string }

type tallyCount struct{ households, persons, personsUnknown, unclear int64 }

func readTally(ctx context.Context, pub Publication) (*tally, error) {
	items, err := load(ctx, pub, "tally_item", "class", "item")
	if err != nil {
		return nil, err
	}
	v, err := load(ctx, pub, "tally", "level", "area_code", "scope", "class", "item", "households", "persons", "persons_unknown", "unclear_households")
	if err != nil {
		return nil, err
	}
	t := &tally{of: map[tallyKey]tallyCount{}, items: map[string][]string{}}
	for i := range items.len() {
		class := items.text(i, "class")
		t.items[class] = append(t.items[class], items.text(i, "item"))
	}
	for i := range v.len() {
		t.of[tallyKey{v.text(i, "level"), v.text(i, "area_code"), v.text(i, "scope"), v.text(i, "class"), v.text(i, "item")}] =
			tallyCount{v.count(i, "households"), v.count(i, "persons"), v.count(i, "persons_unknown"), v.count(i, "unclear_households")}
	}
	return t, nil
}

// tallyColumn is a count of an area under its heads.
type tallyColumn struct {
	heads []string
	count func(a area) int64
}

// get gives the counts of a class and item of a scope.
func (t *tally) get(a area, scope, class, item string) tallyCount {
	return t.of[tallyKey{a.level.id(), a.code, scope, class, item}]
}

// households and persons are the two columns of one item.
func (t *tally) households(scope, class, item string, heads ...string) tallyColumn {
	return tallyColumn{slices.Concat(heads, []string{"户"}), func(a area) int64 { return t.get(a, scope, class, item).households }}
}

func (t *tally) persons(scope, class, item string, heads ...string) tallyColumn {
	return tallyColumn{slices.Concat(heads, []string{"人"}), func(a area) int64 { return t.get(a, scope, class, item).persons }}
}

func (t *tally) both(scope, class, item string, heads ...string) []tallyColumn {
	return []tallyColumn{t.households(scope, class, item, heads...), t.persons(scope, class, item, heads...)}
}

// tallyTable makes the table of some counts, from the county down to the villages.
func tallyTable(ctx context.Context, pub Publication, id, short, what string, columns []tallyColumn, notes ...string) (*Table, error) {
	list, _, cover, err := summaryInputs(ctx, pub, LevelVillage)
	if err != nil {
		return nil, err
	}
	t := newTable(pub.Meta, id, short, what, "户、人")
	t.areaColumns()
	for i := range t.Columns {
		t.Columns[i].Mark = ""
	}
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{Heads: c.heads, Kind: KindCount})
	}
	for _, a := range list {
		came := cover[a.code]
		row := areaRow(a, came)
		for _, c := range columns {
			cell := countCell(c.count(a))
			if came.missing() && came.arrived == 0 {
				cell = Cell{Text: NotKnown}
			}
			cell.Provisional = came.missing()
			row.Cells = append(row.Cells, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	for i, below := range parts(list) {
		for c, column := range t.Columns {
			if column.Kind == KindCount {
				sum(t.Rows, i, c, below)
			}
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{t.emptyRow()}
	}
	t.Notes = append(t.Notes, t.coverageNote()...)
	t.Notes = append(t.Notes, notes...)
	t.Notes = append(t.Notes, "村由户表逐户汇总,乡镇由村、县由乡镇相加。人数不明的户计入户数,不计入人数。",
		parametersNote(pub.Meta, func(name string) bool { return judges(name) || name == "income.bands" }))
	t.finish(pub.Meta)
	return t, nil
}

// TallyTables are the 四级汇总表 that count households: 户表汇总, 致贫原因分布,
// 两不愁三保障达标情况, 收入分组, 排除情形.
func TallyTables(ctx context.Context, pub Publication) ([]*Table, error) {
	t, err := readTally(ctx, pub)
	if err != nil {
		return nil, err
	}
	var out []*Table
	var failed error
	add := func(id, short, what string, columns []tallyColumn, notes ...string) {
		table, err := tallyTable(ctx, pub, id, short, what, columns, notes...)
		if err != nil && failed == nil {
			failed = err
		}
		out = append(out, table)
	}
	add("tally_households", "户表汇总", "农户基本情况汇总表", t.householdColumns(),
		"户类型不明的户在“不明”一栏,不算作任何一类;贫困户属性只统计建档立卡户(脱贫户、未脱贫户、返贫户)。")
	for _, who := range []struct{ scope, id, name string }{{everybody, "all", "全部农户"}, {exited, "exited", "脱贫户"}} {
		add("tally_guarantee_"+who.id, "两不愁三保障("+who.name+")", "“两不愁三保障”和饮水安全达标情况表("+who.name+")", t.guaranteeColumns(who.scope),
			"六项合计:六项全部达到的为达到,有一项未达到的为未达到,没有未达到而有不明的为不明。户表空白、人表和危房等级也不足以判断的为不明,不算作达到,也不算作未达到。")
	}
	for _, what := range []struct{ id, name string }{{"households", "户数"}, {"persons", "人数"}} {
		columns := t.both(registered, "total", "合计", "建档立卡户")
		for _, item := range t.items["cause"] {
			if what.id == "persons" {
				columns = append(columns, t.persons(registered, "cause", item, Name(item)))
			} else {
				columns = append(columns, t.households(registered, "cause", item, Name(item)))
			}
		}
		add("tally_cause_"+what.id, "致贫原因("+what.name+")", "主要致贫原因分布表("+what.name+")", columns, "按主要致贫原因统计建档立卡户(脱贫户、未脱贫户、返贫户);空白或读不出的在“不明”。")
	}
	for _, who := range []struct{ scope, name string }{{everybody, "全部农户"}, {registered, "建档立卡户"}} {
		columns := t.both(who.scope, "total", "合计", who.name)
		for _, item := range t.items["income"] {
			columns = append(columns, t.both(who.scope, "income", item, Name(item))...)
		}
		add("tally_income_"+who.scope, "收入分组("+who.name+")", "人均纯收入分组表("+who.name+")", columns,
			"按计算的人均纯收入分组,界限由参数 income.bands 定,所用的贫困线另为一界;恰在界限上的归入上一组(恰等于贫困线的不高于线,不算达到退出标准)。收入或人数不明的在“不明”。")
	}
	add("tally_exclusion", "排除情形", "排除情形汇总表", t.exclusionColumns(),
		"户表填有的都统计在内,不论 identify.exclusions 是否采用;一户可有几项,各项不能相加。空白按没有,读不出的只计在末栏。")
	if failed != nil {
		return nil, failed
	}
	return out, nil
}

func (t *tally) householdColumns() []tallyColumn {
	columns := t.both(everybody, "total", "合计", "全部农户")
	for _, item := range t.items["status"] {
		columns = append(columns, t.both(everybody, "status", item, Name(item))...)
	}
	for _, item := range t.items["attribute"] {
		columns = append(columns, t.both(registered, "attribute", item, "属性:"+Name(item))...)
	}
	return append(columns, tallyColumn{[]string{"人数不明", "户"}, func(a area) int64 { return t.get(a, everybody, "total", "合计").personsUnknown }})
}

func (t *tally) guaranteeColumns(scope string) []tallyColumn {
	columns := []tallyColumn{t.households(scope, "total", "合计", "户数")}
	columns[0].heads = []string{"户数"}
	for _, item := range t.items["guarantee"] {
		name := Name(item)
		columns = append(columns,
			tallyColumn{[]string{name, "达到", "户"}, func(a area) int64 {
				c := t.get(a, scope, "guarantee", item)
				return t.get(a, scope, "total", "合计").households - c.households - c.unclear
			}},
			t.households(scope, "guarantee", item, name, "未达到"), t.persons(scope, "guarantee", item, name, "未达到"),
			tallyColumn{[]string{name, "不明", "户"}, func(a area) int64 { return t.get(a, scope, "guarantee", item).unclear }})
	}
	return columns
}

func (t *tally) exclusionColumns() []tallyColumn {
	var columns []tallyColumn
	for _, item := range t.items["exclusion"] {
		name := Name(item)
		columns = append(columns, t.both(everybody, "exclusion", item, name)...)
		columns = append(columns, tallyColumn{[]string{name, "其中在册(户)"}, func(a area) int64 { return t.get(a, registered, "exclusion", item).households }})
	}
	return append(columns, tallyColumn{[]string{"读不出", "格"}, func(a area) int64 {
		var n int64
		for _, item := range t.items["exclusion"] {
			n += t.get(a, everybody, "exclusion", item).unclear
		}
		return n
	}})
}
