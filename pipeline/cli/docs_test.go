package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// The methods book is written to a folder, and never over a book that is there.
func TestDocs(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "手册")
	code, said := sanlv("docs", dir, "--as-of", "2018-12-31")
	if code != ExitOK {
		t.Fatalf("exit %d: %s", code, said)
	}
	mustContain(t, said, "方法手册(口径截至 2018-12-31)")
	for _, name := range []string{"方法手册.html", "指标说明.md", "数据字典.md", "规则目录.md"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Size() < 1000 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if code, said := sanlv("docs", dir, "--as-of", "2018-12-31"); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
	if code, said := sanlv("docs", dir+"2", "--as-of", "31.12."); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
	// no poverty line for that year
	if code, said := sanlv("docs", dir+"3", "--as-of", "1999-12-31"); code != ExitUsage {
		t.Errorf("exit %d: %s", code, said)
	}
}
