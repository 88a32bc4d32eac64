package catalog

import (
	"regexp"
	"strings"
	"testing"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/models"
)

// The guide to the reference files names every file, and every fact that may be
// asked of a household; the example in it is a card that can be used.
func TestGuideIsComplete(t *testing.T) {
	guide := shipped.Guide
	c, _ := load(t, nil)
	for _, f := range c.Files {
		if !strings.Contains(f.Name, "/") && !strings.Contains(guide, f.Name) {
			t.Errorf("the guide says nothing of %s", f.Name)
		}
	}
	for _, f := range append(c.Facts(), c.PolicyFacts()...) {
		if !regexp.MustCompile(`(?m)^  ` + f.Name + ` +` + regexp.QuoteMeta(f.Label)).MatchString(guide) {
			t.Errorf("the guide says nothing of the fact %s (%s)", f.Name, f.Label)
		}
	}
	var example []string
	for _, line := range strings.Split(guide, "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "卡名,") || strings.HasPrefix(line, "四看法,") || strings.HasPrefix(line, "十二个不能脱贫,") {
			example = append(example, line)
		}
	}
	own, findings, err := Load(shipped.Files, tree(map[string]string{"scorecard.csv": strings.Join(example, "\n")}), models.Files)
	if err != nil || len(findings) > 0 || len(own.Scorecards) != 2 {
		t.Errorf("%v %v", findings, err)
	}
}
