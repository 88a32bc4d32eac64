package reports_test

import (
	"context"
	"flag"
	"fmt"
	"math/big"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

var update = flag.Bool("update", false, "write the golden files again; look at them before they are accepted")

func assessment(t *testing.T, pub reports.Publication) *reports.Document {
	t.Helper()
	doc, err := reports.Assessment(context.Background(), pub)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// text is a document as one reads it aloud.
func text(d *reports.Document) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s\n%s\n", strings.Join(d.Title, ""), strings.Join(d.Under, "\n"))
	for _, s := range d.Abstract {
		say("%s", s)
	}
	for _, s := range d.Sections {
		say("\n# %s", s.Title)
		for _, block := range s.Blocks {
			switch {
			case block.Heading != "":
				say("\n## %s", block.Heading)
			case block.Table != nil:
				say("[%s]", block.Caption)
				for _, r := range block.Table.Rows {
					var cells []string
					for _, c := range r.Cells {
						cells = append(cells, c.Text)
					}
					say("  %s", strings.Join(cells, " | "))
				}
			case block.Figure != nil:
				say("[%s] %s", block.Caption, block.Figure.Description)
			default:
				say("%s", block.Text)
			}
			for i, item := range block.Items {
				say("%d. %s", i+1, item)
			}
			if block.Note != "" {
				say("  %s", block.Note)
			}
		}
	}
	return b.String()
}

// The whole report of a county with a township that is short of a village, a
// sample, and names that try to do harm.
func TestAssessmentText(t *testing.T) {
	got := text(assessment(t, sample.Publication()))
	const golden = "testdata/assessment.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	a, b := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(a), len(b)) {
		if i >= len(a) || i >= len(b) || a[i] != b[i] {
			t.Fatalf("line %d differs from %s (write it again with -update, and look at it):\n got %q\nwant %q", i+1, golden, at(a, i), at(b, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(nothing)"
}

// lacking is a source without some frames, as one of an earlier version is.
type lacking struct {
	reports.Source
	frames []string
}

func (l lacking) Frame(ctx context.Context, id string) (*reports.Frame, error) {
	if slices.Contains(l.frames, id) {
		return nil, fmt.Errorf("no frame %s", id)
	}
	return l.Source.Frame(ctx, id)
}

func (l lacking) Published() []string {
	return slices.DeleteFunc(l.Source.Published(), func(name string) bool { return slices.Contains(l.frames, name) })
}

// Of any publication: eight chapters and the annexes, every table and figure is
// numbered in order and named by a sentence, every row is whole, no cell is empty.
func TestAssessmentShape(t *testing.T) {
	without := sample.Publication()
	for id, f := range sample.Empty().Source.(sample.Source) {
		if slices.Contains([]string{"estimates", "sample_case", "sample_agreement", "sample_difference", "fieldwork", "funnel"}, id) {
			without.Source.(sample.Source)[id] = f
		}
	}
	earlier := sample.Publication()
	earlier.Source = lacking{earlier.Source, []string{"policy_gaps", "alerts", "monitoring"}}
	if said := text(assessment(t, earlier)); !strings.Contains(said, "本批发布的数据中没有这一部分。") || strings.Contains(said, "政策享受核对") {
		t.Errorf("what a publication of an earlier version lacks is not said:\n%s", said)
	}
	for name, pub := range map[string]reports.Publication{"county": sample.Publication(), "nothing came": sample.Empty(), "no sample": without, "two counties": two(), "of an earlier version": earlier, "watched": watched(), "compared": afterAnother(t)} {
		doc := assessment(t, pub)
		var titles []string
		for _, s := range doc.Sections {
			titles = append(titles, s.Title)
		}
		want := []string{"一、基本情况", "二、评估指标结果", "三、分乡镇、分村结果", "四、村退出指标", "五、疑似问题及核实", "六、动态监测", "七、数据质量与口径说明", "八、结论与建议", "附表", "附表（续）", "附  指标解释"}
		if name == "compared" {
			want = slices.Insert(want, len(want)-1, "附表（较上次的变动）")
		}
		if !slices.Equal(titles, want) {
			t.Errorf("%s: chapters %v", name, titles)
		}
		if len(doc.Abstract) == 0 {
			t.Errorf("%s: no abstract", name)
		}
		said := text(doc)
		if i := strings.IndexAny(said, "\ue000\ue001"); i >= 0 {
			t.Errorf("%s: a key is left: %q", name, said[max(0, i-60):min(len(said), i+60)])
		}
		for _, bad := range []string{"%!", "。。", ",,", "、、", "；。", "，。", "、。", "：。", "()", "（）", "<nil>", "0个村:", "NaN"} {
			if i := strings.Index(said, bad); i >= 0 {
				t.Errorf("%s: %q in %q", name, bad, said[max(0, i-60):min(len(said), i+60)])
			}
		}
		prose := regexp.MustCompile(`(?m)^\[.*$|^  .*$`).ReplaceAllString(said, "")
		for kind, n := range numbers(doc) {
			for i := 1; i <= n; i++ {
				if kind != "附表" && !regexp.MustCompile(fmt.Sprintf(`(^|[^附])%s%d([^0-9]|$)`, kind, i)).MatchString(prose) {
					t.Errorf("%s: no sentence names %s%d", name, kind, i)
				}
			}
		}
		for _, s := range doc.Sections {
			for _, b := range s.Blocks {
				if b.Table == nil {
					continue
				}
				if len(b.Table.Rows) == 0 {
					t.Errorf("%s: %s has no row", name, b.Caption)
				}
				for i, r := range b.Table.Rows {
					if len(r.Cells) != len(b.Table.Columns) {
						t.Errorf("%s: %s: row %d has %d cells under %d heads", name, b.Caption, i, len(r.Cells), len(b.Table.Columns))
					}
					for _, c := range r.Cells {
						if c.Text == "" {
							t.Errorf("%s: %s: row %d has an empty cell", name, b.Caption, i)
						}
					}
				}
			}
		}
	}
}

// numbers is the last number of each kind, which have to come in order.
func numbers(d *reports.Document) map[string]int {
	last := map[string]int{}
	for _, s := range d.Sections {
		for _, b := range s.Blocks {
			if m := regexp.MustCompile(`^(附表|表|图)(\d+)  `).FindStringSubmatch(b.Caption); m != nil {
				last[m[1]]++
				if m[2] != fmt.Sprint(last[m[1]]) {
					last[m[1]] = -1
				}
			}
		}
	}
	return last
}

// two is a publication of two counties: the villages of a second beside the first.
func two() reports.Publication {
	pub := sample.Publication()
	source := pub.Source.(sample.Source)
	pub.Meta.County = "莲塘县、安源县"
	rename := strings.NewReplacer("360821", "360822", "莲塘县", "安源县", "城厢镇", "城关镇", "白石乡", "青石乡")
	for _, id := range []string{"villages", "indicators", "tally", "accuracy", "reconcile", "ledger_count"} {
		f := source[id]
		for _, row := range slices.Clone(f.Rows) {
			second := slices.Clone(row)
			changed := false
			for i, v := range second {
				if s, ok := v.(string); ok {
					second[i] = rename.Replace(s)
					changed = changed || second[i] != s
				}
			}
			if changed {
				f.Rows = append(f.Rows, second)
			}
		}
	}
	return pub
}

// watched is a publication with all that is watched and worked at, and a run before.
func watched() reports.Publication {
	pub := sample.Publication()
	frame := func(id, columns string, rows ...[]any) {
		pub.Source.(sample.Source)[id] = &reports.Frame{ID: id, Columns: strings.Fields(columns), Rows: rows}
	}
	const place = "level area_code "
	row := func(values ...any) []any { return append([]any{"county", "360821"}, values...) }
	yuan := func(n int64) reports.Decimal { return reports.Decimal{Unscaled: big.NewInt(100 * n), Scale: 2} }
	frame("monitoring_area", place+"class item households persons", row("合计", "total", int64(2), int64(7)), row("合计", "应纳未纳", int64(1), int64(3)), row("脱贫不稳定户", "应纳未纳", int64(1), int64(3)))
	frame("alerts", "household_id rule department result monitored", []any{"H1", "住院自付大额(脱贫户)", "医保", "预警", "未纳入"}, []any{"H2", sample.Script, "医保", "待核", "不明"})
	frame("low_income_area", place+"part item households persons", row("class", "低保", int64(3), int64(9)), row("mismatch", "应享未享低保", int64(1), int64(2)))
	frame("income_change_area", place+"part item households persons flagged", row("trend", "有上年收入", int64(3), int64(9), false), row("trend", "减收", int64(3), int64(9), false),
		[]any{"township", "360821001", "all", "", int64(3), int64(9), true})
	frame("effect", place+"item value value_before change households unknown", row("income", 3000.0, 3000.0, 0.0, int64(3), int64(0)))
	frame("assistance_areas", place+"measure unit numerator denominator unknown comparator threshold verdict",
		row("visits", "户", int64(1), int64(3), int64(0), ">=", 1.0, "未达标"), row("sign_ins", "人次", nil, nil, int64(0), ">=", 1.0, "数据缺"))
	frame("project_areas", place+"project_type projects finished under_way not_started state_unknown overdue planned arrived paid arrived_compared paid_compared",
		row("", int64(1), int64(0), int64(1), int64(0), int64(0), int64(1), yuan(10000), yuan(5000), yuan(2500), yuan(5000), yuan(2500)))
	frame("rectification_areas", place+"dimension problems finished under_way not_started state_unknown overdue", row("", int64(2), int64(1), int64(1), int64(0), int64(0), int64(1)))
	pub.Past.Change = &reports.Difference{Before: reports.DiffSide{RunID: "0123456789", AsOf: "2018-11-30"},
		Indicators: []reports.DiffIndicator{{Level: "county", Code: "360821", ID: "wrong_exit_rate", Before: reports.DiffFigure{Numerator: 4, Denominator: 720}}}}
	return pub
}

// afterAnother is the county that is watched, after a run without all that, in which one
// household more was poor and one standard asked for less.
func afterAnother(t *testing.T) reports.Publication {
	t.Helper()
	pub, before := watched(), sample.Publication()
	for _, r := range before.Source.(sample.Source)["indicators"].Rows {
		f := before.Source.(sample.Source)["indicators"]
		if r[slices.Index(f.Columns, "level")] == "county" && r[slices.Index(f.Columns, "indicator")] == "wrong_exit_rate" {
			at := slices.Index(f.Columns, "numerator")
			r[at] = r[at].(int64) + 3
		}
	}
	tables := pub // its workbooks are not what this is about
	tables.Meta.Declared = []catalog.Table{{ID: "summary_township", Rows: catalog.RowsBody}}
	moved, err := reports.Compare(context.Background(), before, tables, pub.Past.Change)
	if err != nil {
		t.Fatal(err)
	}
	pub.Before, pub.Moved = &before, moved
	return pub
}

// Under every table and figure stands what moved since the last run; of the county the
// annex says why.
func TestAssessmentSaysWhatMoved(t *testing.T) {
	doc := assessment(t, afterAnother(t))
	said := map[string]string{}
	for _, s := range doc.Sections {
		for _, b := range s.Blocks {
			switch {
			case b.Table != nil:
				said[b.Table.ID] = b.Note
			case b.Figure != nil:
				said[b.Figure.ID] = b.Note
			}
		}
	}
	for key, want := range map[string]string{"statuses": "较上次没有变动。", "rates": "较上次变动", "monitored": "上次没有这张表。", "township-wrong_exit_rate": "较上次没有变动。", "village-rates": "较上次变动2处，见附表", "moves": "列各表中县的数和不分地区的数"} {
		if !strings.Contains(said[key], want) {
			t.Errorf("%s says %q, want %q", key, said[key], want)
		}
	}
	for key, note := range said {
		if key != "moves" && !strings.Contains(note, "上次") {
			t.Errorf("%s does not say what moved: %q", key, note)
		}
	}
	moves := doc.Sections[len(doc.Sections)-2].Blocks[0].Table
	if !slices.ContainsFunc(moves.Rows, func(r reports.Row) bool {
		return r.Cells[0].Text == "表4" && r.Cells[5].Text == "−3" && r.Cells[6].Text != ""
	}) {
		t.Errorf("the annex has none of the wrong exits: %v", moves.Rows)
	}
	first := afterAnother(t)
	first.Before, first.Moved = nil, nil
	if s := text(assessment(t, first)); strings.Contains(s, "较上次") {
		t.Errorf("where nothing came before: %s", s)
	}
}

// What is watched and worked at is told, and asks for something.
func TestAssessmentOfWhatIsWatched(t *testing.T) {
	said := text(assessment(t, watched()))
	for _, want := range []string{
		"户表登记防返贫监测对象2户7人。登记与收入、部门比对等预警对照，应纳未纳1户3人。", "触发预警1条，涉及1户。另有1条因金额或户类型不明，待核。", "应享未享低保1户2人",
		"减收3户（100.00%）", "须逐户分析的乡镇：城厢镇。", "与上年持平。", "没有达到要求的有按月走访；来件不齐、暂不判定的有签到，见表", "计划投资1.00万元，到位0.50万元，已拨付0.25万元，拨付占到位的50.00%。",
		"检查发现的问题2件，已整改1件，整改率50.00%；整改中1件。过了整改期限没有整改完的1件。", "上次错退率为0.56%，本次上升0.83个百分点，有所恶化。", "（上次指截止2018年11月30日的批次01234567）",
		"完善监测。应纳未纳1户3人，", "压实帮扶责任。按月走访没有达到要求，", "加快项目进度。过了计划完工日期没有完工的项目1个，", "逾期1件",
	} {
		if !strings.Contains(said, want) {
			t.Errorf("the report does not say %q", want)
		}
	}
}

// The report holds no household and no name of a person, masked or not.
func TestAssessmentNamesNobody(t *testing.T) {
	said := text(assessment(t, sample.Publication()))
	source := sample.Publication().Source
	for id, columns := range map[string][]string{"ledger": {"household_id", "head_name", "person"}, "sample_case": {"household_id", "head_name"}, "sample_difference": {"household_id", "head_name"}} {
		f, err := source.Frame(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range columns {
			c, err := f.Column(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range f.Rows {
				if s, _ := row[c].(string); len([]rune(s)) > 1 && !slices.Contains([]string{"全户", "—"}, s) && strings.Contains(said, s) {
					t.Errorf("the report shows %s.%s %q", id, name, s)
				}
			}
		}
	}
}

// Equal data gives an equal document.
func TestAssessmentIsRepeatable(t *testing.T) {
	first := text(assessment(t, sample.Publication()))
	for range 5 {
		if again := text(assessment(t, sample.Publication())); again != first {
			t.Fatal("two reports of the same data differ")
		}
	}
}
