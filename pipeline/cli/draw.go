//go:build cgo

package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/sampling"
	"sanlv/reports"
	"sanlv/reports/forms"
	"sanlv/reports/xlsx"
)

const drawExample = "  sanlv sample draw --seed 20181231 --villages 20 --households 15 --teams 4 --out 核查抽样\n" +
	"  sanlv sample draw --seed 7 --villages 20 --method pps --stratify poor --outside all --out 核查抽样"

// listFile is the workbook with the names of the drawn households.
const listFile = "抽样名单.xlsx"

// drawFlags are the flags of a draw alone.
type drawFlags struct {
	designFlags
	seed, from, stratify, method   string
	certainty, outside, batch, out string
	teams, replace                 int
	changed                        func(flag string) bool
}

func newDraw(stdout io.Writer) *cobra.Command {
	var d drawFlags
	c := &cobra.Command{
		Use:   "draw --seed 种子 --villages 村数 --out 文件夹 [选项]",
		Short: "按种子抽村、抽户,写出核查用的表",
		Long: `从已发布的结果中抽村,再在抽中村里按类别(脱贫户、一般农户、未脱贫户)抽户,写出:
  核查表-第k组.xlsx   各组的核查表,已填好抽中的户,现场填写其余各列
  抽样框.xlsx         全部村的入样概率和各类户数;与填好的核查表一同放进来件文件夹读回
  抽样名单.xlsx       抽中村、抽中户、备选户和替换规则
  抽样方案表.xlsx     方案、分层情况、样本能证明什么、怎样重抽
同一份结果、同一个种子、同样的选项,抽出的样本相同。户主姓名已掩去,不含证件号码。
档外五类人群可用 --outside 单独抽取(全部或每村若干户),权重相应计算;不用时与一般农户一同抽取。`,
		Example: drawExample,
		Args:    exactArgs(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			d.changed = c.Flags().Changed
			return d.run(c, stdout)
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&d.seed, "seed", "", "随机`种子`,必填:0或正整数,用事先公布的数")
	f.StringVar(&d.from, "from", filepath.Join("out", "latest"), "已发布的结果`文件夹`")
	f.StringVar(&d.out, "out", "", "写到这个`文件夹`,必填,须是新的或空的")
	d.declare(f)
	f.StringVar(&d.stratify, "stratify", string(sampling.ByTownship), "分层`方法`:township 按乡镇,poor 按贫困村和非贫困村,none 不分")
	f.StringVar(&d.method, "method", string(sampling.Equal), "抽村`方法`:equal 等概率,pps 按户数比例")
	f.StringVar(&d.certainty, "certainty", "", "必查村的`代码`,用逗号隔开;算在 --villages 之内")
	f.StringVar(&d.outside, "outside", "", "档外户单独抽取,在每村户数之外:all 全部,或每村的`户数`")
	f.IntVar(&d.teams, "teams", 1, "核查`组数`;一个村由一个组核查")
	f.IntVar(&d.replace, "replace", 2, "每村每类的备选`户数`")
	f.StringVar(&d.batch, "batch", "", "`批次`,写在各表上;不填为 评估年度-S种子")
	return c
}

// complete reads the flags into a design.
func (d *drawFlags) complete() (sampling.Design, error) {
	out, err := d.design(d.changed("households"))
	if err != nil {
		return out, err
	}
	out.Stratify, out.Method = sampling.Stratify(d.stratify), sampling.Method(d.method)
	if d.seed == "" {
		return out, usageError{"没有给 --seed;抽样要能重复,须有事先定好的种子"}
	}
	if out.Seed, err = strconv.ParseUint(d.seed, 10, 64); err != nil {
		return out, usageError{fmt.Sprintf("--seed 的 %q 不是0或正整数", d.seed)}
	}
	if !d.changed("villages") {
		return out, usageError{"没有给 --villages;先用 sanlv sample plan 看要抽多少村"}
	}
	if d.out == "" {
		return out, usageError{"没有给 --out"}
	}
	if inside(d.out, d.from) {
		return out, usageError{fmt.Sprintf("--out 的 %s 在已发布的结果之内;请放到外面", d.out)}
	}
	if utf8.RuneCountInString(d.batch) > longestBatch || strings.ContainsFunc(d.batch, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return out, usageError{fmt.Sprintf("--batch 的 %q 不合要求:不超过%d个字母、数字或 -", d.batch, longestBatch)}
	}
	out.Certainty, out.Substitutes, out.Teams = splitCodes(d.certainty), d.replace, d.teams
	if d.outside != "" {
		size, err := parseSizeOf("--outside", d.outside)
		if err != nil {
			return out, err
		}
		out.Outside = &size
	}
	return out, nil
}

// longestBatch is how long a batch may be in the sheets.
const longestBatch = 40

func (d *drawFlags) run(c *cobra.Command, stdout io.Writer) error {
	design, err := d.complete()
	if err != nil {
		return err
	}
	override, err := referenceFolder(d.ref, d.changed("reference"))
	if err != nil {
		return err
	}
	cat, err := catalog.Open(override)
	if err != nil {
		return err
	}
	roster, err := openRoster(c.Context(), d.from)
	if err != nil {
		return err
	}
	cat.KeepInForce(roster.AsOf)
	s, err := sampling.Draw(roster.Villages, design)
	if err != nil {
		return refused(err)
	}
	if d.batch == "" {
		d.batch = fmt.Sprintf("%d-S%d", roster.Period, design.Seed)
	}
	draw := reports.SampleDraw{Batch: d.batch, Sample: s, Late: roster.Late}
	if draw.Assumptions, draw.Cans, err = d.worth(cat, roster, s); err != nil {
		return refused(err)
	}
	draw.Basis = d.basis(roster, s)
	meta := rosterMeta(roster)
	err = writeWhole(c.Context(), d.out, func(to reports.Sink) error { return writeDraw(cat, meta, draw, to) })
	if err != nil {
		return err
	}
	d.tell(stdout, roster, draw)
	return nil
}

// worth is what the sample can show.
func (d *drawFlags) worth(cat *catalog.Catalog, roster *pipeline.Roster, s *sampling.Sample) (sampling.Assumptions, []sampling.Can, error) {
	a, rate, approval, err := d.assumptions()
	if err != nil {
		return a, nil, err
	}
	a.Observe(roster.Villages)
	if err := a.Check(); err != nil {
		return a, nil, err
	}
	list, err := goals(cat, roster.AsOf, rate, approval)
	if err != nil {
		return a, nil, err
	}
	var cans []sampling.Can
	for _, g := range list {
		can, ok, err := a.CanSample(g, s)
		if err != nil {
			return a, nil, err
		}
		if ok {
			cans = append(cans, can)
		}
	}
	return a, cans, nil
}

// writeDraw writes all that a draw hands out.
func writeDraw(cat *catalog.Catalog, meta reports.Meta, draw reports.SampleDraw, to reports.Sink) error {
	title := fmt.Sprintf("%s%d年", meta.County, meta.Period)
	for team := 1; team <= draw.Sample.Design.Teams; team++ {
		kind, form := forms.SampleTeam(title, draw.Batch, draw.Sample, team)
		if err := forms.WriteFilled(cat, kind, form, to); err != nil {
			return err
		}
	}
	kind, form := forms.SampleFrame(title, draw.Batch, draw.Sample)
	if err := forms.WriteFilled(cat, kind, form, to); err != nil {
		return err
	}
	w := xlsx.New()
	if err := w.WriteTables(listFile, reports.SampleLists(meta, draw), meta, to); err != nil {
		return err
	}
	return w.WriteTables(planFile, reports.SampleDesign(meta, draw), meta, to)
}

// basis is the design in words, where the households come from and how to draw
// again.
func (d *drawFlags) basis(r *pipeline.Roster, s *sampling.Sample) []reports.PlanBasis {
	design := s.Design
	size := fmt.Sprintf("%d户", design.Households)
	shared := "脱贫户、一般农户、未脱贫户按本村户数分摊,每类至少2户(户数够时)"
	if design.Sizes != nil {
		size, shared = sizesText(design.Sizes), "每个抽中村各类抽取的户数;不足的全部抽取"
	}
	outside := "不单独抽取"
	if design.Outside != nil {
		outside = "每村" + design.Outside.String()
	}
	certain := "没有"
	if len(design.Certainty) > 0 {
		certain = strings.Join(design.Certainty, "、")
	}
	out := []reports.PlanBasis{
		{Name: "批次", Value: d.batch, Meaning: "核查表、抽样框上的批次,读回时据以对应"},
		{Name: "随机种子", Value: d.seed, Meaning: "同一份结果、同一个种子、同样的选项,抽出的样本相同", Source: "--seed"},
		{Name: "分层", Value: map[sampling.Stratify]string{sampling.ByTownship: "按乡镇", sampling.ByPoor: "按贫困村、非贫困村", sampling.ByNothing: "不分层"}[design.Stratify],
			Meaning: "各层按村数(按户数比例抽样时按户数)分摊抽村数,每层至少2个村(村数够时)", Source: "--stratify"},
		{Name: "抽村方法", Value: map[sampling.Method]string{sampling.Equal: "等概率,不放回", sampling.PPS: "按户数比例,随机排序后等距抽取"}[design.Method], Meaning: "各村的入样概率见抽样框", Source: "--method"},
		{Name: "抽村数", Value: fmt.Sprintf("%d个(抽样框%d个)", design.Villages, len(s.Villages)), Meaning: "必查村在内", Source: "--villages"},
		{Name: "必查村", Value: certain, Meaning: "不经抽签,入样概率为1,另成一层", Source: "--certainty"},
		{Name: "每村户数", Value: size, Meaning: shared, Source: map[bool]string{true: "--households", false: "--class-size"}[design.Sizes == nil]},
		{Name: "档外户", Value: outside, Meaning: "填了档外类别的一般农户;单独抽取时另成一类,在每村户数之外", Source: "--outside"},
		{Name: "备选户", Value: fmt.Sprintf("每村每类%d户", design.Substitutes), Meaning: "规则见抽样名单中的“备选户”", Source: "--replace"},
		{Name: "核查组", Value: fmt.Sprintf("%d个", design.Teams), Meaning: "村按代码顺序分给各组,户数尽量相当", Source: "--teams"},
		{Name: "样本", Value: fmt.Sprintf("%d个村,%s户", design.Villages, reports.Count(int64(s.Households()))), Meaning: "抽中的村和户"},
	}
	if text := missedText(s); text != "" {
		out = append(out, reports.PlanBasis{Name: "没有抽的类别", Value: text, Meaning: "这些户没有机会入样,样本不能代表它们"})
	}
	if text := outsideFrame(r); text != "" {
		out = append(out, reports.PlanBasis{Name: "不在抽样框的户", Value: text, Meaning: "清退户不参加核查;户类型或所在村不明的,请补齐户表后重抽"})
	}
	if len(r.Late) > 0 {
		out = append(out, reports.PlanBasis{Name: "户表没有到的村", Value: fmt.Sprintf("%d个", len(r.Late)), Meaning: "见“未列入的村”;样本不能代表它们"})
	}
	out = append(out, reports.PlanBasis{Name: "抽样名册", Value: fmt.Sprintf("批次%s,截止%s", r.RunID[:min(8, len(r.RunID))], r.AsOf.Format(time.DateOnly)), Meaning: "从中抽样的已发布结果;完整批次号 " + r.RunID, Source: "manifest.json"})
	for _, f := range r.Files {
		out = append(out, reports.PlanBasis{Name: "名册文件", Value: f.File, Meaning: "SHA-256 " + f.SHA256, Source: "manifest.json"})
	}
	return append(out,
		reports.PlanBasis{Name: "随机数", Value: "PCG", Meaning: "每层的村、每村每类的户各用一串随机数,由种子和层名、村代码、类别经 SHA-256 得出", Source: "程序版本" + catalog.Version},
		reports.PlanBasis{Name: "重抽命令", Value: d.command(), Meaning: "在同一份已发布结果上运行,得到同样的样本"})
}

// command is the command that draws this sample again.
func (d *drawFlags) command() string {
	parts := []string{"sanlv sample draw", "--seed " + d.seed, fmt.Sprintf("--villages %d", d.villages), "--stratify " + d.stratify, "--method " + d.method}
	if d.classSize != "" {
		parts = append(parts, "--class-size "+d.classSize)
	} else {
		parts = append(parts, fmt.Sprintf("--households %d", d.households))
	}
	for _, f := range []struct{ flag, value string }{{"--certainty", strings.Join(splitCodes(d.certainty), ",")}, {"--outside", d.outside}} {
		if f.value != "" {
			parts = append(parts, f.flag+" "+f.value)
		}
	}
	parts = append(parts, fmt.Sprintf("--replace %d", d.replace), fmt.Sprintf("--teams %d", d.teams), "--batch "+d.batch)
	return strings.Join(parts, " ")
}

func missedText(s *sampling.Sample) string {
	var parts []string
	for c, n := range s.Missed() {
		if n > 0 {
			parts = append(parts, fmt.Sprintf("%s%s户", sampling.Class(c), reports.Count(int64(n))))
		}
	}
	return strings.Join(parts, "、")
}

func outsideFrame(r *pipeline.Roster) string {
	var parts []string
	for _, left := range []struct {
		what string
		n    int
	}{{"清退户", r.Cleared}, {"户类型不明", r.Unclassed}, {"所在村不明", r.Homeless}} {
		if left.n > 0 {
			parts = append(parts, fmt.Sprintf("%s%s户", left.what, reports.Count(int64(left.n))))
		}
	}
	return strings.Join(parts, "、")
}

// tell prints what was drawn.
func (d *drawFlags) tell(w io.Writer, r *pipeline.Roster, draw reports.SampleDraw) {
	s := draw.Sample
	fmt.Fprintf(w, "%s %d年 核查抽样(批次 %s,种子 %d)\n", r.County, r.Period, draw.Batch, s.Design.Seed)
	fmt.Fprintf(w, "抽样框 %d 个村,抽中 %d 个村、%s 户,分给 %d 个组\n", len(s.Villages), s.Design.Villages, reports.Count(int64(s.Households())), s.Design.Teams)
	tables := reports.SampleDesign(rosterMeta(r), draw)
	for _, t := range tables {
		if slices.Contains([]string{"sample_strata", "sample_cans", "sample_left_out"}, t.ID) {
			printTable(w, t)
		}
	}
	for _, warn := range []struct{ what, text string }{{"没有抽的类别", missedText(s)}, {"不在抽样框的户", outsideFrame(r)}} {
		if warn.text != "" {
			fmt.Fprintf(w, "\n注意:%s:%s。\n", warn.what, warn.text)
		}
	}
	fmt.Fprintf(w, "\n已写出:%s\n  核查表-第k组.xlsx 发给各组;填好后与 抽样框.xlsx 一同放进来件文件夹。抽样名单.xlsx 中有备选户和替换规则。\n", d.out)
}
