package explain

import (
	"cmp"
	"context"
	"strings"

	"sanlv/pipeline/catalog"
	"sanlv/reports"
)

// monitoring says how the household stands in the monitoring (防返贫监测): its state,
// the class it is registered in and the class that incomes and alerts ask for, then
// its alerts.
func (p *Publication) monitoring(ctx context.Context, h record) (Note, error) {
	rows, err := p.table(ctx, "data/monitoring", "household_id = ?", h.text("household_id"))
	if err != nil {
		return Note{}, err
	}
	n := note("防返贫监测:没有登记为监测对象,按收入和预警也不需监测")
	for _, m := range rows {
		registered := m.text("class_registered")
		switch registered {
		case "":
			registered = "没有"
		case "不明":
			registered = "不明(表中没有这一栏或读不出)"
		}
		n = note("防返贫监测:%s", tri(m.text("state") != "", m.text("state"), "不需监测", ""))
		n.Facts = m.facts("state", "class_registered", "class_due", "unclear", "risk", "shock", "below", "per_capita", "line", "since", "until", "months", "reason")
		n.Source = cellOf(m)
		due := m.text("class_due")
		if due == "" {
			due = tri(m["unclear"] == true || m.text("state") == "待核", "无法判断", "不应纳入", "")
		}
		n.Below = append(n.Below, note("登记的类别:%s;按收入和预警:%s", registered, due))
		if since := m.text("since"); since != "" {
			months := note("识别监测时间 %s,消除监测时间 %s,监测 %s 个整月", since, m.shown("until"), m.shown("months"))
			n.Below = append(n.Below, months)
		}
		n.Below = append(n.Below, note("人均纯收入 %s 元,监测线 %s 元", m.shown("per_capita"), m.shown("line")), note("依据:%s", cmp.Or(m.text("reason"), reports.NotApplicable)))
	}
	alerts, err := p.table(ctx, "data/alerts", "household_id = ? ORDER BY rule_order, file, sheet, row", h.text("household_id"))
	if err != nil {
		return n, err
	}
	for _, a := range alerts {
		n.Below = append(n.Below, alert(a))
	}
	if len(alerts) == 0 {
		n.Below = append(n.Below, note("预警:没有"))
	}
	return n, nil
}

// alertUnits are those of the amounts by measure; every other is in yuan.
var alertUnits = map[string]string{"占上年纯收入": "%", "比上年下降": "%", "数值": ""}

// alert says which rule an amount of whom has passed, or may have.
func alert(a record) Note {
	unit, ok := alertUnits[a.text("measure")]
	if !ok {
		unit = "元"
	}
	who := a.text("relationship")
	if who == "" {
		who = "成员"
	}
	n := note("%s(%s):%s,%s,%s", a.text("result"), a.text("meaning"), a.text("rule"), who, a.text("item"))
	if a.text("measure") != "有" {
		value := a.text("value")
		if value == "" {
			value = "不明"
		} else {
			value += unit
		}
		bound := "没有阈值"
		if a.text("threshold") != "" {
			bound = catalog.Asks(a.text("comparator"), a.text("threshold")) + unit
		}
		n.Text += a.text("measure") + " " + value + ",阈值 " + bound
	}
	n.Facts, n.Source = a.facts("rule", "meaning", "department", "item", "measure", "value", "comparator", "threshold", "events", "last_on", "result"), cellOf(a)
	return n
}

// lowIncome says in which class of low income the household is and why, and what
// does not fit with what it receives.
func (p *Publication) lowIncome(ctx context.Context, h record) (Note, error) {
	rows, err := p.table(ctx, "data/low_income", "household_id = ?", h.text("household_id"))
	if err != nil || len(rows) == 0 {
		return Note{}, err
	}
	l := rows[0]
	n := note("低收入人口:%s", l.text("class"))
	if open := l.text("open"); open != "" {
		n.Text += "(" + open + ")"
	}
	n.Facts = l.facts("class", "open", "mismatch", "standard", "margin", "disposable", "burden", "single_persons", "reason")
	n.Below = append(n.Below, note("依据:%s", cmp.Or(l.text("reason"), reports.NotApplicable)),
		note("低保标准 %s 元,低保边缘标准 %s 元,上年农村居民人均可支配收入 %s 元", l.shown("standard"), l.shown("margin"), l.shown("disposable")))
	if m := l.text("mismatch"); m != "" {
		n.Below = append(n.Below, note("不符:%s", strings.ReplaceAll(m, ";", "、")))
	}
	if s := l.count("single_persons"); s > 0 {
		n.Below = append(n.Below, note("可单人纳入低保而没有享受的 %d 人", s))
	}
	return n, nil
}

// cellOf is the cell that a published row names itself, nil where it names none.
func cellOf(r record) *Source {
	if r.text("file") == "" || r.text("cell") == "" {
		return nil
	}
	return &Source{File: r.text("file"), Sheet: r.text("sheet"), Cell: r.text("cell"), Header: r.text("header")}
}
