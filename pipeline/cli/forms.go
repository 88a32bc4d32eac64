package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/spf13/cobra"

	"sanlv/pipeline/catalog"
	"sanlv/reports/forms"
)

func newForms(stdout io.Writer) *cobra.Command {
	var ref string
	c := &cobra.Command{
		Use:   "forms 文件夹 [--reference 文件夹]",
		Short: "写出各种表的空白表样",
		Long: `把户表、人表、村表等各种表的空白表样写到文件夹里,一种表一个工作簿,
有下拉选项、取值检查、填表说明和打印设置。照表样填好的表,读入时一格不错。
本县自己的表头、代码表用 --reference 给出。`,
		Example: "  sanlv forms 表样",
		Args:    exactArgs(1, 1, "文件夹"),
		RunE: func(c *cobra.Command, args []string) error {
			override, err := referenceFolder(ref, c.Flags().Changed("reference"))
			if err != nil {
				return err
			}
			cat, err := catalog.Open(override)
			if err != nil {
				return err
			}
			cat.KeepInForce(today())
			// the problem list is written by the program, filled in, never from blank
			cat.Sheets = slices.DeleteFunc(cat.Sheets, func(s catalog.Sheet) bool { return s.Kind == "answer" })
			switch err := forms.Write(cat, folder(args[0])); {
			case errors.Is(err, fs.ErrExist):
				return usageError{fmt.Sprintf("%s 中已有同名的文件,没有覆盖;请换一个文件夹", args[0])}
			case err != nil:
				return fmt.Errorf("write forms: %w", err)
			}
			fmt.Fprintf(stdout, "%d 种表的空白表样在 %s\n", len(cat.Sheets), args[0])
			return nil
		},
	}
	referenceFlag(c.Flags(), &ref)
	return c
}
