package html

import (
	"fmt"
	"math"

	"sanlv/reports"
)

// mapSection is the maps of the townships, one a headline figure, where the county
// supplies their outlines.
type mapSection struct {
	Charts []*chart
	Shapes object // GeoJSON; a feature is named by the code of its township
}

// townshipMaps draws the townships in the colour and with the sign of their verdict.
func townshipMaps(pub reports.Publication, figs *figures) (*mapSection, error) {
	s := &mapSection{}
	if len(pub.Meta.Boundaries) == 0 {
		return s, nil
	}
	features := []any{}
	for _, b := range pub.Meta.Boundaries {
		features = append(features, object{"type": "Feature", "properties": object{"name": b.Code}, "geometry": object{"type": "MultiPolygon", "coordinates": b.Polygons}})
	}
	s.Shapes = object{"type": "FeatureCollection", "features": features}
	for _, info := range reports.Indicators(pub.Meta) {
		if !info.Headline {
			continue
		}
		c := &chart{ID: "map-" + info.ID, Title: info.Label, Height: 420}
		c.Description = fmt.Sprintf("分乡镇%s地图，%d个乡镇按判定着色，标着乡镇名、判定记号和比率。数据见图下的表。", info.Label, len(pub.Meta.Boundaries))
		data, tips, labels := []any{}, []any{}, []any{}
		rows := []any{[]any{"地区代码", "乡镇", "率（%）", "判定"}}
		for _, b := range pub.Meta.Boundaries {
			f := figs.by[figureKey{"township", b.Code, info.ID}]
			if f == nil {
				continue
			}
			verdict := f.worst()
			var l look
			for _, other := range looks {
				if other.verdict == verdict {
					l = other
				}
			}
			data = append(data, object{"name": b.Code, "value": 0, "itemStyle": object{"areaColor": l.colour, "decal": l.decal}})
			tips = append(tips, barTip(info, f))
			labels = append(labels, fmt.Sprintf("%s\n%s %s", shorten(f.Name, 8), mark(verdict), f.Percent()))
			rows = append(rows, []any{reports.Clean(b.Code), f.Name, f.Percent(), verdict})
		}
		option := quiet(c.Description)
		merge(option, object{"tooltip": object{"show": true, "trigger": "item"}, "series": []any{object{
			"type": "map", "map": "townships", "roam": false, "data": data, "selectedMode": false, "emphasis": object{"disabled": true},
			"layoutCenter": []any{"50%", "50%"}, "layoutSize": "96%", "aspectScale": narrow(pub.Meta.Boundaries), "itemStyle": object{"borderColor": ink, "borderWidth": 0.8},
			"label": object{"show": true, "color": ink, "fontSize": 12, "backgroundColor": "rgba(255,255,255,0.85)", "padding": []any{1, 3}, "borderRadius": 2}}}})
		c.Data = object{"id": c.ID, "kind": "map", "height": c.Height, "option": option, "tips": tips, "labels": labels, "file": csvName(pub, info.Label+"地图"), "rows": rows}
		c.Table = tableOf(c, "分乡镇"+info.Label+"（地图）", pub.Meta.Draft)
		s.Charts = append(s.Charts, c)
	}
	return s, nil
}

// narrow is how much shorter a degree of longitude is than one of latitude there.
func narrow(list []reports.Boundary) float64 {
	p := list[0].Polygons[0][0][0]
	return math.Round(math.Cos(p[1]*math.Pi/180)*1e4) / 1e4
}
