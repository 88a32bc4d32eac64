package catalog

import (
	"strings"
	"testing"
	"time"

	shipped "sanlv/data/reference"
)

// Bands of income: the line is one of the edges, once, wherever it lies.
func TestBands(t *testing.T) {
	for line, want := range map[int64]string{
		2995:  "不足2800元、2800元至不足2995元、2995元至不足5000元、5000元及以上",
		2800:  "不足2800元、2800元至不足5000元、5000元及以上",
		12000: "不足2800元、2800元至不足5000元、5000元至不足12000元、12000元及以上",
	} {
		var got []string
		for _, b := range (Levels{BandEdges: []int64{2800, 5000}}).Bands(line) {
			got = append(got, b.Label())
		}
		if strings.Join(got, "、") != want {
			t.Errorf("line %d: %v, want %s", line, got, want)
		}
	}
}

// The deadlines ship blank: there are none. A county sets them; what is no day is
// found.
func TestDeadlines(t *testing.T) {
	raw, err := shipped.Files.ReadFile("parameters.csv")
	if err != nil {
		t.Fatal(err)
	}
	asOf := time.Date(2018, 12, 31, 0, 0, 0, 0, time.UTC)
	for set, want := range map[string]string{"": "", "2018-12-20": "2018-12-20", "2018/12/5": "2018-12-05", "年底前": "“年底前”不是日期"} {
		c, findings := load(t, map[string]string{"parameters.csv": strings.Replace(string(raw), "deadline.village,,", "deadline.village,"+set+",", 1)})
		got := strings.Join(findings, "")
		s, _ := c.Settings(asOf)
		if due, ok := s.Levels.Deadlines["village"]; ok {
			got += due.Format(time.DateOnly)
		}
		if !strings.Contains(got, want) || want == "" && got != "" || len(s.Levels.Deadlines) > 1 {
			t.Errorf("%q: %s %v, want %s", set, got, s.Levels.Deadlines, want)
		}
	}
}
