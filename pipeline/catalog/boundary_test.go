package catalog

import (
	"strings"
	"testing"
	"testing/fstest"

	shipped "sanlv/data/reference"
	"sanlv/pipeline/models"
)

const square = `{"type":"Polygon","coordinates":[[[115.123456,27],[115.2,27],[115.2,27.1],[115.123456,27]]]}`

// The map of a county is read as it is drawn; what cannot be drawn says how to mend it.
func TestBoundaries(t *testing.T) {
	for _, c := range []struct{ name, file, want string }{
		{"good", `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"青石镇","code":999901001},"geometry":` + square + `}]}`, ""},
		{"no json", `<kml/>`, "读不出"},
		{"one feature", `{"type":"Feature","properties":{"name":"青石镇"},"geometry":` + square + `}`, "读不出"},
		{"no name", `{"type":"FeatureCollection","features":[{"properties":{},"geometry":` + square + `}]}`, "第 1 个面没有名称"},
		{"a line", `{"type":"FeatureCollection","features":[{"properties":{"name":"青石镇"},"geometry":{"type":"LineString","coordinates":[[115,27],[116,27]]}}]}`, "青石镇)不是经纬度的面"},
		{"metres", `{"type":"FeatureCollection","features":[{"properties":{"name":"青石镇"},"geometry":{"type":"Polygon","coordinates":[[[500000,3000000],[500100,3000000],[500100,3000100],[500000,3000000]]]}}]}`, "不是经纬度的面"},
		{"too big", strings.Repeat(" ", largestBoundaries+1), "看板放不下"},
	} {
		got, findings, err := Load(shipped.Files, fstest.MapFS{BoundaryFile: {Data: []byte(c.file)}}, models.Files)
		if err != nil {
			t.Fatal(err)
		}
		if c.want == "" {
			if len(findings) != 0 || len(got.Boundaries) != 1 || got.Boundaries[0].Polygons[0][0][0] != [2]float64{115.1235, 27} {
				t.Errorf("%s: %v %v", c.name, findings, got.Boundaries)
			}
			continue
		}
		if len(findings) != 1 || findings[0].File != BoundaryFile || !strings.Contains(findings[0].Message, c.want) || findings[0].Mend == "" {
			t.Errorf("%s: %v", c.name, findings)
		}
	}
}

// An outline belongs to a township by its code, however long, or else by its name.
func TestBoundaryOf(t *testing.T) {
	for _, c := range []struct {
		b    Boundary
		want bool
	}{{Boundary{Code: "999901001"}, true}, {Boundary{Code: "999901001000"}, true}, {Boundary{Code: "999901001002"}, false}, {Boundary{Code: "999901002"}, false},
		{Boundary{Name: "青石镇"}, true}, {Boundary{Name: "青石"}, false}, {Boundary{Code: "1", Name: "青石镇"}, true}} {
		if got := c.b.Of("999901001", "青石镇"); got != c.want {
			t.Errorf("%+v: %v", c.b, got)
		}
	}
}
