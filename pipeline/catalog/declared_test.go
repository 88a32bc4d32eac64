package catalog

import (
	"strings"
	"testing"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/finding"
)

const (
	tablesHead  = "编号,文件,工作表,标题,单位,行,数据,筛选,排序,合计,冻结\n"
	columnsHead = "表,列名,表头,取数,格式,空值,对照,链接,逐项\n"
)

// Every slip in a table has one finding that names file, row and column and says
// what to do.
func TestSlipsInTablesAreFound(t *testing.T) {
	good := "t,报表/表.xlsx,表,标题,户,县;乡镇,tally,,,,\n"
	table := func(row string) map[string]string {
		return map[string]string{tablesFile: tablesHead + row + "\n", columnsFile: columnsHead + "t,,户,合计:[class=total].households,整数,,,,\n", notesFile: "表,注\n"}
	}
	column := func(rows ...string) map[string]string {
		return map[string]string{tablesFile: tablesHead + good + "l,报表/表.xlsx,名单,标题,户,逐行,households,,,,\n" + "m,报表/表.xlsx,项,标题,户,逐项 a|b,households,,,,\n", notesFile: "表,注\n",
			columnsFile: columnsHead + "t,,户,合计:[class=total].households,整数,,,,\nl,,户编号,household_id,代码,,,,\nm,,类别,名称,名称,,,,\n" + strings.Join(rows, "\n") + "\n"}
	}
	ledger := func(row string, columns ...string) map[string]string {
		return map[string]string{tablesFile: tablesHead + row + "\n", notesFile: "表,注\n", columnsFile: columnsHead + "g,,户编号,household_id,代码,,,,\n" + strings.Join(columns, "\n") + "\n"}
	}
	someLedgers := "g,台账/{台账}台账.xlsx,{台账}台账,{台账}台账,户({台账合计}),台账 户|dropout,,,,,"
	body := func(id, columns string) map[string]string {
		return map[string]string{tablesFile: tablesHead + id + ",报表/表.xlsx,表,标题,户,内置,,,,,\n", columnsFile: columnsHead + columns + "\n", notesFile: "表,注\n"}
	}
	note := func(row string) map[string]string {
		f := table(strings.TrimSpace(good))
		f[notesFile] += row + "\n"
		return f
	}
	loaded, _ := load(t, nil)
	models := loaded.Models
	for name, c := range map[string]struct {
		files              map[string]string
		file               string
		row                int
		header, rule, mend string
	}{
		"id with a capital":        {map[string]string{tablesFile: tablesHead + "T,报表/表.xlsx,表,标题,户,县,tally,,,,\n", columnsFile: columnsHead + "T,,户,合计:tally.households,整数,,,,\n", notesFile: "表,注\nT,注\n"}, tablesFile, 2, "编号", "ref.value", "小写"},
		"id twice":                 {table(good + "t,报表/表.xlsx,又,标题,户,县,tally,,,,"), tablesFile, 3, "编号", "ref.duplicate", "一个编号"},
		"file out of the folders":  {table("t,../表.xlsx,表,标题,户,县,tally,,,,"), tablesFile, 2, "文件", "ref.value", "报表/"},
		"sheet of 32 letters":      {table("t,报表/表.xlsx," + strings.Repeat("长", 32) + ",标题,户,县,tally,,,,"), tablesFile, 2, "工作表", "ref.value", "31"},
		"sheet twice in a file":    {table(good + "arrivals,报表/表.xlsx,表,标题,户,内置,,,,,"), tablesFile, 3, "工作表", "ref.duplicate", "换一个"},
		"no title":                 {table("t,报表/表.xlsx,表,,户,县,tally,,,,"), tablesFile, 2, "标题", "ref.value", "填上标题"},
		"levels out of order":      {table("t,报表/表.xlsx,表,标题,户,乡镇;县,tally,,,,"), tablesFile, 2, "行", "ref.value", "由大到小"},
		"unknown frame":            {table("t,报表/表.xlsx,表,标题,户,县,taly,,,,"), tablesFile, 2, "数据", "ref.unknown", "tally"},
		"unknown column in filter": {table("t,报表/表.xlsx,表,标题,户,县,tally,klass=a,,,"), tablesFile, 2, "筛选", "ref.unknown", "class"},
		"no condition":             {table("t,报表/表.xlsx,表,标题,户,县,tally,class,,,"), tablesFile, 2, "筛选", "ref.value", "列名=值"},
		"unknown order":            {table("t,报表/表.xlsx,表,标题,户,县,tally,,klass 降,,"), tablesFile, 2, "排序", "ref.unknown", "class"},
		"unknown place of totals":  {table("t,报表/表.xlsx,表,标题,户,县,tally,,,下,"), tablesFile, 2, "合计", "ref.value", "末"},
		"half a column frozen":     {table("t,报表/表.xlsx,表,标题,户,县,tally,,,,0.5"), tablesFile, 2, "冻结", "ref.number", "整数"},
		"no such body":             {table(good + "s,报表/表.xlsx,又,标题,户,内置,,,,,"), tablesFile, 3, "编号", "ref.unknown", "summary_township"},
		"no columns":               {table(good + "s,报表/表.xlsx,又,标题,户,县,tally,,,,"), tablesFile, 3, "编号", "ref.missing", "table_columns.csv"},
		"figure of no frame":       {table("t,报表/表.xlsx,表,标题,共{个数:nothing}户,县,tally,,,,"), tablesFile, 2, "单位", "ref.unknown", "households"},

		"column of no table":       {column("x,,户,households,整数,,,,"), columnsFile, 5, "表", "ref.unknown", "tables.csv"},
		"column of a body":         {map[string]string{tablesFile: tablesHead + "arrivals,报表/表.xlsx,表,标题,户,内置,,,,,\n", columnsFile: columnsHead + "arrivals,,户,households,整数,,,,\n", notesFile: "表,注\n"}, columnsFile, 2, "取数", "ref.value", "内置:行数/读到"},
		"other column of a body":   {body("arrivals", "arrivals,,村,内置:村,,,,,"), columnsFile, 2, "取数", "ref.value", "删去"},
		"no column of a body":      {body("intake", "intake,,,内置:原由,,,,,"), columnsFile, 2, "取数", "ref.unknown", "行数/读到"},
		"column of a body twice":   {body("intake", "intake,,,内置:原因,,,,,\nintake,,,内置:原因,,,,,"), columnsFile, 3, "取数", "ref.duplicate", "删去"},
		"format of a body's":       {body("intake", "intake,,,内置:原因,整数,,,,"), columnsFile, 2, "格式", "ref.value", "留空"},
		"body's in another table":  {column("l,,人,内置:原因,整数,,,,"), columnsFile, 5, "取数", "ref.value", "列名"},
		"no head":                  {column("l,,,persons,整数,,,,"), columnsFile, 5, "表头", "ref.value", "合计/户"},
		"unknown format":           {column("l,,人,persons,数字,,,,"), columnsFile, 5, "格式", "ref.value", "整数"},
		"unknown column":           {column("l,,人,person,整数,,,,"), columnsFile, 5, "取数", "ref.unknown", "persons"},
		"unknown frame of a pick":  {column("l,,人,househlds[x=1].persons,整数,,,,"), columnsFile, 5, "取数", "ref.unknown", "households"},
		"nothing to get":           {column("l,,人,,整数,,,,"), columnsFile, 5, "取数", "ref.value", "列名"},
		"a sum of nothing":         {column("l,,人,合计:[verdict=错退],整数,,,,"), columnsFile, 5, "取数", "ref.value", "合计:数据"},
		"one of many rows":         {column("t,,人,households.persons,整数,,,,"), columnsFile, 5, "取数", "ref.value", "合计:households"},
		"areas of no area":         {column("t,,人,tally_item.number,整数,,,,"), columnsFile, 5, "取数", "ref.value", "area_code"},
		"formula of no column":     {column("l,,比,算:甲÷乙,百分比,,,,", "l,乙,人,persons,整数,,,,"), columnsFile, 5, "取数", "ref.unknown", "列名"},
		"formula of words":         {column("l,甲,状态,status,短词,,,,", "l,乙,人,persons,整数,,,,", "l,,比,算:乙÷甲,百分比,,,,"), columnsFile, 7, "取数", "ref.unknown", "数字"},
		"formula of what is dealt": {column("l,甲,{项},个数:households[status={项}],整数,,,,a|b", "l,乙,人,persons,整数,,,,", "l,,比,算:甲÷乙,百分比,,,,"), columnsFile, 7, "取数", "ref.unknown", "写得一样"},
		"three parts of a ratio":   {column("l,甲,人,persons,整数,,,,", "l,,比,算:甲÷甲÷甲,百分比,,,,"), columnsFile, 6, "取数", "ref.value", "甲÷乙"},
		"name twice":               {column("l,甲,人,persons,整数,,,,", "l,甲,又,persons,整数,,,,"), columnsFile, 6, "列名", "ref.duplicate", "换一个"},
		"item without items":       {column("l,,人,个数:households[status={项}],整数,,,,"), columnsFile, 5, "取数", "ref.unknown", "逐项"},
		"row's item in a list":     {column("l,,人,个数:households[status={行}],整数,,,,"), columnsFile, 5, "取数", "ref.unknown", "{行}"},
		"items of no column":       {column("l,,{项},persons,整数,,,,households.state"), columnsFile, 5, "逐项", "ref.unknown", "status"},
		"words without a word":     {column("l,,人,persons,整数,,错退,,"), columnsFile, 5, "对照", "ref.value", "值=名称"},
		"link to nowhere":          {column("l,,人,persons,整数,,,ledger_none,"), columnsFile, 5, "链接", "ref.unknown", "ledger_wrong_exit"},

		"ledgers of nothing":         {ledger("g,台账/{台账}台账.xlsx,{台账},标题,户,台账,,,,,"), tablesFile, 2, "行", "ref.value", "台账 户"},
		"unknown ledger":             {ledger("g,台账/错退.xlsx,错退,标题,户,台账 wrong_exits,,,,,"), tablesFile, 2, "行", "ref.unknown", "wrong_exit"},
		"ledger of another frame":    {ledger("g,台账/{台账}台账.xlsx,{台账},标题,户,台账 户,households,,,,"), tablesFile, 2, "数据", "ref.value", "逐行"},
		"ledgers on one sheet":       {ledger("g,台账/台账.xlsx,台账,标题,户,台账 户,,,,,"), tablesFile, 2, "文件", "ref.value", "{台账}台账.xlsx"},
		"ledger with a filter":       {ledger("g,台账/{台账}.xlsx,{台账},标题,户,台账 户,,status=脱贫户,,,"), tablesFile, 2, "筛选", "ref.value", "ledger=编号"},
		"ledger with totals":         {ledger("g,台账/{台账}.xlsx,{台账},标题,户,台账 户,,,,首,"), tablesFile, 2, "合计", "ref.value", "留空"},
		"unknown column of a ledger": {ledger(someLedgers, "g,,人,persns,整数,,,,"), columnsFile, 3, "取数", "ref.unknown", "persons"},
		"count within a ledger":      {ledger(someLedgers, "g,,行,个数:[ledger=dropout],整数,,,,"), columnsFile, 3, "取数", "ref.value", "本行"},
		"reason of no ledger":        {column("l,,{原因},persons,整数,,,,"), columnsFile, 5, "取数", "ref.unknown", "{原因}"},
		"words of another table":     {table("t,报表/表.xlsx,表,标题,{台账合计},县,tally,,,,"), tablesFile, 2, "单位", "ref.unknown", "{台账合计}"},

		"note of no table":        {note("x,一"), notesFile, 2, "表", "ref.unknown", "tables.csv"},
		"empty note":              {note("t,"), notesFile, 2, "注", "ref.value", "删去"},
		"figure of no column":     {note("t,共{合计:tally.househods}户"), notesFile, 2, "注", "ref.unknown", "households"},
		"brace that is no figure": {note("t,共{很多户}"), notesFile, 2, "注", "ref.value", "个数:"},
	} {
		findings := tableFindings(t, models, c.files)
		if len(findings) != 1 {
			t.Errorf("%s: %d findings: %v", name, len(findings), findings)
			continue
		}
		f := findings[0]
		if f.File != c.file || f.Row != c.row || f.Header != c.header || f.Rule != c.rule || !strings.Contains(f.Message+f.Mend, c.mend) {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// tableFindings gives what is wrong with the tables alone.
func tableFindings(t *testing.T, models []Model, files map[string]string) []finding.Finding {
	t.Helper()
	c, r := &Catalog{Models: models}, &reference{builtin: shipped.Files, override: tree(files)}
	for _, read := range []func(*reference) error{c.readTables, c.readTableColumns, c.readTableNotes} {
		if err := read(r); err != nil {
			t.Fatal(err)
		}
	}
	c.checkTables(r)
	return r.findings
}

// What an office leaves of the columns and notes of a shipped table that it has
// taken out is no slip.
func TestTablesTakenOut(t *testing.T) {
	text := shippedText(t, tablesFile)
	var kept []string
	for _, line := range strings.SplitAfter(text, "\n") {
		if !strings.HasPrefix(line, "checks,") && !strings.HasPrefix(line, "answers,") {
			kept = append(kept, line)
		}
	}
	loaded, _ := load(t, nil)
	if findings := tableFindings(t, loaded.Models, map[string]string{tablesFile: strings.Join(kept, "")}); len(findings) > 0 {
		t.Error(findings)
	}
}

func TestHeadsAndPicks(t *testing.T) {
	if got := strings.Join(splitHeads("收入/补到贫困线需(元/年)/一"), "|"); got != "收入|补到贫困线需(元/年)|一" {
		t.Error(got)
	}
	for text, want := range map[string]ValueKind{"persons": ValuePick, "a[b=1|2;c>=3].d": ValuePick, "[b≠].d": ValuePick, "个数:a": ValueCount, "个数：[x=1]": ValueCount, "合计:a.b": ValueSum, "不同:a[b<5].c": ValueUnique,
		"范围:a~b": ValueRange, "算:甲÷乙": ValueFormula, "算:甲-乙-丙": ValueFormula, "来源": ValueSource, "来源(a;b;c;d)": ValueSource, "序号": ValueNumber, "名称": ValueArea, "a.b.c": "", "合计:": "", "个数:a.b": "", "=a": ""} {
		if v, bad := parseValue(text); v.Kind != want || bad != "" {
			t.Errorf("%s: %q, want %q", text, v.Kind, want)
		}
	}
}
