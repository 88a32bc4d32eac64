package pipeline_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A lock keeps one room of the house from reaching into another. deps are
// forbidden however far down; direct ones only in the package's own imports, for
// libraries reach them on their own account.
type lock struct {
	packages string // a package, or a tree ending in /...
	deps     []string
	direct   []string
}

const (
	arrowLib   = "github.com/apache/arrow/..."
	duckLib    = "github.com/marcboeker/go-duckdb/..."
	excelLib   = "github.com/xuri/excelize/..."
	chartsLib  = "github.com/go-echarts/..."
	ourRoot    = "sanlv/pipeline"
	ourLoaders = "sanlv/loaders/..."
	ourReports = "sanlv/reports/..."
)

var locks = []lock{
	{packages: "sanlv/pipeline/finding", deps: []string{"sanlv/..."}},
	{packages: "sanlv/pipeline/models", deps: []string{"sanlv/..."}},
	{packages: "sanlv/pipeline/survey", deps: []string{"sanlv/..."}},
	{packages: "sanlv/pipeline/sampling", deps: []string{arrowLib, excelLib, duckLib, chartsLib, ourLoaders, ourReports, ourRoot}, direct: []string{"os", "io/fs", "time", "database/sql"}},
	{packages: "sanlv/pipeline/estimates", deps: []string{arrowLib, excelLib, duckLib, chartsLib, ourLoaders, ourReports, ourRoot}, direct: []string{"os", "io/fs", "time", "database/sql"}},
	{packages: "sanlv/pipeline/catalog", deps: []string{arrowLib, excelLib, duckLib, chartsLib, ourLoaders, ourReports}},
	{packages: ourLoaders, deps: []string{duckLib, chartsLib, ourReports, ourRoot}},
	{packages: ourReports, deps: []string{duckLib, ourLoaders, ourRoot}, direct: []string{"database/sql", "database/sql/..."}},
	{packages: ourRoot, deps: []string{excelLib, chartsLib, "github.com/spf13/..."}, direct: []string{"flag"}},
	{packages: "sanlv/pipeline/explain", deps: []string{excelLib, chartsLib, ourLoaders, ourRoot, "github.com/spf13/..."}},
	// go-duckdb is imported in one place
	{packages: "sanlv/loaders/...", direct: []string{duckLib}},
	{packages: "sanlv/pipeline", direct: []string{duckLib}},
	{packages: "sanlv/pipeline/cli", direct: []string{duckLib}},
	{packages: "sanlv/...", direct: []string{"net", "net/http", "net/http/..."}},
}

type goPackage struct {
	ImportPath string
	Imports    []string
	Deps       []string
}

func TestLocks(t *testing.T) {
	cmd := exec.Command("go", "list", "-deps", "-json=ImportPath,Imports,Deps", "sanlv/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	ours := map[string]goPackage{}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		if within(p.ImportPath, "sanlv/...") {
			ours[p.ImportPath] = p
		}
	}
	// the lists must not be empty by a slip of a path
	for _, must := range []string{"sanlv/pipeline", "sanlv/pipeline/catalog", "sanlv/pipeline/sampling", "sanlv/loaders", "sanlv/reports", "sanlv/pipeline/internal/duck"} {
		if _, ok := ours[must]; !ok {
			t.Fatalf("package %s is not there", must)
		}
	}
	if !slices.ContainsFunc(ours["sanlv/pipeline/internal/duck"].Imports, func(p string) bool { return within(p, duckLib) }) {
		t.Fatal("the test cannot see imports")
	}
	for _, l := range locks {
		for _, p := range ours {
			if !within(p.ImportPath, l.packages) {
				continue
			}
			for _, forbidden := range l.deps {
				for _, d := range p.Deps {
					if within(d, forbidden) {
						t.Errorf("%s must not depend on %s", p.ImportPath, d)
					}
				}
			}
			for _, forbidden := range l.direct {
				for _, d := range p.Imports {
					if within(d, forbidden) {
						t.Errorf("%s must not import %s", p.ImportPath, d)
					}
				}
			}
		}
	}
}

func within(path, pattern string) bool {
	if tree, ok := strings.CutSuffix(pattern, "/..."); ok {
		return path == tree || strings.HasPrefix(path, tree+"/")
	}
	return path == pattern
}

// TestExit keeps os.Exit in main, and the clock out of what is published.
func TestExit(t *testing.T) {
	out, err := exec.Command("grep", "-rln", "--include=*.go", "--exclude=*_test.go", `os\.Exit(`, "..").Output()
	if err != nil {
		t.Fatalf("grep: %v", err)
	}
	for _, f := range strings.Fields(string(out)) {
		if !strings.HasSuffix(f, "cmd/sanlv/main.go") && !strings.HasSuffix(f, "samplecounty/cmd/main.go") {
			t.Errorf("%s calls os.Exit", f)
		}
	}
}
