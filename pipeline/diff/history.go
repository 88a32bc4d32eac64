package diff

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"sanlv/pipeline/internal/duck"
	"sanlv/reports"
)

// History is the file with the indicators of one run.
type History struct {
	Name string // of the run, <as-of>-<first 8 of its identity>
	File string
	// Changed are the rules that are not those of the run before, where that is
	// known; nil to find it by the thresholds.
	Changed []string
}

// Runs reads the county figures of some runs, in their order. One that cannot be
// read is left out, and told of in the error, which comes beside the others.
func Runs(ctx context.Context, list []History, o Options) (out []reports.PastRun, unread error, err error) {
	db, err := duck.Open(ctx, duck.Options{Threads: o.Threads, Memory: o.Memory, TempDir: o.TempDir, ReadFiles: true})
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var before map[string]string
	for _, h := range list {
		run, asked, err := readRun(ctx, db, h)
		if ctx.Err() != nil {
			return nil, nil, ctx.Err()
		}
		if err != nil {
			unread = errors.Join(unread, err)
			continue
		}
		if run.Changed = h.Changed; h.Changed == nil && before != nil {
			run.Changed = otherwise(before, asked)
		}
		before = asked
		out = append(out, run)
	}
	return out, unread, nil
}

// readRun reads one run, and what each standard asks in it.
func readRun(ctx context.Context, db *duck.DB, h History) (reports.PastRun, map[string]string, error) {
	run := reports.PastRun{Name: h.Name}
	from := " FROM read_parquet('" + strings.ReplaceAll(h.File, "'", "''") + "') WHERE level = 'county' "
	_, rows, err := db.Query(ctx, `SELECT DISTINCT area_code, area_name, indicator, coalesce(numerator, 0), coalesce(denominator, 0), coalesce(unknown, 0),
		coalesce(villages_expected, 0), coalesce(villages_arrived, 0)`+from+"ORDER BY 1, 3")
	if err != nil {
		return run, nil, fmt.Errorf("history %s: %w", h.Name, err)
	}
	for _, r := range rows {
		run.Figures = append(run.Figures, reports.PastFigure{Code: text(r[0]), Area: text(r[1]), Indicator: text(r[2]), Numerator: r[3].(int64), Denominator: r[4].(int64),
			Unknown: r[5].(int64), Expected: r[6].(int64), Arrived: r[7].(int64)})
	}
	_, rows, err = db.Query(ctx, "SELECT DISTINCT standard, indicator, comparator, cast(threshold AS DOUBLE)"+from+"AND standard <> '' ORDER BY 1, 2")
	if err != nil {
		return run, nil, fmt.Errorf("history %s: %w", h.Name, err)
	}
	asked := map[string]string{}
	for _, r := range rows {
		asked[text(r[0])+" "+text(r[1])] = asks(r[2], r[3], "")
	}
	return run, asked, nil
}

// otherwise says what a run asks that the one before did not.
func otherwise(before, after map[string]string) []string {
	var out []string
	for _, key := range sortedKeys(before, after) {
		if before[key] != after[key] {
			out = append(out, reports.DiffRule{Name: "标准 " + key, Before: before[key], After: after[key]}.Said())
		}
	}
	return out
}
