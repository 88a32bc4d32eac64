package catalog

import "strconv"

// FrozenPopulation is the population (农业户籍人口) of a village at the end of an
// earlier year, by which the incidences are taken where population is frozen:
// counties were told to keep that of 2014.
type FrozenPopulation struct {
	VillageCode string // 12 digits
	Year        int64
	Persons     int64
	Source      string
}

func (c *Catalog) readFrozenPopulation(r *reference, name string) error {
	rows, err := r.read(name, []string{"村代码", "年份", "年末农业户籍人口", "依据"}, []string{"村", "状态", "说明"})
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, rec := range rows {
		f := FrozenPopulation{VillageCode: rec.get("村代码"), Source: rec.get("依据")}
		if !rec.villageCode(f.VillageCode) {
			continue
		}
		if seen[f.VillageCode] {
			rec.bad("村代码", "ref.duplicate", "出现了两次。", "每村只留一行。")
			continue
		}
		seen[f.VillageCode] = true
		if f.Year, err = strconv.ParseInt(rec.get("年份"), 10, 64); err != nil || f.Year < 1978 || f.Year > 2100 {
			rec.bad("年份", "ref.number", "不是年份。", "填四位年份,如 2014。")
			continue
		}
		if f.Persons, err = strconv.ParseInt(rec.get("年末农业户籍人口"), 10, 32); err != nil || f.Persons < 0 {
			rec.bad("年末农业户籍人口", "ref.number", "不是人数。", "填整数,不带单位和千分号。")
			continue
		}
		c.Frozen = append(c.Frozen, f)
	}
	return nil
}
