package forms

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"sanlv/pipeline/finding"
	"sanlv/reports"
)

// notesColumns are the columns of 填表说明.
var notesColumns = []struct {
	head  string
	width float64
	left  bool
}{
	{"序号", 6, false}, {"表头", 24, true}, {"必填", 7, false}, {"类型", 10, false}, {"单位", 8, false},
	{"可填内容", 44, true}, {"也认的表头", 34, true}, {"说明", 34, true},
}

// longestNote keeps a cell within the height that a row can have.
const longestNote = 900

// writeNotes writes the sheet that explains the form.
func (b *book) writeNotes() error {
	f := b.file
	if _, err := f.NewSheet(NotesSheet); err != nil {
		return err
	}
	if err := setPage(f, NotesSheet, a4, 1); err != nil {
		return err
	}
	if err := f.SetHeaderFooter(NotesSheet, &excelize.HeaderFooterOptions{OddFooter: "&C第 &P 页 共 &N 页"}); err != nil {
		return err
	}
	last, total := len(notesColumns), 0.0
	for i, c := range notesColumns {
		name := columnName(i + 1)
		if err := f.SetColWidth(NotesSheet, name, name, c.width); err != nil {
			return err
		}
		total += c.width
	}
	if err := b.putOn(NotesSheet, 1, last, 1, label(b.sheet)+NotesSheet, style{part: partTitle}); err != nil {
		return err
	}
	if err := f.SetRowHeight(NotesSheet, 1, 30); err != nil {
		return err
	}
	row := 2
	for i, text := range b.advice() {
		s := style{part: partNote, bold: i == 0 && b.sheet.Note != ""}
		if err := b.putOn(NotesSheet, 1, last, row, text, s); err != nil {
			return err
		}
		if err := f.SetRowHeight(NotesSheet, row, noteHeight(lineCount(text, total-4))); err != nil {
			return err
		}
		row++
	}
	for i, c := range notesColumns {
		if err := b.putOn(NotesSheet, i+1, i+1, row, c.head, style{part: partHead, bold: true}); err != nil {
			return err
		}
	}
	if err := f.SetRowHeight(NotesSheet, row, rowHeight); err != nil {
		return err
	}
	titles := "'" + NotesSheet + "'!$" + strconv.Itoa(row) + ":$" + strconv.Itoa(row)
	if err := f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: titles, Scope: NotesSheet}); err != nil {
		return err
	}
	for i, c := range b.columns {
		if err := b.explain(row+1+i, i+1, c); err != nil {
			return err
		}
	}
	return nil
}

// advice is what holds for the whole form.
func (b *book) advice() []string {
	var out []string
	if b.sheet.Note != "" {
		out = append(out, reports.Prose(reports.Clean(b.sheet.Note)))
	}
	n := 0
	say := func(text string) {
		n++
		out = append(out, strconv.Itoa(n)+". "+reports.Prose(text))
	}
	say("表头加粗、底色较深的列必填,缺了其中一列,整张表都不读入;其余各列没有数据的可以空着或删去。")
	say("表头的文字不要改。列的先后可以调整,行数不限;另加的列不读入。")
	blank := "空着表示不清楚,不等于0,也不等于“否”;确实没有的填0或“否”。"
	if slices.ContainsFunc(b.columns, func(c column) bool { return c.BlankIsNo }) {
		blank += "说明中写明“空着即否”的列除外。"
	}
	say(blank)
	say("编号、证件号码和电话各列已设为文本格式,照原样填写,不要改成数字。从别处粘贴时只粘贴“数值”,以免冲掉下拉列表和格式。")
	if slices.ContainsFunc(b.columns, func(c column) bool { return c.Personal != finding.Public }) {
		say("本表有个人信息,按保密要求保管和报送。")
	}
	say("“" + NotesSheet + "”不读入,不要在这里填数。")
	return out
}

// explain writes the row of a column.
func (b *book) explain(row, number int, c column) error {
	required := ""
	if c.mustFill() {
		required = "是"
	}
	remarks := c.remarks()
	if c.Key {
		remarks = append([]string{"空着的行不读入"}, remarks...)
	}
	if len(c.Opposites) > 0 {
		remarks = append(remarks, "表头写作“"+strings.Join(c.Opposites, "”“")+"”的,按相反的意思读")
	}
	note := ""
	if len(remarks) > 0 {
		note = strings.Join(remarks, ";") + "。"
	}
	texts := []string{strconv.Itoa(number), c.Label, required, string(c.Type), c.Unit,
		reports.Prose(c.allowed()), strings.Join(c.Aliases, "、"), reports.Prose(note)}
	height := 1
	for i, text := range texts {
		text = clip(reports.Clean(text), longestNote)
		s := style{part: partBody, left: notesColumns[i].left, wrap: true, bold: i == 1 && c.mustFill()}
		if err := b.putOn(NotesSheet, i+1, i+1, row, text, s); err != nil {
			return err
		}
		height = max(height, lineCount(text, notesColumns[i].width))
	}
	return b.file.SetRowHeight(NotesSheet, row, noteHeight(height))
}

func noteHeight(lines int) float64 {
	const highest = 409
	return math.Min(float64(lines)*lineHeight+5, highest)
}
