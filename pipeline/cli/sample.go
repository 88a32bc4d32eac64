//go:build cgo

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/sampling"
	"sanlv/pipeline/survey"
	"sanlv/reports"
)

func newSample(stdout io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "sample",
		Short: "核查抽样:定规模(plan),抽村抽户(draw)",
		Long: `核查抽样分两步:
  · sample plan:要证明错退率、漏评率、群众认可度达标,需要抽多少村、多少户;给定规模能证明什么。
  · sample draw:按种子从已发布的结果中抽村、抽户,写出各组的核查表、抽样框、抽样名单和抽样方案表。`,
		Example: planExample + "\n" + drawExample,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{"没有命令 sample " + args[0] + ";可用 plan、draw"}
			}
			return c.Help()
		},
	}
	c.AddCommand(newPlan(stdout), newDraw(stdout))
	for _, sub := range c.Commands() {
		sub.InitDefaultHelpFlag()
		sub.Flags().Lookup("help").Usage = "显示用法"
		sub.DisableFlagsInUseLine = true
	}
	return c
}

// designFlags are the flags of a design that plan and draw share.
type designFlags struct {
	villages, households   int
	classSize              string
	confidence, power, icc string
	rate, approval         string
	response               string
	ref                    string
}

const defaultHouseholds = 15

func (d *designFlags) declare(f *pflag.FlagSet) {
	f.IntVar(&d.villages, "villages", 0, "抽村`数`")
	f.Lookup("villages").DefValue = "" // none
	f.IntVar(&d.households, "households", defaultHouseholds, "每村抽多少`户`,由脱贫户、一般农户、未脱贫户按户数分摊,每类至少2户(户数够时)")
	f.StringVar(&d.classSize, "class-size", "", "不用 --households 时,按`类别`给每村户数,如 exited=10,unregistered=8,remaining=all(脱贫户、一般农户、未脱贫户;all 为全部)")
	f.StringVar(&d.confidence, "confidence", "95%", "要有多大的把握(置信度,`比例`)")
	f.StringVar(&d.power, "power", "80%", "真的达标时要有多大的机会证明(功效,`比例`)")
	f.StringVar(&d.rate, "rate", "0.5%", "预计的错退率、漏评率(`比例`)")
	f.StringVar(&d.approval, "approval", "97%", "预计的群众认可度(`比例`)")
	f.StringVar(&d.icc, "icc", "0.05", "村内相关`系数`,同村各户相像的程度")
	f.StringVar(&d.response, "response", "90%", "能访到的户的`比例`")
	referenceFlag(f, &d.ref)
}

// design is what the flags say of a design. Without a word on numbers of classes
// it is --households that counts.
func (d *designFlags) design(households bool) (sampling.Design, error) {
	out := sampling.Design{Villages: d.villages, Stratify: sampling.ByTownship, Method: sampling.Equal, Households: d.households}
	if d.classSize == "" {
		return out, nil
	}
	if households {
		return out, usageError{"--households 和 --class-size 只能给一个"}
	}
	out.Households = 0
	var err error
	out.Sizes, err = parseClassSizes(d.classSize)
	return out, err
}

// classNames are the classes as the command line names them.
var classNames = map[string]sampling.Class{
	"exited": sampling.Exited, "unregistered": sampling.Unregistered, "remaining": sampling.Remaining,
	"脱贫户": sampling.Exited, "一般农户": sampling.Unregistered, "未脱贫户": sampling.Remaining,
}

func parseClassSizes(text string) (map[sampling.Class]sampling.Size, error) {
	out := map[sampling.Class]sampling.Size{}
	for _, part := range splitCodes(text) {
		name, value, _ := strings.Cut(part, "=")
		class, ok := classNames[strings.TrimSpace(name)]
		if !ok {
			return nil, usageError{fmt.Sprintf("--class-size 的 %q 不认识,应如 exited=10,unregistered=8,remaining=all", part)}
		}
		if _, twice := out[class]; twice {
			return nil, usageError{fmt.Sprintf("--class-size 中%s给了两次", class)}
		}
		size, err := parseSizeOf("--class-size", strings.TrimSpace(value))
		if err != nil {
			return nil, err
		}
		out[class] = size
	}
	return out, nil
}

// parseSizeOf reads all or a number of households.
func parseSizeOf(flag, text string) (sampling.Size, error) {
	if text == "all" || text == "全部" {
		return sampling.Size{All: true}, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1<<20 {
		return sampling.Size{}, usageError{fmt.Sprintf("%s 的 %q 不是户数,填整数或 all", flag, text)}
	}
	return sampling.Size{N: n}, nil
}

// splitCodes parts a list as people write it.
func splitCodes(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",;、 \uff0c\uff1b", r) })
}

// parseShare reads 0.5% or 0.005.
func parseShare(flag, text string) (float64, error) {
	number, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	v, err := strconv.ParseFloat(number, 64)
	if percent {
		v /= 100
	}
	if err != nil || math.IsNaN(v) || v < 0 || v > 1 {
		return 0, usageError{fmt.Sprintf("%s 的 %q 不是比例,应如 0.5%% 或 0.005", flag, text)}
	}
	return v, nil
}

// assumptions are what the flags take for granted. Household sizes are those of
// the design file (§4), until a county's own take their place.
func (d *designFlags) assumptions() (a sampling.Assumptions, rate, approval float64, err error) {
	for _, f := range []struct {
		flag, text string
		to         *float64
	}{
		{"--confidence", d.confidence, &a.Confidence}, {"--power", d.power, &a.Power}, {"--icc", d.icc, &a.ICC},
		{"--response", d.response, &a.Response}, {"--rate", d.rate, &rate}, {"--approval", d.approval, &approval},
	} {
		if *f.to, err = parseShare(f.flag, f.text); err != nil {
			return a, 0, 0, err
		}
	}
	a.Persons = defaultPersons
	for c := range a.CV2 {
		a.CV2[c] = defaultCV2
	}
	return a, rate, approval, nil
}

