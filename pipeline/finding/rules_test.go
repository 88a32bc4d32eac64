package finding

import (
	"strings"
	"testing"
)

func TestRulesAreWhole(t *testing.T) {
	for _, r := range Rules() {
		args := make([]string, strings.Count(r.Says, "%s")+strings.Count(r.Mend, "%s"))
		for i := range args {
			args[i] = "甲"
		}
		f := r.At(Location{File: "a.xlsx"}, "x", Public, args...)
		if f.Message == "“x”" || !strings.HasSuffix(f.Message, "。") || !strings.HasSuffix(f.Mend, "。") && r.ID != "header.missing" {
			t.Errorf("%s: %q %q", r.ID, f.Message, f.Mend)
		}
		if s := f.Message + f.Mend; strings.Contains(s, "%!") || strings.Contains(s, "%s") || strings.Contains(s, "%%") {
			t.Errorf("%s: %q", r.ID, s)
		}
	}
}

func TestRuleNeverQuotesPersonalValues(t *testing.T) {
	for _, m := range []Mask{Name, IDNumber, Phone} {
		f := TextLong.At(Location{}, "13800001234", m, "11", "5")
		if strings.Contains(f.String(), "1380") {
			t.Error(f)
		}
		if f.Raw != "13800001234" || f.Value() == f.Raw {
			t.Errorf("%+v", f)
		}
	}
	if f := NumFormat.At(Location{}, strings.Repeat("长", 100), Public); len([]rune(f.Message)) > 60 {
		t.Error(f.Message)
	}
}
