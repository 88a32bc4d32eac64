package samplecounty

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func readAll(t *testing.T, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		rel, _ := filepath.Rel(dir, path)
		m[rel] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The samples in the repository are what the generator writes, to the byte.
func TestSamplesAreReproducible(t *testing.T) {
	dir := t.TempDir()
	if err := Build().Write(dir); err != nil {
		t.Fatal(err)
	}
	fresh, kept := readAll(t, dir), readAll(t, "../samples")
	for name, text := range fresh {
		if kept[name] != text {
			t.Errorf("%s differs from a fresh one: run make sample", name)
		}
	}
	for name := range kept {
		if _, ok := fresh[name]; !ok {
			t.Errorf("%s is not written by the generator", name)
		}
	}
}

// No ID number could be anybody's: the region does not exist. All are valid in
// form, and no two are alike.
func TestIDNumbers(t *testing.T) {
	seen := map[string]bool{}
	for _, town := range Build().Townships {
		for _, v := range town.Villages {
			for _, h := range v.Households {
				for _, m := range h.Members {
					if len(m.ID) != 18 || !strings.HasPrefix(m.ID, countyCode) || m.ID[17] != checkDigit(m.ID[:17]) ||
						m.ID[6:14] != m.Born.Format("20060102") || (int(m.ID[16]-'0')%2 == 1) != (m.Sex == "男") {
						t.Errorf("%s: %+v", h.ID, m)
					}
					if seen[m.ID] {
						t.Errorf("%s stands twice", m.ID)
					}
					seen[m.ID] = true
				}
			}
		}
	}
}

// By hand, with the weights of GB 11643: 63+81+90+45+0+4+2+9+0+0+0+9+0+5+0+0+2 =
// 310, and 310 modulo 11 is 2, which is written X.
func TestCheckDigit(t *testing.T) {
	if d := checkDigit("99990119000101001"); d != 'X' {
		t.Errorf("check digit %c", d)
	}
}

// What is planted comes out of the plain recomputation too, and nothing else has
// a verdict that an inspector would look at.
func TestPlantsAndTruthAgree(t *testing.T) {
	c := Build()
	planted := map[string]string{}
	for _, p := range c.Plants {
		switch p.Kind {
		case "错退", "漏评", "待核":
			planted[p.HouseholdID] = p.Kind
		}
	}
	count := map[string]int{}
	for id, verdict := range c.Truth().Verdicts {
		count[verdict]++
		if verdict == "错退" || verdict == "漏评" || verdict == "待核" {
			if planted[id] != verdict {
				t.Errorf("%s is %s, planted %q", id, verdict, planted[id])
			}
			delete(planted, id)
		}
	}
	if len(planted) > 0 {
		t.Errorf("planted and not so: %v", planted)
	}
	if count["错退"] != 9 || count["漏评"] != 7 || count["待核"] != 6 || count["剩余"] < 10 {
		t.Errorf("verdicts: %v", count)
	}
}
