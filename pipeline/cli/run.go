//go:build cgo

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sanlv/loaders/open"
	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/data"
	"sanlv/reports/docx"
	"sanlv/reports/html"
	"sanlv/reports/xlsx"
)

// reportWriters write what people read.
func reportWriters() []reports.Writer {
	return []reports.Writer{xlsx.New(), data.NewPublic(), html.New(), html.NewAssessment(), docx.New()}
}

// minMemory is what the smallest county needs; less is a slip of the pen.
const minMemory = 256 << 20

func newRun(stdout, stderr io.Writer) *cobra.Command {
	var in, out, ref, asOf, cache, memory, share, profile string
	var threads, keep int
	var unmasked, noCache bool
	c := &cobra.Command{
		Use:   "run [--in 文件夹] [--out 文件夹] [--reference 文件夹] [--as-of 日期] [选项]",
		Short: "读取来件,计算并发布",
		Long: `读取来件文件夹中的全部表格,计算三率一度和贫困村退出结果,发布到输出文件夹下的 latest。
有问题的单元格、行、表列入来件登记和发现清单,不影响其余部分发布。

退出码:0 已发布;1 程序出错;2 用法或参照文件有误;3 数据不足以发布;4 另一次运行正在进行;
7 被中止;8 输出文件夹写不进(磁盘满、只读、不见了)。除 0 以外,上一次发布的结果都不变。`,
		Example: "  sanlv run --in 来件 --out out --as-of 2018-12-31\n  sanlv run --in 来件 --reference 本县标准 --as-of 2018-12-31 --memory 4GiB",
		Args:    exactArgs(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			o := pipeline.Options{In: in, Out: out, Cache: cache, Keep: keep, Threads: threads, Unmasked: unmasked, Open: open.Open,
				Data: data.New(), Writers: reportWriters()}
			var err error
			if o.AsOf, err = parseDay(asOf); err != nil {
				return err
			}
			if o.Memory, err = parseSize(memory); err != nil {
				return err
			}
			switch {
			case noCache && cache != "":
				return usageError{"--no-cache 和 --cache 只能用一个"}
			case noCache:
			case cache == "":
				o.Cache = filepath.Join(out, pipeline.CacheFolder)
			}
			if err := mayKeep(keep); err != nil {
				return err
			}
			if o.Share, err = groupOf(share); err != nil {
				return err
			}
			if o.Threads < 1 {
				return usageError{"--threads 至少为 1"}
			}
			if err := isFolder("--in", in); err != nil {
				return err
			}
			for flag, dir := range map[string]string{"--out": out, "--cache": cache} {
				if dir != "" && inside(dir, in) {
					return usageError{fmt.Sprintf("%s 的文件夹 %s 在来件文件夹 %s 之内,下次会被当作来件;请放到外面", flag, dir, in)}
				}
			}
			if o.Reference, err = referenceFolder(ref, c.Flags().Changed("reference")); err != nil {
				return err
			}
			level := slog.LevelInfo
			if profile != "" {
				level = slog.LevelDebug // the seconds of every model too
			}
			return profiled(profile, func() error { return run(c.Context(), o, commandLine(c), level, stdout, stderr) })
		},
	}
	f := c.Flags()
	f.SortFlags = false
	f.StringVar(&in, "in", filepath.FromSlash("data/samples"), "来件`文件夹`,连同其下各级文件夹")
	f.StringVar(&out, "out", "out", "输出`文件夹`")
	referenceFlag(f, &ref)
	f.StringVar(&asOf, "as-of", time.Now().Format(time.DateOnly), "截止`日期`,决定评估年度和有效的标准;不填为当天")
	f.StringVar(&cache, "cache", "", "读取缓存`文件夹`:没有变动的文件不再重读;不填为输出文件夹下的 .cache")
	f.BoolVar(&noCache, "no-cache", false, "不用缓存,全部重读")
	keepFlag(f, &keep)
	shareFlag(f, &share)
	f.BoolVar(&unmasked, "unmasked", false, "标注副本中不掩去姓名、证件号码、电话(内部资料)")
	f.IntVar(&threads, "threads", runtime.NumCPU(), "同时读取的文件数和计算线程`数`")
	f.StringVar(&memory, "memory", "2GiB", "内存`上限`,如 512MiB、4GiB")
	f.StringVar(&profile, "profile", "", "把耗时和内存的剖析(pprof)写进`文件夹`,供维护人员查看")
	return c
}

