package methods

import (
	"bufio"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/templates"
)

// writer keeps the first error, so that rendering reads straight down.
type writer struct {
	*bufio.Writer
	err error
}

func (w *writer) line(format string, args ...any) {
	if w.err == nil {
		_, w.err = fmt.Fprintf(w, format+"\n", args...)
	}
}

func writeFile(out reports.Sink, name string, render func(*writer)) (err error) {
	f, err := out.Create(name)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := &writer{Writer: bufio.NewWriter(f)}
	render(w)
	if err := errors.Join(w.err, w.Flush()); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// markdown writes one part.
func markdown(w *writer, p part) {
	w.line("# %s\n", p.Title)
	w.line("%s", escape(reports.Prose(p.Intro)))
	for _, s := range p.Sections {
		s.markdown(w, 2)
	}
}

func (s section) markdown(w *writer, depth int) {
	w.line("\n%s %s", strings.Repeat("#", depth), escape(reports.Prose(s.Title)))
	for _, t := range s.Texts {
		w.line("\n%s", escape(reports.Prose(t)))
	}
	if len(s.Terms) > 0 {
		w.line("")
	}
	for _, t := range s.Terms {
		w.line("- **%s**：%s", escape(t.Name), escape(t.Text))
	}
	for _, t := range s.Tables {
		if t.Caption != "" {
			w.line("\n**%s**", escape(t.Caption))
		}
		w.line("\n| %s |", strings.Join(cells(t.Heads), " | "))
		w.line("|%s", strings.Repeat(" --- |", len(t.Heads)))
		for _, r := range t.Rows {
			w.line("| %s |", strings.Join(cells(r), " | "))
		}
	}
	if s.Code != "" {
		w.line("\n```sql\n%s\n```", s.Code)
	}
	for _, b := range s.Below {
		b.markdown(w, depth+1)
	}
}

func cells(row []string) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = escape(reports.Prose(c))
	}
	return out
}

// escape keeps text from being read as Markdown or as HTML.
func escape(s string) string {
	return marks.Replace(strings.Join(strings.Fields(s), " "))
}

var marks = strings.NewReplacer(`\`, `\\`, "|", `\|`, "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", ">", "&gt;", "[", `\[`, "]", `\]`, "#", `\#`)

// writeHTML writes the whole book as one page that asks the network for nothing.
func writeHTML(out reports.Sink, settings catalog.Settings, parts []part) error {
	css, err := fs.ReadFile(templates.Files, "methods/methods.css")
	if err != nil {
		return fmt.Errorf("read style sheet: %w", err)
	}
	tmpl, err := template.New("methods.tmpl").Funcs(template.FuncMap{"prose": reports.Prose}).ParseFS(templates.Files, "methods/methods.tmpl")
	if err != nil {
		return fmt.Errorf("parse template: %w", err)
	}
	page := struct {
		CSS           template.CSS
		AsOf, Version string
		Parts         []part
	}{template.CSS(css), reports.Date(settings.AsOf), catalog.Version, parts}
	return writeFile(out, HTML, func(w *writer) { w.err = tmpl.Execute(w, page) })
}
