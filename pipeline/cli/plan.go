//go:build cgo

package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/sampling"
	"sanlv/reports"
	"sanlv/reports/xlsx"
)

const planExample = "  sanlv sample plan --households 15 --out 抽样方案         要抽多少村、多少户\n" +
	"  sanlv sample plan --from out/latest --villages 20        本县抽20个村能证明什么"

// planFile is the workbook of a plan or of a draw's design.
const planFile = "抽样方案表.xlsx"

func newPlan(stdout io.Writer) *cobra.Command {
	var d designFlags
	var from, asOf, persons, cv2, out string
	c := &cobra.Command{
		Use:   "plan [--from 文件夹] [--villages 村数] [--households 户数] [--out 文件夹] [选项]",
		Short: "要抽多少村、多少户;给定规模能证明什么",
		Long: `算出要以一定的把握证明错退率、漏评率、群众认可度符合现行标准,需要抽多少个村、多少户,
以及给定的规模能证明什么。标准取自 standards.csv;其余假定都列出取值和来源。
用 --from 指定已发布的结果时,村数、各类户数、户人口取自本县;用 --out 写出抽样方案表(含图)。`,
		Example: planExample,
		Args:    exactArgs(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			day, err := parseDay(asOf)
			if err != nil {
				return err
			}
			p := planning{designFlags: d, ctx: c.Context(), changed: c.Flags().Changed, meta: reports.Meta{AsOf: day, Version: catalog.Version}}
			if err := p.prepare(from, persons, cv2); err != nil {
				return err
			}
			plan, err := p.plan()
			if err != nil {
				return refused(err)
			}
			tables := reports.PlanTables(p.meta, plan, p.basis())
			fmt.Fprintln(stdout, reports.Prose(reports.PlanConclusion(plan)))
			for _, t := range tables {
				if t.Chart == nil {
					printTable(stdout, t)
				}
			}
			if out == "" {
				return nil
			}
			err = writeWhole(c.Context(), out, func(to reports.Sink) error { return xlsx.New().WriteTables(planFile, tables, p.meta, to) })
			if err == nil {
				fmt.Fprintf(stdout, "抽样方案表(含图)在 %s\n", out)
			}
			return err
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&from, "from", "", "已发布的结果`文件夹`,如 out/latest;不填则不用本县的数")
	d.declare(f)
	f.StringVar(&persons, "persons", "", "户均`人口`;不填:有 --from 时取本县的数,否则为3")
	f.StringVar(&cv2, "cv2", "", "户人口的变异系数的`平方`;不填:有 --from 时取本县的数,否则为0.3")
	f.StringVar(&asOf, "as-of", time.Now().Format(time.DateOnly), "`日期`,决定有效的标准;有 --from 时用其截止日期,不填为当天")
	f.StringVar(&out, "out", "", "抽样方案表写到这个`文件夹`,须是新的或空的")
	return c
}

// planning is a plan in the making.
type planning struct {
	designFlags
	ctx     context.Context
	changed func(flag string) bool
	meta    reports.Meta
	cat     *catalog.Catalog
	roster  *pipeline.Roster // nil without --from
	a       sampling.Assumptions
	goals   []sampling.Goal
	chosen  sampling.Design
	sized   map[string]bool // persons, cv2: given on the command line
}

func (p *planning) prepare(from, persons, cv2 string) error {
	override, err := referenceFolder(p.ref, p.changed("reference"))
	if err != nil {
		return err
	}
	if p.cat, err = catalog.Open(override); err != nil {
		return err
	}
	if p.chosen, err = p.design(p.changed("households")); err != nil {
		return err
	}
	if p.villages < 0 || p.changed("villages") && p.villages == 0 {
		return usageError{fmt.Sprintf("--villages 至少为1,给的是%d", p.villages)}
	}
	var rate, approval float64
	if p.a, rate, approval, err = p.assumptions(); err != nil {
		return err
	}
	if from != "" {
		if p.roster, err = openRoster(p.ctx, from); err != nil {
			return err
		}
		p.meta = rosterMeta(p.roster)
		p.a.Observe(p.roster.Villages)
		if p.villages > p.a.Villages() {
			return usageError{fmt.Sprintf("--villages 的 %d 多于本县可抽的 %d 个村", p.villages, p.a.Villages())}
		}
	}
	p.sized = map[string]bool{"persons": persons != "", "cv2": cv2 != ""}
	if persons != "" {
		if _, err := fmt.Sscan(persons, &p.a.Persons); err != nil {
			return usageError{fmt.Sprintf("--persons 的 %q 不是数", persons)}
		}
	}
	if cv2 != "" {
		var v float64
		if _, err := fmt.Sscan(cv2, &v); err != nil {
			return usageError{fmt.Sprintf("--cv2 的 %q 不是数", cv2)}
		}
		for c := range p.a.CV2 {
			p.a.CV2[c] = v
		}
	}
	p.goals, err = goals(p.cat, p.meta.AsOf, rate, approval)
	return err
}

func (p *planning) plan() (*sampling.Plan, error) {
	villages := []int{10, 20, 30, 50}
	if p.villages > 0 {
		villages = []int{p.villages}
	} else if all := p.a.Villages(); all > 0 {
		villages = slices.DeleteFunc(villages, func(n int) bool { return n > all })
		if len(villages) == 0 {
			villages = []int{all}
		}
	}
	others := []int{10, 15, 20, 30}
	if n := p.chosen.Households; n > 0 && !slices.Contains(others, n) {
		others = append(others, n)
		slices.Sort(others)
	}
	return sampling.NewPlan(p.a, p.goals, p.chosen, villages, others)
}

// basis says what the plan rests on.
func (p *planning) basis() []reports.PlanBasis {
	given := func(flag, otherwise string) string {
		if p.changed(flag) {
			return "--" + flag
		}
		return otherwise
	}
	const ours = "本程序的默认值"
	register := "本程序的默认值"
	if p.roster != nil {
		register = fmt.Sprintf("已发布的结果(批次%s,截止%s)", p.meta.RunID, p.meta.AsOf.Format(time.DateOnly))
	}
	from := func(flag string) string {
		if p.sized[flag] {
			return "--" + flag
		}
		return register
	}
	out := goalBasis(p.cat, p.goals)
	out = append(out,
		reports.PlanBasis{Name: "把握(置信度)", Value: p.confidence, Meaning: "说“达标”而实际没有达标的可能不超过1减此数", Source: given("confidence", ours+",与判定规则(单侧95%)一致")},
		reports.PlanBasis{Name: "机会(功效)", Value: p.power, Meaning: "真的达标时,能够证明达标的可能", Source: given("power", ours)},
		reports.PlanBasis{Name: "预计的错退率、漏评率", Value: p.rate, Meaning: "规划时假定的真实率", Source: given("rate", ours+";有自查或上年核查结果的,用那个数")},
		reports.PlanBasis{Name: "预计的群众认可度", Value: p.approval, Meaning: "规划时假定的真实认可度", Source: given("approval", ours+";有自查或上年核查结果的,用那个数")},
		reports.PlanBasis{Name: "村内相关系数", Value: p.icc, Meaning: "同村各户相像的程度:0为毫不相干,1为完全一样", Source: given("icc", ours+";有往年核查结果的,用算出的数")},
		reports.PlanBasis{Name: "访到的比例", Value: p.response, Meaning: "抽中的户中能访到的", Source: given("response", ours)},
		reports.PlanBasis{Name: "户均人口", Value: fmt.Sprintf("%.2f人", p.a.Persons), Meaning: "只用来折算人数:入户100户约" + fmt.Sprintf("%.0f人", 100*p.a.Persons), Source: from("persons")},
		reports.PlanBasis{Name: "户人口的变异系数平方", Value: p.cv2Text(), Meaning: "错退率、漏评率按人计算,大户占的分量重,因此要多查", Source: from("cv2")},
		reports.PlanBasis{Name: "每村户数", Value: p.sizeText(), Meaning: "每个抽中村入户的户数", Source: p.sizeSource()},
	)
	if p.roster != nil {
		out = append(out, reports.PlanBasis{Name: "可抽的村", Value: fmt.Sprintf("%d个", p.a.Villages()), Meaning: "户表已到、有户可抽的村", Source: register})
	}
	return out
}

func (p *planning) cv2Text() string {
	first := p.a.CV2[0]
	if !slices.ContainsFunc(p.a.CV2[:], func(v float64) bool { return v != first }) {
		return fmt.Sprintf("%.2f", first)
	}
	return fmt.Sprintf("脱贫户%.2f,一般农户%.2f,未脱贫户%.2f", p.a.CV2[sampling.Exited], p.a.CV2[sampling.Unregistered], p.a.CV2[sampling.Remaining])
}

func (p *planning) sizeText() string {
	if p.chosen.Households > 0 {
		return fmt.Sprintf("%d户", p.chosen.Households)
	}
	return sizesText(p.chosen.Sizes)
}

// sizesText says how many of each class are visited in a village.
func sizesText(sizes map[sampling.Class]sampling.Size) string {
	var parts []string
	for _, c := range sampling.Classes {
		if s, ok := sizes[c]; ok {
			parts = append(parts, c.String()+s.String())
		}
	}
	return strings.Join(parts, "、")
}

func (p *planning) sizeSource() string {
	switch {
	case p.chosen.Households == 0:
		return "--class-size"
	case p.roster != nil:
		return "--households,三类户按各村户数分摊"
	case p.changed("households"):
		return "--households;没有用本县的数,假定脱贫户、一般农户各半"
	}
	return "本程序的默认值;没有用本县的数,假定脱贫户、一般农户各半"
}

// printTable prints a table for a terminal: its columns aligned, then the last one,
// a sentence, row by row where it is long.
func printTable(w io.Writer, t *reports.Table) {
	last := len(t.Columns) - 1
	sentences := t.Columns[last].Wrap > sentenceFrom
	shown := last + 1
	if sentences {
		shown = last
	}
	rows := [][]string{{}}
	for _, c := range t.Columns[:shown] {
		rows[0] = append(rows[0], strings.Join(c.Heads, " "))
	}
	for _, r := range t.Rows {
		var row []string
		for _, c := range r.Cells[:shown] {
			row = append(row, c.Text)
		}
		rows = append(rows, row)
	}
	widths := make([]int, shown)
	for _, row := range rows {
		for i, text := range row {
			widths[i] = max(widths[i], reports.Width(text))
		}
	}
	fmt.Fprintf(w, "\n%s\n", t.Title)
	for _, row := range rows {
		line := ""
		for i, text := range row {
			space := strings.Repeat(" ", widths[i]-reports.Width(text))
			switch t.Columns[i].Kind {
			case reports.KindCount, reports.KindPercent, reports.KindNumber:
				line += space + text
			default:
				line += text + space
			}
			line += "  "
		}
		fmt.Fprintln(w, "  "+strings.TrimRight(line, " "))
	}
	if sentences {
		for _, r := range t.Rows {
			fmt.Fprintln(w, "  · "+r.Cells[last].Text)
		}
	}
}

// sentenceFrom is how wide a column may get before it holds sentences.
const sentenceFrom = 60
