package reports

import (
	"cmp"
	"maps"
	"slices"
)

// Hidden stands in a frame for a count that is not made public, see hideSmall.
type Hidden struct{}

// smallCells hides the small counts of areas below the county, with as many others
// that they cannot be had by subtraction.
//
// Among the parts of an area (the townships of the county, the villages of a township)
// a class of the tally is hidden in a rectangle: in some areas × some items, in all
// scopes at once. For every small count in it there are other counts that some
// households can be moved to and from, with their persons, so that every sum that is
// printed is as it was, every area and item has as many of both, and no household is
// without a person: the count, and the persons, may then be anything within the bound,
// for all that the sums tell. Where no rectangle does that, the class is hidden in all
// the parts. An area in which a whole scope is small shows none of its figures but that
// of all households; what is hidden of a township is hidden of all its villages.
type smallCells struct {
	bound int64
	tally map[smallKey]*smallCount
	// households of whom an item that is yes or no is not known
	unclear map[smallKey]smallCount
	items   map[string][]string // of each class, in order
	gone    map[smallKey]bool   // what is hidden
	tiny    map[string]bool     // areas that show nothing
	mute    map[string]bool     // areas that are to show nothing whatever they have
}

type smallKey struct{ area, scope, class, item string }

// smallCount counts households, their persons, and the households whose persons are
// not known.
type smallCount struct{ households, persons, unknown int64 }

// least is how many persons so many of the households have at least.
func (c smallCount) least(households int64) int64 { return max(0, households-c.unknown) }

// leafScopes are the scopes that the others are made of.
var leafScopes = map[string][]string{
	"exited": {"exited"}, "remaining": {"remaining"}, "unregistered": {"unregistered"},
	otherScope: {otherScope}, "registered": {"exited", "remaining"}, "all": {"exited", "remaining", "unregistered", otherScope},
}

// otherScope is the households of no known status: no table has it, and all others
// leave it over.
const otherScope = "other"

var scopesOfTally = []string{"all", "registered", "exited", "remaining", "unregistered", otherScope}

func areaKey(level, code string) string { return level + " " + code }

// isSmall reports a count that would point at somebody.
func (s *smallCells) isSmall(n int64) bool { return n >= 1 && n <= s.bound }

func (s *smallCells) cell(k smallKey) smallCount {
	if c := s.tally[k]; c != nil {
		return *c
	}
	return smallCount{}
}

func (s *smallCells) small(k smallKey) bool {
	c := s.cell(k)
	if s.isSmall(c.households) || s.isSmall(c.persons) {
		return true
	}
	// an item that is yes or no tells the others as well
	return yesOrNo[k.class] && s.isSmall(s.others(k).households)
}

// others are the households of a scope of which an item that is yes or no is known not
// to be so.
func (s *smallCells) others(k smallKey) smallCount {
	all, c, open := s.cell(smallKey{k.area, k.scope, wholeClass, wholeItem}), s.cell(k), s.unclear[k]
	return smallCount{max(0, all.households-c.households-open.households), max(0, all.persons-c.persons-open.persons), max(0, all.unknown-c.unknown)}
}

// yesOrNo are the classes whose items each divide the households into two.
var yesOrNo = map[string]bool{"guarantee": true, "exclusion": true}

// of is how many households an item has in an area.
func (s *smallCells) of(area, scope, class, item string) int64 {
	return s.cell(smallKey{area, scope, class, item}).households
}

const (
	wholeClass = "total"
	wholeItem  = "合计"
)

// among hides what there is to hide among the parts of an area; parent is that area.
func (s *smallCells) among(parent string, parts []string) {
	bySize := slices.Clone(parts)
	slices.SortStableFunc(bySize, func(a, b string) int {
		return cmp.Or(cmp.Compare(s.of(a, "all", wholeClass, wholeItem), s.of(b, "all", wholeClass, wholeItem)), cmp.Compare(a, b))
	})
	var tiny []string
	for _, a := range bySize {
		if s.tiny[parent] || s.mute[a] || slices.ContainsFunc(scopesOfTally, func(scope string) bool { return s.small(smallKey{a, scope, wholeClass, wholeItem}) }) {
			tiny = append(tiny, a)
		}
	}
	for {
		told := false
		if len(tiny) > 0 {
			tiny, told = s.companions(tiny, bySize)
		}
		whole := told || slices.ContainsFunc(tiny, func(a string) bool {
			return s.gone[smallKey{parent, "all", wholeClass, wholeItem}] || s.small(smallKey{a, "all", wholeClass, wholeItem})
		})
		for _, a := range tiny {
			s.tiny[a] = true
			for _, scope := range scopesOfTally {
				if scope != "all" || whole {
					s.gone[smallKey{a, scope, wholeClass, wholeItem}] = true
				}
			}
		}
		open := ""
		for _, class := range slices.Sorted(maps.Keys(s.items)) {
			if class == wholeClass {
				continue
			}
			if k := s.class(parent, class, s.items[class], bySize, tiny); k != nil && !slices.Contains(tiny, k.area) {
				open = k.area
			}
		}
		if open == "" || len(parts) == 1 {
			return
		}
		tiny = append(tiny, open) // what its scopes come to would tell
	}
}

