package cli

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"sanlv/data/samplecounty"
)

// BenchmarkNight measures a county of 100,000 households in 300 village files
// within --memory 2GiB: a cold run, the night in which nothing changed, and the
// one in which 3 files did. It prints what each step took, and fails where more
// memory was resident than was allowed. Of the seconds those of the processor are
// the ones to compare: other users of the machine do not lengthen them.
//
//	go test -run '^$' -bench Night -benchtime 1x -timeout 60m ./pipeline/cli
func BenchmarkNight(b *testing.B) {
	const villages, households, allowed = 300, 100_000, 2 << 10 // MiB
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
		cold := runLarge(b, in, out)
		same := runLarge(b, in, out)
		for _, path := range files[:3] {
			raise(b, path)
		}
		night := runLarge(b, in, out)
		for _, r := range []struct {
			name string
			took
		}{{"cold", cold}, {"same", same}, {"night", night}} {
			b.Logf("%s: %.1f s of the processor (%.0f%% of cold), %.1f s, %.0f MiB resident\n%s", r.name,
				r.processor, 100*r.processor/cold.processor, r.wall, r.resident, r.steps)
			b.ReportMetric(r.processor, r.name+"-cpu-s")
			b.ReportMetric(r.wall, r.name+"-s")
			b.ReportMetric(r.resident, r.name+"-MiB")
			if r.resident > allowed {
				b.Errorf("%s: %.0f MiB were resident, %d allowed", r.name, r.resident, allowed)
			}
		}
		b.ReportMetric(100*same.processor/cold.processor, "same-%")
		b.ReportMetric(100*night.processor/cold.processor, "night-%")
	}
}

// BenchmarkMillionFindings measures a county of 150,000 households with two cells of
// every member that cannot be read, some 1,180,000 findings, within --memory 2GiB, and
// fails where more was resident.
//
//	go test -run '^$' -bench MillionFindings -benchtime 1x -timeout 60m ./pipeline/cli
func BenchmarkMillionFindings(b *testing.B) {
	const allowed = 2 << 10 // MiB
	in := b.TempDir()
	if err := samplecounty.WriteFaulty(in, 450, 150_000); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for range b.N {
		r := runLarge(b, in, b.TempDir())
		b.Logf("%.1f s of the processor, %.1f s, %.0f MiB resident\n%s", r.processor, r.wall, r.resident, r.steps)
		b.ReportMetric(r.processor, "cpu-s")
		b.ReportMetric(r.resident, "MiB")
		if r.resident > allowed {
			b.Errorf("%.0f MiB were resident, %d allowed", r.resident, allowed)
		}
	}
}

// took is what a run took, in seconds and MiB, and a line for each of its steps.
type took struct {
	processor, wall, resident float64
	steps                     string
}

// runLarge runs the program in a process of its own.
func runLarge(b *testing.B, in, out string) took {
	b.Helper()
	cmd := exec.Command(os.Args[0], "run", "--in", in, "--out", out, "--as-of", "2018-12-31", "--memory", "2GiB")
	cmd.Env = append(os.Environ(), "SANLV_TEST_PROGRAM=1")
	started := time.Now()
	if said, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, said)
	}
	state := cmd.ProcessState
	r := took{processor: (state.UserTime() + state.SystemTime()).Seconds(), wall: time.Since(started).Seconds(),
		resident: float64(state.SysUsage().(*syscall.Rusage).Maxrss) / 1024}
	for line := range strings.Lines(lastLog(b, out)) {
		var step struct {
			Msg, Name string
			Seconds   float64
			CPU       float64 `json:"cpu-seconds"`
		}
		if err := json.Unmarshal([]byte(line), &step); err != nil {
			b.Fatal(err)
		}
		if step.Msg == "step" {
			r.steps += fmt.Sprintf("  %s  %.1f s of the processor (%.0f%%), %.1f s\n", step.Name, step.CPU, 100*step.CPU/r.processor, step.Seconds)
		}
	}
	return r
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
