package csv

import ("testing";"context";"os";"path/filepath";"fmt";"strings")

func TestScratch(t *testing.T) {
	filepath.Walk("../../../shared/corpus", func(p string, i os.FileInfo, err error) error {
		if !strings.HasSuffix(p, "sv") { return nil }
		w, err := Open(context.Background(), p)
		if err != nil { fmt.Println("REFUSED", p[20:], err); return nil }
		n, cells := 0, 0
		for r, err := range w.Rows(context.Background(), 0) {
			if err != nil { fmt.Println("REFUSED", p[20:], err); return nil }
			n = r.Number; cells += len(r.Cells)
		}
		fmt.Printf("OK %s %s %q rows %d cells %d\n", p[20:], w.encoding.name, w.separator, n, cells)
		return nil
	})
}
