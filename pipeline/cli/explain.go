//go:build cgo

package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"sanlv/loaders"
	"sanlv/pipeline"
)

func newExplain(stdout io.Writer) *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "explain 村代码|户编号 [指标] [--out 文件夹]",
		Short: "说明一个数字从何而来,直到来源单元格",
		Long: `由已发布的结果说明:一个村(或乡镇、县)的指标由哪些户构成、按什么标准判定;
一户的判定依据哪条规则、哪些数值,数值取自哪个文件、工作表、单元格。

指标可写代号或名称:registered_incidence 建档立卡贫困发生率、wrong_exit_rate 错退率、omission_rate 漏评率、
comprehensive_incidence 综合贫困发生率、approval 群众认可度;贫困村退出的项目写代号,如 water、toilets。`,
		Example: "  sanlv explain 999901001001\n  sanlv explain 999901001001 错退率\n  sanlv explain 99990100100100012",
		Args:    exactArgs(1, 2, "村代码或户编号"),
		RunE: func(c *cobra.Command, args []string) error {
			dir, err := pipeline.Latest(out)
			if errors.Is(err, fs.ErrNotExist) {
				return usageError{fmt.Sprintf("%s 中还没有发布的结果;先用 sanlv run 计算", out)}
			}
			if err != nil {
				return err
			}
			indicator := ""
			if len(args) == 2 {
				indicator = args[1]
			}
			notes, err := pipeline.Explain(c.Context(), dir, loaders.HouseholdCode(args[0]), indicator)
			if errors.Is(err, pipeline.ErrNoSubject) {
				return usageError{fmt.Sprintf("已发布的结果中没有 %s(村、乡镇、县的代码,户编号,或指标)", strings.Join(args, " "))}
			}
			if err != nil {
				return err
			}
			printNotes(stdout, notes, 0)
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "out", "输出`文件夹`")
	return c
}

func printNotes(w io.Writer, notes []pipeline.Note, depth int) {
	for _, n := range notes {
		fmt.Fprintf(w, "%s%s\n", strings.Repeat("  ", depth), n.Text)
		printNotes(w, n.Below, depth+1)
	}
}
