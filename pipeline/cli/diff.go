//go:build cgo

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/pipeline/diff"
	"sanlv/pipeline/manifest"
	"sanlv/reports"
	"sanlv/reports/xlsx"
)

// shownChanges is how many households or findings are printed; --json and --out
// have all.
const shownChanges = 30

func newDiff(stdout io.Writer) *cobra.Command {
	var out, file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "diff [前 后] [--json] [--to 文件]",
		Short: "两次结果之间变了什么,为什么",
		Long: `比较两次发布的结果,不填为最近两次(写批次文件夹;只写一个的与最近一次比)。
每个指标变了多少,由哪些原因构成:新增户、减少户、判定变动(列出变了的数值和所在单元格)、标准变动、数值变动;
标准和参数的变动;新出现的和已消除的问题;各张表中哪些格变了、为什么(逐户、逐条的清单和台账除外)。`,
		Example: "  sanlv diff\n  sanlv diff out/2018-11-30-1a2b3c4d out/latest --to 变动表.xlsx",
		Args:    exactArgs(0, 2, "两个结果文件夹"),
		RunE: func(c *cobra.Command, args []string) error {
			before, after, err := sidesOf(out, args)
			if err != nil {
				return err
			}
			d, err := diff.Publications(c.Context(), before, after)
			if err != nil {
				return err
			}
			pub, err := pipeline.Moved(c.Context(), before, after, d)
			if err != nil {
				return err
			}
			if file != "" {
				if err := writeDiff(c.Context(), file, d, pub.Moved); err != nil {
					return err
				}
			}
			if asJSON {
				if err := writeJSON(stdout, diffAnswer{d, pub.Moved.Told()}); err != nil {
					return fmt.Errorf("write answer: %w", err)
				}
				return nil
			}
			printDiff(stdout, d, pub.Moved.Told())
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "out", "输出`文件夹`")
	c.Flags().StringVar(&file, "to", "", "另写成 Excel `文件`")
	c.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return c
}

// diffAnswer is the comparison as JSON.
type diffAnswer struct {
	*reports.Difference
	// Tables are those with cells that moved, and those that are not compared.
	Tables []reports.MovedTable `json:"tables"`
}

// sidesOf finds the publications to compare: the last and the one made before it,
// where they are not named.
func sidesOf(out string, args []string) (before, after string, err error) {
	var dirs []string
	for _, a := range args {
		dir, err := publicationIn(a)
		if err != nil {
			return "", "", err
		}
		if _, err := manifest.Read(dir); err != nil {
			return "", "", usageError{fmt.Sprintf("%s 不是发布的结果(没有 manifest.json)", a)}
		}
		dirs = append(dirs, dir)
	}
	if len(dirs) == 2 {
		return dirs[0], dirs[1], nil
	}
	latest, err := pipeline.Latest(out)
	if errors.Is(err, os.ErrNotExist) {
		return "", "", usageError{fmt.Sprintf("%s 中还没有发布的结果;先用 sanlv run 计算", out)}
	}
	if err != nil {
		return "", "", err
	}
	if len(dirs) == 1 {
		return dirs[0], latest, nil
	}
	list, err := pipeline.Publications(out)
	if err != nil {
		return "", "", err
	}
	for _, p := range list {
		if !p.Draft && filepath.Base(p.Dir) != filepath.Base(latest) {
			return p.Dir, latest, nil
		}
	}
	return "", "", usageError{fmt.Sprintf("%s 中只有一次结果,没有可以比较的", out)}
}

// writeDiff writes the tables to a new file.
func writeDiff(ctx context.Context, file string, d *reports.Difference, moved *reports.Moved) error {
	asOf, err := time.Parse(time.DateOnly, d.After.AsOf)
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	county := ""
	if len(d.Indicators) > 0 {
		county = d.Indicators[0].Area
	}
	meta := reports.Meta{County: county, Period: d.After.Period, AsOf: asOf, Version: d.After.Version, RunID: d.After.RunID[:min(8, len(d.After.RunID))]}
	tables, err := reports.DiffTables(ctx, meta, d, moved)
	if err != nil {
		return err
	}
	err = xlsx.New().WriteTables(filepath.Base(file), tables, meta, folder(filepath.Dir(file)))
	if errors.Is(err, os.ErrExist) {
		return usageError{fmt.Sprintf("%s 已经存在,没有覆盖;请换一个文件名", file)}
	}
	return err
}

