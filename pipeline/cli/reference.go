package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/finding"
)

// errReference ends a check of reference files that found something; all has
// been said by then.
var errReference = errors.New("the reference files have errors")

func newReference(stdout io.Writer) *cobra.Command {
	c := &cobra.Command{
		Use:   "reference export|check 文件夹",
		Short: "写出参照文件(标准、参数、表样)来改,改后检查",
		Long: `标准、贫困线、参数、村退出标准、表样、代码表都是参照文件。用 export 写出自带的一份,
在 Excel 中照本县的文件改好,用 check 检查,再用 run --reference 按它计算。`,
		Example: "  sanlv reference export 本县标准\n  sanlv reference check 本县标准 --as-of 2018-12-31",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usageError{"缺少命令:export 或 check"}
			}
			return usageError{"没有命令 " + args[0] + ",只有 export、check"}
		},
	}
	c.AddCommand(newReferenceExport(stdout), newReferenceCheck(stdout))
	return c
}

func newReferenceExport(stdout io.Writer) *cobra.Command {
	return &cobra.Command{
		Use:   "export 文件夹",
		Short: "写出自带的参照文件",
		Long: `把自带的参照文件原样写到一个新的或空的文件夹里,连同一份说明(说明.txt):
每个文件决定什么,在 Excel 中怎样改而不弄坏。已有内容的文件夹不写,不会覆盖改过的文件。`,
		Example: "  sanlv reference export 本县标准",
		Args:    exactArgs(1, 1, "文件夹"),
		RunE: func(_ *cobra.Command, args []string) error {
			dir := args[0]
			switch entries, err := os.ReadDir(dir); {
			case err == nil && len(entries) > 0:
				return usageError{fmt.Sprintf("%s 中已有 %s 等,没有写,以免覆盖改过的文件;请换一个新的或空的文件夹", dir, entries[0].Name())}
			case err != nil && !errors.Is(err, fs.ErrNotExist):
				if info, statErr := os.Stat(dir); statErr == nil && !info.IsDir() {
					return usageError{fmt.Sprintf("%s 不是文件夹", dir)}
				}
				return fmt.Errorf("look at %s: %w", dir, err)
			}
			n, err := exportReference(folder(dir))
			if err != nil {
				return fmt.Errorf("export reference files: %w", err)
			}
			fmt.Fprintf(stdout, "%d 个参照文件在 %s;怎样改,见其中的 %s\n", n, dir, shipped.GuideName)
			return nil
		},
	}
}

// exportReference writes the shipped files as they are, and the guide as the
// Windows Notepad wants a text: with a BOM and CRLF.
func exportReference(to folder) (n int, err error) {
	write := func(name, text string) error {
		w, err := to.Create(name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, text); err != nil {
			return errors.Join(err, w.Close())
		}
		return w.Close()
	}
	err = fs.WalkDir(shipped.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := fs.ReadFile(shipped.Files, name)
		if err != nil {
			return err
		}
		n++
		return write(name, string(raw))
	})
	if err != nil {
		return n, err
	}
	return n, write(shipped.GuideName, "\ufeff"+strings.ReplaceAll(shipped.Guide, "\n", "\r\n"))
}

func newReferenceCheck(stdout io.Writer) *cobra.Command {
	var asOf string
	c := &cobra.Command{
		Use:   "check 文件夹 [--as-of 日期]",
		Short: "检查改过的参照文件,列出与自带的有哪些不同",
		Long: `像检查来件一样检查参照文件:每处问题说明在哪个文件、哪一行、哪一列,错在哪里,怎样改。
文件夹中没有的文件用自带的。给出 --as-of 时,还查那一天各项参数、贫困线、标准有没有有效的取值,
并试运行本县自加的检查(checks/*.sql)。

退出码:0 无误;1 程序出错;2 用法或参照文件有误。`,
		Example: "  sanlv reference check 本县标准\n  sanlv reference check 本县标准 --as-of 2018-12-31",
		Args:    exactArgs(1, 1, "文件夹"),
		RunE: func(c *cobra.Command, args []string) error {
			if err := isFolder("reference check", args[0]); err != nil {
				return err
			}
			override := os.DirFS(args[0])
			var err error
			if asOf == "" {
				_, err = catalog.Open(override)
			} else {
				var day time.Time
				if day, err = parseDay(asOf); err == nil {
					err = checkOn(c.Context(), override, day)
				}
			}
			var config *catalog.ConfigError
			if err != nil && !errors.As(err, &config) {
				return err
			}
			differences, err := catalog.Compare(override)
			if err != nil {
				return fmt.Errorf("compare reference files: %w", err)
			}
			printDifferences(stdout, differences)
			if config != nil {
				printReferenceFindings(stdout, config.Findings)
				return errReference
			}
			if asOf == "" {
				fmt.Fprintln(stdout, "无误(没有给出 --as-of,没有查某一天有没有有效的取值)")
				return nil
			}
			fmt.Fprintf(stdout, "无误,可用于截止 %s 的计算\n", asOf)
			return nil
		},
	}
	c.Flags().StringVar(&asOf, "as-of", "", "还查这个`日期`有没有有效的取值")
	return c
}

// checkOn reads the files for a run on a day, and tries the office's own checks.
func checkOn(ctx context.Context, override fs.FS, day time.Time) error {
	cat, settings, err := catalog.OpenOn(override, day)
	if err != nil {
		return err
	}
	return tryChecks(ctx, cat, settings)
}

// printDifferences tells which files are not as shipped, and in how many rows.
func printDifferences(w io.Writer, differences []catalog.Difference) {
	n := 0
	for _, d := range differences {
		if d.New || d.Rows() > 0 {
			n++
		}
	}
	switch {
	case len(differences) == 0:
		fmt.Fprintln(w, "没有读得出的参照文件,全部用自带的")
	case n == 0:
		fmt.Fprintf(w, "%d 个参照文件,内容都与自带的相同\n", len(differences))
	default:
		fmt.Fprintf(w, "%d 个参照文件,其中 %d 个与自带的不同\n", len(differences), n)
	}
	for _, d := range differences {
		switch {
		case d.Check:
			fmt.Fprintf(w, "  %s:本县自加的检查\n", d.File)
		case d.New:
			fmt.Fprintf(w, "  %s:自带的中没有这个文件,%d 行\n", d.File, d.Rows())
		case d.Rows() > 0:
			var parts []string
			if len(d.Changed) > 0 {
				parts = append(parts, fmt.Sprintf("改 %d 行(%s)", len(d.Changed), lineList(d.Changed)))
			}
			if len(d.Added) > 0 {
				parts = append(parts, fmt.Sprintf("增 %d 行(%s)", len(d.Added), lineList(d.Added)))
			}
			if d.Removed > 0 {
				parts = append(parts, fmt.Sprintf("删 %d 行", d.Removed))
			}
			fmt.Fprintf(w, "  %s:%s\n", d.File, strings.Join(parts, ","))
		}
	}
}

// shownLines is how many rows of a file are named.
const shownLines = 10

func lineList(lines []int) string {
	var parts []string
	for _, l := range lines[:min(len(lines), shownLines)] {
		parts = append(parts, strconv.Itoa(l))
	}
	more := ""
	if len(lines) > shownLines {
		more = "等"
	}
	return "第" + strings.Join(parts, "、") + "行" + more
}

func printReferenceFindings(w io.Writer, findings []finding.Finding) {
	fmt.Fprintf(w, "有 %d 处问题\n", len(findings))
	for _, f := range findings {
		fmt.Fprintf(w, "  %s\n", f)
	}
}
