package methods_test

import (
	"bytes"
	"io"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"sanlv/data/reference"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/survey"
	"sanlv/reports"
	"sanlv/reports/methods"
)

type memory map[string]*bytes.Buffer

type closer struct{ *bytes.Buffer }

func (closer) Close() error { return nil }

func (m memory) Create(name string) (io.WriteCloser, error) {
	m[name] = &bytes.Buffer{}
	return closer{m[name]}, nil
}

var yearEnd2018 = time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC)

// write writes the book with some of the office's own reference files.
func write(t *testing.T, own fstest.MapFS) (*catalog.Catalog, memory) {
	t.Helper()
	cat, err := catalog.Open(own)
	if err != nil {
		t.Fatal(err)
	}
	settings, findings := cat.Settings(yearEnd2018)
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	out := memory{}
	if err := methods.Write(cat, settings, out); err != nil {
		t.Fatal(err)
	}
	return cat, out
}

// chinese is a Chinese word, or the year of a paper that keeps its own name.
var chinese = regexp.MustCompile(`\p{Han}|\(\d{4}\)$`)

// plain undoes what Markdown needs.
var plain = regexp.MustCompile(`\\([\\|*_\[\]#` + "`" + `])`)

// Everything that is declared and in force stands in the book.
func TestTheBookNamesEverything(t *testing.T) {
	cat, out := write(t, nil)
	all := ""
	for _, name := range []string{"指标说明.md", "数据字典.md", "规则目录.md"} {
		if out[name] == nil {
			t.Fatalf("no %s", name)
		}
		all += plain.ReplaceAllString(out[name].String(), "$1")
	}
	page := out[methods.HTML].String()
	for _, d := range cat.Definitions(yearEnd2018) {
		if d.Source != "" && !chinese.MatchString(d.Source) {
			t.Errorf("%s %s: the document %q is not named in Chinese", d.Kind, d.ID, d.Source)
		}
		id := d.ID
		if d.Kind == catalog.KindColumn {
			_, id, _ = strings.Cut(id, ".")
		}
		for _, must := range []string{id, reports.Prose(d.Label)} {
			if !strings.Contains(all, must) {
				t.Errorf("%s %s: %q is not in the Markdown", d.Kind, d.ID, must)
			}
			if !strings.Contains(page, must) && !strings.ContainsAny(must, `&<>"'+`) {
				t.Errorf("%s %s: %q is not on the page", d.Kind, d.ID, must)
			}
		}
	}
	for _, m := range cat.Models {
		if name, ok := strings.CutPrefix(m.Header["publish"], "data/"); ok {
			for _, c := range m.Columns() {
				if !strings.Contains(all, "| "+c.Name+" | "+reports.Prose(c.Label)) && !strings.Contains(all, c.Name) {
					t.Errorf("%s.%s is not in the dictionary", name, c.Name)
				}
			}
		}
	}
}

// A county's own threshold and its own words for a standard are in its book, and
// marks in them are text.
func TestTheCountysOwnFiles(t *testing.T) {
	_, out := write(t, fstest.MapFS{"standards.csv": {Data: []byte("标准,指标,级别,比较,阈值,生效日期,失效日期,依据,状态,说明\n" +
		"本县|2018,wrong_exit_rate,村,<,0.005,2018-01-01,,本县文件<b>第1号</b>,,`x` *y*\n")}})
	md := out["指标说明.md"].String()
	if !strings.Contains(md, `| 本县\|2018 | 村 | &lt;0.5% | 本县文件&lt;b&gt;第1号&lt;/b&gt; | — |`) || strings.Contains(md, " `x` ") {
		t.Errorf("%s", md)
	}
	page := out[methods.HTML].String()
	if strings.Contains(page, "<b>第1号") || !strings.Contains(page, "本县文件&lt;b&gt;第1号") {
		t.Error("text of a reference file is read as HTML")
	}
}

// The links of the contents lead somewhere, once, and the page asks for nothing
// from outside.
// Every alert rule in force stands in the book with what it asks and on whose word;
// a code list with when each label counts.
func TestTheBookTellsAlertsAndCodes(t *testing.T) {
	_, out := write(t, fstest.MapFS{
		"alerts.csv": {Data: []byte("规则,事项,计量,户类型,比较,阈值,单位,类别,生效日期,失效日期,依据,状态,说明\n" +
			"住院大额,住院自付,年合计,脱贫户;清退户,>=,6000,元,突发,2018-01-01,2018-12-31,某县1号,待核对,\n名下有车,车辆,有,,,,,线索,2014-01-01,,某县2号,,只供核对\n旧规则,危房,有,,,,,风险,2014-01-01,2016-12-31,某县3号,,\n")},
		"codes/sex.csv": {Data: []byte("名称,同义词,生效日期,失效日期,依据,状态,说明\n男,男性,,,,,\n女,女性;妇女,2014-01-01,,某县4号,待核对,\n未登记,,2014-01-01,2016-12-31,某县5号,,旧表\n")},
	})
	rules, dictionary := out["规则目录.md"].String(), out["数据字典.md"].String()
	for _, c := range []struct{ text, want string }{
		{rules, "| 住院大额 | 住院自付年合计 | ≥6000 | 元 | 脱贫户、清退户 | 突发 | 2018-01-01 至 2018-12-31 | 某县1号 | 待核对 | — |"},
		{rules, "| 名下有车 | 有车辆 | — | — | 各类户 | 线索 | 2014-01-01 起 | 某县2号 | — | 只供核对 |"},
		{dictionary, "| 男 | 男性 | 一直有效 | — | — | — |"},
		{dictionary, "| 女 | 女性、妇女 | 2014-01-01 起 | 某县4号 | 待核对 | — |"},
		{dictionary, "| 未登记 | — | 2014-01-01 至 2016-12-31 | 某县5号 | — | 旧表 |"},
		{dictionary, "| cause | 3 | 因学 | 2014-01-01 起 | 建档立卡贫困户登记表"},
	} {
		if !strings.Contains(c.text, c.want) {
			t.Errorf("the book does not say %s", c.want)
		}
	}
	if strings.Contains(rules, "旧规则") {
		t.Error("a rule that has ended is listed")
	}
}

