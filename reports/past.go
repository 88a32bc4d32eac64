package reports

import (
	"cmp"
	"math/big"
	"strings"
	"time"
)

// PastFile is the file of a publication that holds its Past, as JSON.
const PastFile = "trace/past.json"

// Past is what a publication knows of the runs before it.
type Past struct {
	// Change is what moved since the last publication of another identity; nil
	// where there is none. It does not list findings, but counts them.
	Change *Difference `json:"change,omitempty"`
	// Runs are the runs before and this one, by as-of date, then as they were made.
	Runs []PastRun `json:"runs"`
}

// PastRun is the county figures of one run.
type PastRun struct {
	Name    string       `json:"name"` // <as-of>-<first 8 of the run identity>
	This    bool         `json:"this,omitempty"`
	Figures []PastFigure `json:"figures"`
	// Changed are the rules that are not those of the run before.
	Changed []string `json:"changed,omitempty"`
}

// PastFigure is an indicator of a county in one run.
type PastFigure struct {
	Code        string `json:"area_code"`
	Area        string `json:"area"`
	Indicator   string `json:"indicator"`
	Numerator   int64  `json:"numerator"`
	Denominator int64  `json:"denominator"`
	Unknown     int64  `json:"unknown"`
	Expected    int64  `json:"villages_expected"`
	Arrived     int64  `json:"villages_arrived"`
}

// AsOf is the as-of date of the run: 2018-12-31.
func (r PastRun) AsOf() string { return r.Name[:min(len("2006-01-02"), len(r.Name))] }

// Of finds the movement of an indicator in an area; nil where it did not move or
// nothing came before.
func (p Past) Of(level, code, indicator string) *DiffIndicator {
	if p.Change == nil {
		return nil
	}
	list := p.Change.Areas
	if level == "county" {
		list = p.Change.Indicators
	}
	for i := range list {
		if list[i].Level == level && list[i].Code == code && list[i].ID == indicator {
			return &list[i]
		}
	}
	return nil
}

// ChangedRules are the standards and parameters that are not what they were, each
// as a sentence; nil where nothing came before.
func (d *Difference) ChangedRules() []string {
	if d == nil {
		return nil
	}
	out := []string{}
	for _, r := range d.Rules {
		if !strings.HasPrefix(r.Name, RuleFile) {
			out = append(out, r.Said())
		}
	}
	return out
}

// RuleFile is how the name of a rule begins that is a whole reference file.
const RuleFile = "参照文件 "

// How the name of a rule begins that is a standard of the rates, or of the exit of
// villages.
const (
	RuleStandard = "标准 "
	RuleExit     = "退出标准 "
)

// FileChange is the reference files of one kind that are not what they were.
type FileChange struct {
	Kind  string // what they decide: 表样
	Files []string
}

// fileKinds are what the reference files decide, by how their names begin, and which
// tables of the database they stand in: none where they decide no figure, or where
// another rule tells it, nil where they decide how all sheets are read.
var fileKinds = []struct {
	begins, kind string
	tables       []string
}{
	{"standards.", "标准", []string{}}, {"parameters.", "参数", []string{}}, {"village_exit.", "村退出标准", []string{}},
	{"units.", "应报村", nil}, {"scorecard.", "评分卡", []string{"ref_scorecard", "ref_score_row"}},
	{"policies.", "政策", []string{"ref_policy", "ref_policy_rule", "ref_policy_exclusive"}},
	{"alerts.", "预警规则", []string{"ref_alert_rule"}}, {"frozen_population.", "固定的人口", []string{"ref_frozen_population"}},
	{"table", "报表", []string{}}, {"source", "来源编码", nil}, {"sheets/", "表样", nil}, {"codes/", "代码表", nil},
	{"checks/", "本县自加的检查", []string{"meta_finding"}}, {"townships.", "地图", []string{}}, {"", "其他", nil},
}

// ChangedFiles are the reference files that are not what they were, by kind.
func (d *Difference) ChangedFiles() []FileChange {
	var out []FileChange
	if d == nil {
		return nil
	}
	by := make([][]string, len(fileKinds))
	for _, r := range d.Rules {
		name, ok := strings.CutPrefix(r.Name, RuleFile)
		if !ok {
			continue
		}
		for i, k := range fileKinds {
			if strings.HasPrefix(name, k.begins) {
				by[i] = append(by[i], name)
				break
			}
		}
	}
	for i, k := range fileKinds {
		if by[i] != nil {
			out = append(out, FileChange{k.kind, by[i]})
		}
	}
	return out
}

// Said is the files of a kind: 表样 2 个(sheets/household.csv、sheets/member.csv).
func (c FileChange) Said() string {
	return c.Kind + " " + Count(int64(len(c.Files))) + " 个(" + Clean(strings.Join(c.Files, "、")) + ")"
}

// SaidFiles says in one sentence how many reference files changed and of what
// kind; "" for none.
func (d *Difference) SaidFiles() string {
	n, kinds := 0, []string{}
	for _, c := range d.ChangedFiles() {
		n += len(c.Files)
		kinds = append(kinds, c.Kind+" "+Count(int64(len(c.Files)))+" 个")
	}
	if n == 0 {
		return ""
	}
	return "参照文件有 " + Count(int64(n)) + " 个内容不同(" + strings.Join(kinds, "、") + ")"
}

// Said is a rule as a sentence: 参数 line.national 2995 → 3200.
func (r DiffRule) Said() string {
	return r.Name + " " + cmp.Or(r.Before, None) + " → " + cmp.Or(r.After, None)
}

// PointsChange prints by how many percentage points a rate moved: +0.10; — where
// one of the two has no denominator.
func PointsChange(before, after DiffFigure) string {
	if before.Denominator == 0 || after.Denominator == 0 {
		return NotApplicable
	}
	d := new(big.Rat).Sub(big.NewRat(after.Numerator*100, after.Denominator), big.NewRat(before.Numerator*100, before.Denominator))
	switch s := RoundHalfUp(new(big.Rat).Abs(d), 2); d.Sign() {
	case 1:
		return "+" + s
	case -1:
		return "−" + s
	default:
		return s
	}
}

// Said names the run that a change is told from: 截止2018年11月30日的批次b81fdb41.
func (s DiffSide) Said() string {
	if day, err := time.Parse(time.DateOnly, s.AsOf); err == nil {
		return "截止" + Date(day) + "的批次" + short8(s.RunID)
	}
	return "批次" + short8(s.RunID)
}

// FirstRun is said where nothing came before.
const FirstRun = "没有可以比较的上次结果。"

// SaidCauses joins the causes of a change in one sentence; 无 where nothing moved.
func (d *DiffIndicator) SaidCauses() string {
	var out []string
	if d != nil {
		for _, c := range d.Causes {
			out = append(out, Prose(c.Said()))
		}
	}
	if len(out) == 0 {
		return None
	}
	return strings.Join(out, "\uff1b")
}

// CauseNote explains the causes of a change.
const CauseNote = "新增户、减少户:本次才有、本次没有的户;判定变动:录入的数值变了,判定或户类型随之而变;标准变动:录入的数值没有变而判定变了,是标准、参数或程序所致;数值变动:判定未变,人数或答复变了。各原因之和等于合计。"
