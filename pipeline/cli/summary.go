//go:build cgo

package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"sanlv/pipeline"
	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// summary prints the closing words of a run.
func summary(w io.Writer, o pipeline.Options, out *pipeline.Outcome, blocked bool, took time.Duration) {
	n := out.Findings
	fmt.Fprintf(w, "\n文件 %s 件(另跳过 %s 件)\n", reports.Count(int64(out.Files)), reports.Count(int64(out.Skipped)))
	reuse(w, o, out)
	fmt.Fprintf(w, "行数 读取 %s = 入库 %s + 拒收 %s + 识别为非数据 %s\n", reports.Count(out.Read), reports.Count(out.Loaded),
		reports.Count(out.Rejected), reports.Count(out.Recognised))
	fmt.Fprintf(w, "发现 错误 %d  警告 %d  提示 %d\n", n.Error, n.Warning, n.Notice)
	if blocked {
		return
	}
	area := ""
	for _, f := range out.County {
		if f.Area != area {
			area = f.Area
			fmt.Fprintf(w, "\n%s %d年 三率一度(截止 %s;来件 %d/%d 村)\n", area, out.Period, o.AsOf.Format(time.DateOnly), f.Arrived, f.Expected)
		}
		if f.Headline {
			figure(w, f)
		}
	}
	for _, s := range out.Samples {
		fmt.Fprintf(w, "\n%s 抽样评估(批次 %s;抽中 %s 村、%s 户,访到 %s 户)\n", s.Area, s.Batch, reports.Count(s.Villages), reports.Count(s.Drawn), reports.Count(s.Surveyed))
		for _, sentence := range s.Sentences {
			fmt.Fprintf(w, "  · %s\n", sentence)
		}
	}
	latest := filepath.Join(o.Out, "latest")
	fmt.Fprintf(w, "\n已发布:%s → %s(用时 %.1f 秒)\n", latest, filepath.Base(out.Dir), took.Seconds())
	fmt.Fprintf(w, "  先看 %s,评估报告在同一文件夹;表格在 %s 和 %s,数据在 %s\n", filepath.Join(latest, "看板.html"), filepath.Join(latest, "报表"),
		filepath.Join(latest, "台账"), filepath.Join(latest, "data"))
	if out.Blind {
		fmt.Fprintf(w, "  没有与上一次比较:要比较的那份结果已不在或已损坏,“与上次相比”因此空着\n")
	}
	if out.Retired > 0 {
		fmt.Fprintf(w, "  以前的结果超过 %d 份,已移除最早的 %d 份\n", o.Keep, out.Retired)
	}
}

// reuse says how many files did not have to be read again, and what was wrong
// with the cache.
func reuse(w io.Writer, o pipeline.Options, out *pipeline.Outcome) {
	switch {
	case o.Cache == "":
		return
	case out.Reuse.Unusable:
		fmt.Fprintf(w, "缓存 %s 不能使用,文件全部重读\n", o.Cache)
		return
	}
	fmt.Fprintf(w, "其中 %s 件没有变动,取自缓存;重读 %s 件", reports.Count(int64(out.Reuse.Files)), reports.Count(int64(out.Files-out.Reuse.Files)))
	if out.Reuse.Replaced {
		fmt.Fprint(w, "(缓存是另一版程序或参照文件的,已重建)")
	}
	if out.Reuse.Damaged > 0 {
		fmt.Fprintf(w, "(缓存中 %d 件已损坏,已重建)", out.Reuse.Damaged)
	}
	fmt.Fprintln(w)
}

func figure(w io.Writer, f pipeline.CountyFigure) {
	value := "没有数据"
	if f.Denominator > 0 {
		value = fmt.Sprintf("%s%%(%s/%s%s", reports.Percent(f.Numerator, f.Denominator), reports.Count(f.Numerator), reports.Count(f.Denominator), f.Unit)
		if f.Unknown > 0 {
			value += fmt.Sprintf(",待核 %s%s", reports.Count(f.Unknown), f.Unit)
		}
		value += ")"
	}
	if f.Arrived < f.Expected {
		value += " 暂算"
	}
	fmt.Fprintf(w, "  %s %s\n", f.Label, value)
	parts := make([]string, 0, len(f.Verdicts))
	for _, v := range f.Verdicts {
		asks := "阈值未填"
		if t, err := strconv.ParseFloat(v.Threshold, 64); err == nil {
			asks = catalog.Asks(v.Comparator, reports.PercentOf(t)+"%")
		}
		parts = append(parts, fmt.Sprintf("%s(%s)%s", v.Standard, asks, v.Verdict))
	}
	fmt.Fprintf(w, "    %s\n", strings.Join(parts, "  "))
}
