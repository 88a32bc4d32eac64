package html

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"sanlv/reports"
)

// parse gives all nodes of a page, in order.
func parse(t *testing.T, page []byte) []*html.Node {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var all []*html.Node
	for n := range root.Descendants() {
		all = append(all, n)
	}
	return all
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func text(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data + " ")
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

func find(all []*html.Node, tag, key, value string) *html.Node {
	for _, n := range all {
		if n.Type == html.ElementNode && n.Data == tag && attr(n, key) == value {
			return n
		}
	}
	return nil
}

func named(name string) func(int, int) string {
	return func(t, v int) string { return name + plain(t, v) }
}

// pages are counties of every kind; those with a past tell what changed.
var pages = []struct {
	name   string
	county invented
	change func(*reports.Publication)
}{
	{"plain", invented{townships: 4, villages: 5, name: plain}, nil},
	{"hostile", invented{townships: 3, villages: 4, name: named(hostile)}, func(p *reports.Publication) {
		p.Meta.County, p.Meta.Parameters[0].Note, p.Meta.ExitItems[0].Label, p.Meta.RunID = hostile, hostile, hostile, hostile
		p.Meta.Indicators[0].Definition = hostile
		withPast(p)
		h := &p.Past.Change.Households[1]
		h.HouseholdID, h.Before, h.Place, h.Inputs[0].Before, h.Inputs[0].Place = hostile, hostile, hostile, hostile, hostile
		p.Past.Change.Rules[0].Name, p.Past.Runs[1].Changed[0], p.Past.Change.Flows[0].Before, p.Past.Change.Rulings[0].Rule = hostile, hostile, hostile, hostile
	}},
	{"long", invented{townships: 2, villages: 4, name: named(strings.Repeat("长", 500))}, nil},
	{"no households", invented{townships: 2, villages: 3, name: plain, empty: true}, nil},
	{"nothing", invented{name: plain, empty: true}, func(p *reports.Publication) { p.Meta = reports.Meta{} }},
}

func TestPageAsksForNothing(t *testing.T) {
	for _, c := range pages {
		t.Run(c.name, func(t *testing.T) {
			all := parse(t, write(t, c.county, c.change))
			ids, scripts, level := map[string]bool{}, 0, 0
			for _, n := range all {
				if n.Type != html.ElementNode {
					continue
				}
				for _, a := range n.Attr {
					if strings.HasPrefix(a.Key, "on") {
						t.Errorf("<%s> has %s", n.Data, a.Key)
					}
					if slices.Contains([]string{"src", "href", "action", "data", "poster", "srcset"}, a.Key) && !strings.HasPrefix(a.Val, "#") && a.Val != "data:," {
						t.Errorf("<%s %s=%q> leaves the page", n.Data, a.Key, a.Val)
					}
					if a.Key == "id" {
						if a.Val == "" || ids[a.Val] {
							t.Errorf("id %q is empty or there twice", a.Val)
						}
						ids[a.Val] = true
					}
				}
				switch n.Data {
				case "script":
					scripts++
				case "img", "iframe", "object", "embed", "form", "base":
					t.Errorf("there is a <%s>", n.Data)
				case "h1", "h2", "h3", "h4", "h5":
					if h := int(n.Data[1] - '0'); h > level+1 {
						t.Errorf("h%d %q follows h%d", h, text(n), level)
					} else {
						level = h
					}
				}
			}
			if scripts != 4 {
				t.Errorf("%d scripts, want the data and three", scripts)
			}
			for _, n := range all {
				if n.Type == html.ElementNode && n.Data == "a" && strings.HasPrefix(attr(n, "href"), "#") && !strings.Contains(attr(n, "href"), "%") && !ids[attr(n, "href")[1:]] {
					t.Errorf("link %s leads nowhere", attr(n, "href"))
				}
			}
			if root := find(all, "html", "lang", "zh-CN"); root == nil {
				t.Error("the language is not declared")
			}
			policy := find(all, "meta", "http-equiv", "Content-Security-Policy")
			if policy == nil || !strings.HasPrefix(attr(policy, "content"), "default-src 'none';") {
				t.Error("no content security policy")
			}
			var data map[string]any
			if err := json.Unmarshal([]byte(find(all, "script", "id", "data").FirstChild.Data), &data); err != nil {
				t.Errorf("data: %v", err)
			}
		})
	}
}

func TestHostileNamesStayText(t *testing.T) {
	all := parse(t, write(t, pages[1].county, pages[1].change))
	data := find(all, "script", "id", "data").FirstChild.Data
	if strings.ContainsAny(data, "<>&\u2028\u202e") {
		t.Error("the data holds characters that could end a script or turn the text")
	}
	for _, n := range all {
		if n.Type == html.TextNode && n.Parent.Data != "script" && n.Parent.Data != "style" && strings.ContainsAny(n.Data, "\u202e\u2028") {
			t.Errorf("text turns direction: %q", n.Data)
		}
	}
	if !strings.Contains(text(find(all, "table", "id", "t-villages")), "</script><script>alert(1)</script>") {
		t.Error("the name is not shown as it stands")
	}
}

func TestSameInputSameBytes(t *testing.T) {
	c := invented{townships: 4, villages: 5, name: plain}
	first := write(t, c, nil)
	for range 4 {
		if !bytes.Equal(first, write(t, c, nil)) {
			t.Fatal("two runs differ")
		}
	}
}

func TestFiguresAreThoseOfTheFrame(t *testing.T) {
	c := invented{townships: 4, villages: 5, name: plain}
	all := parse(t, write(t, c, nil))
	f := c.source()["indicators"]
	at := map[string]int{}
	for i, n := range f.Columns {
		at[n] = i
	}
	texts := map[string]string{}
	for _, n := range all {
		if id := attr(n, "id"); n.Data == "tr" && id != "" {
			texts[id] = text(n)
		}
		if id := attr(n, "data-indicator"); n.Data == "article" {
			texts[id] = text(n)
		}
	}
	checked := 0
	for _, r := range f.Rows {
		num, den, unknown := r[at["numerator"]].(int64), r[at["denominator"]].(int64), r[at["unknown"]].(int64)
		area, indicator := r[at["area_code"]].(string), r[at["indicator"]].(string)
		rate := reports.Rate(num, den)
		row := texts[area]
		if den > 0 {
			if want := fmt.Sprintf("%s%% (%s/%s)", rate, reports.Count(num), reports.Count(den)); !strings.Contains(row, want) && rate != reports.TooSmall {
				t.Errorf("row %s lacks %s: %s", area, want, row)
			}
		}
		if r[at["level"]] != "county" {
			continue
		}
		card := texts[indicator]
		for _, want := range []string{rate + "%", "分子 " + reports.Count(num), "分母 " + reports.Count(den), reports.Count(unknown) + " ",
			fmt.Sprintf("来件 %d/%d 村", r[at["villages_arrived"]], r[at["villages_expected"]]), "暂算"} {
			if !strings.Contains(card, want) {
				t.Errorf("card %s lacks %q: %s", indicator, want, card)
			}
		}
		if s := r[at["standard"]].(string); s != "" {
			want := regexp.MustCompile(regexp.QuoteMeta(s) + ` ?[<>≤≥=][\d.]+% ?\S* ?` + r[at["verdict"]].(string))
			if !want.MatchString(card) {
				t.Errorf("card %s lacks the verdict of %s: %s", indicator, s, card)
			}
		}
		checked++
	}
	if checked < 10 {
		t.Errorf("only %d county rows", checked)
	}
}

func TestBarsSortWorstFirst(t *testing.T) {
	info := reports.IndicatorInfo{ID: "x", Label: "某率", Unit: "人"}
	figs := &figures{by: map[figureKey]*figure{}, areas: map[string][]*figure{}, lines: map[string][]line{}}
	for i, n := range [][2]int64{{1, 100}, {0, 0}, {5, 100}, {3, 100}} {
		f := &figure{Level: "township", Code: fmt.Sprint(i), Name: fmt.Sprint("镇", i), Indicator: "x", Num: n[0], Den: n[1]}
		figs.by[figureKey{"township", f.Code, "x"}] = f
		figs.areas["township"] = append(figs.areas["township"], f)
	}
	for _, higher := range []bool{false, true} {
		info.HigherIsBetter = higher
		c, err := bars(reports.Publication{}, figs, info)
		if err != nil {
			t.Fatal(err)
		}
		names := c.Data["option"].(object)["yAxis"].([]any)[0].(object)["data"]
		want := "[镇2 镇3 镇0 镇1]"
		if higher {
			want = "[镇0 镇3 镇2 镇1]"
		}
		if fmt.Sprint(names) != want {
			t.Errorf("order %v, want %s", names, want)
		}
	}
}

func TestMerge(t *testing.T) {
	o := object{"a": object{"b": 1.0, "c": 2.0}, "l": []any{object{"x": 1.0}, object{"y": 2.0}}}
	merge(o, object{"a": object{"b": 3.0}, "l": []any{object{"z": 9.0}, object{}}, "n": true})
	if got := fmt.Sprint(o); got != "map[a:map[b:3 c:2] l:[map[x:1 z:9] map[y:2]] n:true]" {
		t.Error(got)
	}
}

// TestWritePages keeps the pages for a person to look at: SANLV_PAGES=DIR.
func TestWritePages(t *testing.T) {
	dir := os.Getenv("SANLV_PAGES")
	if dir == "" {
		t.Skip("SANLV_PAGES names no folder to keep pages in")
	}
	keep := map[string][]byte{"看板": write(t, invented{townships: 6, villages: 7, name: plain}, nil), "big": write(t, invented{townships: 16, villages: 11, name: plain}, nil)}
	for _, c := range pages {
		keep[strings.ReplaceAll(c.name, " ", "-")] = write(t, c.county, c.change)
	}
	for name, page := range keep {
		if err := os.WriteFile(filepath.Join(dir, name+".html"), page, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// A ledger that is too long for the page is shown in part, every township alike,
// and the page says how much is left out and where it stands.
func TestLongLedgerIsShownInPart(t *testing.T) {
	c := invented{townships: 4, villages: 5, name: plain}
	page := write(t, c, func(p *reports.Publication) {
		s := p.Source.(source)
		for i := range 4000 {
			town := []string{"360399101", "360399102", "360399103"}[min(i/100, 2)] // 100, 100 and 3,800 rows
			s["ledger"].Rows = append(s["ledger"].Rows, []any{"uninsured", town + "201", "", "", fmt.Sprintf("H%04d", i), "张*", "脱贫户", int64(3), nil, nil,
				"李*", "配偶", int64(40), int64(1), "", "居民医保填“否”", "人表.xlsx", "人信息", fmt.Sprint("P", i), "居民医保"})
		}
	})
	all := parse(t, page)
	if got := text(find(all, "table", "id", "t-ledgers")); !strings.Contains(got, "4,000 人") || !strings.Contains(got, "每个乡镇只列前 1,300 人，其余 2,500 人见 台账/未参保台账.xlsx") {
		t.Errorf("the list of ledgers says %s", got)
	}
	var data struct{ Ledger struct{ Rows [][]any } }
	if err := json.Unmarshal([]byte(find(all, "script", "id", "data").FirstChild.Data), &data); err != nil {
		t.Fatal(err)
	}
	uninsured := 0
	for _, r := range data.Ledger.Rows {
		if r[0].(float64) == 3 {
			uninsured++
		}
	}
	if uninsured != 1500 {
		t.Errorf("%d rows in the page", uninsured)
	}
}
