package xlsx

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestCorpusScratch(t *testing.T) {
	root, files := corpus(t, ".xlsx", ".xlsm", ".xlsb", ".xls")
	count := map[string]int{}
	for _, path := range files {
		rel, _ := filepath.Rel(root, path)
		start := time.Now()
		cells, err := readAll(path)
		took := time.Since(start)
		rule := ruleOf(t, err)
		count[rule]++
		ext := filepath.Ext(path)
		if took > time.Second {
			fmt.Println("SLOW", took, rel)
		}
		if rule != "" && ext != ".xls" && ext != ".xlsb" {
			fmt.Println("REFUSED", rel, err)
		}
		if rule != "" {
			continue
		}
		want, xerr := excelizeCells(path)
		if xerr != nil {
			fmt.Println("EXCELIZE", rel, xerr)
			continue
		}
		n := 0
		for p, c := range cells {
			if w := want[p]; w != c.Text {
				if n++; n < 4 {
					fmt.Printf("DIFF %s %v ours %q kind %d excelize %q\n", rel, p, c.Text, c.Kind, w)
				}
			}
		}
		for p, w := range want {
			if _, ok := cells[p]; !ok && w != "" {
				if n++; n < 4 {
					fmt.Printf("LACK %s %v excelize %q\n", rel, p, w)
				}
			}
		}
	}
	fmt.Println(count)
}

func excelizeCells(path string) (m map[place]string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic %v", p)
		}
	}()
	f, err := excelize.OpenFile(path, excelize.Options{RawCellValue: true, UnzipSizeLimit: 1 << 30, UnzipXMLSizeLimit: 1 << 30})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	m = map[place]string{}
	for _, name := range f.GetSheetList() {
		rows, err := f.Rows(name)
		if err != nil {
			return nil, err
		}
		for r := 1; rows.Next(); r++ {
			cols, err := rows.Columns()
			if err != nil {
				return nil, err
			}
			for c, v := range cols {
				if v != "" {
					m[place{name, r, c + 1}] = v
				}
			}
		}
		if err := rows.Close(); err != nil {
			return nil, err
		}
	}
	return m, nil
}
