package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	"sanlv/pipeline/catalog"
	"sanlv/reports/methods"
)

func newDocs(stdout io.Writer) *cobra.Command {
	var ref, asOf string
	c := &cobra.Command{
		Use:   "docs 文件夹 [--reference 文件夹] [--as-of 日期]",
		Short: "写出方法手册:指标说明、数据字典、规则目录",
		Long: `由参照文件和计算模型写出方法手册,一份网页(方法手册.html)和三份 Markdown
(指标说明、数据字典、规则目录)。写出的就是计算所用的:本县改了标准、参数、表头,手册随之而变。`,
		Example: "  sanlv docs 手册\n  sanlv docs 手册 --as-of 2018-12-31",
		Args:    exactArgs(1, 1, "文件夹"),
		RunE: func(c *cobra.Command, args []string) error {
			override, err := referenceFolder(ref, c.Flags().Changed("reference"))
			if err != nil {
				return err
			}
			day, err := parseDay(asOf)
			if err != nil {
				return err
			}
			cat, settings, err := catalog.OpenOn(override, day)
			if err != nil {
				return err
			}
			switch err := methods.Write(cat, settings, folder(args[0])); {
			case errors.Is(err, fs.ErrExist):
				return usageError{fmt.Sprintf("%s 中已有同名的文件,没有覆盖;请换一个文件夹", args[0])}
			case err != nil:
				return fmt.Errorf("write methods book: %w", err)
			}
			fmt.Fprintf(stdout, "方法手册(口径截至 %s)在 %s\n", day.Format(time.DateOnly), args[0])
			return nil
		},
	}
	c.Flags().StringVar(&asOf, "as-of", time.Now().Format(time.DateOnly), "口径截至的`日期`;不填为当天")
	referenceFlag(c.Flags(), &ref)
	return c
}
