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
	"sanlv/pipeline/finding"
	"sanlv/reports"
)

// summary prints the closing words of a run.
func summary(w io.Writer, o pipeline.Options, out *pipeline.Outcome, blocked bool, took time.Duration) {
	n := finding.Count(out.Findings)
	fmt.Fprintf(w, "\n文件 %s 件(另跳过 %s 件)\n", reports.Count(int64(out.Files)), reports.Count(int64(out.Skipped)))
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
	latest := filepath.Join(o.Out, "latest")
	fmt.Fprintf(w, "\n已发布:%s → %s(用时 %.1f 秒)\n", latest, filepath.Base(out.Dir), took.Seconds())
	fmt.Fprintf(w, "  先看 %s;表格在 %s 和 %s,数据在 %s\n", filepath.Join(latest, "看板.html"), filepath.Join(latest, "报表"),
		filepath.Join(latest, "台账"), filepath.Join(latest, "data"))
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
			asks = v.Comparator + reports.PercentOf(t) + "%"
		}
		parts = append(parts, fmt.Sprintf("%s(%s)%s", v.Standard, asks, v.Verdict))
	}
	fmt.Fprintf(w, "    %s\n", strings.Join(parts, "  "))
}
