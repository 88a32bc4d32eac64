package forms

import (
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
	"sanlv/reports/internal/pack"
)

// Years and dates that make sense, dates as Excel counts days. The earliest date
// is 1906-01-01: below it lies what becomes of a year that is typed into a cell
// for dates, 2018 shown as 1905-07-10.
const (
	firstYear, lastYear = 1900, 2100
	firstDate, lastDate = 2193, 73415
)

// validations lets Excel refuse what the loaders would. A rule holds for the
// whole column, however long the table gets.
func (b *book) validations() error {
	for i, c := range b.columns {
		v := excelize.NewDataValidation(true)
		v.SetSqref(b.rows(i+1, i+1))
		if err := c.rule(v); err != nil {
			return fmt.Errorf("column %s: %w", c.Name, err)
		}
		v.SetInput(clip(c.head, longestTitle), clip(c.prompt(), longestMessage))
		if v.Type != "" { // else it only prompts
			v.SetError(excelize.DataValidationErrorStyleStop, "不能这样填", clip(reports.Prose("请填"+c.refusal()+"。"), longestMessage))
		}
		if err := b.file.AddDataValidation(b.form, v); err != nil {
			return err
		}
	}
	return nil
}

// refusal is allowed, shorter.
func (c column) refusal() string {
	switch c.Type {
	case catalog.Coded:
		return "下拉列表中的一项,不清楚的空着"
	case catalog.YesNo:
		return "“是”或“否”,不清楚的空着"
	}
	return c.allowed()
}

// rule sets what may be filled in.
func (c column) rule(v *excelize.DataValidation) error {
	between := excelize.DataValidationOperatorBetween
	switch c.Type {
	case catalog.Money, catalog.Number, catalog.Percent:
		low, high := c.bounds()
		return v.SetRange(plain(low), plain(high), excelize.DataValidationTypeDecimal, between)
	case catalog.Integer:
		low, high := c.bounds()
		return v.SetRange(plain(low), plain(high), excelize.DataValidationTypeWhole, between)
	case catalog.Year:
		return v.SetRange(firstYear, lastYear, excelize.DataValidationTypeWhole, between)
	case catalog.Date, catalog.Month:
		return v.SetRange(firstDate, lastDate, excelize.DataValidationTypeDate, between)
	case catalog.YesNo:
		return v.SetDropList([]string{"是", "否"})
	case catalog.Coded:
		if c.listed() {
			v.SetSqrefDropList(listName(c.List))
			return nil
		}
		return v.SetDropList(c.labels)
	case catalog.IDNumber:
		return v.SetRange(shortestID, longestID, excelize.DataValidationTypeTextLength, between)
	case catalog.Code, catalog.Text:
		if c.isVillageCode() {
			return v.SetRange(villageDigits, villageDigits, excelize.DataValidationTypeTextLength, between)
		}
		if c.MaxLength > 0 {
			return v.SetRange(c.MaxLength, "", excelize.DataValidationTypeTextLength, excelize.DataValidationOperatorLessThanOrEqual)
		}
	}
	return nil
}

// listed reports a list that a validation cannot hold itself: it is too long, or
// a label would be taken apart or for a formula.
func (c column) listed() bool {
	if c.Type != catalog.Coded || len(c.labels) == 0 {
		return false
	}
	all := strings.Join(c.labels, ",")
	return pack.Shorten(all, longestList) != all || strings.Count(all, ",") != len(c.labels)-1 ||
		strings.ContainsAny(all, `"`) || strings.HasPrefix(all, "=")
}

// listName is the name by which the labels of a code list go in the workbook.
func listName(list string) string { return "list_" + list }

// writeChoices writes the hidden sheet of the long lists, one a column.
func (b *book) writeChoices() error {
	f := b.file
	seen := map[string]bool{}
	for _, c := range b.columns {
		if !c.listed() || seen[c.List] {
			continue
		}
		if len(seen) == 0 {
			if _, err := f.NewSheet(ChoicesSheet); err != nil {
				return err
			}
		}
		seen[c.List] = true
		n := len(seen)
		for i, text := range append([]string{c.Label}, c.labels...) {
			if err := f.SetCellStr(ChoicesSheet, at(n, i+1), text); err != nil {
				return err
			}
		}
		refers := fmt.Sprintf("'%s'!$%s$2:$%s$%d", ChoicesSheet, columnName(n), columnName(n), len(c.labels)+1)
		if err := f.SetDefinedName(&excelize.DefinedName{Name: listName(c.List), RefersTo: refers}); err != nil {
			return err
		}
	}
	if len(seen) == 0 {
		return nil
	}
	return f.SetSheetVisible(ChoicesSheet, false)
}
