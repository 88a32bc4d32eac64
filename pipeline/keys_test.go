package pipeline

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"sanlv/pipeline/catalog"
)

// Whatever came twice, a published table has one row a key, and its order leaves
// no choice: the keys are those that the header of its model names.
func TestKeysOfPublishedTables(t *testing.T) {
	ctx := context.Background()
	r := rand.New(rand.NewPCG(2018, 9))
	b := newBatch(t, nil)
	var hs []testHousehold
	for i := range 150 {
		hs = append(hs, randomHousehold(r, i%120)) // thirty come twice, with other contents
	}
	insert(t, b, hs)
	var visits []testVisit
	for i := range 80 {
		visits = append(visits, testVisit{fmt.Sprint(1 + r.IntN(2)), fmt.Sprintf("99990100100%d", 1+r.IntN(4)), fmt.Sprintf("H%05d", i%60), "", "正确", [5]truth{1, 1, 1, 1, truth(r.IntN(3) - 1)}, 10})
	}
	insertVisits(t, b, visits)
	for range 2 { // the village sheet twice, with poor villages
		insertVillageSheet(t, b, map[string]string{"999901001001": "300", "999901001002": "200"})
	}
	for _, sql := range []string{
		"INSERT INTO raw_member BY NAME SELECT * REPLACE ('另一份' AS _file) FROM raw_member",
		"UPDATE raw_household SET village_code = NULL WHERE _row % 9 = 0", // stand under 未定
	} {
		if err := b.db.Exec(ctx, sql); err != nil {
			t.Fatal(err)
		}
	}
	b.transform(t)
	tables, filled := 0, 0
	for _, m := range b.cat.Models {
		if m.Header["publish"] == "" {
			continue
		}
		tables++
		for _, key := range []string{"grain", "order"} {
			_, rows, err := b.db.Query(ctx, fmt.Sprintf("SELECT count(*), count(DISTINCT row(%s)) FROM %s", m.Header[key], m.Table()))
			if err != nil {
				t.Fatalf("%s: %s: %v", m.File, key, err)
			}
			if rows[0][0] != rows[0][1] {
				t.Errorf("%s has %v rows and %v of its %s (%s)", m.File, rows[0][0], rows[0][1], key, m.Header[key])
			}
			if key == "grain" && rows[0][0] != int64(0) {
				filled++
			}
		}
		// for other programs a table stands in the order of its key; the period is the same in every row
		if strings.HasPrefix(m.Header["publish"], catalog.DataFolder) {
			key, order := strings.TrimPrefix(m.Header["grain"], "period, "), strings.TrimPrefix(m.Header["order"], "period, ")
			if !slices.Equal(strings.Split(key, ", "), strings.Split(order, ", ")) {
				t.Errorf("%s is ordered by %s and not by its key %s", m.File, order, key)
			}
		}
	}
	if tables < 40 || filled < 25 {
		t.Errorf("%d tables, %d with rows", tables, filled)
	}
}
