package reports

import (
	"context"
	"fmt"
)

// monitoring is chapter 六: households that are watched lest they fall back.
func (f *facts) monitoring(ctx context.Context, c *composer) error {
	c.section("monitoring", "六、动态监测")
	c.heading("监测对象")
	rec, err := readReconciliation(ctx, f.pub)
	if err != nil {
		return err
	}
	count := func(a area, item string) (int64, bool) {
		i, ok := rec.at[[3]string{a.level.id(), a.code, item}]
		if !ok {
			return 0, false
		}
		return rec.view.number(i, "worked_out")
	}
	any := false
	for _, county := range f.counties {
		households, known := count(county, "monitored_households")
		persons, _ := count(county, "monitored_persons")
		c.say(monitoredWords(f.here(county), known, households, persons))
		any = any || households > 0
	}
	if !any {
		return nil
	}
	t := grid(f.meta, col(KindText, "单位"), col(KindCount, "监测对象", "户数(户)"), col(KindCount, "监测对象", "人口(人)"))
	for _, a := range f.areas {
		if a.level > LevelTownship || a.code == undecidedPlace {
			continue
		}
		r := Row{Level: a.level, Total: a.level == LevelCounty, Cells: []Cell{{Text: a.name}}}
		for _, item := range []string{"monitored_households", "monitored_persons"} {
			if n, ok := count(a, item); ok {
				r.Cells = append(r.Cells, countCell(n))
			} else {
				r.Cells = append(r.Cells, Cell{Text: NotKnown})
			}
		}
		t.put(r)
	}
	c.say("分乡镇见" + ref("monitored") + "。")
	c.table("monitored", "分乡镇监测对象", t, "注:户表“监测对象类别”一栏填有类别的户。")
	return nil
}

// monitoredWords say how many households the register marks as watched.
func monitoredWords(place string, known bool, households, persons int64) string {
	switch {
	case !known:
		return place + "没有户表可以统计监测对象。"
	case households == 0:
		return place + "户表没有标注防返贫监测对象(“监测对象类别”一栏没有填写),不能据以分析返贫风险。"
	}
	return fmt.Sprintf("%s户表标注防返贫监测对象%s户%s人。", place, Count(households), Count(persons))
}