func TestThePageStandsAlone(t *testing.T) {
	_, out := write(t, nil)
	page := out[methods.HTML].String()
	ids := map[string]int{}
	for _, m := range regexp.MustCompile(` id="([^"]+)"`).FindAllStringSubmatch(page, -1) {
		ids[m[1]]++
	}
	for id, n := range ids {
		if n > 1 {
			t.Errorf("id %s stands %d times", id, n)
		}
	}
	links := regexp.MustCompile(`href="#([^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(links) < 10 {
		t.Errorf("%d links", len(links))
	}
	for _, m := range links {
		if ids[m[1]] == 0 {
			t.Errorf("link to #%s leads nowhere", m[1])
		}
	}
	if m := regexp.MustCompile(`(?i)(src|href)="(https?:|//)`).FindString(page); m != "" {
		t.Errorf("asks for %s", m)
	}
}

// Equal files give equal bytes.
func TestSameBytes(t *testing.T) {
	_, a := write(t, nil)
	_, b := write(t, nil)
	for name := range a {
		if !bytes.Equal(a[name].Bytes(), b[name].Bytes()) {
			t.Errorf("%s differs", name)
		}
	}
}

// The book says how the sample is estimated from and judged, and holds every row of
// the table that the simulation of the intervals came to.
func TestTheBookTellsHowSureTheSampleIs(t *testing.T) {
	_, out := write(t, nil)
	text := plain.ReplaceAllString(out["指标说明.md"].String(), "$1")
	for _, part := range []string{"## 抽样评估", "泰勒线性化", "两个单侧95%界限", "按各层平均推算", "村内相关系数"} {
		if !strings.Contains(text, part) {
			t.Errorf("the book does not say %q", part)
		}
	}
	rows, err := survey.Coverage()
	if err != nil || len(rows) != 18 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows {
		if row := "| " + strings.Join([]string{r.Rate, r.Truth, r.ICC, r.Villages, r.Samples, r.Held, r.TruthBelow, r.TruthAbove, r.Width, r.NothingFound, r.Wald}, " | ") + " |"; !strings.Contains(text, row) {
			t.Errorf("no row %s", row)
		}
		if r.Samples != "2000" || !strings.Contains(out["方法手册.html"].String(), "<td>"+r.Held+"</td>") {
			t.Errorf("%v", r)
		}
	}
}

// The switches that are in force tell how a household is judged: the words follow
// them, and so do the bounds of the checks and a card that the office filled in.
func TestTheBookTellsTheSwitchesInForce(t *testing.T) {
	_, shipped := write(t, nil)
	parameters, err := fs.ReadFile(reference.Files, "parameters.csv")
	if err != nil {
		t.Fatal(err)
	}
	_, own := write(t, fstest.MapFS{
		"parameters.csv": {Data: []byte(strings.NewReplacer("identify.rule,and,", "identify.rule,or,", "income.divisor,declared,", "income.divisor,members,",
			"check.persons_many,7,", "check.persons_many,9,").Replace(string(parameters)))},
		"scorecard.csv": {Data: []byte("卡名,项目,指标,比较,值,得分,适用户类型,生效日期,失效日期,依据\n四看法,看房,house_area_per_head,>=,25,40,,2018-01-01,,\n四看法,及格,,>=,40,,脱贫户,2018-01-01,,本县文件\n")},
	})
	for _, c := range []struct{ file, shipped, own string }{
		{"指标说明.md", "并且下列保障有一项没有", "或者下列保障有一项没有"},
		{"指标说明.md", "纯收入 ÷ 填报的家庭人口数", "纯收入 ÷ 人表的人数"},
		{"指标说明.md", "本县没有填评分卡", "| 看房 | 人均住房面积（平方米） ≥25 | 40 |"},
		{"规则目录.md", "check.persons_many = 7", "check.persons_many = 9"},
		{"规则目录.md", "### 家庭结构", "## 不得脱贫的规则"},
	} {
		was, now := plain.ReplaceAllString(shipped[c.file].String(), "$1"), plain.ReplaceAllString(own[c.file].String(), "$1")
		if !strings.Contains(was, c.shipped) || !strings.Contains(now, c.own) || c.shipped[:4] != "### " && strings.Contains(now, c.shipped) {
			t.Errorf("%s says %v and %v of %q and %q", c.file, strings.Contains(was, c.shipped), strings.Contains(now, c.own), c.shipped, c.own)
		}
	}
}
