package xlsx

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/xuri/excelize/v2"
)

// The room of a chart: rows of 18 points, and its height in pixels.
const (
	chartRows   = 24
	chartHeight = 560
	pixels      = 7 // of a half-width character
)

// lines of a chart can be told apart without colour: each has its own mark. The
// colours are those of Okabe and Ito.
var chartLines = []struct{ colour, mark string }{
	{"0072B2", "circle"}, {"D55E00", "square"}, {"009E73", "triangle"}, {"CC79A7", "diamond"}, {"56B4E9", "x"}, {"E69F00", "star"},
}

// pictureTypes are the kinds of pictures that the library lists with a chart, in
// random order; there are no pictures.
var pictureTypes = regexp.MustCompile(`<Default Extension="[a-z]+" ContentType="image/[^"]*"></Default>`)

// The library can place a drawing by cells alone: it says where its far corner is
// by distances that reach out of the first cell, which Excel cuts off at the end
// of that cell. mendDrawing places it by its first cell and its size.
var (
	byCorners = regexp.MustCompile(`<xdr:twoCellAnchor editAs="oneCell">(<xdr:from>.*?</xdr:from>)<xdr:to>.*?<xdr:colOff>(\d+)</xdr:colOff>.*?<xdr:rowOff>(\d+)</xdr:rowOff></xdr:to>`)
	anchorEnd = []byte("</xdr:twoCellAnchor>")
)

func mendDrawing(content []byte) []byte {
	content = byCorners.ReplaceAll(content, []byte(`<xdr:oneCellAnchor>$1<xdr:ext cx="$2" cy="$3"></xdr:ext>`))
	return bytes.ReplaceAll(content, anchorEnd, []byte("</xdr:oneCellAnchor>"))
}

// chart draws the line chart of the table below it, from the cells of the body.
func (s *sheet) chart() error {
	c, t, p := s.table.Chart, s.table, s.plan
	if c == nil {
		return nil
	}
	first, last := p.body, p.body+len(t.Rows)-1
	cells := func(column, from, to int) string {
		return fmt.Sprintf("'%s'!%s:%s", s.name, absolute(column, from), absolute(column, to))
	}
	font := func(size float64, bold bool) excelize.Font {
		return excelize.Font{Family: s.office.BodyFont, Size: size, Bold: bold, Color: "000000"}
	}
	text := func(words string, size float64, bold bool) []excelize.RichTextRun {
		f := font(size, bold)
		return []excelize.RichTextRun{{Text: words, Font: &f}}
	}
	var series []excelize.ChartSeries
	for i := 1; i < len(t.Columns); i++ {
		look := chartLines[(i-1)%len(chartLines)]
		colour := excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{look.colour}}
		series = append(series, excelize.ChartSeries{
			Name: cells(i, p.body-1, p.body-1), Categories: cells(0, first, last), Values: cells(i, first, last),
			Fill: colour, Line: excelize.LineOptions{Width: 2, Fill: colour}, Marker: excelize.ChartMarker{Symbol: look.mark, Size: 8, Fill: colour},
		})
	}
	return s.file.AddChart(s.name, s.cell(0, p.chart), &excelize.Chart{
		Type: excelize.Line, Series: series,
		Format:    excelize.GraphicOptions{Positioning: "oneCell", AltText: c.Title}, // by cells it could not be: the columns get their widths later
		Title:     excelize.ChartTitle{Paragraph: text(c.Title, 14, true)},
		Legend:    excelize.ChartLegend{Position: "bottom"},
		Dimension: excelize.ChartDimension{Width: uint(p.span(0, len(p.widths)) * pixels), Height: chartHeight},
		XAxis:     excelize.ChartAxis{Title: excelize.ChartTitle{Paragraph: text(c.XTitle, bodySize, false)}, Font: font(bodySize, false), NumFmt: excelize.ChartNumFmt{CustomNumFmt: "0.00"}},
		YAxis:     excelize.ChartAxis{Title: excelize.ChartTitle{Paragraph: text(c.YTitle, bodySize, false)}, Font: font(bodySize, false), MajorGridLines: true, NumFmt: excelize.ChartNumFmt{CustomNumFmt: "#,##0"}},
	})
}
