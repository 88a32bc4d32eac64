package html

import (
	"math"
	"slices"
	"strconv"

	"sanlv/reports"
)

// drawing is a figure as lines, bars and words, in the units of its view box.
type drawing struct {
	Description   string
	Width, Height int
	Rules         []stroke
	Bars          []box
	Points        []dot
	Words         []word
}

type stroke struct {
	Class          string
	X1, Y1, X2, Y2 string
}

type box struct{ Class, X, Y, Width, Height string }

type dot struct{ X, Y string }

type word struct{ Class, X, Y, Text string }

// Measures of a drawing.
const (
	figureWidth = 640
	rowHeight   = 25
	barHeight   = 13
	letter      = 6.7 // of a half-width character
	labelMost   = 22  // half-width characters of a label
)

// draw lays a figure out: labels on the left, bars, what they say behind them,
// the axis below, the names of the thresholds above.
func draw(f *reports.Figure) drawing {
	left, right := 0.0, 0.0
	for _, b := range f.Bars {
		left = max(left, letter*float64(min(reports.Width(b.Label), labelMost))+10)
		right = max(right, letter*float64(reports.Width(b.Text))+14)
	}
	right = min(right, figureWidth/2)
	end, steps := axis(f)
	plot := figureWidth - left - right
	at := func(v float64) float64 { return left + plot*min(v, end)/end }
	top := 8.0 + 16*float64(len(f.Lines))
	bottom := top + rowHeight*float64(len(f.Bars))
	d := drawing{Description: f.Description, Width: figureWidth, Height: int(bottom) + 26}
	for i := range steps + 1 {
		v := math.Round(end*float64(i)/float64(steps)*1e6) / 1e6
		d.Rules = append(d.Rules, stroke{"tick", px(at(v)), px(top), px(at(v)), px(bottom)})
		d.Words = append(d.Words, word{"at", px(at(v)), px(bottom + 15), strconv.FormatFloat(v, 'f', -1, 64) + f.Unit})
	}
	d.Rules = append(d.Rules, stroke{"axis", px(left), px(top), px(left), px(bottom)}, stroke{"axis", px(left), px(bottom), px(left + plot), px(bottom)})
	for i, l := range f.Lines {
		y := top - 5 - 16*float64(len(f.Lines)-1-i)
		d.Rules = append(d.Rules, stroke{"limit", px(at(l.At)), px(y - 8), px(at(l.At)), px(bottom)})
		name := word{"limit-name", px(at(l.At) + 4), px(y), l.Text}
		if at(l.At) > left+plot*0.6 {
			name.Class, name.X = "limit-name left", px(at(l.At)-4)
		}
		d.Words = append(d.Words, name)
	}
	for i, b := range f.Bars {
		y := top + rowHeight*float64(i) + rowHeight/2
		d.Words = append(d.Words, word{"label", px(left - 6), px(y + 4.5), shortenTo(b.Label, labelMost)})
		from, to := 0.0, b.Value
		if f.Spans {
			from, to = b.Low, b.High
		}
		reach := at(max(to, b.Upper))
		if !b.Absent {
			d.Bars = append(d.Bars, box{"bar " + tone(b.Verdict), px(at(from)), px(y - barHeight/2.0), px(max(at(to)-at(from), 0.5)), px(barHeight)})
			if b.Upper > to {
				d.Bars = append(d.Bars, box{"bar rest", px(at(to)), px(y - barHeight/2.0), px(at(b.Upper) - at(to)), px(barHeight)})
			}
			if f.Spans {
				d.Points = append(d.Points, dot{px(at(b.Value)), px(y)})
			}
		} else {
			reach = left
		}
		d.Words = append(d.Words, word{"says", px(reach + 6), px(y + 4.5), b.Text})
	}
	return d
}

// legend says what the lines and frames of a drawing stand for.
func legend(f *reports.Figure) string {
	s := ""
	if f.Spans {
		s += "横条为95%置信区间，圆点为加权估计。"
	}
	if len(f.Lines) > 0 {
		s += "虚线为标准的阈值。"
	}
	if slices.ContainsFunc(f.Bars, func(b reports.Bar) bool { return b.Upper > b.Value }) {
		s += "虚框为待核的全部计入时至多可到之处。"
	}
	return s
}

// axis ends at a round number that no bar passes, in steps that are round too; that
// of rates near 100 % at 100 %.
func axis(f *reports.Figure) (end float64, steps int) {
	if f.Most <= 0 {
		return 1, 1
	}
	if f.Unit == "%" && f.Most > 60 && f.Most <= 100 {
		return 100, 4
	}
	power := math.Pow(10, math.Floor(math.Log10(f.Most)))
	for _, m := range []struct {
		of    float64
		steps int
	}{{1, 4}, {1.5, 3}, {2, 4}, {3, 3}, {4, 4}, {5, 5}, {6, 3}, {8, 4}, {10, 5}} {
		if end := math.Round(m.of*power*1e6) / 1e6; end >= f.Most {
			if f.Unit != "%" && math.Mod(end, float64(m.steps)) != 0 {
				return end, 1
			}
			return end, m.steps
		}
	}
	return 10 * power, 5
}

// px prints a length with two decimals at most.
func px(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

// shortenTo cuts a text to so many half-width characters.
func shortenTo(s string, most int) string {
	if reports.Width(s) <= most {
		return s
	}
	r := []rune(s)
	for len(r) > 0 && reports.Width(string(r)) > most-2 {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}