// What a plan assumes of household sizes where no publication says more.
const (
	defaultPersons = 3.0
	defaultCV2     = 0.3
)

// goals are what the county standards in force ask of the rates that a sample
// measures, each threshold once.
func goals(cat *catalog.Catalog, asOf time.Time, rate, approval float64) ([]sampling.Goal, error) {
	var out []sampling.Goal
	for _, of := range []struct {
		indicator  string
		class      sampling.Class
		households bool
	}{{"wrong_exit_rate", sampling.Exited, false}, {"omission_rate", sampling.Unregistered, false}, {"approval", 0, true}} {
		label := of.indicator
		for _, m := range cat.Models {
			if m.Layer == catalog.LayerIndicator && m.Name == of.indicator {
				label = m.Header["label"]
			}
		}
		for _, s := range cat.Standards {
			if s.Indicator != of.indicator || s.Level != catalog.County || !s.ValidOn(asOf) || s.Threshold == nil || s.Comparator == "=" {
				continue
			}
			g := sampling.Goal{Indicator: of.indicator, Label: label, Comparator: s.Comparator, Threshold: s.Threshold.Float(), Class: of.class, Households: of.households, Expected: rate}
			if strings.HasPrefix(s.Comparator, ">") {
				g.Direction, g.Expected = survey.Floor, approval
			}
			if g.Threshold <= 0 || g.Threshold >= 1 {
				continue // no sample proves that there is none at all
			}
			same := slices.IndexFunc(out, func(o sampling.Goal) bool {
				return o.Indicator == g.Indicator && o.Threshold == g.Threshold && o.Direction == g.Direction
			})
			if same < 0 {
				same, out = len(out), append(out, g)
			}
			out[same].Standards = append(out[same].Standards, s.Name)
		}
	}
	if len(out) == 0 {
		return nil, usageError{fmt.Sprintf("%s 没有县级标准可以证明;请看 standards.csv", asOf.Format(time.DateOnly))}
	}
	return out, nil
}

// goalBasis says which standards the goals come from.
func goalBasis(cat *catalog.Catalog, goals []sampling.Goal) []reports.PlanBasis {
	var out []reports.PlanBasis
	for _, g := range goals {
		var sources []string
		for _, s := range cat.Standards {
			if source := strings.TrimSpace(s.Source + " " + s.Status); s.Indicator == g.Indicator && slices.Contains(g.Standards, s.Name) && !slices.Contains(sources, source) {
				sources = append(sources, source)
			}
		}
		out = append(out, reports.PlanBasis{Name: g.Label + "的标准", Value: catalog.Asks(g.Comparator, reports.PercentOf(g.Threshold)+"%"),
			Meaning: "标准:" + strings.Join(g.Standards, "、"), Source: "standards.csv:" + strings.Join(sources, ";")})
	}
	return out
}

// openRoster reads the publication that a sample is drawn from.
func openRoster(ctx context.Context, dir string) (*pipeline.Roster, error) {
	if err := isFolder("--from", dir); err != nil {
		return nil, err
	}
	real, err := filepath.EvalSymlinks(dir) // a publication must not change places while it is read
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", dir, err)
	}
	r, err := pipeline.ReadRoster(ctx, real)
	if errors.Is(err, pipeline.ErrNoRoster) {
		return nil, usageError{fmt.Sprintf("--from 的 %s 不是本版程序发布的结果(其中要有 manifest.json 和 trace/roster.parquet);先用 sanlv run 计算", dir)}
	}
	return r, err
}

// rosterMeta is what reports say of the publication behind a sample.
func rosterMeta(r *pipeline.Roster) reports.Meta {
	return reports.Meta{County: r.County, Period: r.Period, AsOf: r.AsOf, Version: catalog.Version, RunID: r.RunID[:min(8, len(r.RunID))]}
}

// refused turns a design that cannot be drawn into a mistake of the command line.
func refused(err error) error {
	var d *sampling.DesignError
	if errors.As(err, &d) {
		return usageError{d.Reason}
	}
	return err
}

// writeWhole writes files into a folder that is new or empty: all of them, or
// none when something fails.
func writeWhole(ctx context.Context, dir string, write func(reports.Sink) error) (err error) {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return usageError{fmt.Sprintf("--out 的 %s 不能用作文件夹", dir)}
	case len(entries) > 0:
		return usageError{fmt.Sprintf("--out 的 %s 中已有文件,没有覆盖;请换一个文件夹", dir)}
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o700); err != nil {
		return fmt.Errorf("make %s: %w", parent, err)
	}
	temp, err := os.MkdirTemp(parent, ".sanlv-")
	if err != nil {
		return fmt.Errorf("write beside %s: %w", dir, err)
	}
	defer func() {
		if e := os.RemoveAll(temp); err == nil && e != nil {
			err = fmt.Errorf("clear %s: %w", temp, e)
		}
	}()
	whole := filepath.Join(temp, "whole")
	if err := errors.Join(write(folder(whole)), ctx.Err()); err != nil {
		return err
	}
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // it is empty
		return usageError{fmt.Sprintf("--out 的 %s 不能用作文件夹;请换一个", dir)}
	}
	if err := os.Rename(whole, dir); err != nil {
		return fmt.Errorf("write %s: %w", dir, err)
	}
	return nil
}
