package html

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// browse opens a page from a file and gives the tab, and what the page has
// logged or asked for.
func browse(t *testing.T, page []byte) (context.Context, func() []string) {
	t.Helper()
	var chromium string
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			chromium = p
			break
		}
	}
	if chromium == "" {
		t.Skip("chromium is not installed: the page cannot be tried in a browser")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, Name)
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	allocator, stop := chromedp.NewExecAllocator(context.Background(), chromedp.ExecPath(chromium), chromedp.Headless, chromedp.NoSandbox,
		chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(filepath.Join(dir, "profile")), chromedp.WindowSize(1400, 1000),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true))
	t.Cleanup(stop)
	timed, cancel := context.WithTimeout(allocator, 2*time.Minute)
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
	if err := chromedp.Do(tab, listen, chromedp.Navigate(address), chromedp.WaitReady("footer")); err != nil {
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

func TestPageInBrowser(t *testing.T) {
	for _, c := range []struct {
		name   string
		county invented
	}{
		{"plain", invented{townships: 12, villages: 9, name: plain}},
		{"hostile", invented{townships: 12, villages: 9, name: named("=" + hostile)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			tab, said := browse(t, write(t, c.county, withSample))
			charts := ask[[]int](t, tab, `[...document.querySelectorAll(".chart")].map(c => c.querySelectorAll("svg path, svg text").length)`)
			if len(charts) != 15 {
				t.Errorf("%d charts, want 5 of bars, a heat map in two parts, two curves and 6 of the sample", len(charts))
			}
			for i, n := range charts {
				if n < 20 {
					t.Errorf("chart %d has drawn %d shapes", i, n)
				}
			}
			if n := ask[int](t, tab, `[...document.querySelectorAll(".chart")].filter(c => c.getAttribute("aria-label") && c.getAttribute("role") === "img").length`); n != 15 {
				t.Errorf("%d charts are described", n)
			}
			if n := ask[int](t, tab, `document.images.length + document.querySelectorAll("script").length`); n != 3 {
				t.Errorf("%d images and scripts, want the three scripts", n)
			}
			tryFilter(t, tab)
			tryHouseholds(t, tab)
			tryTooltipAndPrint(t, tab)
			for _, s := range said() {
				t.Error(s)
			}
		})
	}
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
	// A link to a village that is filtered away shows it again.
	ask[bool](t, tab, `new Promise(r => { addEventListener("hashchange", () => r(true)); location.hash = "#360399101201" })`)
	if ask[bool](t, tab, `document.getElementById("360399101201").hidden`) {
		t.Error("the target of a link stays hidden")
	}
}

func tryHouseholds(t *testing.T, tab context.Context) {
	rows := `document.querySelectorAll("#t-households tbody tr").length`
	status := `document.getElementById("page-status").textContent`
	if n := ask[int](t, tab, rows); n != 50 {
		t.Errorf("%d households on the first page, want 50", n)
	}
	first := ask[string](t, tab, `document.querySelector("#t-households tbody tr").textContent`)
	ask[bool](t, tab, `document.querySelector("[data-page=next]").click() || true`)
	if s := ask[string](t, tab, status); !strings.HasPrefix(s, "第 2 页") {
		t.Errorf("after the next page: %s", s)
	}
	if first == ask[string](t, tab, `document.querySelector("#t-households tbody tr").textContent`) {
		t.Error("the second page shows the first")
	}
	ask[bool](t, tab, `document.querySelector("[data-page=last]").click() || true`)
	if !ask[bool](t, tab, `document.querySelector("[data-page=next]").disabled`) {
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
