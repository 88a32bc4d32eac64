package catalog

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/models"
)

const (
	parametersHead = "参数,取值,生效日期,失效日期,依据\n"
	exitHead       = "标准,条,项目,名称,单位,比较,阈值,生效日期,失效日期,依据\n"
)

func shippedText(t *testing.T, name string) string {
	t.Helper()
	text, err := fs.ReadFile(shipped.Files, name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// yearEnd2018 is the as-of date of the cases.
var yearEnd2018 = time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC)

// findingsOn gives what a run on 2018-12-31 would find wrong.
func findingsOn(t *testing.T, files map[string]string) []finding.Finding {
	t.Helper()
	c, findings, err := Load(shipped.Files, tree(files), models.Files)
	if err != nil {
		t.Fatal(err)
	}
	_, more := c.Settings(yearEnd2018)
	return append(findings, more...)
}

// Every slip has one finding, and it names file, row, column and rule and says
// what to do. Parameters are the shipped ones with a row put in or replaced.
func TestEverySlipIsFoundAtItsPlace(t *testing.T) {
	standard := func(rows ...string) map[string]string {
		return map[string]string{"standards.csv": standardsHead + strings.Join(rows, "\n") + "\n"}
	}
	exit := func(rows ...string) map[string]string {
		return map[string]string{"village_exit.csv": exitHead + strings.Join(rows, "\n") + "\n"}
	}
	sheet := func(rows ...string) map[string]string {
		return map[string]string{"sheets/orchard.csv": "列名,表头,别名,类型,最大,必填\n_sheet,果园表,,,,\n" + strings.Join(rows, ",\n") + ",是\n"}
	}
	parameters := shippedText(t, "parameters.csv")
	parameter := func(was, now string) map[string]string {
		if strings.Count(parameters, was) != 1 {
			t.Fatalf("%q is not once in parameters.csv", was)
		}
		return map[string]string{"parameters.csv": strings.Replace(parameters, was, now, 1)}
	}
	// at is the row of parameters.csv that holds a text
	at := func(text string) int {
		before, _, _ := strings.Cut(parameters, text)
		return 1 + strings.Count(before, "\n")
	}
	without := func(text, parameter string) string {
		before, rest, _ := strings.Cut(text, "\n"+parameter+",")
		_, after, _ := strings.Cut(rest, "\n")
		return before + "\n" + after
	}
	const basis = ",2018-01-01,,文"
	for name, c := range map[string]struct {
		files              map[string]string
		row                int
		header, rule, mend string
	}{
		"unknown indicator":              {standard("国标,wrong_exit,县;乡镇;村,<,0.02" + basis), 2, "指标", "ref.unknown", "wrong_exit_rate(错退率)"},
		"unknown level":                  {standard("国标,approval,市,>=,0.9" + basis), 2, "级别", "ref.value", "填 县、乡镇、村"},
		"no level":                       {standard("国标,approval,,>=,0.9" + basis), 2, "级别", "ref.value", "填 县、乡镇、村"},
		"level twice":                    {standard("国标,approval,县;县,>=,0.9" + basis), 2, "级别", "ref.duplicate", "只写一次"},
		"standard without name":          {standard(",approval,县,>=,0.9" + basis), 2, "标准", "ref.value", "填上标准的名称"},
		"standard without document":      {standard("国标,approval,县,>=,0.9,2018-01-01,,"), 2, "依据", "ref.value", "文号"},
		"comparator of another alphabet": {standard("国标,approval,县,≥,0.9" + basis), 2, "比较", "ref.value", ">="},
		"no comparator":                  {standard("国标,approval,县,,0.9" + basis), 2, "比较", "ref.value", ">="},
		"comparator praises exits":       {standard("国标,wrong_exit_rate,县,>=,0.02" + basis), 2, "比较", "ref.direction", "<、<="},
		"comparator punishes approval":   {standard("国标,approval,县,<,0.9" + basis), 2, "比较", "ref.direction", ">、>="},
		"no better than two per cent":    {standard("国标,wrong_exit_rate,县,=,0.02" + basis), 2, "比较", "ref.direction", "<、<="},
		"two for two per cent":           {standard("国标,wrong_exit_rate,县,<,2" + basis), 2, "阈值", "ref.range", "0.02 或 2%"},
		"negative threshold":             {standard("国标,wrong_exit_rate,县,<,-0.02" + basis), 2, "阈值", "ref.number", "2%"},
		"threshold in words":             {standard("国标,approval,县,>=,九成" + basis), 2, "阈值", "ref.number", "2%"},
		"no date":                        {standard("国标,approval,县,>=,0.9,,,文"), 2, "生效日期", "ref.date", "2018-01-01"},
		"no day of the year":             {standard("国标,approval,县,>=,0.9,2018-02-30,,文"), 2, "生效日期", "ref.date", "2018-12-31"},
		"date as a number":               {standard("国标,approval,县,>=,0.9,43101,,文"), 2, "生效日期", "ref.date", "2018-12-31"},
		"dates reversed":                 {standard("国标,approval,县,>=,0.9,2018-01-01,2017-12-31,文"), 2, "失效日期", "ref.date", "改正两个日期"},
		"overlap": {standard("国标,approval,县;村,>=,0.9,2014-01-01,2018-06-01,文", "国标,approval,县;村,>=,0.95,2018-06-01,,文"),
			3, "生效日期", "ref.overlap", "前后相接"},
		"the same row twice": {standard("国标,approval,县,>=,0.9"+basis, "国标,approval,县,>=,0.9"+basis), 3, "生效日期", "ref.overlap", "删去重复的一行"},
		"hole between two rows": {standard("国标,approval,县;村,>=,0.9,2014-01-01,2018-11-30,文", "国标,approval,县;村,>=,0.9,2019-01-01,,文"),
			2, "失效日期", "ref.gap", "前后相接"},
		"no standard left":      {standard(), 0, "", "ref.missing", "抄上"},
		"row after a blank one": {standard(",,", "", "国标,approval,县,>=,九成"+basis), 4, "阈值", "ref.number", "2%"},
		"row after a wrapped one": {map[string]string{"standards.csv": strings.TrimSuffix(standardsHead, "\n") + ",说明\n国标,approval,县,>=,0.9" + basis + ",\"一\n二\n三\"\n国标,omission_rate,县,<,2" + basis + ",\n"},
			3, "阈值", "ref.range", "2%"},
		"value beside the table":    {standard("国标,approval,县,>=,0.9" + basis + ",,多"), 2, "", "ref.csv", "删去多余的内容"},
		"unknown column":            {map[string]string{"standards.csv": "标准,指标,级别,比较,阈值,生效日期,失效日期,依据,备注\n"}, 1, "备注", "ref.unknown", "说明"},
		"missing column":            {map[string]string{"standards.csv": "标准,指标,级别,比较,阈值,生效日期,失效日期\n"}, 1, "依据", "ref.header", "补上"},
		"column twice":              {map[string]string{"standards.csv": "标准,指标,级别,比较,阈值,阈值,生效日期,失效日期,依据\n"}, 1, "阈值", "ref.header", "删去重复"},
		"no header, no rows":        {map[string]string{"standards.csv": "\ufeff\r\n,,\r\n"}, 1, "", "ref.header", "恢复表头行"},
		"quotes in the first field": {standard(`国"标,approval,县,>=,0.9` + basis), 2, "", "ref.csv", "引号"},
		"quote left open":           {standard("国标,approval,县,>=,0.9"+basis, `"国标,omission_rate,县,<,0.02`+basis), 3, "", "ref.csv", "引号"},
		"UTF-16":                    {map[string]string{"standards.csv": "\xff\xfe\x07\x68\xc6\x51"}, 0, "", "ref.encoding", "CSV UTF-8"},
		"workbook renamed":          {map[string]string{"standards.csv": "PK\x03\x04\x14\x00\x06\x00"}, 0, "", "ref.encoding", "CSV UTF-8"},
		"workbook beside the files": {map[string]string{"standards.xlsx": "PK"}, 0, "", "ref.file", "另存为"},
		"extension in capitals":     {map[string]string{"standards.CSV": standardsHead}, 0, "", "ref.file", "文件名与自带的完全相同"},
		"Notepad's extension":       {map[string]string{"standards.csv.txt": standardsHead}, 0, "", "ref.file", "文件名与自带的完全相同"},

		"unknown exit item":          {exit("省标,1,road,路,个自然村,>=,1" + basis), 2, "项目", "ref.value", "roads"},
		"exit item without document": {exit("省标,1,roads,路,个自然村,>=,1,2018-01-01,,"), 2, "依据", "ref.value", "文号"},
		"exit item without name":     {exit("省标,1,roads,,个自然村,>=,1" + basis), 2, "名称", "ref.value", "填上"},
		"exit item out of a list":    {exit(",1,roads,路,个自然村,>=,1" + basis), 2, "标准", "ref.value", "填上"},
		"exit item unnumbered":       {exit("省标,一,roads,路,个自然村,>=,1" + basis), 2, "条", "ref.number", "1、2、3"},
		"unknown unit":               {exit("省标,1,roads,路,公里,>=,1" + basis), 2, "单位", "ref.value", "个自然村"},
		"share above one":            {exit("省标,1,toilets,厕所,户,>=,65" + basis), 2, "阈值", "ref.range", "2%"},
		"half a yes":                 {exit("省标,1,clinic,卫生室,是否,=,0.5" + basis), 2, "阈值", "ref.range", "填 1"},
		"fewer roads wanted":         {exit("省标,1,roads,路,个自然村,<=,1" + basis), 2, "比较", "ref.direction", ">、>="},
		"more poverty wanted":        {exit("省标,1,incidence,贫困发生率,人,>,0.02" + basis), 2, "比较", "ref.direction", "<、<="},
		"less income wanted":         {exit("省标,1,collective_income,收入,元,<,50000" + basis), 2, "比较", "ref.direction", ">、>="},
		"exit items overlap":         {exit("省标,1,roads,路,个自然村,>=,1"+basis, "省标,2,roads,路,个自然村,>=,0.9"+basis), 3, "生效日期", "ref.overlap", "前后相接"},
		"hole in an exit list": {exit("省标,1,roads,路,个自然村,>=,1,2014-01-01,2016-12-31,文", "省标,1,roads,路,个自然村,>=,1,2019-01-01,,文"),
			2, "失效日期", "ref.gap", "前后相接"},

		"one header for two columns": {sheet("trees,果树,树;株数,整数,", "plants,株数,,整数,"), 4, "表头", "ref.duplicate", "改得不一样"},
		"column without header":      {sheet("trees,,,整数,"), 3, "表头", "ref.value", "填上表头"},
		"bound in E notation":        {sheet("trees,果树,,整数,1e5"), 3, "最大", "ref.value", "科学记数法"},
		"bound without bounds":       {sheet("trees,果树,,整数,NaN"), 3, "最大", "ref.value", "只填数字"},

		"unknown parameter":         {parameter("population,", "populace,,2018-01-01,,\npopulation,"), at("population,"), "参数", "ref.unknown", "population"},
		"unnamed parameter":         {parameter("population,", ",registered,2018-01-01,,\npopulation,"), at("population,"), "参数", "ref.unknown", "population"},
		"lost parameter":            {map[string]string{"parameters.csv": without(parameters, "population")}, 0, "参数", "ref.missing", "抄上"},
		"unknown value":             {parameter("identify.rule,and,", "identify.rule,xor,"), at("identify.rule,and,"), "取值", "ref.value", "and、or"},
		"empty value":               {parameter("identify.rule,and,", "identify.rule,,"), at("identify.rule,and,"), "取值", "ref.value", "and、or"},
		"value twice":               {parameter("pension;excluded_income,", "pension;pension,"), at("pension;excluded_income,"), "取值", "ref.duplicate", "只写一次"},
		"parameter of no date":      {parameter("identify.rule,and,2014-01-01", "identify.rule,and,"), at("identify.rule,and,2014-01-01"), "生效日期", "ref.date", "2018-01-01"},
		"parameter has ended":       {parameter("identify.rule,and,2014-01-01,", "identify.rule,and,2014-01-01,2017-12-31"), at("identify.rule,and,2014-01-01,"), "失效日期", "ref.gap", "补一行"},
		"parameter to come":         {parameter("identify.rule,and,2014-01-01,", "identify.rule,and,2019-01-01,"), at("identify.rule,and,2014-01-01,"), "生效日期", "ref.gap", "补一行"},
		"a check's bound has ended": {parameter("check.persons_many,7,2014-01-01,,", "check.persons_many,7,2014-01-01,2017-12-31,"), at("check.persons_many,"), "失效日期", "ref.gap", "补一行"},
		"column lost":               {map[string]string{"parameters.csv": strings.TrimSuffix(parametersHead, ",依据\n") + "\n"}, 1, "依据", "ref.header", "补上"},
		"parameters overlap":        {parameter("income.source,parts,", "identify.rule,or,2018-06-01,,\nincome.source,parts,"), at("identify.rule,and,") + 1, "生效日期", "ref.overlap", "前后相接"},
		"year no year":              {parameter("assessment.year,,", "assessment.year,18,"), at("assessment.year,,"), "取值", "ref.number", "四位年份"},
		"line in words":             {parameter("line.national,2995,", "line.national,二千九,"), at("line.national,2995,"), "取值", "ref.number", "2995"},
		"line with a comma":         {parameter("line.national,2995,", `line.national,"2,995",`), at("line.national,2995,"), "取值", "ref.number", "2995"},
		"line without document":     {parameter("2018-12-31,国家现行标准当年价(待核对原文)", "2018-12-31,"), at("2018-12-31,国家现行标准当年价(待核对原文)"), "依据", "ref.value", "文号"},
		"lines overlap":             {parameter("2995,2018-01-01", "2995,2017-12-31"), at("2995,2018-01-01"), "生效日期", "ref.overlap", "前后相接"},
		"no line that year":         {parameter("2995,2018-01-01,2018-12-31", "2995,2018-01-01,2018-11-30"), at("2995,2018-01-01,2018-12-31"), "失效日期", "line.missing", "2018-12-31"},
		"unknown set of lines":      {parameter("line.set,national,", "line.set,province,"), 0, "参数", "line.missing", "line.province"},
	} {
		t.Run(name, func(t *testing.T) {
			found := findingsOn(t, c.files)
			if len(found) != 1 {
				t.Fatalf("%d findings: %v", len(found), found)
			}
			file := ""
			for file = range c.files {
			}
			f := found[0]
			if f.File != file || f.Row != c.row || f.Header != c.header || f.Rule != c.rule || !strings.Contains(f.Mend, c.mend) || f.Severity != finding.Error {
				t.Errorf("%s\nwant row %d, %q, %s, %q", f, c.row, c.header, c.rule, c.mend)
			}
			if strings.Contains(f.String(), "“”") {
				t.Errorf("quotes nothing: %s", f)
			}
		})
	}
}

// What Excel and WPS do to a file on saving harms nothing.
func TestWhatExcelDoesIsHarmless(t *testing.T) {
	plain := standardsHead + "国标,wrong_exit_rate,县;村,<,0.02,2018-01-01,2018-12-31,文\n"
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(plain)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"as shipped":         plain,
		"BOM":                "\ufeff" + plain,
		"GBK":                gbk,
		"CRLF":               strings.ReplaceAll(plain, "\n", "\r\n"),
		"no last line break": strings.TrimSuffix(plain, "\n"),
		"empty columns":      strings.ReplaceAll(plain, "\n", ",,\n"),
		"empty rows":         strings.ReplaceAll(plain, "\n", "\n,,,,,,,\n\n"),
		"spaces":             strings.ReplaceAll(plain, ",", " ,\u3000"),
		"quotes":             `"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(plain), ",", `","`), "\n", "\"\n\"") + `"`,
		"slashes":            strings.NewReplacer("2018-01-01", "2018/1/1", "2018-12-31", "2018/12/31").Replace(plain),
		"short dates":        strings.Replace(plain, "2018-01-01", "2018-1-1", 1),
		"Chinese dates":      strings.Replace(plain, "2018-01-01", "2018年1月1日", 1),
		"per cent":           strings.Replace(plain, "0.02", "2%", 1),
		"two decimals":       strings.Replace(plain, "0.02", "2.00%", 1),
		"full-width list":    strings.Replace(plain, ";", "\uff1b", 1),
		"columns moved":      "依据,标准,指标,级别,比较,阈值,生效日期,失效日期\n文,国标,wrong_exit_rate,县;村,<,0.02,2018-01-01,2018-12-31\n",
	} {
		t.Run(name, func(t *testing.T) {
			c, findings := load(t, map[string]string{"standards.csv": text, "说明.txt": shipped.Guide})
			if len(findings) > 0 || len(c.Standards) != 2 {
				t.Fatalf("%v, %d standards", findings, len(c.Standards))
			}
			s := c.Standards[1]
			if s.Name != "国标" || s.Level != Village || *s.Threshold != (Threshold{2, 100}) || s.Source != "文" ||
				!s.To.Equal(yearEnd2018) || !s.ValidOn(yearEnd2018) || s.ValidOn(s.From.AddDate(0, 0, -1)) {
				t.Errorf("%+v", s)
			}
		})
	}
}

