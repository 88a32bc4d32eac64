package sampling

import (
	"math/big"
	"slices"
	"strings"
)

// Sample is a drawn sample.
type Sample struct {
	Design   Design
	Strata   []Stratum
	Villages []FrameVillage // every village of the frame, by code
	Empty    []Village      // without a household to draw, so not in the frame
}

// Stratum (抽样层) is a stratum as drawn.
type Stratum struct {
	Name       string
	Certain    bool  // 必查: all its villages are taken
	PPS        bool  // drawn in proportion to households; else simple random
	Frame      int   // N_h: villages of the frame
	Drawn      int   // n_h
	Households int64 // of its villages
}

// Lonely says that one village was drawn of several: the variance between
// villages can then only be borrowed from the other strata.
func (s Stratum) Lonely() bool { return s.Drawn == 1 && s.Frame > 1 }

// FrameVillage is a village of the frame and what the draw made of it.
type FrameVillage struct {
	Village
	Stratum     string
	Drawn       bool
	Probability *big.Rat // of being drawn, first stage; exact
	Team        int      // from 1; 0 when not drawn
	Cells       [classes]Cell
}

// Cell is a class of households in a village.
type Cell struct {
	Frame       int         // M: households in the village
	Sampled     []Household // m of them, by number; none when the village is not drawn
	Substitutes []Household // 备选户, in the order in which they stand in for others
}

// Frames is M over the classes.
func (v *FrameVillage) Frames() int {
	n := 0
	for _, c := range v.Cells {
		n += c.Frame
	}
	return n
}

// Samples is m over the classes.
func (v *FrameVillage) Samples() int {
	n := 0
	for _, c := range v.Cells {
		n += len(c.Sampled)
	}
	return n
}

// Weight (抽样权重) of a sampled household of a class, 1/π × M/m: how many
// households of the county it stands for. nil where none was sampled.
func (v *FrameVillage) Weight(c Class) *big.Rat {
	cell := v.Cells[c]
	if len(cell.Sampled) == 0 {
		return nil
	}
	w := big.NewRat(int64(cell.Frame), int64(len(cell.Sampled)))
	return w.Quo(w, v.Probability)
}

// Inclusion is a household's probability of being drawn over both stages, the
// inverse of its weight; nil where none of the class was sampled.
func (v *FrameVillage) Inclusion(c Class) *big.Rat {
	w := v.Weight(c)
	if w == nil {
		return nil
	}
	return w.Inv(w)
}

// Draw draws a sample. A *DesignError says what of the design does not fit these
// villages.
func Draw(villages []Village, d Design) (*Sample, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	villages, err := order(villages)
	if err != nil {
		return nil, err
	}
	s := &Sample{Design: d}
	for _, v := range villages {
		if len(v.Households) == 0 {
			s.Empty = append(s.Empty, v)
			continue
		}
		s.Villages = append(s.Villages, newFrameVillage(v, d.Outside != nil))
	}
	if d.Villages > len(s.Villages) {
		return nil, refuse("抽样框中有户可抽的村只有%d个,不能抽%d个", len(s.Villages), d.Villages)
	}
	layers, err := s.layers()
	if err != nil {
		return nil, err
	}
	for _, l := range layers {
		s.drawVillages(l)
	}
	s.drawHouseholds()
	if s.Households() == 0 {
		return nil, refuse("抽中的村没有所要的类别,一户也没有抽到")
	}
	s.assign()
	return s, nil
}

func newFrameVillage(v Village, apart bool) FrameVillage {
	out := FrameVillage{Village: v, Probability: new(big.Rat)}
	for _, h := range v.Households {
		out.Cells[classOf(h, apart)].Frame++
	}
	return out
}

// classOf is the class that a household is drawn in.
func classOf(h Household, apart bool) Class {
	if apart && h.Outside && h.Class == Unregistered {
		return Outside
	}
	return h.Class
}

// Households is how many households were drawn.
func (s *Sample) Households() int {
	n := 0
	for i := range s.Villages {
		n += s.Villages[i].Samples()
	}
	return n
}

// Missed counts by class the households that no draw of this design could reach:
// of a class that is not asked for. Nothing can be said about them.
func (s *Sample) Missed() [classes]int {
	var out [classes]int
	for _, v := range s.Villages {
		sizes := s.Design.sizes(v.frames())
		for c, n := range sizes {
			if n == 0 {
				out[c] += v.Cells[c].Frame
			}
		}
	}
	return out
}

func (v *FrameVillage) frames() [classes]int {
	var out [classes]int
	for c := range out {
		out[c] = v.Cells[c].Frame
	}
	return out
}

// drawHouseholds draws, in every drawn village, the households of each class: a
// random order, of which the first are the sample and the next stand in.
func (s *Sample) drawHouseholds() {
	apart := s.Design.Outside != nil
	for i := range s.Villages {
		v := &s.Villages[i]
		if !v.Drawn {
			continue
		}
		lists := [classes][]Household{}
		for _, h := range v.Households {
			c := classOf(h, apart)
			lists[c] = append(lists[c], h)
		}
		for c, n := range s.Design.sizes(v.frames()) {
			list, cell := lists[c], &v.Cells[c]
			shuffle(newStream(s.Design.Seed, "households", v.Code, Class(c).String()), list)
			cell.Sampled = slices.Clone(list[:n])
			slices.SortFunc(cell.Sampled, func(a, b Household) int { return strings.Compare(a.ID, b.ID) })
			if n > 0 {
				cell.Substitutes = list[n:min(len(list), n+s.Design.Substitutes)]
			}
		}
	}
}

// assign gives every drawn village to a team.
func (s *Sample) assign() {
	var at, load []int
	for i := range s.Villages {
		if s.Villages[i].Drawn {
			at, load = append(at, i), append(load, s.Villages[i].Samples())
		}
	}
	for k, team := range teams(load, s.Design.Teams) {
		s.Villages[at[k]].Team = team
	}
}
