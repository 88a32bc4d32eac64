package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/catalog"
)

// PublicFolder holds the tables that may be handed to anybody, where the office asks
// for them (parameter report.small_cell): cross-tables of areas in which no small
// count stands. All else is for those whose work it is, and shows every figure.
const PublicFolder = "公开表"

// SmallSign stands where a figure is not made public.
const SmallSign = "*"

// publicFrames are the frames of which hideSmall knows how their figures hang
// together; tables of others have no public version.
var publicFrames = []string{"tally", "indicators"}

// publicBodies are the tables with a body in Go that rest on these frames alone.
var publicBodies = []string{"summary_township", "summary_village", "verdict_township", "verdict_village"}

// Public is the public version of a publication; false where none is asked for.
func Public(ctx context.Context, pub Publication) (Publication, bool, error) {
	bound := pub.Meta.Office.SmallCell
	if bound <= 0 || !pub.has("tally") {
		return pub, false, nil
	}
	declared := pub.Meta.Declared
	if declared == nil {
		declared = catalog.ShippedTables()
	}
	own := []catalog.Table{}
	for _, d := range declared {
		if d.Rows == catalog.RowsAreas && slices.Contains(publicFrames, d.Frame) && !slices.ContainsFunc(d.Columns, looksElsewhere) || slices.Contains(publicBodies, d.ID) {
			d.File = PublicFolder + d.File[strings.LastIndexByte(d.File, '/'):]
			d.Columns = slices.Clone(d.Columns)
			for i := range d.Columns {
				d.Columns[i].Link = "" // to lists of households
			}
			own = append(own, d)
		}
	}
	pub.Meta.Declared, pub.Meta.Ledgers, pub.Before, pub.Moved = own, nil, nil, nil
	frames, err := hideSmall(ctx, pub, bound)
	if err != nil {
		return pub, false, fmt.Errorf("hide small counts: %w", err)
	}
	pub.Source = &publicSource{Source: pub.Source, frames: frames}
	return pub, len(own) > 0, nil
}

func looksElsewhere(c catalog.TableColumn) bool {
	return c.Value.Frame != "" && !slices.Contains(publicFrames, c.Value.Frame)
}

// publicSource gives frames without their small counts.
type publicSource struct {
	Source
	frames map[string]*Frame
}

// Frame implements Source.
func (s *publicSource) Frame(ctx context.Context, id string) (*Frame, error) {
	if f := s.frames[id]; f != nil {
		return f, nil
	}
	return s.Source.Frame(ctx, id)
}

// Records implements Source; a table that hides figures is small and no record.
func (s *publicSource) Records(ctx context.Context, id string) (array.RecordReader, error) {
	if s.frames[id] != nil {
		return nil, fmt.Errorf("frame %s is public as a whole only", id)
	}
	return s.Source.Records(ctx, id)
}

// smallNote explains the sign below the public tables.
func smallNote(meta Meta) string {
	return fmt.Sprintf("“%s”:县以下1至%d户(人)的数,和可以由合计减去其他各数推出它们的数,不公开,由这些数得出的率也不公开;判定照常。0照常列出。", SmallSign, meta.Office.SmallCell)
}

// hideSmall gives the public frames with Hidden in place of what is not to be told.
func hideSmall(ctx context.Context, pub Publication, bound int64) (map[string]*Frame, error) {
	list, err := areas(ctx, pub, LevelVillage)
	if err != nil {
		return nil, err
	}
	parts := map[string][]string{} // by area, the areas right below it
	var above []string             // from the top down
	for _, a := range list {
		key := areaKey(a.level.id(), a.code)
		above = append(above, key)
		switch a.level {
		case LevelTownship:
			parts[areaKey(LevelCounty.id(), a.codes[1])] = append(parts[areaKey(LevelCounty.id(), a.codes[1])], key)
		case LevelVillage:
			parts[areaKey(LevelTownship.id(), a.codes[1])] = append(parts[areaKey(LevelTownship.id(), a.codes[1])], key)
		}
	}
	tallied, err := pub.Source.Frame(ctx, "tally")
	if err != nil {
		return nil, err
	}
	rates, err := pub.Source.Frame(ctx, "indicators")
	if err != nil {
		return nil, err
	}
	mute := map[string]bool{}
	for {
		s, err := newSmallCells(tallied, bound)
		if err != nil {
			return nil, err
		}
		s.mute = mute
		for _, a := range above {
			if len(parts[a]) > 0 {
				s.among(a, parts[a])
			}
		}
		hiddenRates, told, err := s.hideRates(rates, above, parts)
		if err != nil {
			return nil, err
		}
		if told != "" { // its scopes are not to be told either
			mute[told] = true
			continue
		}
		hiddenTally, err := s.hideTally(tallied)
		return map[string]*Frame{"tally": hiddenTally, "indicators": hiddenRates}, err
	}
}

