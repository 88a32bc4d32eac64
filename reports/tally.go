package reports

import "context"

// Scopes of the tally: whose households are counted.
const (
	everybody  = "all"
	registered = "registered" // 建档立卡户
	exited     = "exited"     // 脱贫户
)

// tally is the households and persons of every area by class and item.
type tally struct {
	of    map[tallyKey]tallyCount
	items map[string][]string // by class, in order
}

type tallyKey struct{ level, area, scope, class, item string }

type tallyCount struct{ households, persons, personsUnknown, unclear int64 }

func readTally(ctx context.Context, pub Publication) (*tally, error) {
	items, err := load(ctx, pub, "tally_item", "class", "item")
	if err != nil {
		return nil, err
	}
	v, err := load(ctx, pub, "tally", "level", "area_code", "scope", "class", "item", "households", "persons", "persons_unknown", "unclear_households")
	if err != nil {
		return nil, err
	}
	t := &tally{of: map[tallyKey]tallyCount{}, items: map[string][]string{}}
	for i := range items.len() {
		class := items.text(i, "class")
		t.items[class] = append(t.items[class], items.text(i, "item"))
	}
	for i := range v.len() {
		t.of[tallyKey{v.text(i, "level"), v.text(i, "area_code"), v.text(i, "scope"), v.text(i, "class"), v.text(i, "item")}] =
			tallyCount{v.count(i, "households"), v.count(i, "persons"), v.count(i, "persons_unknown"), v.count(i, "unclear_households")}
	}
	return t, nil
}

// get gives the counts of a class and item of a scope.
func (t *tally) get(a area, scope, class, item string) tallyCount {
	return t.of[tallyKey{a.level.id(), a.code, scope, class, item}]
}