// keepFlag adds the flag that says how many earlier publications stay.
func keepFlag(f *pflag.FlagSet, keep *int) {
	f.IntVar(keep, "keep", 30, "除最新一份外,保留多少`份`以前的结果")
}

func mayKeep(n int) error {
	if n < 0 {
		return usageError{"--keep 不能小于 0"}
	}
	return nil
}

// run makes one publication and keeps a record of it.
func run(ctx context.Context, o pipeline.Options, command []string, level slog.Level, stdout, stderr io.Writer) error {
	started := time.Now()
	var outcome *pipeline.Outcome
	err := recorded(o.Out, newAudit(command, o.Unmasked), level, stderr, func(audit *auditLine, log *slog.Logger, p pipeline.Progress) (err error) {
		o.Log, o.Progress = log, p
		log.Info("start", "version", catalog.Version, "in", o.In, "as-of", o.AsOf.Format(time.DateOnly), "threads", o.Threads, "memory", o.Memory, "unmasked", o.Unmasked, "pid", os.Getpid())
		outcome, err = pipeline.Run(ctx, o)
		if outcome != nil {
			audit.RunID, audit.Published, audit.Inputs, audit.Manifest = outcome.RunID, filepath.Base(outcome.Dir), outcome.Files, outcome.ManifestSHA256
		}
		return err
	})
	if outcome != nil {
		var blocked *pipeline.BlockedError
		summary(stdout, o, outcome, errors.As(err, &blocked), time.Since(started))
	}
	return err
}

// recorded does what publishes to an output folder, with a log of its own and two
// lines in the audit.
func recorded(out string, audit auditLine, level slog.Level, stderr io.Writer, work func(*auditLine, *slog.Logger, pipeline.Progress) error) error {
	signal.Ignore(syscall.SIGXFSZ) // a write over ulimit -f is to fail and be told
	started := time.Now()
	file, err := openLog(out, started)
	if err == nil {
		defer file.Close()
		err = audit.write(out, "begin", started)
	}
	if err != nil {
		return &diskError{cmp.Or(diskTrouble(err), "输出文件夹 "+out+" 写不进。"), err}
	}
	log, shown := newLog(file, level), newProgress(stderr)
	p := &timedSteps{Progress: shown, log: log}
	err = work(&audit, log, p)
	p.end()
	shown.finish()
	if trouble := diskTrouble(err); trouble != "" {
		err = &diskError{trouble, err}
	}
	exit := exitCode(err)
	audit.Exit = &exit
	err = errors.Join(err, audit.write(out, "end", time.Now()))
	took := time.Since(started).Seconds()
	if err != nil {
		log.Error("end", "exit", exit, "seconds", took, "error", err)
	} else {
		log.Info("end", "exit", exit, "seconds", took, "published", audit.Published)
	}
	return err
}

// parseSize reads a size such as 512MiB, 2GB or 4G; all are powers of 1024, as
// memory is sold.
func parseSize(s string) (int64, error) {
	units := map[string]int64{"M": 1 << 20, "MB": 1 << 20, "MIB": 1 << 20, "G": 1 << 30, "GB": 1 << 30, "GIB": 1 << 30}
	number := strings.TrimRight(strings.ToUpper(s), "GIMB")
	unit, ok := units[strings.ToUpper(s)[len(number):]]
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !ok || n <= 0 || n > 1<<20 {
		return 0, usageError{fmt.Sprintf("--memory 的 %q 不是大小,应如 512MiB、2GiB", s)}
	}
	size := int64(n * float64(unit))
	if size < minMemory {
		return 0, usageError{"--memory 至少为 256MiB"}
	}
	return size, nil
}
