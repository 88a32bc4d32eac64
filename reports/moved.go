package reports

import (
	"context"
	"slices"

	"github.com/apache/arrow/go/v17/arrow/array"

	"sanlv/pipeline/catalog"
)

// BeforeFile holds, in a publication, what the tables of the one before it are drawn
// from, so that its reports can be written again when that one is gone.
const BeforeFile = "trace/before.zip"

// Moved is how the tables of a publication moved since the one before it.
type Moved struct {
	Tables []MovedTable // in the order in which they are declared
	// Frames are those of the publication before that its tables were drawn from.
	Frames []string

	names map[string]string // of areas, by code
	why   *evidence
}

// MovedTable is the cells of one table that moved.
type MovedTable struct {
	ID    string `json:"table"`
	File  string `json:"file"` // of the workbook that it stands in
	Sheet string `json:"sheet"`
	Moves []Move `json:"cells"`
	// Left says why the table is not compared; "" for one that is.
	Left string `json:"left,omitempty"`
}

// figureFrames are those that figures and the report are drawn from and no table is.
var figureFrames = []string{"income_curve", "intake", "alerts", "policy_gaps", "sample_case", "sample_difference", "problem_count"}

// Of gives the cells of a table that moved; nil where none did.
func (m *Moved) Of(id string) []Move {
	if m == nil {
		return nil
	}
	if at := slices.IndexFunc(m.Tables, func(t MovedTable) bool { return t.ID == id }); at >= 0 {
		return m.Tables[at].Moves
	}
	return nil
}

// Told are the tables of which there is something to tell: cells that moved, or why
// they are not compared.
func (m *Moved) Told() []MovedTable {
	if m == nil {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(m.Tables), func(t MovedTable) bool { return len(t.Moves) == 0 && (t.Left == "" || t.Left == leftChange) })
}

// Why a table is not compared cell by cell.
const (
	leftChange = "本身就是变动"
	leftList   = "逐户、逐人、逐条、逐件的清单"
	LeftOld    = "上次的结果没有本表所需的数据"
	leftLong   = "行数太多"
)

// leftBodies are the tables with a body in Go that are not compared: those that
// tell a change themselves, and lists of households and of files.
var leftBodies = map[string]string{
	"change_township": leftChange, "diff_figures": leftChange, "diff_verdicts": leftChange, "diff_rules": leftChange, "diff_households": leftChange,
	"diff_rulings": leftChange, "diff_findings": leftChange, "diff_cells": leftChange,
	"score_list": leftList, "intake": leftList,
}

// listKeys are the columns by which a frame is known to hold single households,
// persons or findings, which have a comparison of their own: 户的变动, 问题变动.
var listKeys = []string{"household_id", "finding_id"}

// Compare draws every table of two publications as the later one declares it, and
// tells the cells that differ, and why. change is what is known of how the two
// differ. Ledgers, and lists of households, persons, findings
// and files, are left out.
func Compare(ctx context.Context, before, after Publication, change *Difference) (*Moved, error) {
	declared := after.Meta.Declared
	if declared == nil {
		declared = catalog.ShippedTables()
	}
	before.Meta.Declared, before.Meta.Office, before.Meta.Feeds = after.Meta.Declared, after.Meta.Office, after.Meta.Feeds
	was, is := &noted{Source: before.Source}, &noted{Source: after.Source}
	before.Source, after.Source = was, is
	places, err := areas(ctx, after, LevelVillage)
	if err != nil {
		return nil, err
	}
	gone, err := areas(ctx, before, LevelVillage)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err == nil { // where it is known
		was.read = []string{"villages"}
	}
	names := map[string]string{}
	for _, a := range append(slices.Clone(gone), places...) {
		names[a.code] = a.name
	}
	why := newEvidence(change, after.Meta.Feeds, gone, places)
	m := &Moved{Frames: was.read, names: names, why: why}
	for _, id := range figureFrames {
		if before.has(id) {
			m.Frames = append(m.Frames, id)
		}
	}
	for _, d := range declared {
		if d.Off || d.Rows == catalog.RowsLedgers || d.Frame != "" && !after.has(d.Frame) {
			continue
		}
		left, err := notCompared(ctx, after, d)
		if err != nil {
			return nil, err
		}
		if left != "" {
			m.Tables = append(m.Tables, MovedTable{ID: d.ID, File: d.File, Sheet: d.Sheet, Left: left})
			continue
		}
		is.read, was.read = nil, nil
		now, err := drawn(ctx, after, d)
		if err != nil {
			return nil, err
		}
		old, err := drawn(ctx, before, d)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err != nil { // published by a version that did not know it so
			m.Tables = append(m.Tables, MovedTable{ID: d.ID, File: d.File, Sheet: d.Sheet, Left: LeftOld})
			continue
		}
		for _, f := range was.read {
			if !slices.Contains(m.Frames, f) {
				m.Frames = append(m.Frames, f)
			}
		}
		m.add(d, old, now, slices.Sorted(slices.Values(is.read)))
	}
	slices.Sort(m.Frames)
	return m, nil
}

// add tells the tables of one declaration; there may be several, one a standard.
func (m *Moved) add(d catalog.Table, before, after []*Table, frames []string) {
	if slices.ContainsFunc(slices.Concat(before, after), func(t *Table) bool { return t.later != nil }) {
		m.Tables = append(m.Tables, MovedTable{ID: d.ID, File: d.File, Sheet: d.Sheet, Left: leftLong})
		return
	}
	find := func(list []*Table, id string) *Table {
		if at := slices.IndexFunc(list, func(t *Table) bool { return t.ID == id }); at >= 0 {
			return list[at]
		}
		return nil
	}
	one := func(was, is *Table) {
		t := is
		if t == nil {
			t = was
		}
		m.Tables = append(m.Tables, MovedTable{ID: t.ID, File: t.File, Sheet: t.Short, Moves: m.Figure(was, is, frames...)})
	}
	for _, t := range after {
		one(find(before, t.ID), t)
	}
	for _, t := range before {
		if find(after, t.ID) == nil {
			one(t, nil)
		}
	}
}

// Figure gives the cells that moved in a table that a page or a report draws of both
// publications for itself, nil where it is not there, from some frames.
func (m *Moved) Figure(before, after *Table, frames ...string) []Move {
	list := moves(before, after, m.names)
	for i := range list {
		v := &list[i]
		if v.frames == nil {
			v.frames = frames
		}
		v.Reason = m.why.reason(v.Area, v.frames)
	}
	return list
}

// notCompared says why a table is not compared; "" for one that is.
func notCompared(ctx context.Context, pub Publication, d catalog.Table) (string, error) {
	if d.Rows != catalog.RowsList {
		return leftBodies[d.ID], nil
	}
	records, err := pub.Source.Records(ctx, d.Frame)
	if err != nil {
		return "", err
	}
	defer records.Release()
	for _, f := range records.Schema().Fields() {
		if slices.Contains(listKeys, f.Name) {
			return leftList, nil
		}
	}
	return "", nil
}

// noted is a source that notes which frames are asked for.
type noted struct {
	Source
	read []string
}

func (n *noted) note(id string) {
	if !slices.Contains(n.read, id) {
		n.read = append(n.read, id)
	}
}

// Frame implements Source.
func (n *noted) Frame(ctx context.Context, id string) (*Frame, error) {
	n.note(id)
	return n.Source.Frame(ctx, id)
}

// Records implements Source.
func (n *noted) Records(ctx context.Context, id string) (array.RecordReader, error) {
	n.note(id)
	return n.Source.Records(ctx, id)
}
