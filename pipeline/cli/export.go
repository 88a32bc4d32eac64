//go:build cgo

package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/reports"
)

// newExport is the command that copies a publication for those who cannot reach it.
func newExport(stdout io.Writer) *cobra.Command {
	var from string
	c := &cobra.Command{
		Use:   "export 文件夹 [--from 结果]",
		Short: "把一份发布的结果复制成普通文件夹,供拷走",
		Long: `把一份发布的结果复制到一个新文件夹:不含链接,可以拷到优盘、共享盘或 Windows 上。
复制时逐件与清单(manifest.json)核对,有改动过的不复制;收到的人可以用 sanlv verify 再核对。
复制出来的文件只有本人可读;交给别人之前请确认接收人有权看。`,
		Example: "  sanlv export 县办三率一度\n  sanlv export /media/优盘/三率一度 --from out/2018-12-31-1a2b3c4d",
		Args:    exactArgs(1, 1, "文件夹"),
		RunE: func(c *cobra.Command, args []string) (err error) {
			dir, err := publicationIn(from)
			if err != nil {
				return err
			}
			if dir, err = filepath.EvalSymlinks(dir); err != nil {
				return fmt.Errorf("find the publication: %w", err)
			}
			to, err := filepath.Abs(args[0])
			if err != nil {
				return fmt.Errorf("find %s: %w", args[0], err)
			}
			if inside(to, filepath.Dir(dir)) {
				return usageError{fmt.Sprintf("%s 在输出文件夹之内;请复制到外面", args[0])}
			}
			if err := isFolder("复制到", filepath.Dir(to)); err != nil {
				return err
			}
			audit := newAudit(commandLine(c), false)
			if err := audit.besidePublication(dir, "begin"); err != nil {
				return err
			}
			m, err := pipeline.Export(c.Context(), dir, to)
			var damaged *pipeline.DamagedError
			switch {
			case errors.Is(err, os.ErrExist):
				err = usageError{fmt.Sprintf("%s 已经存在,没有覆盖;请换一个名字", args[0])}
			case errors.As(err, &damaged):
				fmt.Fprintf(stdout, "%s 与发布时不同,没有复制;用 sanlv verify 查看\n", damaged.File)
				err = errUnsound
			case err != nil:
				if trouble := diskTrouble(err); trouble != "" {
					err = &diskError{trouble, err}
				}
			}
			exit := exitCode(err)
			audit.Exit, audit.Published, audit.Unmasked = &exit, filepath.Base(dir), m.Unmasked
			if m.RunID != "" {
				audit.RunID = m.RunID[:min(8, len(m.RunID))]
			}
			if err := errors.Join(err, audit.besidePublication(dir, "end")); err != nil {
				return err
			}
			fmt.Fprintf(stdout, "已复制 %s 件:%s → %s\n", reports.Count(int64(len(m.Outputs)+1)), filepath.Base(dir), args[0])
			if m.Unmasked {
				fmt.Fprintln(stdout, "其中的标注副本没有掩去个人信息,属内部资料。")
			}
			return nil
		},
	}
	c.Flags().StringVar(&from, "from", filepath.Join("out", "latest"), "发布的`结果`,或输出文件夹")
	return c
}

// besidePublication adds the line to the audit of the output folder in which a
// publication stands; a publication that was handed over has none.
func (a auditLine) besidePublication(dir, event string) error {
	out := filepath.Dir(dir)
	if _, err := os.Stat(filepath.Join(out, auditName)); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return a.write(out, event, time.Now())
}
