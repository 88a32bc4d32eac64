package pipeline

import (
	"context"
	"fmt"
	"strconv"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
	"sanlv/reports"
)

// boundaries finds the township of each outline that the county supplies, and
// reports the outlines and the townships that are left.
func (b *batch) boundaries(ctx context.Context, report func(finding.Finding)) ([]reports.Boundary, error) {
	if len(b.cat.Boundaries) == 0 {
		return nil, nil
	}
	_, rows, err := b.db.Query(ctx, "SELECT area_code, area_name FROM int_area WHERE level = 'township' ORDER BY area_code")
	if err != nil {
		return nil, fmt.Errorf("match the map: %w", err)
	}
	where := finding.Location{File: catalog.BoundaryFile}
	var out []reports.Boundary
	drawn := map[string]bool{}
	for i, outline := range b.cat.Boundaries {
		found := false
		for _, r := range rows {
			code, name := r[0].(string), r[1].(string)
			if name != undecidedVillage && !drawn[code] && outline.Of(code, name) {
				drawn[code], found = true, true
				out = append(out, reports.Boundary{Code: code, Polygons: outline.Polygons})
				break
			}
		}
		if !found {
			report(finding.MapUnmatched.At(where, outline.Name+outline.Code, finding.Public, strconv.Itoa(i+1)))
		}
	}
	for _, r := range rows {
		if code, name := r[0].(string), r[1].(string); name != undecidedVillage && !drawn[code] {
			report(finding.MapMissing.At(where, "", finding.Public, name))
		}
	}
	return out, nil
}
