package excel

import (
	"cmp"
	"slices"

	"sanlv/loaders"
)

// MaxColumns is how many columns a sheet has.
const MaxColumns = 16384

// CheckMerged refuses merged areas that overlap. Excel never writes them, so one
// of the two is wrong; and whoever fills areas row by row relies on at most one
// a column, or a million areas over a million rows would never end. spend is told
// of the work before it is done; its error ends the check.
func CheckMerged(areas []loaders.MergedArea, spend func(int) error) error {
	sorted := slices.SortedStableFunc(slices.Values(areas), func(a, b loaders.MergedArea) int { return cmp.Compare(a.FirstRow, b.FirstRow) })
	var taken [MaxColumns + 1]int // last row of the areas so far, by column
	for _, m := range sorted {
		const columnsPerElement = 16
		if err := spend(1 + (m.LastColumn-m.FirstColumn)/columnsPerElement); err != nil {
			return err
		}
		for c := m.FirstColumn; c <= m.LastColumn; c++ {
			if taken[c] >= m.FirstRow {
				return RefuseCell("cell.overlap", MendSaveAs, m.FirstRow, c, "属于两个合并区域,不知道哪个是对的")
			}
			taken[c] = m.LastRow
		}
	}
	return nil
}