// What is out of force because the document says so, or asks for what is not
// known yet, or for the best there is, is no slip.
func TestWhatIsNoSlip(t *testing.T) {
	for name, files := range map[string]map[string]string{
		"ended":           {"standards.csv": standardsHead + "国标,approval,县,>=,0.9,2014-01-01,2016-12-31,文\n"},
		"to come":         {"standards.csv": standardsHead + "国标,approval,县,>=,0.9,2020-01-01,,文\n"},
		"hole elsewhere":  {"standards.csv": standardsHead + "国标,approval,县,>=,0.9,2014-01-01,2016-12-31,文\n国标,approval,县,>=,0.9,2018-01-01,,文\n"},
		"no threshold":    {"standards.csv": standardsHead + "国标,approval,县,>=,,2014-01-01,,文\n"},
		"none at all":     {"standards.csv": standardsHead + "国标,wrong_exit_rate,县,=,0,2014-01-01,,文\n"},
		"everybody":       {"standards.csv": standardsHead + "国标,approval,县,=,100%,2014-01-01,,文\n"},
		"certain amount":  {"village_exit.csv": exitHead + "省标,1,collective_income,收入,元,>=,50000,2014-01-01,,文\n"},
		"no exit list":    {"village_exit.csv": exitHead},
		"no units":        {"units.csv": "村代码,县,乡镇,村,涉农\n"},
		"hidden leavings": {".~standards.csv": "x", "~$standards.xlsx": "x"},
	} {
		if found := findingsOn(t, files); len(found) > 0 {
			t.Errorf("%s: %v", name, found)
		}
	}
}

