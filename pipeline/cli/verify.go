package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"sanlv/pipeline/manifest"
	"sanlv/pipeline/verify"
	"sanlv/reports"
)

// errUnsound ends a verification that found something; all has been said by then.
var errUnsound = errors.New("the publication is not as it was published")

func newVerify(stdout io.Writer) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "verify [文件夹] [--json]",
		Short: "核对一份发布的结果:文件没有改动,数字互相对得上",
		Long: `核对一份发布的结果,不填为 out/latest。结果文件夹可以整个拷走,由别人在别处核对,不需要来件。
逐件重算清单(manifest.json)中的 SHA-256:缺少的、多出的、改动过的文件都列出;
再核对:读取 = 入库 + 拒收 + 非数据;村、乡镇、县合计一致;分子不大于分母;逐户合计等于公布的数;
CSV 与 Parquet 相同;汇总表和台账印出的与数据相同。

退出码:0 全部相符;2 用法有误;6 有不符。`,
		Example: "  sanlv verify\n  sanlv verify 收到的结果 --json",
		Args:    exactArgs(0, 1, "文件夹"),
		RunE: func(c *cobra.Command, args []string) error {
			dir := filepath.Join("out", "latest")
			if len(args) > 0 {
				dir = args[0]
			}
			dir, err := publicationIn(dir)
			if err != nil {
				return err
			}
			r, err := verify.Publication(c.Context(), dir)
			if err != nil {
				return err
			}
			if asJSON {
				if err := writeJSON(stdout, r); err != nil {
					return fmt.Errorf("write answer: %w", err)
				}
			} else {
				printReport(stdout, r)
			}
			if !r.Sound {
				return errUnsound
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "输出 JSON")
	return c
}

// publicationIn finds the folder of a publication. An output folder stands for its
// last one.
func publicationIn(dir string) (string, error) {
	if err := isFolder("核对", dir); err != nil {
		return "", err
	}
	if _, err := os.Stat(filepath.Join(dir, manifest.Name)); errors.Is(err, fs.ErrNotExist) {
		if latest := filepath.Join(dir, "latest"); isFolder("", latest) == nil {
			dir = latest
		}
	}
	return dir, nil
}

func printReport(w io.Writer, r *verify.Report) {
	fmt.Fprintf(w, "%s", r.Dir)
	if r.RunID != "" {
		fmt.Fprintf(w, "(批次 %s,截止 %s,版本 %s)", r.RunID[:min(8, len(r.RunID))], r.AsOf, r.Version)
	}
	fmt.Fprintln(w)
	if r.Draft {
		fmt.Fprintln(w, "这是草稿,没有发布。")
	}
	if r.Unmasked {
		fmt.Fprintln(w, "标注副本没有掩去个人信息,属内部资料。")
	}
	widest := 0
	for _, i := range r.Items {
		widest = max(widest, reports.Width(i.Label))
	}
	for _, i := range r.Items {
		word := "相符"
		if !i.Sound {
			word = "不符"
		}
		fmt.Fprintf(w, "  %s  %s%*s  %s\n", word, i.Label, widest-reports.Width(i.Label), "", i.Checked)
		for _, p := range i.Problems {
			fmt.Fprintf(w, "        %s\n", p)
		}
		if i.More > 0 {
			fmt.Fprintf(w, "        ……另有 %d 处\n", i.More)
		}
	}
	if r.Sound {
		fmt.Fprintln(w, "全部相符:与发布时相同,数字互相对得上。")
	} else {
		fmt.Fprintln(w, "有不符:不要使用这份结果;请向发布单位重新索取,或由发布单位重新运行。")
	}
}
