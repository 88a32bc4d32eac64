package forms

import (
	"fmt"

	"sanlv/pipeline/sampling"
)

// Kinds of the sheets that a draw hands out and takes back.
const (
	verificationKind = "verification"
	frameKind        = "frame"
)

// spareRows is room at the end of a team's 核查表 for households that stand in.
const spareRows = 5

// SampleTeam is the 核查表 of one team: a row for each of its households, to be
// filled in on the spot.
func SampleTeam(county, batch string, s *sampling.Sample, team int) (kind string, f Filled) {
	f = Filled{File: fmt.Sprintf("核查表-第%d组.xlsx", team), Title: fmt.Sprintf("%s核查表(第%d组)", county, team), Rows: []Row{}, Spare: spareRows}
	for i := range s.Villages {
		v := &s.Villages[i]
		if !v.Drawn || v.Team != team {
			continue
		}
		for _, c := range sampling.Classes {
			weight := v.Weight(c)
			for _, h := range v.Cells[c].Sampled {
				row := Row{"batch": batch, "stratum": v.Stratum, "township": v.Township, "village": v.Name, "village_code": v.Code,
					"household_id": h.ID, "group_name": h.Group, "head_name": h.Head, "sample_class": c.String(), "weight": weight}
				if h.Persons > 0 {
					row["register_persons"] = h.Persons
				}
				f.Rows = append(f.Rows, row)
			}
		}
	}
	return verificationKind, f
}

// SampleFrame is the 抽样框: every village of the frame with its probability, and
// its households and those drawn by class.
func SampleFrame(county, batch string, s *sampling.Sample) (kind string, f Filled) {
	f = Filled{File: "抽样框.xlsx", Title: county + "抽样框", Rows: []Row{}}
	frames := map[sampling.Class]string{sampling.Exited: "exited_households", sampling.Unregistered: "unregistered_households",
		sampling.Remaining: "remaining_households", sampling.Outside: "outside_households"}
	for i := range s.Villages {
		v := &s.Villages[i]
		row := Row{"batch": batch, "stratum": v.Stratum, "township": v.Township, "village": v.Name, "village_code": v.Code, "drawn": v.Drawn,
			"inclusion_probability": v.Probability, "households": int64(v.Frames()), "sampled_households": int64(v.Samples())}
		for c, name := range frames {
			if c == sampling.Outside && s.Design.Outside == nil {
				continue // among the 一般农户
			}
			row[name], row["sampled_"+name] = int64(v.Cells[c].Frame), int64(len(v.Cells[c].Sampled))
		}
		f.Rows = append(f.Rows, row)
	}
	return frameKind, f
}
