package reports_test

import (
	"context"
	"strings"
	"testing"

	"sanlv/reports"
	"sanlv/reports/internal/sample"
)

func texts(t *testing.T, table *reports.Table, err error) []string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, r := range table.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Text)
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

// The official ratio stands beside the weighted estimate; what is too small to
// print is not printed, but for the counts; standards that ask the same share a row.
func TestEstimateTables(t *testing.T) {
	ctx, pub := context.Background(), sample.Publication()
	table, err := reports.TableOf(ctx, pub, "estimate")
	got := texts(t, table, err)
	if len(got) != 4 || got[0] != "莲塘县|错退率|6|90|87|300|2|0|6|900|0.67|0.70|0.02|2.40|1.23|17|123.40|0.02|2.40" {
		t.Errorf("%d rows: %s", len(got), got[0])
	}
	if !strings.Contains(got[3], "|20|3|0|9|60|15.00|样本太少|样本太少|样本太少|样本太少|17|样本太少|") {
		t.Errorf("the township: %s", got[3])
	}
	table, err = reports.TableOf(ctx, pub, "estimate_verdict")
	got = texts(t, table, err)
	if len(got) != 3 || !strings.HasPrefix(got[0], "莲塘县|错退率|国家中部、国家西部|<2%|0.67|达标|0.02|2.40|样本不足以判定|120|错退率\uff1a估计为0.70%") {
		t.Errorf("%d rows: %s", len(got), got[0])
	}
	if !strings.Contains(got[2], "|5.00|40.00|未达标|") {
		t.Errorf("a verdict from few households tells its bounds: %s", got[2])
	}
	table, err = reports.TableOf(ctx, pub, "estimate_count")
	if got = texts(t, table, err); len(got) != 2 || got[0] != "莲塘县|推算错退人口（人）|300|2|13|0|41|13" || !strings.HasPrefix(got[1], "莲塘县|遗漏率") {
		t.Errorf("%v", got)
	}
}

func TestVerificationTables(t *testing.T) {
	ctx, pub := context.Background(), sample.Publication()
	table, err := reports.TableOf(ctx, pub, "difference")
	got := texts(t, table, err)
	if len(got) != 3 || !strings.Contains(got[0], "|人口\uff08人\uff09|4|5|+1|户表.xlsx › 户信息 › K4|") || !strings.Contains(got[1], "|3,200.00|2,650.50|−549.50|") || !strings.Contains(got[2], "|有保障|无保障|—|") {
		t.Errorf("%v", got)
	}
	table, err = reports.TableOf(ctx, pub, "agreement")
	if got = texts(t, table, err); len(got) != 5 || got[0] != "合计|—|—|75|225|40户一致" || got[2] != "脱贫户|无问题|错退|20|60|不一致" || !strings.HasSuffix(got[3], "|有一方待核") || !strings.HasSuffix(got[4], "|未核实") {
		t.Errorf("%v", got)
	}
	table, err = reports.TableOf(ctx, pub, "agreement_rate")
	if got = texts(t, table, err); len(got) != 1 || got[0] != "莲塘县|错退率|10|720|1.39|300|0.70|0.02|2.40|−0.69|在区间内" || !strings.Contains(strings.Join(table.Notes, ""), "共1项\uff0c0项户表的率在抽样的95%区间之外") {
		t.Errorf("%v", got)
	}
	table, err = reports.TableOf(ctx, pub, "funnel")
	if got = texts(t, table, err); len(got) != 2 || !strings.Contains(got[0], "|户表|错退率|50|9|18.00|2.00|0~3|0~6|明显偏高\uff0c须到村|—") || !strings.HasSuffix(got[1], "|0.00~41.00") {
		t.Errorf("%v", got)
	}
	table, err = reports.TableOf(ctx, pub, "sample_case")
	if got = texts(t, table, err); len(got) != 2 || !strings.HasPrefix(got[0], "核实|") || !strings.Contains(got[1], "|—|不详|不详|不详|—|") {
		t.Errorf("%v", got)
	}
	table, err = reports.TableOf(ctx, pub, "fieldwork")
	if got = texts(t, table, err); len(got) != 5 || got[0] != "合计|—|—|42|39|1|2" || !strings.Contains(got[4], "|—|1|2|0|0|2") {
		t.Errorf("%v", got)
	}
	for _, id := range []string{"estimate", "estimate_verdict", "estimate_count", "agreement_rate", "agreement"} {
		table, err := reports.TableOf(ctx, sample.Empty(), id)
		if got := texts(t, table, err); len(got) != 1 || !strings.HasPrefix(got[0], "无|") || !strings.Contains(strings.Join(table.Notes, ""), "本次没有核查表") {
			t.Errorf("%s without a sample: %v", table.ID, got)
		}
	}
}
