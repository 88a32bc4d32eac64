package html

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	paper "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// chromium is the one browser of all tests; each page has a tab of its own.
var chromium struct {
	once   sync.Once
	tabs   context.Context // of which new tabs are made
	absent bool
	err    error
	stop   []func()
}

func TestMain(m *testing.M) {
	code := m.Run()
	for _, stop := range slices.Backward(chromium.stop) {
		stop()
	}
	os.Exit(code)
}

// startChromium starts the browser when the first test asks for it.
func startChromium() {
	var path string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		chromium.absent = true
		return
	}
	profile, err := os.MkdirTemp("", "sanlv-chromium-")
	if err != nil {
		chromium.err = err
		return
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(path), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(profile), chromedp.WindowSize(1400, 1000),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	tabs, closeFirst := chromedp.NewContext(allocator)
	chromium.tabs, chromium.stop = tabs, []func(){func() { os.RemoveAll(profile) }, stop, closeFirst}
	_, chromium.err = chromedp.Run(tabs, chromedp.Evaluate[bool](`true`))
}

// browse opens a page from a file, waits for its charts and gives the tab, and
// what the page has logged or asked for.
func browse(t *testing.T, page []byte) (context.Context, func() []string) {
	t.Helper()
	return visit(t, page, "html[data-drawn]")
}

// visit does the same, and waits for an element.
func visit(t *testing.T, page []byte, ready string) (context.Context, func() []string) {
	t.Helper()
	chromium.once.Do(startChromium)
	if chromium.absent {
		t.Skip("chromium is not installed: the page cannot be tried in a browser")
	}
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	path := filepath.Join(t.TempDir(), Name)
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	timed, cancel := context.WithTimeout(chromium.tabs, 2*time.Minute)
	t.Cleanup(cancel)
	address := (&url.URL{Scheme: "file", Path: path}).String()
	var mu sync.Mutex
	var said []string
	var opened atomic.Bool // the listener sees requests
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		said = append(said, fmt.Sprintf(format, args...))
	}
	tab, closeTab := chromedp.NewContext(timed, chromedp.WithListener(func(event any) {
		switch e := event.(type) {
		case *network.EventRequestWillBeSent:
			if e.Request.URL == address {
				opened.Store(true)
			} else if !strings.HasPrefix(e.Request.URL, "data:") {
				say("request: %s", e.Request.URL)
			}
		case *runtime.EventConsoleAPICalled:
			var args []string
			for _, a := range e.Args {
				args = append(args, string(a.Value))
			}
			say("console %s: %s", e.Type, strings.Join(args, " "))
		case *runtime.EventExceptionThrown:
			say("exception: %v", e.ExceptionDetails)
		case *log.EventEntryAdded:
			say("log %s: %s", e.Entry.Level, e.Entry.Text)
		}
	}))
	t.Cleanup(closeTab)
	listen := func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, network.Enable, network.EnableParams{})
		if err == nil {
			_, err = cdp.Call(ctx, target, log.Enable, cdp.Empty{})
		}
		return chromedp.Void{}, err
	}
	if err := chromedp.Do(tab, listen, chromedp.Navigate(address), chromedp.WaitReady(ready)); err != nil {
		t.Fatal(err)
	}
	if !opened.Load() {
		t.Fatal("the request for the page itself was not seen")
	}
	return tab, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return said
	}
}

