//go:build cgo

package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// Grades of what doctor looked at.
const (
	gradeGood = "正常"
	gradeLook = "注意"
	gradeBad  = "有误"
)

// symptom is one thing that doctor looked at.
type symptom struct{ grade, label, said string }

const (
	enoughRoom   = 2 << 30
	leastRoom    = 256 << 20
	enoughMemory = 2 << 30
	leastFiles   = 256 // open at once
	shownRuns    = 5
)

func newDoctor(stdout io.Writer) *cobra.Command {
	var out, ref string
	c := &cobra.Command{
		Use:   "doctor [--out 文件夹] [--reference 文件夹]",
		Short: "检查这台机器能不能正常运行",
		Long: `检查磁盘、内存、权限、字体、数据库、参照文件,以及最近几次运行的情况。不改动任何结果。

退出码:0 没有妨碍运行的问题;2 用法有误;5 有妨碍运行的问题。`,
		Example: "  sanlv doctor --out out",
		Args:    exactArgs(0, 0, ""),
		RunE: func(c *cobra.Command, _ []string) error {
			override, err := referenceFolder(ref, c.Flags().Changed("reference"))
			if err != nil {
				return err
			}
			list := []symptom{programNow(), openFiles(), freeMemory(), database(c.Context()), references(override), fonts()}
			list = append(list, output(out)...)
			list = append(list, lastRuns(out, time.Now())...)
			bad := false
			for _, s := range list {
				fmt.Fprintf(stdout, "  %s  %s%*s  %s\n", s.grade, s.label, 12-reports.Width(s.label), "", s.said)
				bad = bad || s.grade == gradeBad
			}
			if bad {
				fmt.Fprintln(stdout, "有妨碍运行的问题,请按上面所说处理。")
				return errFound
			}
			fmt.Fprintln(stdout, "没有妨碍运行的问题。")
			return nil
		},
	}
	c.Flags().StringVar(&out, "out", "out", "输出`文件夹`")
	referenceFlag(c.Flags(), &ref)
	return c
}

func programNow() symptom {
	path, err := os.Executable()
	if err != nil {
		path = os.Args[0]
	}
	return symptom{gradeGood, "程序", fmt.Sprintf("sanlv %s(%s,%s/%s)%s", catalog.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH, path)}
}

// openFiles is how many files may be open at once.
func openFiles() symptom {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return symptom{gradeLook, "打开文件数", err.Error()}
	}
	s := symptom{gradeGood, "打开文件数", fmt.Sprintf("最多 %d 个", limit.Cur)}
	if limit.Cur < leastFiles {
		s.grade, s.said = gradeLook, s.said+fmt.Sprintf(",偏少;用 ulimit -n %d 调高", leastFiles)
	}
	return s
}

func freeMemory() symptom {
	raw, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return symptom{gradeLook, "内存", "查不到"}
	}
	var free int64
	for line := range strings.Lines(string(raw)) {
		if n, err := fmt.Sscanf(line, "MemAvailable: %d kB", &free); n == 1 && err == nil {
			break
		}
	}
	free <<= 10
	s := symptom{gradeGood, "内存", fmt.Sprintf("可用 %s,%d 个处理器", mebibytes(free), runtime.NumCPU())}
	if free < enoughMemory {
		s.grade, s.said = gradeLook, s.said+";不足 2 GiB,请用 --memory 设小一些"
	}
	return s
}

func database(ctx context.Context) symptom {
	temp, err := os.MkdirTemp("", "sanlv-doctor-")
	if err != nil {
		return symptom{gradeBad, "临时文件夹", fmt.Sprintf("写不进:%v", err)}
	}
	defer os.RemoveAll(temp)
	version, err := pipeline.TryDatabase(ctx, temp)
	if err != nil {
		return symptom{gradeBad, "数据库", fmt.Sprintf("打不开:%v", err)}
	}
	return symptom{gradeGood, "数据库", "DuckDB " + version}
}

func references(override fs.FS) symptom {
	cat, err := catalog.Open(override)
	var config *catalog.ConfigError
	switch {
	case errors.As(err, &config):
		return symptom{gradeBad, "参照文件", config.Findings[0].String()}
	case err != nil:
		return symptom{gradeBad, "参照文件", err.Error()}
	}
	return symptom{gradeGood, "参照文件", fmt.Sprintf("%d 个文件,%d 种表", len(cat.Files), len(cat.Sheets))}
}

