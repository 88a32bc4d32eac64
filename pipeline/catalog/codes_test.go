package catalog

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// A label, a synonym, a code and a table count while their row is in force, each
// on its own; a file of before the rows were dated is in force always.
func TestWhatIsInForceOnADay(t *testing.T) {
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	files := map[string]string{
		"codes/sex.csv":    codeHead + "男,男性,2014-01-01,2018-12-30,文\n男,丁,2018-12-31,,文\n女,女性,,,\n未登记,,2014-01-01,2016-12-31,文\n第三项,,2021-01-01,,文\n",
		"codes/health.csv": "名称,同义词\n健康,\n长期慢性病,\n患有大病,\n残疾,\n",
		"source_codes.csv": sourceCodeHead + "贫困户登记表,sex,1,男,2014-01-01,2015-12-31,\n贫困户登记表,sex,1,女,2016-01-01,,\n贫困户登记表,sex,2,男,2014-01-01,2015-12-31,\n贫困户登记表,sex,9,未登记,,,\n贫困户登记表,health,1,健康,,,\n",
		"tables.csv": "编号,文件,工作表,标题,行,生效日期,失效日期\nestimate,报表/甲.xlsx,甲,甲,内置,2014-01-01,2017-12-31\n" +
			"four_levels,报表/甲.xlsx,甲,甲,内置,2018-01-01,\nagreement,报表/甲.xlsx,乙,乙,内置,,\n",
	}
	for asOf, want := range map[string]string{
		"2018-12-30": "男、女 男=男 男性=男 女=女 女性=女 丁:2018-12-31 起才有效 未登记:有效期到 2016-12-31 为止 第三项:2021-01-01 起才有效 1→女 2✗有效期到 2015-12-31 为止 9✗有效期到 2016-12-31 为止 four_levels agreement",
		"2018-12-31": "男、女 丁=男 女=女 女性=女 男=男 未登记:有效期到 2016-12-31 为止 男性:有效期到 2018-12-30 为止 第三项:2021-01-01 起才有效 1→女 2✗有效期到 2015-12-31 为止 9✗有效期到 2016-12-31 为止 four_levels agreement",
		"2015-12-31": "男、女、未登记 女=女 女性=女 未登记=未登记 男=男 男性=男 丁:2018-12-31 起才有效 第三项:2021-01-01 起才有效 1→男 2→男 9→未登记 estimate agreement",
	} {
		c, findings := load(t, files)
		if len(findings) > 0 {
			t.Fatal(strings.Join(findings, "\n"))
		}
		if l := c.Codes["sex"]; strings.Join(l.Labels, "、") != "男、女、未登记、第三项" {
			t.Errorf("without a day: %q", l.Labels)
		}
		c.KeepInForce(day(asOf))
		l := c.Codes["sex"]
		got := []string{strings.Join(l.Labels, "、")}
		for word, label := range l.Words() {
			got = append(got, word+"="+label)
		}
		for word, why := range l.Lapsed() {
			got = append(got, word+":"+why)
		}
		s := c.source("贫困户登记表")
		for code, label := range s.Codes["sex"] {
			got = append(got, code+"→"+label)
		}
		for code, why := range s.Lapsed["sex"] {
			got = append(got, code+"✗"+why)
		}
		for _, table := range c.Tables {
			if !table.Off {
				got = append(got, table.ID)
			}
		}
		if a, b := sortedWords(strings.Join(got, " ")), sortedWords(want); !slices.Equal(a, b) {
			t.Errorf("%s:\n%s\nwant\n%s", asOf, strings.Join(a, " "), strings.Join(b, " "))
		}
		if len(c.Codes["health"].Labels) != 4 || s.Codes["health"]["1"] != "健康" {
			t.Error("a list without dates is not in force")
		}
	}
}

func sortedWords(s string) []string { return slices.Sorted(slices.Values(strings.Fields(s))) }

// What changes how a cell is read is told to the cache; a day later within the
// same validities nothing is.
func TestOutOfForceTellsWhatReadingRestsOn(t *testing.T) {
	told := func(asOf string) string {
		c, _ := load(t, nil)
		d, err := time.Parse(time.DateOnly, asOf)
		if err != nil {
			t.Fatal(err)
		}
		c.KeepInForce(d)
		return strings.Join(c.OutOfForce(), "\n")
	}
	if told("2018-12-30") != told("2018-12-31") || told("2020-12-31") == told("2021-01-01") {
		t.Errorf("2018: %s\n2021: %s", told("2018-12-31"), told("2021-01-01"))
	}
	if !strings.Contains(told("2018-12-31"), "codes/project_type.csv") {
		t.Error(told("2018-12-31"))
	}
}

// Every row that is shipped names what it comes from.
func TestShippedCodesNameTheirSource(t *testing.T) {
	c, _ := load(t, nil)
	for name, l := range c.Codes {
		for _, e := range l.Entries {
			if e.Source == "" || e.From.IsZero() {
				t.Errorf("codes/%s.csv line %d: %q from %v", name, e.line, e.Source, e.From)
			}
		}
	}
	for _, s := range c.Sources {
		for _, e := range s.Entries {
			if e.Basis == "" || e.From.IsZero() {
				t.Errorf("source_codes.csv line %d has no source or date", e.line)
			}
		}
	}
}
