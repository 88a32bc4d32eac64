package survey

import (
	"encoding/csv"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The reference values were computed with R. They stand beside the project, in
// the folder SANLV_ORACLE names or, where it is not set, in one of these.
var oracleFolders = []string{"/work/shared/oracle", "../../../shared/oracle"}

// optional rows are not asked for.
var optional = regexp.MustCompile(`likelihood|jkn|brr|wilson_cc`)

type oracleRow map[string]string

// number is a column as a number; ok says whether it is given.
func (r oracleRow) number(column string) (v float64, ok bool) {
	if r[column] == "" || r[column] == "NA" {
		return math.NaN(), false
	}
	v, err := strconv.ParseFloat(r[column], 64)
	return v, err == nil
}

// keys splits "a=b;c=d".
func keys(text string) map[string]string {
	out := map[string]string{}
	for part := range strings.SplitSeq(text, ";") {
		k, v, _ := strings.Cut(strings.TrimSpace(part), "=")
		out[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	return out
}

type oracle struct {
	folder string
	rows   []oracleRow
	data   map[string]*dataset
}

func openOracle(t testing.TB) *oracle {
	folder := os.Getenv("SANLV_ORACLE")
	if folder == "" {
		for _, f := range oracleFolders {
			if _, err := os.Stat(filepath.Join(f, "expected.csv")); err == nil {
				folder = f
				break
			}
		}
	}
	if folder == "" {
		t.Skip("the reference values are not here: set SANLV_ORACLE to their folder")
	}
	header, rows, err := readCSV(filepath.Join(folder, "expected.csv"))
	if os.IsNotExist(err) {
		t.Skipf("the reference values are not here: %v", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	o := &oracle{folder: folder, data: map[string]*dataset{}}
	for _, cells := range rows {
		r := oracleRow{}
		for i, h := range header {
			r[h] = cells[i]
		}
		o.rows = append(o.rows, r)
	}
	return o
}

func readCSV(name string) (header []string, rows [][]string, err error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	all, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	all[0][0] = strings.TrimPrefix(all[0][0], "\ufeff")
	return all[0], all[1:], nil
}

// open reads a data set once.
func (o *oracle) open(name string) (*dataset, error) {
	if d, ok := o.data[name]; ok {
		return d, nil
	}
	header, rows, err := readCSV(filepath.Join(o.folder, "data", name))
	if err != nil {
		return nil, err
	}
	d := &dataset{name: name, header: header, rows: rows}
	o.data[name] = d
	return d, nil
}

// answer is what a row asks for. A nil pointer is "not computed", NaN "undefined".
type answer struct {
	numbers map[string]float64
	words   map[string]string // verdict, point, reliability
	err     error             // the error our function gave
}

// TestOracle compares every row of the reference values.
func TestOracle(t *testing.T) {
	passed, skipped, rows := openOracle(t).check(t)
	fmt.Printf("oracle: %d rows, %d passed, %d optional skipped\n", rows, passed, skipped)
}

// check compares every row, by family of cases where the test is verbose.
func (o *oracle) check(t *testing.T) (passed, skipped, rows int) {
	type tally struct{ rows, passed, skipped int }
	families := map[string]*tally{}
	for _, r := range o.rows {
		family := strings.Join(strings.SplitN(r["case"], ".", 3)[:min(2, strings.Count(r["case"], ".")+1)], ".")
		if strings.HasPrefix(r["case"], "binom.") || strings.HasPrefix(r["case"], "plan.") {
			family = family[:strings.Index(family, ".")]
		}
		if families[family] == nil {
			families[family] = &tally{}
		}
		n := families[family]
		n.rows++
		if optional.MatchString(strings.ToLower(r["estimator"]+" "+r["design"]+" "+r["case"])) || strings.Contains(r["notes"], "optional") {
			skipped++
			n.skipped++
			continue
		}
		if problems := r.compare(o.compute(r)); len(problems) > 0 {
			t.Errorf("%s %s %s y=%q x=%q domain=%q: %s", r["id"], r["case"], r["estimator"], r["y"], r["x"], r["domain"], strings.Join(problems, "; "))
			continue
		}
		passed++
		n.passed++
	}
	if testing.Verbose() {
		for _, f := range slices.Sorted(maps.Keys(families)) {
			t.Logf("%-28s %4d rows %4d passed %3d optional skipped", f, families[f].rows, families[f].passed, families[f].skipped)
		}
	}
	return passed, skipped, len(o.rows)
}

var expectNote = regexp.MustCompile(`(expect|verdict|point|reliability)=([a-z_]+)`)

// compare returns what does not agree.
func (r oracleRow) compare(a answer) (problems []string) {
	words := map[string]string{}
	for _, m := range expectNote.FindAllStringSubmatch(r["notes"], -1) {
		words[m[1]] = m[2]
	}
	if r["estimator"] == "rule" {
		if a.err != nil {
			return []string{a.err.Error()}
		}
		return nil
	}
	if words["expect"] == "error" {
		if a.err == nil {
			return []string{"an error was expected"}
		}
		return nil
	}
	if a.err != nil {
		return []string{a.err.Error()}
	}
	tol, ok := r.number("tol")
	if !ok {
		return []string{"no tolerance"}
	}
	compared := 0
	for _, column := range []string{"estimate", "se", "ci_lo", "ci_hi", "deff", "df", "n", "n_eff"} {
		want, given := r.number(column)
		got, computed := a.numbers[column]
		switch {
		case !given && column == "estimate":
			compared++
			if computed && !math.IsNaN(got) {
				problems = append(problems, fmt.Sprintf("estimate %v, should be undefined", got))
			}
		case !given:
		case !computed:
			problems = append(problems, column+" is not computed")
		case math.IsNaN(got) || math.Abs(got-want) > math.Max(tol*math.Abs(want), 1e-12):
			problems = append(problems, fmt.Sprintf("%s %.17g, want %.17g", column, got, want))
		default:
			compared++
		}
	}
	// an interval that is not given where the degrees of freedom are none
	if df, ok := r.number("df"); ok && df < 1 {
		if lo, ok := a.numbers["ci_lo"]; ok && !math.IsNaN(lo) && r["ci_lo"] == "" {
			problems = append(problems, "an interval without degrees of freedom")
		}
	}
	for _, word := range []string{"verdict", "point", "reliability"} {
		if word == "point" && words[word] == "below" && a.words[word] == "not_at_least" {
			continue // two words for one thing
		}
		if words[word] != "" && words[word] != a.words[word] {
			problems = append(problems, fmt.Sprintf("%s %q, want %q", word, a.words[word], words[word]))
		}
	}
	if compared == 0 && len(problems) == 0 {
		problems = append(problems, "nothing to compare")
	}
	return problems
}