// tallyCounts are the columns of the tally that count households and persons;
// doubtCounts those of whom something is not known, of which a column with a small
// count is not made public at all.
var (
	tallyCounts = []string{"households", "persons", "persons_unknown", "unclear_households", "unclear_persons"}
	doubtCounts = tallyCounts[2:]
)

func newSmallCells(f *Frame, bound int64) (*smallCells, error) {
	v, err := viewOf(f, "level", "area_code", "scope", "class", "item", "households", "persons", "persons_unknown", "unclear_households", "unclear_persons")
	if err != nil {
		return nil, err
	}
	s := &smallCells{bound: bound, tally: map[smallKey]*smallCount{}, unclear: map[smallKey]smallCount{}, items: map[string][]string{}, gone: map[smallKey]bool{}, tiny: map[string]bool{}}
	for i := range v.len() {
		k := smallKey{areaKey(v.text(i, "level"), v.text(i, "area_code")), v.text(i, "scope"), v.text(i, "class"), v.text(i, "item")}
		s.tally[k] = &smallCount{v.count(i, "households"), v.count(i, "persons"), v.count(i, "persons_unknown")}
		s.unclear[k] = smallCount{households: v.count(i, "unclear_households"), persons: v.count(i, "unclear_persons")}
		if !slices.Contains(s.items[k.class], k.item) {
			s.items[k.class] = append(s.items[k.class], k.item)
		}
	}
	for _, items := range s.items {
		slices.Sort(items)
	}
	for k, c := range s.tally { // the households of no known status, which stand in no scope of their own
		if k.scope != "all" {
			continue
		}
		rest := *c
		for _, scope := range []string{"exited", "remaining", "unregistered"} {
			part := s.cell(smallKey{k.area, scope, k.class, k.item})
			rest = smallCount{rest.households - part.households, rest.persons - part.persons, rest.unknown - part.unknown}
		}
		s.tally[smallKey{k.area, otherScope, k.class, k.item}] = &rest
	}
	return s, nil
}

// hideTally puts Hidden into the tally, with a row for what is hidden of which there
// is none.
func (s *smallCells) hideTally(f *Frame) (*Frame, error) {
	at, numbers := map[string]int{}, map[[2]string]any{}
	for i, c := range f.Columns {
		at[c] = i
	}
	out := &Frame{ID: f.ID, Columns: f.Columns}
	left := map[smallKey]bool{}
	for k := range s.gone {
		if k.scope != otherScope {
			left[k] = true
		}
	}
	hide := func(row []any) []any {
		row = slices.Clone(row)
		for _, c := range tallyCounts {
			if i, ok := at[c]; ok {
				row[i] = Hidden{}
			}
		}
		return row
	}
	text := func(row []any, column string) string { s, _ := row[at[column]].(string); return s }
	var doubtful []int // columns
	for _, c := range doubtCounts {
		if i, ok := at[c]; ok && slices.ContainsFunc(f.Rows, func(row []any) bool {
			n, _ := row[i].(int64)
			return s.isSmall(n) && text(row, "level") != LevelCounty.id()
		}) {
			doubtful = append(doubtful, i)
		}
	}
	for _, row := range f.Rows {
		if len(doubtful) > 0 {
			row = slices.Clone(row)
			for _, i := range doubtful {
				row[i] = Hidden{}
			}
		}
		k := smallKey{areaKey(text(row, "level"), text(row, "area_code")), text(row, "scope"), text(row, "class"), text(row, "item")}
		if n, ok := at["number"]; ok {
			numbers[[2]string{k.class, k.item}] = row[n]
		}
		if left[k] {
			row = hide(row)
			delete(left, k)
		}
		out.Rows = append(out.Rows, row)
	}
	more := make([]smallKey, 0, len(left))
	for k := range left {
		more = append(more, k)
	}
	slices.SortFunc(more, func(a, b smallKey) int {
		return cmp.Or(cmp.Compare(a.area, b.area), cmp.Compare(a.scope, b.scope), cmp.Compare(a.class, b.class), cmp.Compare(a.item, b.item))
	})
	for _, k := range more {
		row := make([]any, len(f.Columns))
		level, code, _ := strings.Cut(k.area, " ")
		for column, v := range map[string]any{"level": level, "area_code": code, "scope": k.scope, "class": k.class, "item": k.item, "number": numbers[[2]string{k.class, k.item}]} {
			if i, ok := at[column]; ok {
				row[i] = v
			}
		}
		out.Rows = append(out.Rows, hide(row))
	}
	return out, nil
}
