//go:build cgo

package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

const rootExample = "  sanlv run --in 来件 --as-of 2018-12-31      算一次并发布到 out/latest\n" +
	"  sanlv explain 999901001001                  说明一个村的各项指标从何而来\n" + checkExample

// tryChecks runs the office's own checks without rows.
func tryChecks(ctx context.Context, cat *catalog.Catalog, settings catalog.Settings) error {
	return pipeline.TryChecks(ctx, cat, settings)
}

// batchCommands are the commands that need the database.
func batchCommands(stdout, stderr io.Writer) []*cobra.Command {
	return []*cobra.Command{newRun(stdout, stderr), newExplain(stdout), newSample(stdout), newCache(stdout), newReport(stdout, stderr), newDiff(stdout), newExport(stdout), newDoctor(stdout)}
}

// reportBatch tells a person of what only a run can come to.
func reportBatch(err error, stderr io.Writer) (code int, told bool) {
	var (
		blocked *pipeline.BlockedError
		locked  *pipeline.LockedError
		full    *diskError
	)
	switch {
	case errors.As(err, &blocked):
		fmt.Fprintf(stderr, "没有发布:%s\n上一次发布的结果不变。所见情况的草稿在 %s,请先看其中的 报表/来件登记.xlsx。\n", blocked.Reason, blocked.Draft)
		return ExitBlocked, true
	case errors.As(err, &locked):
		o := locked.Owner
		fmt.Fprintf(stderr, "另一次运行正在使用这个输出文件夹(进程 %d,主机 %s,始于 %s)。等它结束后再运行。\n", o.PID, o.Host, o.Start)
		return ExitLocked, true
	case errors.As(err, &full):
		fmt.Fprintf(stderr, "没有发布:%s\n上一次发布的结果不变;腾出空间或恢复权限后再运行一次即可。\n  %v\n", full.trouble, full.err)
		return ExitDisk, true
	default:
		return 0, false
	}
}

// diskError is a run that could not write, or could not read what it has to.
type diskError struct {
	trouble string // in Chinese
	err     error
}

func (e *diskError) Error() string { return e.err.Error() }
func (e *diskError) Unwrap() error { return e.err }

// diskTrouble says in Chinese what kept a run from writing, or "".
func diskTrouble(err error) string {
	var (
		room *pipeline.NoRoomError
		path *fs.PathError
		link *os.LinkError
	)
	if err == nil {
		return ""
	}
	where := ""
	switch {
	case errors.As(err, &path):
		where = path.Path
	case errors.As(err, &link):
		where = link.New
	}
	switch {
	case errors.As(err, &room):
		return fmt.Sprintf("%s 所在磁盘只剩 %s,本次运行约需 %s。", room.Dir, mebibytes(room.Free), mebibytes(room.Need))
	// the database says it in words of its own
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), strings.Contains(err.Error(), "No space left on device"):
		return fmt.Sprintf("磁盘已满,写不进 %s。", where)
	case errors.Is(err, syscall.EFBIG), strings.Contains(err.Error(), "File too large"):
		return fmt.Sprintf("%s 超过了允许的文件大小(ulimit -f)。", where)
	case errors.Is(err, syscall.EROFS):
		return fmt.Sprintf("%s 所在磁盘是只读的。", where)
	case link != nil && link.Op == "symlink" && (errors.Is(err, syscall.EPERM) || errors.Is(err, errors.ErrUnsupported)):
		return fmt.Sprintf("%s 所在磁盘不能建链接,latest 指不到新的结果。请把输出文件夹放在本机磁盘上;网络磁盘(CIFS)挂载时加 mfsymlinks 选项。", where)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf("没有权限写 %s。", where)
	case errors.Is(err, syscall.EIO):
		return fmt.Sprintf("磁盘读写出错:%s。请检查磁盘。", where)
	case where != "" && errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf("%s 不见了(磁盘掉线,或文件夹被移走)。", where)
	}
	return ""
}

func mebibytes(n int64) string { return reports.Count(n>>20) + " MiB" }

// newCache is the command for the cache of what was read.
func newCache(stdout io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:     "cache",
		Short:   "读取缓存",
		Long:    "读取过的文件存在输出文件夹下的 .cache 中(内容与来件相同,含个人信息,只有本人可读),没有变动的文件下次不再重读。",
		Example: "  sanlv cache clean",
	}
	var out, dir string
	clean := &cobra.Command{
		Use:     "clean [--out 文件夹] [--cache 文件夹]",
		Short:   "清除读取缓存,下次全部重读",
		Example: "  sanlv cache clean --out out",
		Args:    exactArgs(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := isFolder("--out", out); err != nil {
				return err
			}
			n, err := pipeline.CleanCache(out, dir)
			if err != nil {
				return err
			}
			fmt.Fprintf(stdout, "已清除缓存 %d 件;下次运行全部重读。\n", n)
			return nil
		},
	}
	clean.Flags().StringVar(&out, "out", "out", "输出`文件夹`")
	clean.Flags().StringVar(&dir, "cache", "", "缓存`文件夹`;不填为输出文件夹下的 .cache")
	c.AddCommand(clean)
	return c
}