// companions adds areas to those that are tiny until every count of a scope that is
// small in one of them can be another; told reports that all of them are not enough.
func (s *smallCells) companions(tiny, all []string) (areas []string, told bool) {
	isTold := func(areas []string, numbers int64) bool {
		return slices.ContainsFunc(areas, func(a string) bool {
			return slices.ContainsFunc(leafScopes["all"], func(leaf string) bool {
				k := smallKey{a, leaf, wholeClass, wholeItem}
				return (s.small(k) || s.mute[a] && s.of(a, leaf, wholeClass, wholeItem) > 0) && !s.free(k, func(each func(from, to, other, back smallCount) bool) {
					for _, b := range areas {
						for _, other := range leafScopes["all"] {
							if b != a && other != leaf && each(s.corners(smallKey{a, leaf, wholeClass, wholeItem}, smallKey{b, other, wholeClass, wholeItem}, true)) {
								return
							}
						}
					}
				}, numbers)
			})
		})
	}
	for _, a := range all {
		if len(tiny) > 1 && !isTold(tiny, s.bound) {
			break
		}
		if !slices.Contains(tiny, a) && s.of(a, "all", wholeClass, wholeItem) > 0 {
			tiny = append(tiny, a)
		}
	}
	if len(tiny) == 1 || isTold(tiny, s.bound) {
		return all, isTold(all, 1)
	}
	return tiny, false
}

// class hides a rectangle of areas × items of one class; it gives a count that is told
// all the same by what the scopes come to, nil for none.
func (s *smallCells) class(parent, class string, all, bySize, tiny []string) (told *smallKey) {
	hasSmall := func(area, item string) bool {
		return slices.ContainsFunc(scopesOfTally, func(scope string) bool { return s.small(smallKey{area, scope, class, item}) })
	}
	areas, items := slices.Clone(tiny), []string(nil)
	if len(tiny) > 0 {
		items = all
	}
	above := slices.ContainsFunc(all, func(item string) bool { return s.gone[smallKey{parent, "all", class, item}] })
	if above {
		areas = bySize
	}
	for _, a := range bySize {
		if !slices.Contains(areas, a) && slices.ContainsFunc(all, func(item string) bool { return hasSmall(a, item) }) {
			areas = append(areas, a)
		}
	}
	if len(areas) == 0 {
		return nil
	}
	for _, item := range all {
		inParent := s.gone[smallKey{parent, "all", class, item}]
		if !slices.Contains(items, item) && (inParent || slices.ContainsFunc(areas, func(a string) bool { return hasSmall(a, item) })) {
			items = append(items, item)
		}
	}
	if class == "guarantee" { // those that miss any are no more than the sum of those that miss each
		each := slices.DeleteFunc(slices.Clone(all), func(item string) bool { return item == "六项合计" })
		for i := 0; i < len(each) && len(slices.DeleteFunc(slices.Clone(items), func(item string) bool { return item == "六项合计" })) < 2; i++ {
			if !slices.Contains(items, each[i]) {
				items = append(items, each[i])
			}
		}
	}
	byCount := slices.Clone(all)
	slices.SortStableFunc(byCount, func(x, y string) int {
		var n, m int64
		for _, a := range areas {
			n, m = n+s.of(a, "all", class, x), m+s.of(a, "all", class, y)
		}
		return cmp.Compare(n, m)
	})
	for {
		k := s.open(class, areas, items, s.bound)
		if k == nil {
			break
		}
		b, j := s.partner(*k, bySize, byCount, areas, items)
		if b == "" {
			areas, items = bySize, all
			told = s.open(class, areas, items, 1)
			break
		}
		if !slices.Contains(areas, b) {
			areas = append(areas, b)
		}
		if !slices.Contains(items, j) {
			items = append(items, j)
		}
	}
	for _, a := range areas {
		for _, i := range items {
			for _, scope := range scopesOfTally {
				s.gone[smallKey{a, scope, class, i}] = true
			}
		}
	}
	return told
}