// ask evaluates an expression in the page.
func ask[T any](t *testing.T, tab context.Context, expression string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// charted are the charts of a county with a sample and a run before.
var charted = []string{
	"trend-1-comprehensive_incidence", "trend-1-wrong_exit_rate", "trend-1-omission_rate", "trend-1-approval", "trend-1-registered_incidence", "flow",
	"bar-comprehensive_incidence", "bar-wrong_exit_rate", "bar-omission_rate", "bar-approval", "bar-registered_incidence",
	"map-comprehensive_incidence", "map-wrong_exit_rate", "map-omission_rate", "map-approval", "heat-1-1", "heat-1-2",
	"intake-townships", "intake-1", "intake-2", "intake-3", "intake-4", "intake-5", "intake-6", "intake-7", "intake-8", "intake-9", "intake-10", "intake-11", "intake-12", "intake-13", "quality-grid", "stack-status", "stack-guarantee", "stack-cause", "stack-income", "stack-monitoring-class", "stack-monitoring-area", "income-1-near", "income-1-all",
	"interval-wrong_exit_rate", "interval-approval", "funnel-census-wrong_exit_rate", "funnel-sample-wrong_exit_rate", "fieldwork-team", "fieldwork-day",
}

// unequal lists the cells in which the table of a chart is not what its download holds.
const unequal = `pageData.charts.flatMap(c => {
	const table = document.getElementById("t-" + c.id + "-table");
	if (!table || !c.rows) return [];
	const shown = [...table.rows].map(r => [...r.cells].map(d => d.textContent.trim()));
	if (shown.length !== c.rows.length) return [c.id + ": " + shown.length + " rows, the data have " + c.rows.length];
	return c.rows.flatMap((r, i) => r.flatMap((v, j) => {
		const s = shown[i][j];
		const same = typeof v === "number" ? s === "…" ? v > 0 && v < 0.005 : Math.abs(Number(s.replaceAll(",", "")) - v) < 0.0051 : s === v || v === "" && s === "—" || s === v.replace(/\s+/g, " ");
		return same ? [] : [c.id + " " + i + "," + j + ": " + s + " for " + v];
	}));
})`

func TestPageInBrowser(t *testing.T) {
	for _, c := range []struct {
		name   string
		county invented
	}{
		{"plain", invented{townships: 12, villages: 9, name: plain}},
		{"hostile", invented{townships: 12, villages: 9, name: named("=" + hostile)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab, said := browse(t, write(t, c.county, withBefore))
			tryNear(t, tab)
			tryParts(t, tab)
			if c.name == "plain" {
				ask[string](t, tab, walk)
			} else {
				ask[bool](t, tab, `["beforeprint", "afterprint"].forEach(e => dispatchEvent(new Event(e))) || true`)
			}
			drawn := ask[map[string]int](t, tab, `Object.fromEntries([...document.querySelectorAll(".chart")].map(c => [c.id, (`+shapes+`)(c)]))`)
			for _, id := range charted {
				if drawn[id] < 8 {
					t.Errorf("chart %s has drawn %d shapes", id, drawn[id])
				}
				delete(drawn, id)
			}
			for id := range drawn {
				t.Errorf("chart %s is in no list", id)
			}
			if n := ask[int](t, tab, `[...document.querySelectorAll(".chart")].filter(c => c.getAttribute("aria-label") && c.getAttribute("role") === "img").length`); n != len(charted) {
				t.Errorf("%d charts are described", n)
			}
			if n := ask[int](t, tab, `document.images.length + document.querySelectorAll("script").length`); n != 4 {
				t.Errorf("%d images and scripts, want the four scripts", n)
			}
			todo := ask[string](t, tab, `[...document.querySelectorAll(".points li")].at(-1).textContent`)
			if !strings.HasPrefix(todo, "要做什么 催报没有到齐的 11 个村；改正错误 12 处；到户核实疑似问题户 ") {
				t.Errorf("the county is told: %s", todo)
			}
			tryFilter(t, tab)
			tryHouseholds(t, tab)
			tryMoved(t, tab)
			trySince(t, tab)
			for _, s := range ask[[]string](t, tab, unequal) {
				t.Error(s)
			}
			tryTooltipAndPrint(t, tab)
			for _, s := range said() {
				t.Error(s)
			}
		})
	}
}

// shapes counts what a chart has drawn.
const shapes = `c => c.querySelectorAll("svg path, svg text").length`

// walk scrolls to each chart in turn and waits until it is drawn.
const walk = `(async () => {
	for (const c of [...document.querySelectorAll(".chart")].filter(c => !c.hidden)) {
		c.scrollIntoView();
		for (let i = 0; i < 500 && !c.querySelector("svg"); i++) await new Promise(r => setTimeout(r, 10));
	}
	scrollTo(0, 0);
	return "";
})()`

// tryNear sees that a chart is drawn when it comes near, and not before.
func tryNear(t *testing.T, tab context.Context) {
	if last := ask[int](t, tab, `(`+shapes+`)([...document.querySelectorAll(".chart")].at(-1))`); last > 0 {
		t.Errorf("the last chart has drawn %d shapes before anybody came near", last)
	}
}

// tryParts chooses a township of a matrix that is too long to be shown whole, then all.
func tryParts(t *testing.T, tab context.Context) {
	shown := `[...document.querySelectorAll("#parts-intake .chart")].filter(c => !c.hidden).map(c => c.id).join(" ")`
	choose := `(() => { const s = document.querySelector("[data-parts=intake] select"); s.value = %q; s.dispatchEvent(new Event("change")); return true })()`
	if s := ask[string](t, tab, shown); s != "" {
		t.Errorf("before a township is chosen: %s", s)
	}
	ask[bool](t, tab, fmt.Sprintf(choose, "360399103"))
	if s := ask[string](t, tab, shown); s != "intake-3" {
		t.Errorf("of a township: %s", s)
	}
	ask[bool](t, tab, fmt.Sprintf(choose, "all"))
}

func tryFilter(t *testing.T, tab context.Context) {
	count := `[...document.querySelectorAll("#t-villages tbody tr.village")].filter(r => !r.hidden).length`
	if n := ask[int](t, tab, count); n != 12*9 {
		t.Errorf("%d villages shown, want all", n)
	}
	ask[bool](t, tab, `(() => { const s = document.querySelector("#villages [data-township]"); s.value = "360399103"; s.dispatchEvent(new Event("change")); return true })()`)
	if n := ask[int](t, tab, count); n != 9 {
		t.Errorf("%d villages of one township shown, want 9", n)
	}
	ask[bool](t, tab, `(() => { const s = document.querySelector("#villages [data-search]"); s.value = "360399103204"; s.dispatchEvent(new Event("input")); return true })()`)
	if n := ask[int](t, tab, count); n != 1 {
		t.Errorf("%d villages of one code shown, want 1", n)
	}
	ask[bool](t, tab, `(() => { const s = document.querySelector("#villages [data-search]"); s.value = ""; const o = document.querySelector("#villages [data-lists]"); o.value = "suspect"; o.dispatchEvent(new Event("change")); return true })()`)
	for _, v := range ask[[]string](t, tab, `[...document.querySelectorAll("#t-villages tbody tr.village")].filter(r => r.hidden === !!r.querySelector("a[data-area]") && r.dataset.areas.includes("360399103 ")).map(r => r.id)`) {
		t.Errorf("of the villages with households in doubt, %s is wrongly shown or hidden", v)
	}
	// A link to a village that is filtered away shows it again.
	ask[bool](t, tab, `new Promise(r => { addEventListener("hashchange", () => r(true)); location.hash = "#360399101201" })`)
	if ask[bool](t, tab, `document.getElementById("360399101201").hidden`) {
		t.Error("the target of a link stays hidden")
	}
}

func tryHouseholds(t *testing.T, tab context.Context) {
	rows := `document.querySelectorAll("#t-households tbody tr").length`
	status := `document.querySelector("[data-pager-of=households] span").textContent`
	if n := ask[int](t, tab, rows); n != 50 {
		t.Errorf("%d households on the first page, want 50", n)
	}
	first := ask[string](t, tab, `document.querySelector("#t-households tbody tr").textContent`)
	ask[bool](t, tab, `document.querySelector("[data-pager-of=households] [data-page=next]").click() || true`)
	if s := ask[string](t, tab, status); !strings.HasPrefix(s, "第 2 页") {
		t.Errorf("after the next page: %s", s)
	}
	if first == ask[string](t, tab, `document.querySelector("#t-households tbody tr").textContent`) {
		t.Error("the second page shows the first")
	}
	ask[bool](t, tab, `document.querySelector("[data-pager-of=households] [data-page=last]").click() || true`)
	if !ask[bool](t, tab, `document.querySelector("[data-pager-of=households] [data-page=next]").disabled`) {
		t.Error("there is a page after the last")
	}
	ask[bool](t, tab, `document.querySelector('#t-villages tr.village a[data-area]').click() || true`)
	if ask[string](t, tab, `document.getElementById("f-village").value`) == "" || ask[int](t, tab, rows) >= 50 {
		t.Error("a link to the households of a village does not filter them")
	}
	// The download: no cell that a spreadsheet would take for a formula.
	csv := ask[string](t, tab, `(() => {
		let got; URL.createObjectURL = b => { got = b; return "#" };
		document.getElementById("household-csv").click();
		return new Promise(r => got.text().then(r));
	})()`)
	for _, line := range strings.Split(csv, "\n") {
		for _, cell := range strings.Split(line, ",") {
			if c := strings.TrimLeft(cell, `"`); c != "" && strings.ContainsAny(c[:1], "=+@") {
				t.Errorf("a cell of the download begins a formula: %q", c)
			}
		}
	}
	if !strings.Contains(csv, "人均纯收入") {
		t.Errorf("the download holds %q", csv)
	}
}

func tryTooltipAndPrint(t *testing.T, tab context.Context) {
	for _, id := range []string{"bar-comprehensive_incidence", "heat-1-1"} {
		tip := ask[string](t, tab, fmt.Sprintf(`(() => {
			const box = document.getElementById(%q), chart = echarts.getInstanceByDom(box);
			chart.dispatchAction({type: "showTip", seriesIndex: 0, dataIndex: 0});
			return [...box.querySelectorAll("div")].map(d => d.innerText).join(" ");
		})()`, id))
		if !strings.Contains(tip, "村") && !strings.Contains(tip, "乡") {
			t.Errorf("tooltip of %s: %q", id, tip)
		}
	}
	ask[bool](t, tab, `window.dispatchEvent(new Event("beforeprint"))`)
	if n := ask[int](t, tab, `document.querySelectorAll("details:not([open])").length`); n != 0 {
		t.Errorf("%d tables stay shut in print", n)
	}
	if w := ask[float64](t, tab, `Math.max(...[...document.querySelectorAll(".chart svg")].map(s => s.getBoundingClientRect().width))`); w > 700 {
		t.Errorf("a chart is %v px wide in print", w)
	}
	ask[bool](t, tab, `window.dispatchEvent(new Event("afterprint"))`)
}

// The page prints on A4 sheets, its four wide lists across, every table opened.
func TestPrintedPage(t *testing.T) {
	tab, _ := browse(t, write(t, invented{townships: 2, villages: 3, name: plain}, withMap))
	ask[bool](t, tab, `addEventListener("afterprint", () => window.bare = [...document.querySelectorAll(".chart")].filter(c => !(`+shapes+`)(c)).map(c => c.id)) || true`)
	yes := true
	pdf, err := chromedp.Run(tab, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		printed, err := cdp.Call(ctx, target, paper.PrintToPDF, paper.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
		return printed.Data, err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range ask[[]string](t, tab, `window.bare`) {
		t.Errorf("chart %s is not drawn on paper", id)
	}
	sheets := map[string]int{}
	for _, m := range regexp.MustCompile(`/MediaBox ?\[0 0 (\d+)[.\d]* (\d+)[.\d]*\]`).FindAllSubmatch(pdf, -1) {
		sheets[string(m[1])+"×"+string(m[2])]++
	}
	upright, across := sheets["594×841"], sheets["841×594"]
	if len(sheets) != 2 || upright < 8 || across < 4 || upright+across > 60 {
		t.Errorf("printed on %v", sheets)
	}
}

// trySince sees that every figure says what moved in it, and no more than is light.
func trySince(t *testing.T, tab context.Context) {
	said := ask[map[string]string](t, tab, `Object.fromEntries([...document.querySelectorAll("details.moved")].map(d => [d.querySelector("table").id, d.querySelector("summary").textContent]))`)
	for id, want := range map[string]string{"t-moved-stack-status": "较上次变动（1 处）：户类型构成", "t-moved-exit_overview": "较上次变动（", "t-moved-exit_township": "较上次变动（"} {
		if !strings.HasPrefix(said[id], want) {
			t.Errorf("%s: %q", id, said[id])
		}
	}
	if len(said) != 3 {
		t.Errorf("moved: %v", said)
	}
	if rows := ask[[]string](t, tab, `[...document.querySelectorAll("#t-moved-stack-status tbody tr")].map(r => [...r.cells].map(c => c.textContent).join("|"))`); len(rows) != 1 || !strings.Contains(rows[0], "|−1|") || !strings.Contains(rows[0], "|未脱贫户|") {
		t.Errorf("of the households: %q", rows)
	}
	exits := ask[[]string](t, tab, `[...document.querySelectorAll("#t-moved-exit_overview tbody tr")].map(r => r.textContent)`)
	caption := ask[string](t, tab, `document.querySelector("#t-moved-exit_overview caption").textContent`)
	if len(exits) != mostMoves || !strings.Contains(caption, "列前 30 处，其余 ") || !strings.HasSuffix(caption, "见 报表/变动表.xlsx 的“各表变动”") {
		t.Errorf("of the exit of villages: %d rows, %s", len(exits), caption)
	}
	if n := ask[int](t, tab, `[...document.querySelectorAll(".still")].filter(p => p.textContent === "较上次没有变动。").length`); n < 15 {
		t.Errorf("%d figures say that nothing moved", n)
	}
}

// tryMoved filters the households that moved.
func tryMoved(t *testing.T, tab context.Context) {
	if s := ask[string](t, tab, `document.querySelector("#change p").textContent`); !strings.HasSuffix(s, "标准、参数变了 1 项。参照文件有 1 个内容不同（报表 1 个）。") {
		t.Errorf("of the rules: %s", s)
	}
	if s := ask[string](t, tab, `document.querySelectorAll("#change p")[1].textContent`); s != "贫困村退出：“国家2016”某村 数据缺 → 达标。" {
		t.Errorf("of the exit of villages: %s", s)
	}
	rows := `[...document.querySelectorAll("#t-moved tbody tr")].map(r => r.textContent)`
	if got := ask[[]string](t, tab, rows); len(got) != 3 {
		t.Errorf("moved: %q", got)
	}
	ask[bool](t, tab, `(() => { const s = document.querySelector("[data-list-of=moved] [data-part=list]"); s.value = "判定变动"; s.dispatchEvent(new Event("change")); return true })()`)
	if got := ask[[]string](t, tab, rows); len(got) != 1 || !strings.Contains(got[0], "工资性收入 600.00 → 6000.00") || !strings.Contains(got[0], "H9(工资性收入)") {
		t.Errorf("moved by a verdict: %q", got)
	}
}
