package sampling

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// layer is a stratum before drawing: its villages but those taken with certainty
// because they were asked for, and how many of them to draw.
type layer struct {
	key, name string
	rest      []*FrameVillage
	certain   []*FrameVillage
	draw      int
}

// certainSuffix marks the strata of villages taken with certainty.
const certainSuffix = "·必查"

// longestStratum keeps the name of a stratum within its column of the sheets.
const longestStratum = 30

// stratumOf is the key of a village's stratum, by which strata are ordered, and
// what people call it.
func (d *Design) stratumOf(v *FrameVillage) (key, name string) {
	switch {
	case d.Stratify == ByTownship:
		name = v.Township
		if name == "" || utf8.RuneCountInString(name) > longestStratum {
			name = v.TownshipCode
		}
		return v.TownshipCode, name
	case d.Stratify == ByNothing:
		return "", "全县"
	case v.Poor == nil:
		return "3", "是否贫困村不明"
	case *v.Poor:
		return "1", "贫困村"
	}
	return "2", "非贫困村"
}

// layers parts the villages of the frame and allots the villages to draw.
func (s *Sample) layers() ([]layer, error) {
	certain, err := s.certain()
	if err != nil {
		return nil, err
	}
	var layers []layer
	for i := range s.Villages {
		v := &s.Villages[i]
		key, name := s.Design.stratumOf(v)
		at := slices.IndexFunc(layers, func(l layer) bool { return l.key == key })
		if at < 0 {
			at = len(layers)
			layers = append(layers, layer{key: key, name: name})
		}
		if l := &layers[at]; certain[v.Code] {
			l.certain = append(l.certain, v)
		} else {
			l.rest = append(l.rest, v)
		}
	}
	slices.SortFunc(layers, func(a, b layer) int { return strings.Compare(a.key, b.key) })
	for i := range layers { // two townships of one name
		if slices.ContainsFunc(layers[:i], func(l layer) bool { return l.name == layers[i].name }) {
			layers[i].name = fmt.Sprintf("%s(%s)", layers[i].name, layers[i].key)
		}
	}
	return layers, s.allot(layers, s.Design.Villages-len(certain))
}

// certain are the villages asked for with certainty.
func (s *Sample) certain() (map[string]bool, error) {
	out := map[string]bool{}
	for _, code := range s.Design.Certainty {
		inFrame := func(v FrameVillage) bool { return v.Code == code }
		switch {
		case slices.ContainsFunc(s.Villages, inFrame):
			out[code] = true
		case slices.ContainsFunc(s.Empty, func(v Village) bool { return v.Code == code }):
			return nil, refuse("必查村%s没有可抽的户", code)
		default:
			return nil, refuse("必查村%s不在抽样框中", code)
		}
	}
	if len(out) > s.Design.Villages {
		return nil, refuse("必查村有%d个,多于抽村数%d", len(out), s.Design.Villages)
	}
	return out, nil
}

// allot shares the villages to draw among the strata, in proportion to their
// villages or, for PPS, their households.
func (s *Sample) allot(layers []layer, n int) error {
	size, most := make([]int64, len(layers)), make([]int, len(layers))
	open := 0
	for i, l := range layers {
		most[i] = len(l.rest)
		open += min(1, most[i])
		for _, v := range l.rest {
			size[i] += s.size(v)
		}
	}
	shares, ok := apportion(n, size, most, leastOf)
	if !ok && open > 0 {
		return refuse("除必查村外还要抽%d个村,而有%d个抽样层,每层至少要抽1个;请多抽几个村,或减少分层", n, open)
	}
	for i := range shares {
		layers[i].draw = shares[i]
	}
	return nil
}

// size is the measure by which villages count: one each, or their households.
func (s *Sample) size(v *FrameVillage) int64 {
	if s.Design.Method == PPS {
		return int64(v.Frames())
	}
	return 1
}

// drawVillages draws the villages of a stratum: what is certain, what a PPS draw
// would always take, and the others by chance. Where nothing is left to chance
// the stratum keeps its name.
func (s *Sample) drawVillages(l layer) {
	rest, n, name := l.rest, l.draw, l.name
	for n > 0 {
		var total int64
		for _, v := range rest {
			total += s.size(v)
		}
		always := func(v *FrameVillage) bool { return s.size(v)*int64(n) >= total }
		k := 0
		for _, v := range rest {
			if always(v) {
				l.certain = append(l.certain, v)
				k++
			}
		}
		if k == 0 {
			s.systematic(l.name, rest, n, total)
			name += certainSuffix
			break
		}
		rest = slices.DeleteFunc(slices.Clone(rest), always)
		n -= k
	}
	if len(l.certain) == 0 {
		return
	}
	c := Stratum{Name: name, Certain: true, Frame: len(l.certain), Drawn: len(l.certain)}
	for _, v := range l.certain {
		v.Stratum, v.Drawn = c.Name, true
		v.Probability.SetInt64(1)
		c.Households += int64(v.Frames())
	}
	s.Strata = append(s.Strata, c)
}

// systematic draws n of the villages with probability n·size/total each: in random
// order their sizes are laid end to end, and every total/n from a random start a
// village is taken. All is counted in units of 1/n, in whole numbers, so that of
// the total possible starts exactly n·size take a village. With equal sizes this
// is a simple random sample.
func (s *Sample) systematic(name string, villages []*FrameVillage, n int, total int64) {
	villages = slices.Clone(villages)
	slices.SortFunc(villages, func(a, b *FrameVillage) int { return cmp.Compare(a.Code, b.Code) })
	chance := newStream(s.Design.Seed, "villages", name)
	shuffle(chance, villages)
	next := int64(chance.below(uint64(total)))
	end := int64(0)
	out := Stratum{Name: name, PPS: s.Design.Method == PPS, Frame: len(villages)}
	for _, v := range villages {
		v.Stratum = name
		v.Probability.SetFrac64(s.size(v)*int64(n), total)
		out.Households += int64(v.Frames())
		end += s.size(v) * int64(n)
		if next < end {
			v.Drawn = true
			out.Drawn++
			next += total
		}
	}
	s.Strata = append(s.Strata, out)
}
