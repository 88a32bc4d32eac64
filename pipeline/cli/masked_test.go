package cli

import (
	"archive/zip"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"sanlv/data/samplecounty"
)

// secretsOf are the names and numbers of everybody whom the generator knows.
func secretsOf(county *samplecounty.County) (names, numbers map[string]bool) {
	names, numbers = map[string]bool{}, map[string]bool{}
	for _, v := range allVillages(county) {
		for _, h := range v.Households {
			names[h.Helper], numbers[h.Phone] = true, true
			for _, p := range h.Members {
				names[p.Name], numbers[p.ID] = true, true
			}
		}
	}
	delete(names, "")
	delete(numbers, "")
	return names, numbers
}

var (
	chinese     = regexp.MustCompile(`\p{Han}+`)
	longDigits  = regexp.MustCompile(`[0-9]{11,18}[Xx]?`)
	lastOfID    = regexp.MustCompile(`\*{11,14}[0-9]{3}[0-9Xx]`)
	fullBirth   = regexp.MustCompile(`\b(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\b|\b(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\b`)
	lineOfTable = regexp.MustCompile(`</row>|</tr>|\n`)
)

// nobodyIsNamed looks through all that a run of the sample county has left for a
// name beyond the surname, an ID or a phone number, and for the last four of an
// ID number in a row with a full birth date, which together restore it.
func nobodyIsNamed(t *testing.T, county *samplecounty.County, out string) {
	names, numbers := secretsOf(county)
	births := map[string]bool{} // the last four and the birth date of everybody
	for id := range numbers {
		if len(id) == 18 {
			births[id[14:]+" "+id[6:14]] = true
		}
	}
	find := func(text string) (found []string) {
		for _, run := range chinese.FindAllString(text, -1) {
			r := []rune(run)
			if names[run] {
				found = append(found, run)
			}
			for n := 3; n <= 4; n++ {
				for i := 0; i+n <= len(r); i++ {
					if name := string(r[i : i+n]); names[name] && run != name {
						found = append(found, name+" in "+run)
					}
				}
			}
		}
		for _, digits := range longDigits.FindAllString(text, -1) {
			if numbers[digits] {
				found = append(found, digits)
			}
		}
		return found
	}
	if found := find(readable(t, "../../data/samples/01青石镇/青石镇人表.xlsx")); len(found) < 500 {
		t.Fatalf("only %d names and numbers found in an input: the test sees nothing", len(found))
	}
	seen, masked := 0, 0
	err := filepath.WalkDir(out, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.Name() == ".cache" {
			return filepath.SkipDir // as personal as the inputs
		}
		if !d.Type().IsRegular() {
			return nil
		}
		rel, err := filepath.Rel(out, path)
		if err != nil {
			return err
		}
		text := readable(t, path)
		seen += len(text)
		if found := find(text); len(found) > 0 {
			t.Errorf("%s shows %d names and numbers: %q", rel, len(found), found[:min(len(found), 5)])
		}
		for _, line := range lineOfTable.Split(text, -1) {
			if lastOfID.MatchString(line) {
				masked++
				last := lastOfID.FindString(line)
				for _, birth := range fullBirth.FindAllString(line, -1) {
					if !births[last[len(last)-4:]+" "+strings.ReplaceAll(birth, "-", "")] {
						continue // some other day
					}
					t.Errorf("%s shows the last of an ID number beside %s: %.200s", rel, birth, strings.TrimSpace(line))
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 3000 || len(numbers) < 4000 || seen < 1<<20 || masked == 0 {
		t.Errorf("%d names and %d numbers looked for in %d bytes, %d masked IDs: the test looks in the wrong place", len(names), len(numbers), seen, masked)
	}
}

// readable gives all that a reader of a file can see in it: the parts of a
// workbook, the texts of a Parquet file row by row, and what stands there as it is.
func readable(t *testing.T, path string) string {
	t.Helper()
	var b strings.Builder
	switch filepath.Ext(path) {
	case ".xlsx", ".docx":
		z, err := zip.OpenReader(path)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			b.WriteString(part.Name + "\n")
			if _, err := io.Copy(&b, r); err != nil {
				t.Fatal(err)
			}
			if err := r.Close(); err != nil {
				t.Fatal(err)
			}
		}
	case ".parquet":
		_, rows := parquetRows(t, path)
		for _, row := range rows {
			b.WriteString(strings.Join(row, "\t") + "\n")
		}
	default:
		b.WriteString(mustRead(t, path))
	}
	return b.String()
}
