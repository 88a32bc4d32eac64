package reports

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// povertyParameters begins the names of the parameters that decide the poverty
// measures and nothing else.
const povertyParameters = "poverty."

// kindOrder puts the poor villages of a county before the others, and those of
// which it is not known last.
func kindOrder(code string) string {
	county, kind, _ := strings.Cut(code, "-")
	return county + strconv.Itoa(slices.Index([]string{"poor", "other", "unknown"}, kind))
}

// realCell prints a number in the form of its kind, half up, … where it is above
// 0 and rounds to 0. A share is given as a fraction.
func realCell(v float64, kind Kind) Cell {
	r, ok := new(big.Rat).SetString(strconv.FormatFloat(v, 'g', -1, 64))
	if !ok {
		return Cell{Text: NotApplicable}
	}
	decimals := 2
	switch kind {
	case KindMoney:
		return Cell{Text: Money(r), Value: v}
	case KindPercent:
		v, r = v*100, r.Mul(r, big.NewRat(100, 1))
	case KindIndex:
		decimals = 4
	}
	text := RoundHalfUp(r, decimals)
	if v > 0 && strings.Trim(text, "0.") == "" {
		text = TooSmall
	}
	return Cell{Text: text, Value: v}
}

// measureNotes say in one sentence each what some poverty measures mean, how they
// are worked out and after whom, and at the end how they treat what is not known.
func measureNotes(meta Meta, measures []string) []string {
	var notes, treatments []string
	of := map[string][]string{} // measures by how they treat what is not known
	for _, id := range measures {
		for _, m := range meta.Measures {
			if m.ID != id {
				continue
			}
			notes = append(notes, Clean(m.Label)+":"+strings.TrimRight(Clean(m.Definition), "。")+"。算法:"+textCell(m.Formula, "未写明").Text+
				"。依据:"+textCell(m.Source, "未写明").Text+"。")
			nulls := textCell(m.Nulls, "未写明").Text
			if of[nulls] == nil {
				treatments = append(treatments, nulls)
			}
			name, _, _ := strings.Cut(Clean(m.Label), "(")
			of[nulls] = append(of[nulls], name)
		}
	}
	for i, nulls := range treatments {
		if treatments[i] = nulls; len(treatments) > 1 {
			treatments[i] = strings.Join(of[nulls], "、") + ":" + nulls
		}
	}
	if len(treatments) > 0 {
		notes = append(notes, "不明的处理:"+strings.Join(treatments, "\uff1b")+"。")
	}
	return notes
}
