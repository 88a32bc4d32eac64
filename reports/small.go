package reports

import (
	"cmp"
	"slices"
)

// Hidden stands in a frame for a count that is not made public, see hideSmall.
type Hidden struct{}

// smallCells hides the small counts of areas below the county, with as many others
// that they cannot be had by subtraction.
//
// Among the parts of an area (the townships of the county, the villages of a township)
// a class of the tally is hidden in a rectangle: in some areas × some items, in all
// scopes at once. Each has two sides or more, and for every small count there is a
// count that is not 0 in another area and another item: one more here and one less
// there leaves every sum that is printed as it is, so that none gives the count away.
// An area in which a whole scope is small shows none of its figures but that of all
// households; what is hidden of a township is hidden of all its villages.
type smallCells struct {
	bound int64
	tally map[smallKey]*smallCount
	items map[string][]string // of each class, in order
	gone  map[smallKey]bool   // what is hidden
	tiny  map[string]bool     // areas that show nothing
}

type smallKey struct{ area, scope, class, item string }

type smallCount struct{ households, persons int64 }

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
	return s.isSmall(c.households) || s.isSmall(c.persons)
}

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
		if s.tiny[parent] || slices.ContainsFunc(scopesOfTally, func(scope string) bool { return s.small(smallKey{a, scope, wholeClass, wholeItem}) }) {
			tiny = append(tiny, a)
		}
	}
	if len(tiny) > 0 {
		tiny = s.companions(tiny, bySize)
	}
	whole := slices.ContainsFunc(tiny, func(a string) bool {
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
	for class, items := range s.items {
		if class != wholeClass {
			s.class(parent, class, items, bySize, tiny)
		}
	}
}

// companions adds areas to those that are tiny until, for every scope that is small,
// another has a household of it and of another scope too.
func (s *smallCells) companions(tiny, all []string) []string {
	leaves := leafScopes["all"]
	protected := func() bool {
		for _, a := range tiny {
			for _, l := range leaves {
				if s.of(a, l, wholeClass, wholeItem) > 0 && !slices.ContainsFunc(tiny, func(b string) bool {
					return b != a && slices.ContainsFunc(leaves, func(m string) bool { return m != l && s.of(b, m, wholeClass, wholeItem) > 0 })
				}) {
					return false
				}
			}
		}
		return len(tiny) > 1
	}
	for _, a := range all {
		if protected() {
			break
		}
		if !slices.Contains(tiny, a) && s.of(a, "all", wholeClass, wholeItem) > 0 {
			tiny = append(tiny, a)
		}
	}
	if !protected() {
		return all
	}
	return tiny
}

// class hides a rectangle of areas × items of one class.
func (s *smallCells) class(parent, class string, all, bySize, tiny []string) {
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
		return
	}
	for _, item := range all {
		inParent := s.gone[smallKey{parent, "all", class, item}]
		if !slices.Contains(items, item) && (inParent || slices.ContainsFunc(areas, func(a string) bool { return hasSmall(a, item) })) {
			items = append(items, item)
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
		k := s.open(class, areas, items)
		if k == nil {
			break
		}
		b, j := s.partner(*k, bySize, byCount, areas, items)
		if b == "" {
			areas, items = bySize, all
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
}

// open finds a small count of a rectangle that could be told from the sums; nil for
// none.
func (s *smallCells) open(class string, areas, items []string) *smallKey {
	for _, a := range areas {
		for _, i := range items {
			for _, scope := range scopesOfTally {
				k := smallKey{a, scope, class, i}
				if s.small(k) && !slices.ContainsFunc(areas, func(b string) bool {
					return slices.ContainsFunc(items, func(j string) bool { return s.exchange(k, b, j) })
				}) {
					return &k
				}
			}
		}
	}
	return nil
}

// partner finds the area and the item that a small count can be exchanged with: the
// smallest of those that hide the least beside what is hidden already.
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
			if more < least && s.exchange(k, b, j) {
				least, area, item = more, b, j
			}
		}
	}
	return area, item
}

// exchange reports whether one household more and one less in a count, the other way
// round in another area and in another item, leave all sums as they are, in a scope
// that the count is made of.
func (s *smallCells) exchange(k smallKey, area, item string) bool {
	if area == k.area || item == k.item {
		return false
	}
	return slices.ContainsFunc(leafScopes[k.scope], func(leaf string) bool {
		return s.of(k.area, leaf, k.class, k.item) > 0 && s.of(area, leaf, k.class, item) > 0 ||
			s.of(k.area, leaf, k.class, item) > 0 && s.of(area, leaf, k.class, k.item) > 0
	})
}
