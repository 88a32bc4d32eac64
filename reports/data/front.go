package data

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"sanlv/reports"
)

// CoverSheet is the first sheet of the workbook; the readers know it by that, and
// do not take what is published for a sheet of the county.
const CoverSheet = "数据封面"

// Names of the sheets behind the cover.
const (
	contentsSheet   = "目录"
	notesSheet      = "说明"
	columnsSheet    = "列说明"
	codesSheet      = "代号"
	standardsSheet  = "标准"
	parametersSheet = "参数"
)

// front is a table in front of those that are published. A value is string, int
// or float64; "" stays empty.
type front struct {
	name, id, about string
	heads           []string
	rows            [][]any
	links           bool // the first column names sheets
}

// close writes cover, contents and notes, shows them first, and closes the file.
func (w *workbook) close() error {
	contents := front{name: contentsSheet, id: "contents", heads: []string{"工作表", "内容", "行数", "列数", "数据文件"}, links: true}
	fronts := []front{contents}
	for _, f := range []front{w.notes(), w.columns(), w.codes(), w.standards(), w.parameters()} {
		if len(f.rows) > 0 {
			fronts = append(fronts, f)
			contents.rows = append(contents.rows, []any{f.name, reports.Prose(f.about), len(f.rows), len(f.heads), ""})
		}
	}
	for _, l := range w.listed {
		contents.rows = append(contents.rows, []any{l.sheet, l.about, l.rows, l.columns, l.source})
	}
	fronts[0] = contents
	if err := w.cover(); err != nil {
		return err
	}
	for _, f := range fronts {
		if err := w.front(f); err != nil {
			return fmt.Errorf("sheet %s: %w", f.name, err)
		}
	}
	w.book.ToFront(1 + len(fronts))
	return errors.Join(w.book.Close(w.title(), w.meta.AsOf, styles()), w.file.Close())
}

func (w *workbook) title() string {
	title := reports.Clean(w.meta.County)
	if w.meta.Period > 0 {
		title += strconv.Itoa(w.meta.Period) + "年"
	}
	return title + "脱贫攻坚评估数据"
}

// cover writes the cover, a line a row.
func (w *workbook) cover() error {
	s, err := newSheet(w.book, CoverSheet, "", nil, []int{96})
	if err != nil {
		return err
	}
	lines := []string{w.title()}
	if w.meta.Draft {
		lines = append(lines, "草稿(未发布,不得作为上报依据)")
	}
	lines = append(lines, w.meta.Imprint(),
		"本工作簿供查阅和计算。各表的行、次序、数值与同一文件夹中的 CSV、Parquet 文件相同;打印、上报请用“报表”文件夹中的表。",
		"有哪些工作表见“目录”,怎样读见“说明”,每一列的意义见“列说明”,代号的意义见“代号”,各标准的要求和依据见“标准”,本批所用的参数见“参数”。",
		"姓名、证件号码、电话已掩去或没有列出。",
		"本工作簿不是来件,放进来件文件夹不会被读入。")
	for i, line := range lines {
		st := styleProse
		if i == 0 {
			st = styleTitle
			s.startTall(2)
		} else {
			s.startWrapped(reports.Prose(line))
		}
		if err := s.text(0, st, reports.Prose(line)); err != nil {
			return err
		}
		s.endRow()
	}
	return s.end()
}

// front writes one table in front.
func (w *workbook) front(f front) error {
	widths := make([]int, len(f.heads))
	for c := range widths {
		texts := []string{f.heads[c]}
		for _, r := range f.rows {
			texts = append(texts, fmt.Sprint(r[c]))
		}
		widths[c] = fit(6, 70, texts...) + 2
	}
	s, err := newSheet(w.book, f.name, "about_"+f.id, f.heads, widths)
	if err != nil {
		return err
	}
	for _, r := range f.rows {
		texts := make([]string, len(r))
		for c, v := range r {
			texts[c] = fmt.Sprint(v)
		}
		s.startWrapped(texts...)
		for c, v := range r {
			switch v := v.(type) {
			case int:
				err = s.digits(c, styleWhole, strconv.Itoa(v))
			case float64:
				err = s.digits(c, styleNumber, strconv.FormatFloat(v, 'f', -1, 64))
			case string:
				switch {
				case v == "":
				case f.links && c == 0:
					s.link(c, v)
					err = s.text(c, styleLink, v)
				default:
					err = s.text(c, styleProse, v)
				}
			default:
				err = fmt.Errorf("a value of type %T", v)
			}
			if err != nil {
				return err
			}
		}
		s.endRow()
	}
	return s.end()
}

