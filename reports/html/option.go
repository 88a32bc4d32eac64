package html

import (
	"encoding/json"
	"fmt"
)

// object is chart option JSON.
type object = map[string]any

// generic turns what go-echarts gives into plain maps and lists.
func generic(v any) (object, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("encode chart option: %w", err)
	}
	var o object
	if err := json.Unmarshal(b, &o); err != nil {
		return nil, fmt.Errorf("decode chart option: %w", err)
	}
	return o, nil
}

// merge lays more over o. Maps merge key by key and lists of maps item by item;
// anything else is replaced. It is the one place for what go-echarts cannot say.
func merge(o, more object) {
	for k, v := range more {
		o[k] = merged(o[k], v)
	}
}

func merged(old, v any) any {
	switch v := v.(type) {
	case object:
		if o, ok := old.(object); ok {
			merge(o, v)
			return o
		}
	case []any:
		list, ok := old.([]any)
		if !ok || len(list) != len(v) {
			return v
		}
		for i := range v {
			list[i] = merged(list[i], v[i])
		}
		return list
	}
	return v
}

// quiet is what every chart of ours says: a description for screen readers, no
// movement, a tooltip that stays inside. The decal shown where a series has none
// of its own is no decal.
func quiet(description string) object {
	return object{
		"animation": false,
		"aria": object{
			"enabled": true,
			"label":   object{"description": description},
			"decal":   object{"show": true, "decals": object{"symbol": "none"}},
		},
		"textStyle": object{"fontFamily": fonts, "color": ink},
		"tooltip":   object{"confine": true, "transitionDuration": 0, "extraCssText": "max-width:34em;white-space:normal;overflow-wrap:anywhere"},
	}
}

const (
	fonts = `"Noto Sans CJK SC","Source Han Sans SC","Microsoft YaHei",SimSun,sans-serif`
	ink   = "#1b1f24"
)

// look is how a verdict is drawn: an Okabe–Ito colour and a pattern, so that it
// can be told apart in black and white.
type look struct {
	verdict, name, colour string
	decal                 object
}

func hatch(rotation float64, x, y []any) object {
	return object{"symbol": "rect", "color": "rgba(0,0,0,0.55)", "rotation": rotation, "dashArrayX": x, "dashArrayY": y, "symbolSize": 1}
}
