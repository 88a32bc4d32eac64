package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"golang.org/x/sys/unix"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/estimates"
	"sanlv/pipeline/internal/duck"
)

// BenchmarkTenMillionSampled measures the sums of ten million sampled households
// in 20,000 villages of 100 counties, and the estimates from them, on one thread:
//
//	go test -run '^$' -bench TenMillionSampled -benchtime 1x ./pipeline
func BenchmarkTenMillionSampled(b *testing.B) {
	ctx := context.Background()
	cat, settings, err := catalog.OpenOn(nil, yearEnd2018)
	if err != nil {
		b.Fatal(err)
	}
	db, err := duck.Open(ctx, duck.Options{Path: filepath.Join(b.TempDir(), "bench.duckdb"), Threads: 1, Memory: 2 << 30, TempDir: filepath.Join(b.TempDir(), "spill")})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	run := &batch{db: db, cat: cat, settings: settings}
	const rows, villages = 10_000_000, 20_000
	const village = "concat('36', lpad(cast(i %% 100 as varchar), 4, '0'), lpad(cast(i // 100 %% 20 as varchar), 3, '0'), lpad(cast(i // 2000 %% 10 as varchar), 3, '0'))"
	for _, sql := range []string{
		"CREATE TABLE ref_poverty AS SELECT 'remaining' AS register",
		fmt.Sprintf(`CREATE TABLE int_sample_household AS SELECT cast(i as varchar) AS household_id, `+village+` AS village_code,
			case i // 20000 %% 3 when 0 then '脱贫户' else '一般农户' end AS class, case i // 20000 %% 3 when 0 then '脱贫户' else '一般农户' end AS group_class,
			2.5::DOUBLE AS weight, 1 + hash(i) %% 6 AS persons, case when hash(i + 1) %% 20 = 0 then '未访到' else '访到' end AS response, '' AS excluded_by,
			i // 20000 %% 3 = 0 AS exited, i // 20000 %% 3 <> 0 AS unregistered, false AS remaining, cast(NULL AS BOOLEAN) AS remaining_poor,
			hash(i + 2) %% 100 = 0 AS event, false AS suspected, false AS unresolved, true AS counts, hash(i + 3) %% 10 > 0 AS approves, true AS sampled
			FROM range(%d) t(i)`, rows),
		"ALTER TABLE int_sample_household ALTER persons TYPE BIGINT",
		`CREATE TABLE int_sample_class AS SELECT village_code, class, 4 * count(*) AS frame_households, count(*) AS drawn FROM int_sample_household GROUP BY ALL`,
		`CREATE TABLE int_sample_stratum AS SELECT substr(village_code, 1, 6) AS stratum, 2 * count(DISTINCT village_code) AS frame_villages, count(DISTINCT village_code) AS drawn_villages, true AS simple
			FROM int_sample_class GROUP BY ALL`,
		`CREATE TABLE int_sample_village AS SELECT DISTINCT village_code FROM int_sample_class`,
		`CREATE TABLE int_sample_area AS SELECT village_code, substr(village_code, 1, 9) AS township_code, substr(village_code, 1, 9) AS township, substr(village_code, 1, 6) AS county_code, substr(village_code, 1, 6) AS county,
			substr(village_code, 1, 6) AS stratum, true AS poor_village, true AS in_frame, true AS in_sample, true AS expected, true AS arrived, 5::BIGINT AS remaining, 900::BIGINT AS exited, 1800::BIGINT AS unregistered, 2705::BIGINT AS persons,
			500::BIGINT AS drawn_households, 475::BIGINT AS surveyed, 25::BIGINT AS absent, 0::BIGINT AS pending, 900::BIGINT AS households, 300::BIGINT AS exited_households, 590::BIGINT AS unregistered_households FROM int_sample_village`,
	} {
		if err := db.Exec(ctx, sql); err != nil {
			b.Fatal(err)
		}
	}
	var sums catalog.Model
	for _, m := range cat.Models {
		if m.Table() == "int_sample_cell" {
			sums = m
		}
	}
	for b.Loop() {
		began := seconds(b)
		if err := db.Exec(ctx, "CREATE OR REPLACE TABLE int_sample_cell AS "+sums.SQL); err != nil {
			b.Fatal(err)
		}
		summed := seconds(b)
		s, err := run.sample(ctx)
		if err != nil {
			b.Fatal(err)
		}
		out, err := estimates.Estimate(s)
		if err != nil || len(s.Areas) != villages {
			b.Fatal(err, len(s.Areas))
		}
		b.ReportMetric(summed-began, "cpu-s-sums")
		b.ReportMetric(seconds(b)-summed, "cpu-s-estimates")
		b.ReportMetric(float64(len(out)), "rows")
		b.ReportMetric(float64(len(s.Cells)), "cells")
	}
}

// seconds is the processor time that the program has used.
func seconds(b *testing.B) float64 {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}
