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

// compareFolders reports what is not the same to the byte.
func compareFolders(t *testing.T, fresh, other map[string]string) {
	t.Helper()
	for name, text := range fresh {
		if other[name] != text {
			t.Errorf("%s differs from a fresh one: run make sample", name)
		}
	}
	for name := range other {
		if _, ok := fresh[name]; !ok {
			t.Errorf("%s is not written by the generator", name)
		}
	}
}

// The samples in the repository are what the generator writes, to the byte, as
// often as it is asked.
func TestSamplesAreReproducible(t *testing.T) {
	first, second := t.TempDir(), t.TempDir()
	for _, dir := range []string{first, second} {
		if err := Generate(dir); err != nil {
			t.Fatal(err)
		}
	}
	fresh := readAll(t, first)
	compareFolders(t, fresh, readAll(t, second))
	compareFolders(t, fresh, readAll(t, "../samples"))
	size := 0
	for _, text := range fresh {
		size += len(text)
	}
	if size > 3<<20 {
		t.Errorf("%d bytes are too many to keep in the repository", size)
	}
}

func (c *County) everyHousehold(visit func(*Household)) {
	for _, town := range c.Townships {
		for _, v := range town.Villages {
			for _, h := range v.Households {
				visit(h)
			}
		}
	}
}

// No ID number could be anybody's: the region does not exist. All are valid in
// form, and no two are alike.
func TestIDNumbers(t *testing.T) {
	seen := map[string]bool{}
	spoilt := 0
	Build().everyHousehold(func(h *Household) {
		for _, m := range h.Members {
			if len(m.ID) != 18 || !strings.HasPrefix(m.ID, countyCode) || m.ID[17] != checkDigit(m.ID[:17]) ||
				m.ID[6:14] != m.Born.Format("20060102") || (int(m.ID[16]-'0')%2 == 1) != (m.Sex == "男") {
				t.Errorf("%s: %+v", h.ID, m)
			}
			if seen[m.ID] {
				t.Errorf("%s stands twice", m.ID)
			}
			seen[m.ID] = true
			if m.Override["id_number"] != "" {
				spoilt++
			}
		}
		if h.Override["head_id_number"] != "" {
			spoilt++
		}
	})
	if spoilt != 5 {
		t.Errorf("%d ID numbers spoilt, not 5", spoilt)
	}
}

// By hand, with the weights of GB 11643: 63+81+90+45+0+4+2+9+0+0+0+9+0+5+0+0+2 =
// 310, and 310 modulo 11 is 2, which is written X.
func TestCheckDigit(t *testing.T) {
	if d := checkDigit("99990119000101001"); d != 'X' {
		t.Errorf("check digit %c", d)
	}
}

// The households are such as the checks of the counties pass: one head, at most
// one spouse, nobody born before a parent could be, causes and incomes that the
// members bear out.
func TestHouseholdsAreSound(t *testing.T) {
	statuses := map[string]int{}
	Build().everyHousehold(func(h *Household) {
		statuses[h.Status]++
		registered := h.Cause != ""
		if registered != strings.Contains("脱贫户 未脱贫户 返贫户", h.Status) || registered != (h.IdentifiedYear > 0) || registered != (h.Attribute != "") {
			t.Errorf("%s: %s, cause %q, identified %d", h.ID, h.Status, h.Cause, h.IdentifiedYear)
		}
		if h.ExitYear > 0 && h.ExitYear <= h.IdentifiedYear || (h.Status == "脱贫户") != (h.ExitYear > 0 && h.Status != "返贫户") {
			t.Errorf("%s: %s, identified %d, exited %d", h.ID, h.Status, h.IdentifiedYear, h.ExitYear)
		}
		if len(h.Members) != h.Persons && !h.taken {
			t.Errorf("%s: %d persons, %d members", h.ID, h.Persons, len(h.Members))
		}
		works, sick, disabled := false, false, false
		roles := map[string]int{}
		for _, m := range h.Members {
			roles[m.Relationship]++
			works = works || m.Months > 0
			sick = sick || m.Health == "患有大病" || m.Health == "长期慢性病"
			disabled = disabled || m.Disability != ""
			if years := age(m.Born); years < 0 || years > 95 || years < 16 && m.Labour != "无劳动力" {
				t.Errorf("%s: %+v", h.ID, m)
			}
			if m.Relationship == "之子" || m.Relationship == "之女" {
				if gap := age(h.Members[0].Born) - age(m.Born); gap < 20 {
					t.Errorf("%s: a child %d years younger than the head", h.ID, gap)
				}
			}
		}
		if roles["户主"] != 1 || roles["配偶"] > 1 || roles["之母"] > 1 {
			t.Errorf("%s: %v", h.ID, roles)
		}
		if h.Cause == "因病" && !sick || h.Cause == "因残" && !disabled || h.Cause == "因学" && !h.schooling("普通高中") {
			t.Errorf("%s: cause %s without reason", h.ID, h.Cause)
		}
		for _, part := range []*int64{h.Wage, h.Business, h.Property, h.Transfer, h.Pension, h.Excluded} {
			if part != nil && *part < 100 {
				t.Errorf("%s: %d yuan", h.ID, *part)
			}
		}
		if h.Wage != nil && !works && !h.taken {
			t.Errorf("%s: wages and nobody who works away", h.ID)
		}
	})
	for _, status := range []string{"一般农户", "脱贫户", "未脱贫户", "返贫户", "清退户"} {
		if statuses[status] < 3 {
			t.Errorf("only %d %s", statuses[status], status)
		}
	}
}
