package cli

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
	"time"

	"sanlv/data/samplecounty"
)

// BenchmarkNight measures a county of 100,000 households in 300 village files
// within --memory 2GiB: a cold run, and the next night in which 3 files changed.
// The seconds are of the processor, which other users of the machine do not
// lengthen; the memory is the largest that was resident.
//
//	go test -run '^$' -bench Night -benchtime 1x -timeout 60m ./pipeline/cli
func BenchmarkNight(b *testing.B) {
	const villages, households = 300, 100_000
	in := b.TempDir()
	if err := samplecounty.WriteLarge(in, villages, households); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(in, "*", "*户表人表.xlsx"))
	if err != nil || len(files) != villages {
		b.Fatal(len(files), err)
	}
	b.ResetTimer()
	for range b.N {
		out := b.TempDir()
		cold, wallCold, memory := night(b, in, out)
		for _, path := range files[:3] {
			raise(b, path)
		}
		warm, wallWarm, _ := night(b, in, out)
		b.ReportMetric(cold.Seconds(), "cold-cpu-s")
		b.ReportMetric(warm.Seconds(), "night-cpu-s")
		b.ReportMetric(100*warm.Seconds()/cold.Seconds(), "night-%")
		b.ReportMetric(wallCold.Seconds(), "cold-s")
		b.ReportMetric(wallWarm.Seconds(), "night-s")
		b.ReportMetric(memory, "MiB")
	}
}

// night runs the program in a process of its own.
func night(b *testing.B, in, out string) (processor, wall time.Duration, memory float64) {
	b.Helper()
	cmd := exec.Command(os.Args[0], "run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--memory", "2GiB")
	cmd.Env = append(os.Environ(), "SANLV_TEST_PROGRAM=1")
	started := time.Now()
	if said, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, said)
	}
	usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
	return cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime(), time.Since(started), float64(usage.Maxrss) / 1024
}

var amount = regexp.MustCompile(`<v>([1-9]\d{3})</v>`)

// raise adds a yuan to one amount in a workbook, as somebody does who corrects it.
func raise(b *testing.B, path string) {
	b.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	from, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		b.Fatal(err)
	}
	var buf bytes.Buffer
	to := zip.NewWriter(&buf)
	changed := false
	for _, part := range from.File {
		r, err := part.Open()
		if err != nil {
			b.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			b.Fatal(err)
		}
		if at := amount.FindSubmatchIndex(text); at != nil && part.Name == "xl/worksheets/sheet1.xml" {
			n, err := strconv.Atoi(string(text[at[2]:at[3]]))
			if err != nil {
				b.Fatal(err)
			}
			text, changed = append(text[:at[2]:at[2]], strconv.Itoa(n+1)+string(text[at[3]:])...), true
		}
		w, err := to.Create(part.Name)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := w.Write(text); err != nil {
			b.Fatal(err)
		}
	}
	if err := to.Close(); err != nil || !changed {
		b.Fatal(changed, err)
	}
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		b.Fatal(err)
	}
}
