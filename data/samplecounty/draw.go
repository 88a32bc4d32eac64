package samplecounty

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// sampleBatch is the batch (批次) of the verification.
const sampleBatch = "2018-1"

// FrameVillage is a village of the sampling frame: the strata are the townships,
// and in each some villages are drawn by simple random sampling.
type FrameVillage struct {
	Village *Village
	Drawn   bool
	Of      map[string]*FrameClass // by class

	stratum [2]int // villages of the stratum, and how many of them were drawn
	order   int    // among the villages drawn
}

// FrameClass is a class of households of a village: how many there were, and those
// drawn, by simple random sampling too.
type FrameClass struct {
	Frame  int
	Sample []*Household
}

var sampleClasses = []string{"脱贫户", "一般农户", "未脱贫户"}

// drawnVillages are what the draw of the villages came to, by township: three of
// eight.
var drawnVillages = map[int][]int{1: {1, 2, 6}, 2: {2, 5, 8}, 3: {2, 4, 7}, 4: {1, 3, 5}}

// drawnHouseholds is how many of each class are drawn in a village, as far as
// there are so many.
var drawnHouseholds = map[string]int{"脱贫户": 6, "一般农户": 8, "未脱贫户": 2}

// weight is how many households one of a class stands for: 8/3 villages times M/m.
func (f *FrameVillage) weight(class string) float64 {
	of := f.Of[class]
	return float64(f.stratum[0]) / float64(f.stratum[1]) * (float64(of.Frame) / float64(len(of.Sample)))
}

// draw makes the frame of all villages and draws the households.
func (c *County) draw(r *rand.Rand) {
	order := 0
	for _, t := range c.Townships {
		for _, v := range t.Villages {
			f := &FrameVillage{Village: v, Drawn: slices.Contains(drawnVillages[t.Number], v.Number), Of: map[string]*FrameClass{},
				stratum: [2]int{len(t.Villages), len(drawnVillages[t.Number])}, order: order}
			lists := map[string][]*Household{}
			for _, h := range v.counted() {
				class := h.Status
				switch {
				case class == "清退户":
					continue
				case class == "返贫户":
					class = "未脱贫户"
				case c.drawnAsExited(h, lists):
					class = "脱贫户"
				}
				lists[class] = append(lists[class], h)
			}
			for _, class := range sampleClasses {
				of := &FrameClass{Frame: len(lists[class])}
				f.Of[class] = of
				if !f.Drawn {
					continue
				}
				for _, i := range r.Perm(of.Frame)[:min(of.Frame, drawnHouseholds[class])] {
					of.Sample = append(of.Sample, lists[class][i])
				}
				slices.SortFunc(of.Sample, func(a, b *Household) int { return cmp.Compare(a.ID, b.ID) })
			}
			if f.Drawn {
				order++
				c.drawClassPlant(f, lists["脱贫户"])
			}
			c.Frame = append(c.Frame, f)
		}
	}
}

// drawnAsExited is one 一般农户 of 东岭村 who was a 脱贫户 when the frame was made.
func (c *County) drawnAsExited(h *Household, lists map[string][]*Household) bool {
	if h.Village != c.village(2, 8) || h.Status != "一般农户" || h.taken || h.Exclusion != "" {
		return false
	}
	return !slices.ContainsFunc(lists["脱贫户"], func(x *Household) bool { return x.Status == "一般农户" })
}

// drawClassPlant sees to it that the household of drawnAsExited is drawn.
func (c *County) drawClassPlant(f *FrameVillage, exited []*Household) {
	is := func(h *Household) bool { return h.Status == "一般农户" }
	of := f.Of["脱贫户"]
	if at := slices.IndexFunc(exited, is); at >= 0 && !slices.ContainsFunc(of.Sample, is) {
		of.Sample[0] = exited[at]
		slices.SortFunc(of.Sample, func(a, b *Household) int { return cmp.Compare(a.ID, b.ID) })
	}
}

// frameSheet lays out the sampling frame.
func (c *County) frameSheet() *grid {
	g := newGrid("抽样框")
	heads := []string{"批次", "抽样层", "乡镇", "行政村", "村代码", "入样", "入样概率", "村户数", "村户数(脱贫户)", "村户数(一般农户)", "村户数(未脱贫户)",
		"样本户数", "样本户数(脱贫户)", "样本户数(一般农户)", "样本户数(未脱贫户)"}
	g.title(1, 1, len(heads), countyName+"2018年脱贫攻坚核查抽样框")
	g.headRow(2, 1, heads)
	for k, f := range c.Frame {
		cells := []any{sampleBatch, f.Village.Township.Name, f.Village.Township.Name, f.Village.Name, f.Village.Code, map[bool]string{true: "是", false: "否"}[f.Drawn],
			float64(f.stratum[1]) / float64(f.stratum[0])}
		var all, sampled int64
		var by [2][]any
		for _, class := range sampleClasses {
			of := f.Of[class]
			all, sampled = all+int64(of.Frame), sampled+int64(len(of.Sample))
			by[0] = append(by[0], int64(of.Frame))
			var m any
			if f.Drawn {
				m = int64(len(of.Sample))
			}
			by[1] = append(by[1], m)
		}
		cells = append(append(cells, all), by[0]...)
		var m any
		if f.Drawn {
			m = sampled
		}
		cells = append(append(cells, m), by[1]...)
		g.putRow(3+k, 1, cells...)
		for i := range c.late { // the classes of the sample stand from column 13
			if p := &c.late[i]; p.Kind == "frame_results_short" && p.VillageCode == f.Village.Code {
				p.File, p.Sheet, p.Cell = frameFile, g.name, address(3+k, 14)
			}
		}
	}
	g.body = [4]int{3, 1, 2 + len(c.Frame), len(heads)}
	return g
}

const frameFile = "核查/抽样框.xlsx"
