// Package html writes 看板.html: one page with figures, charts and tables that
// opens by double click and asks the network for nothing.
package html

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"

	"sanlv/reports"
	"sanlv/templates"
)

// Name of the page in the run folder.
const Name = "看板.html"

// Writer writes the page.
type Writer struct{}

// New returns a writer of the page.
func New() *Writer { return &Writer{} }

var _ reports.Writer = (*Writer)(nil)

// Write builds the page and hands it to the sink.
func (*Writer) Write(ctx context.Context, pub reports.Publication, out reports.Sink) (err error) {
	p, err := build(ctx, pub)
	if err != nil {
		return fmt.Errorf("build %s: %w", Name, err)
	}
	tmpl, err := template.New("page.tmpl").Funcs(functions).ParseFS(templates.Files, "page/*.tmpl")
	if err != nil {
		return fmt.Errorf("parse page templates: %w", err)
	}
	file, err := out.Create(Name)
	if err != nil {
		return fmt.Errorf("create %s: %w", Name, err)
	}
	defer func() {
		if e := file.Close(); e != nil && err == nil {
			err = fmt.Errorf("close %s: %w", Name, e)
		}
	}()
	w := bufio.NewWriterSize(file, 1<<16)
	if err := tmpl.Execute(w, p); err != nil {
		return fmt.Errorf("write %s: %w", Name, err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", Name, err)
	}
	return nil
}

// assets are our own style sheet and scripts; they hold nothing from the data.
type assets struct {
	CSS                     template.CSS
	ECharts, Charts, Script template.JS
}

func readAssets() (assets, error) {
	var a assets
	for _, f := range []struct {
		name string
		set  func(string)
	}{
		{"page/page.css", func(s string) { a.CSS = template.CSS(s) }},
		{"page/charts.js", func(s string) { a.Charts = template.JS(s) }},
		{"page/page.js", func(s string) { a.Script = template.JS(s) }},
		{"echarts/echarts.min.js", func(s string) { a.ECharts = template.JS(s) }},
	} {
		b, err := fs.ReadFile(templates.Files, f.name)
		if err != nil {
			return a, fmt.Errorf("read page asset: %w", err)
		}
		f.set(string(b))
	}
	return a, nil
}

// embed encodes data for a <script type="application/json">. json.Marshal writes
// <, >, & and the two line separators as \u escapes and the keys of maps in
// order, so nothing in it can end the script, and equal data gives equal bytes.
func embed(v any) (template.JS, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("encode page data: %w", err)
	}
	return template.JS(b), nil
}
