//go:build cgo

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sanlv/loaders"
	"sanlv/pipeline"
	"sanlv/pipeline/explain"
	"sanlv/reports"
)

// listParts are the ways to name the part of a figure whose rows are wanted.
var listParts = map[string]string{
	explain.Numerator: explain.Numerator, explain.Denominator: explain.Denominator, explain.Unknown: explain.Unknown,
	"分子": explain.Numerator, "分母": explain.Denominator, "待核": explain.Unknown,
}

func newExplain(stdout io.Writer) *cobra.Command {
	var out, list string
	var asJSON bool
	c := &cobra.Command{
		Use:   "explain [村代码|户编号|问题编号] [指标|项目|测度|台账|检查]",
		Short: "说明一个数字从何而来,直到来源单元格",
		Long: `由已发布的结果说明一个数字从何而来:
  · 一个村(或乡镇、县,写代码或名称)的指标:定义和依据、分子和分母、各标准的判定、由哪些户构成;
  · 一户的判定:依据哪条规则、哪些数值,数值取自哪个文件、工作表、单元格;
  · 一处问题(写问题编号):是哪条检查、怎样改。

指标、贫困村退出的项目(写一套标准的名称则逐项)、贫困测度、台账、检查、参数都可写代号或名称;
单写 sanlv explain 列出全部代号和名称。
--list 逐行列出分子(或 --list=分母、--list=待核)的户、台账的各行,或检查发现的全部问题;--json 输出给其他程序。`,
		Example: `  sanlv explain 错退率
  sanlv explain 999901001001
  sanlv explain 999901001001 错退率 --list
  sanlv explain 99990100100100012`,
		Args: exactArgs(0, 3, "村代码或户编号"),
		RunE: func(c *cobra.Command, args []string) error {
			// --list 分母 is as good as --list=分母; 待核 by itself is the ledger
			if n := len(args); list != "" && n > 0 && listParts[args[n-1]] != "" && (n > 2 || args[n-1] != "待核") {
				list, args = args[n-1], args[:n-1]
			}
			if err := exactArgs(0, 2, "")(c, args); err != nil {
				return err
			}
			dir, err := pipeline.Latest(out)
			if errors.Is(err, fs.ErrNotExist) {
				return usageError{fmt.Sprintf("%s 中还没有发布的结果;先用 sanlv run 计算", out)}
			}
			if err != nil {
				return err
			}
			part := ""
			if list != "" {
				if part = listParts[list]; part == "" {
					return usageError{fmt.Sprintf("--list=%s:可写 分子、分母、待核", list)}
				}
			}
			a, err := ask(c.Context(), dir, args, part)
			if err != nil {
				return err
			}
			if asJSON {
				if err := writeJSON(stdout, a); err != nil {
					return fmt.Errorf("write answer: %w", err)
				}
				return nil
			}
			if a.List == nil {
				printNotes(stdout, a.Notes, 0)
				return nil
			}
			printList(stdout, a.List)
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "out", "输出`文件夹`")
	c.Flags().StringVar(&list, "list", "", "逐行列出:`分子`、分母或待核")
	c.Flags().Lookup("list").NoOptDefVal = explain.Numerator
	c.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return c
}

// ask opens a publication and asks it.
func ask(ctx context.Context, dir string, words []string, part string) (_ *explain.Answer, err error) {
	p, err := explain.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	codes := make([]string, len(words))
	for i, w := range words {
		codes[i] = loaders.HouseholdCode(w)
	}
	a, err := p.Ask(ctx, codes, part)
	var unknown *explain.UnknownError
	if errors.As(err, &unknown) {
		said := fmt.Sprintf("已发布的结果中没有 %s(可写村、乡镇、县的代码或名称,户编号,问题编号,或指标、项目、贫困测度、台账、检查、参数的代号或名称)", unknown.Word)
		if len(unknown.Near) > 0 {
			said += ";是不是:" + strings.Join(unknown.Near, "、")
		}
		return nil, usageError{said}
	}
	if errors.As(err, new(explain.UnlistedError)) {
		return nil, usageError{"--list 要写明指标、贫困村退出的项目、贫困测度、台账或检查,如 sanlv explain 999901001001 错退率 --list"}
	}
	return a, err
}

func printNotes(w io.Writer, notes []explain.Note, depth int) {
	for _, n := range notes {
		text := n.Text
		if n.Source != nil {
			text += " ← " + n.Source.String()
		}
		fmt.Fprintf(w, "%s%s\n", strings.Repeat("  ", depth), text)
		printNotes(w, n.Below, depth+1)
	}
}

// printList prints a list in columns; a Chinese character is two wide.
func printList(w io.Writer, l *explain.List) {
	fmt.Fprintf(w, "%s:%d 行\n", l.Title, len(l.Rows))
	if len(l.Rows) == 0 {
		return
	}
	widths := make([]int, len(l.Columns))
	lines := slices.Concat([][]string{l.Columns}, l.Rows)
	for _, line := range lines {
		for i, s := range line {
			widths[i] = max(widths[i], reports.Width(s))
		}
	}
	for _, line := range lines {
		var b strings.Builder
		for i, s := range line {
			b.WriteString(s)
			if i < len(line)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-reports.Width(s)+2))
			}
		}
		fmt.Fprintln(w, strings.TrimRight(b.String(), " "))
	}
}
