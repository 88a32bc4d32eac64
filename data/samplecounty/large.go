package samplecounty

import (
	"fmt"
	"math/rand/v2"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// largeTown is how many villages a township of a large county has.
const largeTown = 20

// WriteLarge writes a county of a size into a folder, to measure by: one workbook
// a village with its 户表 and 人表, and the township's 村表. Nothing is planted in
// it and its sheets are tidy; one household in a hundred is still poor. The same
// size gives the same bytes.
func WriteLarge(dir string, villages, households int) error {
	return writeLarge(dir, villages, households, func(*Household) {})
}

// WriteFaulty writes the county of WriteLarge with two cells of every member that
// cannot be read and an amount of every household that does not agree with the others.
func WriteFaulty(dir string, villages, households int) error {
	return writeLarge(dir, villages, households, func(h *Household) {
		h.Override = map[string]string{"declared_per_capita": "1"}
		for i := range h.Members {
			h.Members[i].Override = map[string]string{"work_months": "约半年", "health": "还行"}
		}
	})
}

func writeLarge(dir string, villages, households int, spoil func(*Household)) error {
	if villages < 1 || villages > 900*largeTown || households < villages || households/villages >= 9999 {
		return fmt.Errorf("a county of %d villages and %d households cannot be numbered", villages, households)
	}
	b := &builder{rand: rand.New(rand.NewPCG(uint64(villages), uint64(households))), ids: map[string]bool{}}
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	var town *Township
	for n := range villages {
		if n%largeTown == 0 {
			if done := town; done != nil {
				g.Go(func() error { return done.writeVillageSheet(dir) })
			}
			number := n/largeTown + 1
			town = &Township{Code: fmt.Sprintf("%s%03d", countyCode, number+99), Name: fmt.Sprintf("第%d乡", number), Number: number + 99}
		}
		v := b.largeVillage(town, n%largeTown+1, households*(n+1)/villages-households*n/villages)
		for _, h := range v.Households {
			spoil(h)
		}
		g.Go(func() error {
			sheet, _ := v.householdSheet(householdSheetName, false)
			c := &County{persons: map[string]place{}}
			members := c.memberSheet(memberStyle{perVillage: workbook, more: true}, "人表", "", v.Name, []*Village{v})
			return document{name: v.file("户表人表.xlsx"), sheets: []*grid{sheet, members}}.write(dir)
		})
	}
	g.Go(func() error { return town.writeVillageSheet(dir) })
	return g.Wait()
}

func (b *builder) largeVillage(t *Township, number, households int) *Village {
	v := &Village{Code: fmt.Sprintf("%s%03d", t.Code, number), Name: fmt.Sprintf("第%d村", number), Township: t, Number: number, Arrives: true,
		Poor: number%3 == 1, Layout: layout{start: [2]int{1, 1}, facts: true, twoRows: true, more: true, yes: "是", no: "否"},
		NaturalVillages: 5, Sized: 4, Roads: 4, Cleaners: 4, Waste: 4, TVWilling: int64(households), TV: int64(households), Income: 60000,
		Power: "是", Broadband: "是", Clinic: "是", Platform: "是"}
	for k := range households {
		h := b.household(v, k+1)
		if k%100 == 99 && h.Status == "脱贫户" {
			h.Status, h.ExitYear = "未脱贫户", 0
			h.earn(int64(h.Persons) * 2400)
		}
		v.Households = append(v.Households, h)
	}
	t.Villages = append(t.Villages, v)
	return v
}

func (t *Township) writeVillageSheet(dir string) error {
	name := t.folder() + "/" + t.Name + "村表.xlsx"
	c := &County{}
	return document{name: name, sheets: []*grid{c.villageSheet(t, name)}}.write(dir)
}
