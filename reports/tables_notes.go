package reports

import (
	"fmt"
	"slices"
	"strings"

	"sanlv/pipeline/catalog"
)

// newTable starts a table with what all have in common. what ends the title.
func newTable(meta Meta, id, short, what, units string) *Table {
	county := nameCell(meta.County, "未定").Text
	t := &Table{
		ID: id, Short: short,
		Title:   what,
		Subject: "填报单位:" + county,
		Units:   "单位:" + units,
		Sign:    "负责人:               审核人:               填表人:               填报日期:" + Date(meta.AsOf),
		Draft:   meta.Draft,
		Notes:   []string{SymbolNote},
	}
	if meta.Period > 0 { // a check of some files is of no year and no county
		t.Title = fmt.Sprintf("%s%d年%s", county, meta.Period, what)
	} else {
		t.Subject = "填报单位:"
	}
	return t
}

// Imprint says of which data, run and program a report is; a check of some files
// is no run.
func (m Meta) Imprint() string {
	return fmt.Sprintf("数据截至%s,批次%s,程序版本%s。", Date(m.AsOf), textCell(m.RunID, NotApplicable).Text, textCell(m.Version, NotApplicable).Text)
}

// finish adds the notes that end every table, and gives all that is prose its
// full-width marks.
func (t *Table) finish(meta Meta) {
	end := meta.Imprint()
	if t.Draft {
		end += "本表为草稿,未发布,不得作为上报依据。"
	}
	if strings.HasPrefix(t.File, PublicFolder) {
		t.Notes = slices.Insert(slices.Clone(t.Notes), min(1, len(t.Notes)), smallNote(meta))
	}
	t.Notes = append(t.Notes, end)
	for _, text := range []*string{&t.Title, &t.Subject, &t.Units, &t.Sign} {
		*text = Prose(*text)
	}
	for i := range t.Notes {
		t.Notes[i] = Prose(t.Notes[i])
	}
	for _, c := range t.Columns {
		for i := range c.Heads {
			c.Heads[i] = Prose(c.Heads[i])
		}
	}
}

// parameterNote lists the parameters in force, but for those that decide the
// poverty measures alone or the sample alone.
func parameterNote(meta Meta) string {
	return parametersNote(meta, judges)
}

// judges tells whether a parameter decides who is judged how.
func judges(name string) bool {
	for _, other := range []string{povertyParameters, "omission.", "sample.", "ledger.", "income.bands", "deadline.", "monitor.", "works."} {
		if strings.HasPrefix(name, other) {
			return false
		}
	}
	return true
}

// parametersNote lists the parameters in force whose names are asked for.
func parametersNote(meta Meta, asked func(name string) bool) string {
	var list []string
	for _, p := range meta.Parameters {
		if !asked(p.Name) {
			continue
		}
		more := []string{p.ID()}
		for _, m := range []string{label("依据:", p.Source), p.Status} {
			if m = Clean(m); m != "" {
				more = append(more, m)
			}
		}
		list = append(list, Clean(p.Label)+":"+textCell(p.Words, "(空)").Text+"("+strings.Join(more, "\uff1b")+")")
	}
	if len(list) == 0 {
		return "本批所用参数:" + None + "。"
	}
	return "本批所用参数:" + strings.Join(list, "\uff1b") + "。"
}

// ID names a parameter and its value as the reference file does, identify.rule=and,
// but for a list, which is too long.
func (p Parameter) ID() string {
	if p.Value == "" || strings.Contains(p.Value, ";") {
		return Clean(p.Name)
	}
	return Clean(p.Name) + "=" + Clean(p.Value)
}

func label(name, value string) string {
	if value == "" {
		return ""
	}
	return name + value
}

// standardNotes says what each standard asks, one note a standard, with its
// source and whether somebody has checked it.
func standardNotes(meta Meta) []string {
	var notes []string
	for _, standard := range meta.Standards {
		var asks, sources []string
		for _, r := range meta.Rules {
			if r.Standard != standard {
				continue
			}
			asks = append(asks, indicatorLabel(meta, r.Indicator)+ruleCondition(r)+"("+levelNames(r.Levels)+")"+label(" ", Clean(r.Note)))
			if s := sourceAndStatus(r.Source, r.Status); !slices.Contains(sources, s) {
				sources = append(sources, s)
			}
		}
		note := "标准“" + Clean(standard) + "”"
		if len(asks) == 0 {
			note += ":依据与阈值见所用的 standards.csv。"
		} else {
			note += ":" + strings.Join(asks, "、") + "。" + strings.Join(sources, "\uff1b") + "。"
		}
		notes = append(notes, note)
	}
	return notes
}

// indicatorNotes say what each indicator means, one note an indicator.
func indicatorNotes(meta Meta) []string {
	var notes []string
	for _, i := range Indicators(meta) {
		if i.Definition != "" {
			notes = append(notes, i.Label+":"+strings.TrimRight(i.Definition, "。")+"。依据:"+textCell(i.Source, "未写明").Text+"。")
		}
	}
	return notes
}

func sourceAndStatus(source, status string) string {
	s := "依据:" + textCell(source, "未写明").Text
	if status = Clean(status); status != "" {
		s += "[" + status + "]"
	}
	return s
}

func ruleCondition(r RuleInfo) string {
	if !r.HasThreshold {
		return "(阈值待填)"
	}
	return catalog.Asks(r.Comparator, PercentOf(r.Threshold)+"%")
}

func levelNames(levels []string) string {
	var names []string
	for _, l := range levels {
		switch l {
		case "county":
			l = "县"
		case "township":
			l = "乡镇"
		case "village":
			l = "村"
		}
		names = append(names, Clean(l))
	}
	return strings.Join(names, "、")
}

// indicatorLabel names an indicator in Chinese.
func indicatorLabel(meta Meta, id string) string {
	for _, i := range Indicators(meta) {
		if i.ID == id {
			return i.Label
		}
	}
	return Clean(id)
}

// Indicators lists the indicators to show, in their order, with texts that are
// fit to print.
func Indicators(meta Meta) []IndicatorInfo {
	out := slices.Clone(meta.Indicators)
	for i := range out {
		info := &out[i]
		info.Label = textCell(info.Label, Clean(info.ID)).Text
		info.Numerator, info.Denominator = textCell(info.Numerator, "分子").Text, textCell(info.Denominator, "分母").Text
		info.Unit = textCell(info.Unit, "人").Text
		info.Definition, info.Source = Clean(info.Definition), Clean(info.Source)
	}
	return out
}