// open finds a small count of a rectangle that the sums leave fewer other numbers than
// so many; nil for none.
func (s *smallCells) open(class string, areas, items []string, numbers int64) *smallKey {
	for _, a := range areas {
		for _, i := range items {
			for _, scope := range scopesOfTally {
				k := smallKey{a, scope, class, i}
				if s.cell(k).households == 0 {
					continue // the few that are left over are few because little is known of the others
				}
				if s.small(k) && !s.free(k, s.partners(k, areas, items), numbers) {
					return &k
				}
			}
		}
	}
	return nil
}

// partners goes through the counts that one can be exchanged with, in the scopes that
// it is made of.
func (s *smallCells) partners(k smallKey, areas, items []string) func(func(from, to, other, back smallCount) bool) {
	return func(each func(from, to, other, back smallCount) bool) {
		for _, leaf := range leafScopes[k.scope] {
			for _, b := range areas {
				for _, j := range items {
					if b != k.area && (j == k.item) == yesOrNo[k.class] && each(s.corners(smallKey{k.area, leaf, k.class, k.item}, smallKey{b, leaf, k.class, j}, false)) {
						return
					}
				}
			}
		}
	}
}

// corners are the four counts of an exchange: the one it is about, the one beside it in
// the same area, and both in the other area; the items are the scopes for those of a
// whole area. Beside an item that is yes or no stand those of whom it is not so.
func (s *smallCells) corners(k, other smallKey, scopes bool) (here, beside, there, across smallCount) {
	swap := func(area string, by smallKey) smallKey {
		if scopes {
			return smallKey{area, by.scope, k.class, k.item}
		}
		return smallKey{area, k.scope, k.class, by.item}
	}
	if yesOrNo[k.class] {
		there := swap(other.area, k)
		return s.cell(k), s.others(k), s.cell(there), s.others(there)
	}
	return s.cell(k), s.cell(swap(k.area, other)), s.cell(swap(other.area, k)), s.cell(swap(other.area, other))
}

// free reports whether a small count may be so many other numbers for all that can be
// told, and its persons too where they are few: as many more as come from the count
// beside it while others go the same way back in another area, and as many less the
// other way round.
func (s *smallCells) free(k smallKey, partners func(func(here, beside, there, across smallCount) bool), numbers int64) bool {
	var more, less, in, out int64
	few := s.isSmall(s.cell(k).persons)
	enough := func() bool { return more+less >= numbers && (!few || in+out >= numbers) }
	partners(func(here, beside, there, across smallCount) bool {
		n, p := moved(beside, here, there, across, numbers)
		more, in = max(more, n), max(in, p)
		n, p = moved(here, beside, across, there, numbers)
		less, out = max(less, n), max(out, p)
		return enough()
	})
	return enough()
}

// moved is how many households, up to most, can be moved from one count to another and
// as many between two others, and how many persons with them: every count that is left
// with households has persons for them, and every one without has none.
func moved(from, to, from2, to2 smallCount, most int64) (households, persons int64) {
	for n := range most + 1 {
		low, high := int64(-1<<40), int64(1<<40) // of the persons
		for _, c := range []smallCount{from, from2} {
			switch left := c.households - n; {
			case left < c.unknown:
				return households, persons
			case left == 0:
				low, high = max(low, c.persons), min(high, c.persons)
			default:
				high = min(high, c.persons-c.least(left))
			}
		}
		for _, c := range []smallCount{to, to2} {
			if c.households+n == 0 {
				low, high = max(low, 0), min(high, 0)
				continue
			}
			low = max(low, c.least(c.households+n)-c.persons)
		}
		if low <= high {
			households, persons = n, max(persons, high)
		}
	}
	return households, persons
}

// partner finds the area and the item that give a small count more room: the smallest
// of those that hide the least beside what is hidden already.
func (s *smallCells) partner(k smallKey, bySize, byCount, areas, items []string) (area, item string) {
	least := 3
	for _, j := range byCount {
		for _, b := range bySize {
			more := 0
			if !slices.Contains(areas, b) {
				more++
			}
			if !slices.Contains(items, j) {
				more++
			}
			if more == 0 || more >= least || b == k.area || (j == k.item) != yesOrNo[k.class] {
				continue
			}
			for _, leaf := range leafScopes[k.scope] {
				here, beside, there, across := s.corners(smallKey{k.area, leaf, k.class, k.item}, smallKey{b, leaf, k.class, j}, false)
				in, _ := moved(beside, here, there, across, 1)
				out, _ := moved(here, beside, across, there, 1)
				if in+out > 0 {
					least, area, item = more, b, j
				}
			}
		}
	}
	return area, item
}