// fonts matter only where somebody looks at the results on this machine.
func fonts() symptom {
	raw, err := exec.Command("fc-list", ":lang=zh", "family").Output()
	if err != nil || len(bytes.TrimSpace(raw)) == 0 {
		return symptom{gradeLook, "中文字体", "没有找到;不影响运行,只影响在本机看网页和打印"}
	}
	return symptom{gradeGood, "中文字体", fmt.Sprintf("%d 种", bytes.Count(raw, []byte("\n")))}
}

// output looks at the output folder: room, rights, lock, what was left.
func output(out string) []symptom {
	info, err := os.Stat(out)
	if errors.Is(err, fs.ErrNotExist) {
		return []symptom{{gradeGood, "输出文件夹", out + " 还没有,运行时新建"}}
	}
	if err != nil || !info.IsDir() {
		return []symptom{{gradeBad, "输出文件夹", out + " 不能用作文件夹"}}
	}
	var list []symptom
	s := symptom{gradeGood, "输出文件夹", out + " 可写"}
	if err := pipeline.TryWriting(out); err != nil {
		s = symptom{gradeBad, "输出文件夹", or(diskTrouble(err), fmt.Sprintf("写不进:%v", err))}
	} else if info.Mode().Perm()&0o077 != 0 {
		s = symptom{gradeLook, "输出文件夹", fmt.Sprintf("%s 别人也能进(%v);内有个人信息,请用 chmod 700 收紧", out, info.Mode().Perm())}
	}
	list = append(list, s)
	if free, err := pipeline.FreeSpace(out); err == nil {
		s := symptom{gradeGood, "磁盘", "剩余 " + mebibytes(free)}
		switch {
		case free < leastRoom:
			s.grade, s.said = gradeBad, s.said+",不够运行一次;请腾出空间,或用 --keep 少留几份结果"
		case free < enoughRoom:
			s.grade, s.said = gradeLook, s.said+",偏少"
		}
		list = append(list, s)
	}
	switch holder, left, err := pipeline.Holder(out); {
	case err != nil:
		list = append(list, symptom{gradeBad, "运行锁", err.Error()})
	case holder != nil:
		list = append(list, symptom{gradeLook, "运行锁", fmt.Sprintf("正在运行(进程 %d,主机 %s,始于 %s)", holder.PID, holder.Host, holder.Start)})
	case left != nil:
		list = append(list, symptom{gradeLook, "运行锁", fmt.Sprintf("上次运行没有正常结束(进程 %d,主机 %s,始于 %s);下次运行会自行清理", left.PID, left.Host, left.Start)})
	}
	latest, err := pipeline.Latest(out)
	switch {
	case err != nil:
		list = append(list, symptom{gradeLook, "最近的结果", "还没有发布的结果"})
	default:
		all, err := pipeline.Publications(out)
		if err != nil {
			list = append(list, symptom{gradeBad, "最近的结果", err.Error()})
			break
		}
		list = append(list, symptom{gradeGood, "最近的结果", fmt.Sprintf("%s(共 %d 份;用 sanlv verify 核对)", filepath.Base(latest), len(all))})
	}
	return list
}

// lastRuns tells how the last runs went, from the audit.
func lastRuns(out string, now time.Time) []symptom {
	raw, err := os.ReadFile(filepath.Join(out, auditName))
	if err != nil {
		return nil
	}
	var runs []auditLine
	begun := map[string]int{} // where the last line of a process stands
	scan := bufio.NewScanner(bytes.NewReader(raw))
	scan.Buffer(nil, 1<<20)
	for scan.Scan() {
		var a auditLine
		if json.Unmarshal(scan.Bytes(), &a) != nil {
			continue
		}
		who := fmt.Sprint(a.Host, " ", a.PID)
		if i, ok := begun[who]; ok && a.Event == "end" && runs[i].Event == "begin" {
			runs[i].Event = "" // others may have begun since, and been turned away
		}
		begun[who] = len(runs)
		runs = append(runs, a)
	}
	runs = slices.DeleteFunc(runs, func(a auditLine) bool { return a.Event == "" })
	var list []symptom
	for _, a := range runs[max(0, len(runs)-shownRuns):] {
		s := symptom{gradeGood, "运行", a.Time + " 已发布 " + a.Published}
		switch {
		case a.Exit == nil:
			s.grade, s.said = gradeLook, a.Time+" 没有结束"
		case *a.Exit != ExitOK:
			s.grade, s.said = gradeLook, fmt.Sprintf("%s 没有发布(退出码 %d)", a.Time, *a.Exit)
		}
		if when, err := time.Parse(time.RFC3339, a.Time); err == nil && when.After(now.Add(time.Minute)) {
			s.grade, s.said = gradeLook, s.said+";时间在今后,本机时钟可能拨回过"
		}
		list = append(list, s)
	}
	return list
}
