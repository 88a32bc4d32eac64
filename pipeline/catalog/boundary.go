package catalog

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
)

// BoundaryFile is the reference file with the boundaries of the townships
// (GeoJSON), which a county may supply to have maps drawn.
const BoundaryFile = "townships.geojson"

// largestBoundaries is how many bytes the file may have: the page carries it.
const largestBoundaries = 1 << 20

// Boundary is the outline of one township: polygons of rings of points, each
// [longitude, latitude] in degrees.
type Boundary struct {
	Code, Name string // as the file has them; one may be empty
	Polygons   [][][][2]float64
}

// readBoundaries reads the outlines. What cannot be drawn is a finding.
func (c *Catalog) readBoundaries(r *reference) error {
	raw, err := r.open(BoundaryFile)
	if err != nil {
		return err
	}
	bad := func(message, mend string) {
		r.report(BoundaryFile, 0, "", "", "ref.map", message, mend)
	}
	const again = "从地图软件中按 GeoJSON(FeatureCollection,经纬度坐标)重新导出,只留乡镇的面。"
	if len(raw) > largestBoundaries {
		bad(fmt.Sprintf("有 %d KB,超过 %d KB,看板放不下。", len(raw)>>10, largestBoundaries>>10), "在地图软件中简化边界(抽稀)后重新导出。")
		return nil
	}
	var file struct {
		Type     string
		Features []struct {
			Properties map[string]any
			Geometry   struct {
				Type        string
				Coordinates json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(string(raw), "\ufeff")), &file); err != nil || file.Type != "FeatureCollection" {
		bad("不是 GeoJSON 的 FeatureCollection,读不出。", again)
		return nil
	}
	for i, f := range file.Features {
		b := Boundary{Code: property(f.Properties, "code", "adcode", "代码", "区划代码"), Name: property(f.Properties, "name", "名称", "乡镇")}
		where := fmt.Sprintf("第 %d 个面", i+1)
		if b.Code == "" && b.Name == "" {
			bad(where+"没有名称(name)也没有代码(code)。", "在属性中填乡镇名称 name,或区划代码 code。")
			continue
		}
		switch f.Geometry.Type {
		case "Polygon":
			var one [][][2]float64
			err = json.Unmarshal(f.Geometry.Coordinates, &one)
			b.Polygons = [][][][2]float64{one}
		case "MultiPolygon":
			err = json.Unmarshal(f.Geometry.Coordinates, &b.Polygons)
		default:
			err = fmt.Errorf("type %q", f.Geometry.Type)
		}
		if err != nil || !b.drawable() {
			bad(where+"("+b.Name+b.Code+")不是经纬度的面(Polygon 或 MultiPolygon)。", again)
			continue
		}
		c.Boundaries = append(c.Boundaries, b)
	}
	return nil
}

// property is the first of some properties that is there, as text.
func property(of map[string]any, names ...string) string {
	for _, n := range names {
		switch v := of[n].(type) {
		case string:
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		case float64:
			return fmt.Sprintf("%.0f", v)
		}
	}
	return ""
}

// drawable reports whether every ring has an area's points on the globe, and
// rounds them to some ten metres.
func (b *Boundary) drawable() bool {
	for _, polygon := range b.Polygons {
		if len(polygon) == 0 {
			return false
		}
		for _, ring := range polygon {
			if len(ring) < 4 {
				return false
			}
			for i, p := range ring {
				if !(math.Abs(p[0]) <= 180 && math.Abs(p[1]) <= 90) {
					return false
				}
				ring[i] = [2]float64{math.Round(p[0]*1e4) / 1e4, math.Round(p[1]*1e4) / 1e4}
			}
		}
	}
	return len(b.Polygons) > 0
}

// Of reports whether the outline is that of a township: by its code, with or
// without the zeros of a longer one, or by its name.
func (b *Boundary) Of(code, name string) bool {
	if b.Code != "" {
		long, short := b.Code, code
		if len(long) < len(short) {
			long, short = short, long
		}
		if rest, ok := strings.CutPrefix(long, short); ok && short != "" {
			return strings.Trim(rest, "0") == ""
		}
	}
	return b.Name != "" && b.Name == name
}
