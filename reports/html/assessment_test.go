package html

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

// report renders the assessment report of a publication.
func report(t *testing.T, pub reports.Publication) (*reports.Document, []byte) {
	t.Helper()
	doc, err := reports.Assessment(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	out := folder{}
	if err := NewAssessment().Write(context.Background(), pub, out); err != nil {
		t.Fatal(err)
	}
	return doc, out[AssessmentName].Bytes()
}

func TestAssessmentPage(t *testing.T) {
	_, page := report(t, sample.Publication())
	for _, bad := range []string{"<script", "http://", "https://", "url(data", "@import", "<img", "<link"} {
		if i := bytes.Index(page, []byte(bad)); i >= 0 {
			t.Errorf("the report holds %s: %s", bad, page[max(0, i-80):min(len(page), i+80)])
		}
	}
	if !bytes.Contains(page, []byte("&lt;script&gt;alert(1)&lt;/script&gt;村")) {
		t.Error("a village with a harmful name is not shown as text")
	}
	if _, again := report(t, sample.Publication()); !bytes.Equal(page, again) {
		t.Error("two reports of the same data differ")
	}
	if _, empty := report(t, sample.Empty()); !bytes.Contains(empty, []byte("没有读入")) {
		t.Error("a report of nothing does not say so")
	}
}

// A figure stays within its frame whatever it shows.
func TestDraw(t *testing.T) {
	long := strings.Repeat("很长的乡镇名", 20)
	for name, f := range map[string]*reports.Figure{
		"none":      {Unit: "%", Bars: []reports.Bar{{Label: "甲", Absent: true, Text: "无数（分母为0）"}}},
		"zero":      {Unit: "%", Bars: []reports.Bar{{Label: "甲", Text: "0.00"}}, Lines: []reports.FigureLine{{At: 2, Text: "手册 <2%"}}, Most: 2},
		"tiny":      {Unit: "%", Most: 0.0032, Bars: []reports.Bar{{Label: "甲", Value: 0.0032, Upper: 0.0032, Text: "…"}}},
		"counts":    {Unit: "户", Most: 865, Bars: []reports.Bar{{Label: long, Value: 865, Text: "865户"}, {Label: "乙", Value: 1, Text: "1户"}}},
		"one":       {Unit: "户", Most: 1, Bars: []reports.Bar{{Label: "甲", Value: 1, Text: "1户"}}},
		"all":       {Unit: "%", Most: 100, Bars: []reports.Bar{{Label: "甲", Value: 100, Text: "100.00 达标"}}, Lines: []reports.FigureLine{{At: 90, Text: long}}},
		"intervals": {Unit: "%", Spans: true, Most: 12.06, Bars: []reports.Bar{{Label: "错退率", Low: 0.32, Value: 3.24, High: 12.06, Text: "3.24%（0.32%至12.06%）"}}},
	} {
		d := draw(f)
		inside := func(what, x, y string) {
			a, errA := strconv.ParseFloat(x, 64)
			b, errB := strconv.ParseFloat(y, 64)
			if errA != nil || errB != nil || a < 0 || a > figureWidth || b < 0 || b > float64(d.Height) {
				t.Errorf("%s: %s at %s, %s is outside of %d × %d", name, what, x, y, d.Width, d.Height)
			}
		}
		for _, r := range d.Rules {
			inside("a line", r.X1, r.Y1)
			inside("a line", r.X2, r.Y2)
		}
		for _, b := range d.Bars {
			w, _ := strconv.ParseFloat(b.Width, 64)
			x, _ := strconv.ParseFloat(b.X, 64)
			inside("a bar", px(x+w), b.Y)
			if w <= 0 {
				t.Errorf("%s: a bar of width %s", name, b.Width)
			}
		}
		for _, w := range d.Words {
			inside(w.Text, w.X, w.Y)
		}
	}
	end, steps := axis(&reports.Figure{Unit: "户", Most: 865})
	if end != 1000 || steps != 4 && steps != 5 {
		t.Errorf("865 households end at %v in %d steps", end, steps)
	}
}

// The report in a browser: silent, without script, its headings in order, sound by
// axe, its tables those of the document, printed on A4.
func TestAssessmentInBrowser(t *testing.T) {
	doc, page := report(t, sample.Publication())
	tab, said := visit(t, page, "footer")
	if n := ask[int](t, tab, `document.querySelectorAll("script, img, iframe, object").length`); n != 0 {
		t.Errorf("%d scripts or images", n)
	}
	last := 0
	for _, h := range ask[[]string](t, tab, `[...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(h => h.tagName)`) {
		level := int(h[1] - '0')
		if level > last+1 || level == 1 && last > 0 {
			t.Errorf("a heading of level %d follows one of level %d", level, last)
		}
		last = level
	}
	figures := 0
	for _, s := range doc.Sections {
		for _, b := range s.Blocks {
			if b.Figure != nil {
				figures++
			}
			if b.Table == nil {
				continue
			}
			var want []string
			for _, r := range b.Table.Rows {
				for _, c := range r.Cells {
					want = append(want, strings.Join(strings.Fields(c.Text), " "))
				}
			}
			got := ask[[]string](t, tab, fmt.Sprintf(`[...document.querySelectorAll("#t-%s tbody > tr > *")].map(c => c.textContent.trim().replace(/\s+/g, " "))`, b.Table.ID))
			if strings.Join(got, "|") != strings.Join(want, "|") {
				t.Errorf("%s:\n got %q\nwant %q", b.Caption, got, want)
			}
		}
	}
	if n := ask[int](t, tab, `[...document.querySelectorAll("figure svg[role=img][aria-label]")].filter(s => s.querySelectorAll("rect, text").length > 3).length`); n != figures || n == 0 {
		t.Errorf("%d of %d figures are drawn and described", n, figures)
	}
	if n := ask[int](t, tab, `[...document.querySelectorAll("nav a")].filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1)))).length`); n != 0 {
		t.Errorf("%d links of the contents lead nowhere", n)
	}
	pdf, err := chromedp.Run(tab, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		yes := true
		result, err := cdp.Call(ctx, target, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PreferCSSPageSize: &yes, PrintBackground: &yes})
		if err != nil {
			return nil, err
		}
		return result.Data, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	boxes := regexp.MustCompile(`/MediaBox \[0 0 ([0-9.]+) ([0-9.]+)\]`).FindAllSubmatch(pdf, -1)
	if len(boxes) < 15 || len(boxes) > 30 {
		t.Errorf("printed on %d pages, want 15 to 30", len(boxes))
	}
	across := 0
	for _, b := range boxes {
		w, _ := strconv.ParseFloat(string(b[1]), 64)
		h, _ := strconv.ParseFloat(string(b[2]), 64)
		if w > h {
			across++
			w, h = h, w
		}
		if w < 594 || w > 596 || h < 841 || h > 843 {
			t.Errorf("a page of %v × %v points, want A4", w, h)
		}
	}
	if across == 0 || across == len(boxes) {
		t.Errorf("%d of %d pages lie across, want those of the villages", across, len(boxes))
	}
	axe, err := os.ReadFile("testdata/axe.min.js")
	if err != nil {
		t.Fatal(err)
	}
	ask[bool](t, tab, string(axe)+";true")
	for _, v := range ask[[]violation](t, tab, audit) {
		t.Error(fmt.Sprintf("%s (%s): %s\n", v.ID, v.Impact, v.Help) + strings.Join(v.Nodes, "\n"))
	}
	for _, s := range said() {
		t.Error(s)
	}
}
