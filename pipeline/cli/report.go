//go:build cgo

package cli

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// newReport is the command that writes reports again.
func newReport(stdout, stderr io.Writer) *cobra.Command {
	o := pipeline.RewriteOptions{Writers: reportWriters()}
	var share string
	c := &cobra.Command{
		Use:   "report [名称…] [--out 文件夹]",
		Short: "用最近一次发布的数据重写报表,不读来件",
		Long: `用 latest 中已发布的数据重写报表、台账、问题清单、看板和评估报告,不重新读取来件,也不重新计算;
data、trace 和标注副本照旧。更换程序版本后用新版式重印报表,或只重印其中几件,用这个命令。

名称是文件夹或文件的名字,如 报表、台账、看板、评估报告、三率一度汇总表;不填为全部。
重写前逐件核对已发布文件的校验码;有改动过的不重写。程序版本没有变时,结果写回原批次;变了则发布为新的批次。`,
		Example: "  sanlv report\n  sanlv report 看板 三率一度汇总表",
		RunE: func(c *cobra.Command, names []string) error {
			o.Names = names
			if err := mayKeep(o.Keep); err != nil {
				return err
			}
			var err error
			if o.Share, err = groupOf(share); err != nil {
				return err
			}
			if _, err := pipeline.Latest(o.Out); errors.Is(err, os.ErrNotExist) {
				return usageError{fmt.Sprintf("%s 中还没有发布的结果;先用 sanlv run 计算", o.Out)}
			}
			var done *pipeline.Rewritten
			err = recorded(o.Out, newAudit(commandLine(c), false), slog.LevelInfo, stderr, func(audit *auditLine, log *slog.Logger, p pipeline.Progress) (err error) {
				o.Log, o.Progress = log, p
				log.Info("start report", "version", catalog.Version, "names", names, "pid", os.Getpid())
				done, err = pipeline.Rewrite(c.Context(), o)
				if done != nil {
					audit.RunID, audit.Published, audit.Inputs, audit.Manifest = done.RunID, filepath.Base(done.Dir), done.Inputs, done.ManifestSHA256
				}
				return err
			})
			var unwritten *pipeline.UnwrittenError
			var damaged *pipeline.DamagedError
			switch {
			case errors.As(err, &unwritten):
				return usageError{fmt.Sprintf("没有叫“%s”的报表;可用:%s,或其中一件的文件名", unwritten.Name, strings.Join(unwritten.Known, "、"))}
			case errors.As(err, &damaged):
				return usageError{fmt.Sprintf("%s 中的 %s 与发布时不同,不能据以重写;用 sanlv verify 查看,再用 sanlv run 重新计算", damaged.Dir, damaged.File)}
			case err != nil:
				return err
			}
			fmt.Fprintf(stdout, "已重写 %s 件,照旧 %s 件:%s → %s\n", reports.Count(int64(len(done.Files))), reports.Count(int64(done.Kept)),
				filepath.Join(o.Out, "latest"), filepath.Base(done.Dir))
			for _, name := range done.Files {
				fmt.Fprintf(stdout, "  %s\n", name)
			}
			return nil
		},
	}
	c.Flags().StringVar(&o.Out, "out", "out", "输出`文件夹`")
	keepFlag(c.Flags(), &o.Keep)
	shareFlag(c.Flags(), &share)
	return c
}