func printDiff(w io.Writer, d *reports.Difference, tables []reports.MovedTable) {
	fmt.Fprintf(w, "%s → %s\n", d.Before.Folder, d.After.Folder)
	for _, i := range d.Indicators {
		if len(i.Causes) == 0 {
			fmt.Fprintf(w, "\n%s %s:没有变动,%s\n", i.Area, i.Label, i.Moved())
			continue
		}
		fmt.Fprintf(w, "\n%s %s:%s\n", i.Area, i.Label, i.Moved())
		for _, c := range i.Causes {
			fmt.Fprintf(w, "  %s\n", c.Said())
		}
	}
	if len(d.Rules) > 0 {
		fmt.Fprintln(w, "\n标准和参数")
		for _, r := range d.Rules {
			if !strings.HasPrefix(r.Name, reports.RuleFile) {
				fmt.Fprintf(w, "  %s:%s → %s\n", r.Name, or(r.Before, "无"), or(r.After, "无"))
			}
		}
		if s := d.SaidFiles(); s != "" {
			fmt.Fprintf(w, "  %s\n", s)
			for _, c := range d.ChangedFiles() {
				fmt.Fprintf(w, "    %s\n", c.Said())
			}
		}
	}
	var villages []reports.DiffExit
	for _, e := range d.Exits {
		if e.Item == reports.ExitWhole {
			villages = append(villages, e)
		}
	}
	if len(villages) > 0 {
		fmt.Fprintf(w, "\n村退出 %s 处\n", reports.Count(int64(len(villages))))
		for _, e := range villages[:min(shownChanges, len(villages))] {
			fmt.Fprintf(w, "  %s %s:%s → %s\n", e.Village, e.Standard, or(e.Before, "不判"), or(e.After, "不判"))
		}
		more(w, len(villages))
	}
	if cells := cellsIn(tables); cells > 0 {
		fmt.Fprintf(w, "\n各表变动 %s 格(逐格的上次、本次、原因用 --to 写成 Excel,或用 --json)\n", reports.Count(int64(cells)))
		for _, t := range tables {
			if len(t.Moves) > 0 {
				fmt.Fprintf(w, "  %s › %s %s 格\n", t.Book(), t.Sheet, reports.Count(int64(len(t.Moves))))
			}
		}
	}
	if len(d.Households) > 0 {
		fmt.Fprintf(w, "\n户 %s 户\n", reports.Count(int64(len(d.Households))))
		for _, h := range d.Households[:min(shownChanges, len(d.Households))] {
			fmt.Fprintf(w, "  %s %s:%s → %s\n", h.Cause, h.HouseholdID, or(h.Before, "没有这一户"), or(h.After, "没有这一户"))
			for _, i := range h.Inputs {
				at := ""
				if i.Place != "" {
					at = " ← " + i.Place
				}
				fmt.Fprintf(w, "    %s%s\n", i.Said(), at)
			}
		}
		more(w, len(d.Households))
	}
	printed, found := 0, map[bool]int{}
	for _, f := range d.Findings {
		found[f.New]++
	}
	fmt.Fprintf(w, "\n问题 新出现 %s 处,已消除 %s 处\n", reports.Count(int64(found[true])), reports.Count(int64(found[false])))
	for _, f := range d.Findings {
		word := "消除"
		if f.New {
			word = "新增"
		}
		if printed++; printed <= shownChanges {
			fmt.Fprintf(w, "  %s %s %s:%s[%s]\n", word, f.Severity, f.Place, f.Message, f.Rule)
		}
	}
	more(w, len(d.Findings))
}

// cellsIn counts the cells that moved.
func cellsIn(tables []reports.MovedTable) (n int) {
	for _, t := range tables {
		n += len(t.Moves)
	}
	return n
}

func more(w io.Writer, n int) {
	if n > shownChanges {
		fmt.Fprintf(w, "  ……另有 %s 处;用 --to 写成 Excel,或用 --json\n", reports.Count(int64(n-shownChanges)))
	}
}

func or(s, empty string) string {
	if s == "" {
		return empty
	}
	return s
}
