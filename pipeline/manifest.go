package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"time"

	"sanlv/loaders"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/pipeline/manifest"
	"sanlv/pipeline/models"
)

// newManifest says what a run was made from and what came of it, all but the
// hashes of the outputs.
func newManifest(cat *catalog.Catalog, s catalog.Settings, files []loaders.File, id string, steps []manifest.StepRows, findings finding.Counts, blocked string) manifest.Manifest {
	m := manifest.Manifest{Program: "sanlv", Version: catalog.Version, RunID: id, AsOf: s.AsOf.Format(time.DateOnly), Period: s.AssessmentYear,
		Draft: blocked != "", Blocked: blocked, Steps: steps, Findings: findings}
	for _, p := range append(slices.Clone(s.InForce), s.Line.Parameter(s.AssessmentYear)) {
		m.Parameters = append(m.Parameters, manifest.Value{Name: p.Name, Value: p.Value, Words: p.Label() + ":" + p.Says()})
	}
	for _, f := range cat.Files {
		m.Reference = append(m.Reference, manifest.FileHash{File: f.Name, SHA256: f.SHA256})
	}
	for _, f := range files {
		m.Inputs = append(m.Inputs, manifest.Input{FileHash: manifest.FileHash{File: f.Name, SHA256: f.SHA256, Bytes: f.Size}, Skipped: f.Skip})
	}
	return m
}

// identity hashes all that decides the content of a publication: inputs,
// reference files, parameters, as-of date, program version, models, and whether personal data are
// shown.
func identity(cat *catalog.Catalog, s catalog.Settings, files []loaders.File, unmasked bool) (string, error) {
	h := sha256.New()
	put := func(parts ...string) { fmt.Fprintf(h, "%q\n", parts) }
	put("version", catalog.Version)
	put("as-of", s.AsOf.Format(time.DateOnly))
	if unmasked {
		put("unmasked")
	}
	err := fs.WalkDir(models.Files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := fs.ReadFile(models.Files, path)
		put("model", path, string(text))
		return err
	})
	if err != nil {
		return "", fmt.Errorf("hash models: %w", err)
	}
	for _, f := range cat.Files {
		put("reference", f.Name, f.SHA256)
	}
	for _, f := range files {
		put("input", f.Name, f.SHA256, f.Skip)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// rowCounts counts the rows of every table, in the order they were made.
func (b *batch) rowCounts(ctx context.Context) ([]manifest.StepRows, error) {
	var selects []string
	add := func(table string) {
		selects = append(selects, fmt.Sprintf("SELECT %d, '%s', count(*) FROM %s", len(selects), table, table))
	}
	for i := range b.cat.Sheets {
		add(b.cat.Sheets[i].RawTable())
	}
	for _, m := range b.cat.Models {
		if m.Layer != catalog.LayerCheck {
			add(m.Table())
		}
	}
	_, rows, err := b.db.Query(ctx, strings.Join(selects, " UNION ALL ")+" ORDER BY 1")
	if err != nil {
		return nil, fmt.Errorf("count rows: %w", err)
	}
	steps := make([]manifest.StepRows, len(rows))
	for i, r := range rows {
		steps[i] = manifest.StepRows{Step: r[1].(string), Rows: r[2].(int64)}
	}
	return steps, nil
}
