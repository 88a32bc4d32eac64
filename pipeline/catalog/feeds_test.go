package catalog

import (
	"slices"
	"strings"
	"testing"
)

// Which sheets a published table is made of follows from what its models read; those
// that only find the village of a row, or the copy that counts, do not count.
func TestFeeds(t *testing.T) {
	c, err := Open(nil)
	if err != nil {
		t.Fatal(err)
	}
	feeds := c.Feeds()
	for id, want := range map[string]struct{ sheets, not, reference []string }{
		"tally":            {[]string{"household", "member"}, []string{"village", "policy", "project", "department"}, []string{"ref_income_band"}},
		"indicators":       {[]string{"household", "member", "verification"}, []string{"policy", "project"}, []string{"ref_standard"}},
		"policy_areas":     {[]string{"policy", "household", "member"}, []string{"project", "verification"}, []string{"ref_policy"}},
		"projects":         {[]string{"project"}, []string{"household", "policy"}, nil},
		"assistance_areas": {[]string{"assistance", "work_team"}, []string{"project", "policy"}, []string{"works.resident_days"}},
		"estimates":        {[]string{"verification", "frame"}, []string{"policy", "department"}, []string{"ref_standard"}},
		"funnel":           {[]string{"household", "verification"}, []string{"policy"}, nil},
		"findings":         {[]string{"household", "policy", "project", "answer"}, nil, []string{"meta_finding"}},
		"village_exit":     {[]string{"village", "household"}, []string{"project"}, []string{"ref_exit_item"}},
	} {
		for _, s := range want.sheets {
			if !slices.Contains(feeds[id].Sheets, s) {
				t.Errorf("%s is not made of %s: %v", id, s, feeds[id].Sheets)
			}
		}
		for _, s := range want.not {
			if slices.Contains(feeds[id].Sheets, s) {
				t.Errorf("%s is made of %s: %v", id, s, feeds[id].Sheets)
			}
		}
		for _, s := range want.reference {
			if !slices.Contains(feeds[id].Reference, s) {
				t.Errorf("%s does not rest on %s: %v", id, s, feeds[id].Reference)
			}
		}
	}
	for id, want := range map[string]string{"projects": "village_code project_id", "reconcile": "level area_code item", "fieldwork": "file sheet checked_on", "checks": "rule"} {
		if got := strings.Join(feeds[id].Grain, " "); got != want {
			t.Errorf("the rows of %s are told apart by %s", id, got)
		}
	}
}
