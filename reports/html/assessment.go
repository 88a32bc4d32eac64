package html

import (
	"bufio"
	"context"
	"fmt"
	"html/template"
	"io/fs"

	"sanlv/reports"
	"sanlv/templates"
)

// AssessmentName is the assessment report in the run folder.
const AssessmentName = "评估报告.html"

// AssessmentWriter writes the assessment report, which asks for no script: what it
// shows on the screen is what it prints.
type AssessmentWriter struct{}

// NewAssessment returns a writer of the assessment report.
func NewAssessment() *AssessmentWriter { return &AssessmentWriter{} }

var _ reports.Writer = (*AssessmentWriter)(nil)

// Write builds the report and hands it to the sink.
func (*AssessmentWriter) Write(ctx context.Context, pub reports.Publication, out reports.Sink) (err error) {
	doc, err := reports.Assessment(ctx, pub)
	if err != nil {
		return fmt.Errorf("build %s: %w", AssessmentName, err)
	}
	css, err := fs.ReadFile(templates.Files, "report/report.css")
	if err != nil {
		return fmt.Errorf("read style sheet: %w", err)
	}
	tmpl, err := template.New("report.tmpl").Funcs(functions).Funcs(template.FuncMap{
		"number":  func(i int) string { return fmt.Sprintf("%d.", i+1) },
		"density": density,
		"drawn":   draw,
		"legend":  legend,
	}).ParseFS(templates.Files, "report/report.tmpl")
	if err != nil {
		return fmt.Errorf("parse report template: %w", err)
	}
	file, err := out.Create(AssessmentName)
	if err != nil {
		return fmt.Errorf("create %s: %w", AssessmentName, err)
	}
	defer func() {
		if e := file.Close(); e != nil && err == nil {
			err = fmt.Errorf("close %s: %w", AssessmentName, e)
		}
	}()
	w := bufio.NewWriterSize(file, 1<<16)
	page := struct {
		*reports.Document
		CSS template.CSS
	}{doc, template.CSS(css)}
	if err := tmpl.Execute(w, page); err != nil {
		return fmt.Errorf("write %s: %w", AssessmentName, err)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", AssessmentName, err)
	}
	return nil
}

// density is the class of a table that is set closely, or stands on one page.
func density(t *reports.Table) string {
	points, whole := t.Setting()
	class := map[float64]string{10.5: "plain", 9: "close", 8: "closer"}[points]
	if whole {
		class += " short"
	}
	return class
}
