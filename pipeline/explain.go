package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"sanlv/data/reference"
	"sanlv/pipeline/catalog"
	"sanlv/pipeline/internal/duck"
	"sanlv/pipeline/models"
	"sanlv/reports"
)

// Note is one line of an explanation with what it rests on below it.
type Note struct {
	Text  string
	Below []Note
}

func note(format string, args ...any) Note { return Note{Text: fmt.Sprintf(format, args...)} }

// ErrNoSubject means that a publication knows neither an area nor a household of
// the code that was asked for, or not the indicator.
var ErrNoSubject = errors.New("not in the publication")

// Explain tells how a figure of an area, or the verdict on a household, came
// about, down to the source cells. It reads what was published in dir and works
// nothing out anew. indicator may be an indicator, an exit item, or "" for all.
func Explain(ctx context.Context, dir, code, indicator string) (_ []Note, err error) {
	temp, err := os.MkdirTemp("", "sanlv-explain-")
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	db, err := duck.Open(ctx, duck.Options{Threads: runtime.NumCPU(), Memory: 512 << 20, TempDir: temp, ReadFiles: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	cat, _, err := catalog.Load(reference.Files, nil, models.Files)
	if err != nil {
		return nil, fmt.Errorf("explain: %w", err)
	}
	e := &explainer{db: db, dir: dir, cat: cat, places: map[place]foundColumn{}}
	areas, err := e.table(ctx, "data/indicators", "area_code = ?", code)
	if err != nil {
		return nil, err
	}
	if len(areas) > 0 {
		return e.area(ctx, code, indicator, areas)
	}
	households, err := e.table(ctx, "trace/household", "household_id = ?", code)
	if err != nil {
		return nil, err
	}
	if len(households) == 0 {
		return nil, fmt.Errorf("%s: %w", code, ErrNoSubject)
	}
	return e.household(ctx, households[0])
}

// explainer reads the tables of one publication.
type explainer struct {
	db     *duck.DB
	dir    string
	cat    *catalog.Catalog
	places map[place]foundColumn // filled sheet by sheet
}

// foundColumn is a column of a sheet as it was found.
type foundColumn struct{ letter, header, unit string }

// record is one row by column name.
type record map[string]any

func (r record) text(name string) string {
	switch v := r[name].(type) {
	case nil:
		return ""
	case string:
		return v
	case duck.Decimal:
		return trimZeros(reports.Decimal(v).String())
	default:
		return fmt.Sprint(v)
	}
}

func (r record) count(name string) int64 {
	n, _ := r[name].(int64)
	return n
}

// trimZeros leaves two decimals at least: money as read has ten.
func trimZeros(s string) string {
	whole, frac, ok := strings.Cut(s, ".")
	if !ok {
		return s
	}
	for len(frac) > 2 && strings.HasSuffix(frac, "0") {
		frac = frac[:len(frac)-1]
	}
	return whole + "." + frac
}

// table reads the rows of a published Parquet file for which a condition holds.
func (e *explainer) table(ctx context.Context, name, where string, args ...any) ([]record, error) {
	path := filepath.Join(e.dir, filepath.FromSlash(name)+".parquet")
	columns, rows, err := e.db.Query(ctx, "SELECT * FROM read_parquet('"+strings.ReplaceAll(path, "'", "''")+"') WHERE "+where, args...)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	out := make([]record, len(rows))
	for i, row := range rows {
		out[i] = record{}
		for j, c := range columns {
			out[i][c] = row[j]
		}
	}
	return out, nil
}

// noColumn stands for the place of a value that its sheet has no column for.
const noColumn = "表中没有这一列"

// cell names the place a value was read from: file › sheet › F12(header).
func (e *explainer) cell(ctx context.Context, r record, kind, column string) (string, error) {
	file, sheet := r.text("file"), r.text("sheet")
	if _, ok := e.places[place{file, sheet, kind, ""}]; !ok {
		e.places[place{file, sheet, kind, ""}] = foundColumn{}
		found, err := e.table(ctx, "trace/column", "file = ? AND sheet = ? AND kind = ?", file, sheet, kind)
		if err != nil {
			return "", err
		}
		for _, c := range found {
			e.places[place{file, sheet, kind, c.text("column_name")}] = foundColumn{c.text("letter"), c.text("header"), c.text("unit")}
		}
	}
	p, ok := e.places[place{file, sheet, kind, column}]
	if !ok {
		return noColumn, nil
	}
	at := fmt.Sprintf("%s › %s › %s%d(%s)", file, sheet, p.letter, r.count("row"), p.header)
	if p.unit == "万元" {
		at += ",原表以万元填写"
	}
	return at, nil
}

// area explains the figures of a village, township or county.
func (e *explainer) area(ctx context.Context, code, indicator string, rows []record) ([]Note, error) {
	first := rows[0]
	level := map[string]string{"county": "县", "township": "乡镇", "village": "村"}[first.text("level")]
	head := note("%s %s(%s)%d年 来件 %d/%d", level, first.text("area_name"), code, first.count("period"), first.count("villages_arrived"), first.count("villages_expected"))
	out := []Note{head}
	matched := indicator == ""
	for _, m := range e.cat.Models {
		if m.Layer != catalog.LayerIndicator || (indicator != "" && indicator != m.Name && indicator != m.Header["label"]) {
			continue
		}
		matched = true
		var mine []record
		for _, r := range rows {
			if r.text("indicator") == m.Name {
				mine = append(mine, r)
			}
		}
		if len(mine) == 0 {
			continue
		}
		n, err := e.figure(ctx, m, mine)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	if first.text("level") == "village" {
		n, found, err := e.exit(ctx, code, indicator, first.count("villages_arrived") > 0)
		if err != nil {
			return nil, err
		}
		matched = matched || found
		if len(n.Below) > 0 {
			out = append(out, n)
		}
	}
	if !matched {
		return nil, fmt.Errorf("%s: %w", indicator, ErrNoSubject)
	}
	return out, nil
}

// figure explains one indicator of one area: rows are its verdicts by standard.
func (e *explainer) figure(ctx context.Context, m catalog.Model, rows []record) (Note, error) {
	r, unit := rows[0], m.Header["unit"]
	num, den, unknown := r.count("numerator"), r.count("denominator"), r.count("unknown")
	n := note("%s:没有数据(分母为 0)", m.Header["label"])
	if den > 0 {
		n = note("%s = %s%s ÷ %s%s = %s%%", m.Header["label"], reports.Count(num), unit, reports.Count(den), unit, reports.Percent(num, den))
	}
	n.Below = append(n.Below,
		note("定义:%s", m.Header["definition"]),
		note("依据:%s", m.Header["source"]),
		note("分子:%s;分母:%s", m.Header["numerator"], m.Header["denominator"]))
	switch {
	case unknown > 0 && m.Name == "approval":
		n.Below = append(n.Below, note("访到而未答复 %s%s,不在分母中", reports.Count(unknown), unit))
	case unknown > 0 && den > 0:
		n.Below = append(n.Below, note("待核 %s%s:可能在 %s%% 到 %s%% 之间", reports.Count(unknown), unit, reports.Percent(num, den), reports.Percent(num+unknown, den)))
	}
	for _, s := range rows {
		if s.text("standard") == "" {
			n.Below = append(n.Below, note("本级没有标准判定这个指标"))
			continue
		}
		asks := "阈值未填"
		if t, ok := s["threshold"].(float64); ok {
			asks = s.text("comparator") + " " + reports.PercentOf(t) + "%"
		}
		n.Below = append(n.Below, note("标准 %s(%s):%s", s.text("standard"), asks, s.text("verdict")))
	}
	behind, err := e.behind(ctx, m.Name, r)
	if err != nil {
		return n, err
	}
	n.Below = append(n.Below, behind...)
	return n, nil
}

// listVerdicts are the verdicts of the households in an indicator's numerator.
var listVerdicts = map[string][]string{
	"registered_incidence":    {"剩余"},
	"wrong_exit_rate":         {"错退"},
	"omission_rate":           {"漏评"},
	"comprehensive_incidence": {"剩余", "错退", "漏评"},
}

// behind lists what a figure is made of: of a village its households, of a
// larger area the areas one level below.
func (e *explainer) behind(ctx context.Context, indicator string, r record) ([]Note, error) {
	code, level := r.text("area_code"), r.text("level")
	if level != string(catalog.Village) {
		below := map[string]string{"county": "township", "township": "village"}[level]
		parts, err := e.table(ctx, "data/indicators", "level = ? AND indicator = ? AND numerator > 0 AND (starts_with(area_code, ?) OR (area_code = ? AND level = 'township')) ORDER BY area_code, standard", below, indicator, code, undecidedVillage)
		if err != nil {
			return nil, err
		}
		var out []Note
		last := ""
		for _, p := range parts {
			if p.text("area_code") != last {
				last = p.text("area_code")
				out = append(out, note("其中 %s(%s):%s ÷ %s", p.text("area_name"), last, reports.Count(p.count("numerator")), reports.Count(p.count("denominator"))))
			}
		}
		return out, nil
	}
	if indicator == "approval" {
		return e.answers(ctx, code)
	}
	verdicts := listVerdicts[indicator]
	rows, err := e.table(ctx, "data/households", "village_code = ? AND verdict IN ('"+strings.Join(verdicts, "','")+"') ORDER BY household_id", code)
	if err != nil {
		return nil, err
	}
	var out []Note
	for _, h := range rows {
		at, err := e.cell(ctx, h, "household", "household_id")
		if err != nil {
			return nil, err
		}
		out = append(out, note("%s户 %s:%d人 ← %s", h.text("verdict"), h.text("household_id"), h.count("persons"), at))
	}
	return out, nil
}

// answers lists the visited households that did not approve.
func (e *explainer) answers(ctx context.Context, village string) ([]Note, error) {
	rows, err := e.table(ctx, "trace/verification", "village_code = ? ORDER BY household_id, batch", village)
	if err != nil {
		return nil, err
	}
	var out []Note
	for _, v := range rows {
		state := tri(v["approves"], "认可", "不认可", "未答复")
		if v["reached"] == false {
			state = "未访到,不计"
		}
		if state == "认可" {
			continue
		}
		at, err := e.cell(ctx, v, "verification", "approves_overall")
		if err != nil {
			return nil, err
		}
		out = append(out, note("户 %s:%s ← %s", v.text("household_id"), state, at))
	}
	return out, nil
}

// exitSources are the columns of the village sheet that an exit item is made of.
var exitSources = map[string][]string{
	"incidence":         {"registered_persons", "exited_persons", "persons"},
	"roads":             {"hard_road_villages", "sized_natural_villages"},
	"water":             {"safe_water_households", "households"},
	"housing":           {"safe_housing_households", "households"},
	"electricity":       {"electricity_households", "households"},
	"power":             {"office_power"},
	"broadband":         {"office_broadband"},
	"television":        {"television_households", "television_willing_households"},
	"cleaners":          {"cleaner_villages", "sized_natural_villages"},
	"waste_points":      {"waste_point_villages", "sized_natural_villages"},
	"toilets":           {"toilet_households", "households"},
	"clinic":            {"clinic"},
	"service_platform":  {"service_platform"},
	"collective_income": {"collective_income"},
}

// exit explains the exit items of a poor village; found tells whether item is one.
func (e *explainer) exit(ctx context.Context, code, item string, arrived bool) (Note, bool, error) {
	n := note("贫困村退出")
	_, found := exitSources[item]
	if item != "" && !found && item != "all" {
		return n, false, nil
	}
	rows, err := e.table(ctx, "data/village_exit", "village_code = ? ORDER BY standard, item", code)
	if err != nil {
		return n, found, err
	}
	sources, err := e.table(ctx, "trace/village", "village_code = ?", code)
	if err != nil {
		return n, found, err
	}
	sheet, _ := e.cat.Sheet("village")
	for _, r := range rows {
		if item != "" && item != r.text("item") {
			continue
		}
		label := "合计"
		for _, x := range e.cat.ExitItems {
			if x.Standard == r.text("standard") && x.Item == r.text("item") {
				label = x.Label
			}
		}
		line := note("%s · %s:%s,标准 %s %s:%s", r.text("standard"), label, measured(r), r.text("comparator"), thresholdText(r), r.text("verdict"))
		if reason := r.text("reason"); reason != "" {
			line.Text += "(" + reason + ")"
		}
		if r.text("item") == "incidence" && arrived {
			line.Below = append(line.Below, note("户表已到,由户表计算:见建档立卡贫困发生率(registered_incidence)"))
		} else if len(sources) > 0 {
			for _, c := range exitSources[r.text("item")] {
				at, err := e.cell(ctx, sources[0], "village", c)
				if err != nil {
					return n, found, err
				}
				column, _ := sheet.Column(c)
				line.Below = append(line.Below, note("%s = %s ← %s", column.Label, shown(sources[0], c), at))
			}
		}
		n.Below = append(n.Below, line)
	}
	return n, found || item == "all", nil
}

// yesNoItems are the exit items that a village has or has not.
var yesNoItems = []string{"power", "broadband", "clinic", "service_platform"}

// measured gives what was measured for an exit item: a fraction, an amount, or
// yes or no.
func measured(r record) string {
	switch item := r.text("item"); {
	case r["numerator"] == nil || r["denominator"] == nil:
		return "数据缺"
	case item == "collective_income":
		return reports.Count(r.count("numerator")) + "元"
	case slices.Contains(yesNoItems, item):
		return tri(r.count("numerator") == 1, "是", "否", "")
	default:
		return r.text("numerator") + " ÷ " + r.text("denominator")
	}
}

// thresholdText gives a threshold as it is said: 100%, 50000.
func thresholdText(r record) string {
	t, ok := r["threshold"].(float64)
	switch {
	case !ok:
		return "未填"
	case r.text("item") == "collective_income":
		return reports.Count(int64(t)) + "元"
	case slices.Contains(yesNoItems, r.text("item")):
		return "是"
	default:
		return reports.PercentOf(t) + "%"
	}
}

// shown gives a value in words: unknown and yes/no are never blank.
func shown(r record, column string) string {
	switch v := r[column].(type) {
	case nil:
		return "空白"
	case bool:
		if v {
			return "是"
		}
		return "否"
	case duck.Decimal:
		if v.Unscaled.Cmp(big.NewInt(0)) == 0 {
			return "0"
		}
		return r.text(column)
	default:
		return r.text(column)
	}
}