// notes say how the tables are to be read.
func (w *workbook) notes() front {
	f := front{name: notesSheet, id: "notes", about: "怎样读各张工作表", heads: []string{"序号", "说明"}}
	for i, note := range []string{
		"一张工作表一个表,从 A1 起,第一行是列标题,没有合并的单元格和空行,可以直接筛选、排序、做透视表。",
		"空白:没有这个数,或者不明;不是零,也不是“否”。",
		"是非列写“是”“否”,不明的空白;在 CSV、Parquet 中是 true、false 和空。",
		"比率是小数,不取舍,0.02 即 2%;金额以元为单位,两位小数。",
		"区划代码、户编号等编码是文本,不是数字。",
		"列标题是“列说明”中说明的简称;在 CSV、Parquet 中的列名也在那里。",
		"一张工作表放不下的表,接着放在名称末尾有(2)、(3)的工作表中,列标题相同。",
	} {
		f.rows = append(f.rows, []any{i + 1, reports.Prose(note)})
	}
	return f
}

// columns say what each column holds.
func (w *workbook) columns() front {
	f := front{name: columnsSheet, id: "columns", about: "各张表的每一列:意义、类型、在 CSV 中的列名", heads: []string{"表", "列标题", "说明", "类型", "列名", "数据文件"}}
	for _, t := range w.tables {
		for i, field := range t.schema.Fields() {
			f.rows = append(f.rows, []any{t.name, t.heads[i], reports.Prose(t.note(i)), typeName(field.Type), field.Name, t.info.ID + ".csv"})
		}
	}
	return f
}

// codes say what the ids in the tables stand for.
func (w *workbook) codes() front {
	f := front{name: codesSheet, id: "codes", about: "指标、贫困测度、收入组、表的种类的代号", heads: []string{"种类", "代号", "名称", "说明"}}
	add := func(kind, id, label, text string) {
		f.rows = append(f.rows, []any{kind, reports.Clean(id), reports.Clean(label), reports.Prose(reports.Clean(text))})
	}
	for _, i := range w.meta.Indicators {
		add("指标", i.ID, i.Label, i.Definition)
	}
	for _, m := range w.meta.Measures {
		add("贫困测度", m.ID, m.Label, m.Definition)
	}
	for _, g := range w.meta.Groups {
		add("收入组", g.Item, g.Label, "")
	}
	for _, s := range w.meta.Sheets {
		add("表的种类", s.Kind, s.Label, "")
	}
	return f
}

// standards say what each standard asks, and by which document.
func (w *workbook) standards() front {
	f := front{name: standardsSheet, id: "standards", about: "各标准对指标、退出项目的要求和依据", heads: []string{"标准", "代号", "名称", "判定的级别", "比较", "阈值", "单位", "依据", "核对", "备注"}}
	add := func(standard, id, label, levels, comparator string, threshold float64, has bool, unit, source, status, note string) {
		row := []any{reports.Clean(standard), id, reports.Clean(label), levels, comparator, "", unit, reports.Clean(source), reports.Clean(status), reports.Prose(reports.Clean(note))}
		if has {
			row[5] = threshold
		}
		f.rows = append(f.rows, row)
	}
	labels := map[string]string{}
	for _, i := range w.meta.Indicators {
		labels[i.ID] = i.Label
	}
	levels := strings.NewReplacer("county", "县", "township", "乡镇", "village", "村")
	for _, r := range w.meta.Rules {
		add(r.Standard, r.Indicator, labels[r.Indicator], levels.Replace(strings.Join(r.Levels, "、")), r.Comparator, r.Threshold, r.HasThreshold, "比例", r.Source, r.Status, r.Note)
	}
	for _, e := range w.meta.ExitItems {
		unit := "比例"
		if e.Unit == "是否" || e.Unit == "元" {
			unit = e.Unit
		}
		add(e.Standard, e.Item, e.Label, "贫困村", e.Comparator, e.Threshold, e.HasThreshold, unit, e.Source, e.Status, e.Note)
	}
	return f
}

// parameters are the switches in force.
func (w *workbook) parameters() front {
	f := front{name: parametersSheet, id: "parameters", about: "本批所用的参数、口径开关", heads: []string{"参数", "取值", "说明", "依据", "核对"}}
	for _, p := range w.meta.Parameters {
		f.rows = append(f.rows, []any{reports.Clean(p.Name), reports.Clean(p.Value), reports.Prose(reports.Clean(p.Note)), reports.Clean(p.Source), reports.Clean(p.Status)})
	}
	return f
}
