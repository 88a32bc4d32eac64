//go:build cgo

package cli

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
)

const rootExample = "  sanlv run --in 来件 --as-of 2018-12-31      算一次并发布到 out/latest\n" +
	"  sanlv explain 999901001001                  说明一个村的各项指标从何而来\n" + checkExample

// batchCommands are the commands that need the database.
func batchCommands(stdout, stderr io.Writer) []*cobra.Command {
	return []*cobra.Command{newRun(stdout, stderr), newExplain(stdout), newSample(stdout)}
}

// reportBatch tells a person of what only a run can come to.
func reportBatch(err error, stderr io.Writer) (code int, told bool) {
	var (
		blocked *pipeline.BlockedError
		locked  *pipeline.LockedError
	)
	switch {
	case errors.As(err, &blocked):
		fmt.Fprintf(stderr, "没有发布:%s\n上一次发布的结果不变。所见情况的草稿在 %s,请先看其中的 报表/来件登记.xlsx。\n", blocked.Reason, blocked.Draft)
		return ExitBlocked, true
	case errors.As(err, &locked):
		o := locked.Owner
		fmt.Fprintf(stderr, "另一次运行正在使用这个输出文件夹(进程 %d,主机 %s,始于 %s)。等它结束后再运行。\n", o.PID, o.Host, o.Start)
		return ExitLocked, true
	default:
		return 0, false
	}
}