// Findings in several files, of reading and of the as-of date, come together.
func TestFindingsOfAllFilesTogether(t *testing.T) {
	_, _, err := OpenOn(tree(map[string]string{
		"standards.csv":  standardsHead + "国标,approval,市,<,九成,x,,\n国标,aproval,县,>=,0.9,2018-01-01,,文\n",
		"units.csv":      "村代码,县,乡镇,村,涉农\n1,县,镇,村,是\n",
		"codes/sex.csv":  "名称,同义词\n男,男性\n女,男性\n",
		"parameters.csv": strings.Replace(shippedText(t, "parameters.csv"), "2018-12-31,", "2018-12-30,", 1),
	}), yearEnd2018)
	var config *ConfigError
	if !errors.As(err, &config) {
		t.Fatal(err)
	}
	var got []string
	for _, f := range config.Findings {
		got = append(got, fmt.Sprintf("%s %d %s %s", f.File, f.Row, f.Header, f.Rule))
	}
	want := []string{"codes/sex.csv 3 名称 ref.duplicate", "parameters.csv 6 失效日期 line.missing", "standards.csv 2 生效日期 ref.date", "standards.csv 2 阈值 ref.number",
		"standards.csv 2 依据 ref.value", "standards.csv 2 级别 ref.value", "standards.csv 3 指标 ref.unknown", "units.csv 2 村代码 ref.value"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
}

// The rows that differ from the shipped files are told, not what Excel does.
func TestCompareWithShipped(t *testing.T) {
	text := shippedText(t, "standards.csv")
	parameters := shippedText(t, "parameters.csv")
	resaved, err := simplifiedchinese.GB18030.NewEncoder().String(strings.TrimPrefix(strings.NewReplacer("\n", ",,\r\n", "2014-01-01", "2014/1/1", "0.02", "2%").Replace(text), "\ufeff"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(parameters), "\n")
	edited := strings.Join(append(append([]string{lines[0]}, lines[2:]...), "line.national,4000,2021-01-01,2021-12-31,新文件,,", "line.province,5000,2018-01-01,,文,,"), "\n")
	edited = strings.Replace(edited, "line.national,2995", "line.national,3000", 1)
	got, err := Compare(tree(map[string]string{"standards.csv": resaved, "parameters.csv": edited, "codes/soil.csv": "名称\n黄\n", "units.csv": "\xff\xfe", "说明.txt": "x"}))
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("[{codes/soil.csv true false [2] [] 0} {parameters.csv false false [%d %d] [5] 1} {standards.csv false false [] [] 0}]", len(lines), len(lines)+1)
	if fmt.Sprint(got) != want {
		t.Errorf("%v", got)
	}
}
