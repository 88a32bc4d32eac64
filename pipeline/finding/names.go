package finding

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Names knows who lives or works in which village, so that their names can be hidden
// in remarks, messages and other free text about it. It keeps hashes, no names. A nil
// *Names knows nobody.
type Names struct {
	mu    sync.Mutex
	words map[uint64]bool            // that are no names: labels of code lists, names of places
	homes map[uint64]uint64          // household → village
	told  []told                     // until Settle
	of    map[uint64]map[uint64]bool // village, or household in none → names
	sums  map[uint64][]byte          // of the names of a place, once they were asked for
}

// told is a name as a row gives it; no village or no household is 0.
type told struct{ household, village, name uint64 }

// NewNames knows nobody yet. Words are never taken for a name.
func NewNames(words []string) *Names {
	n := &Names{words: map[uint64]bool{}, homes: map[uint64]uint64{}, of: map[uint64]map[uint64]bool{}, sums: map[uint64][]byte{}}
	for _, w := range words {
		n.words[hashOf(w)] = true
	}
	return n
}

// placeEnds are what the names of places end in.
var placeEnds = []string{"村民委员会", "村委会", "行政村", "自然村", "社区", "街道", "村", "镇", "乡", "县", "组"}

// Place tells the name of a place: somebody who is called like it is not hidden.
func (n *Names) Place(name string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.words[hashOf(name)] = true
	for _, end := range placeEnds {
		if stem, ok := strings.CutSuffix(name, end); ok {
			n.words[hashOf(stem)] = true
		}
	}
}

// Home tells in which village a household lives.
func (n *Names) Home(household, village string) {
	if household == "" || village == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	h, v := hashOf(household), hashOf(village)
	if was, ok := n.homes[h]; !ok || v < was { // of two the same one, whichever comes first
		n.homes[h] = v
	}
}

// Add tells who stands in a row, which is about a household, a village or both.
func (n *Names) Add(household, village, name string) {
	if !isName(name) || household == "" && village == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.told = append(n.told, told{hashOf(household), hashOf(village), hashOf(name)})
}

// Settle is called once all has been told: a household may stand in an earlier file
// than the village that it belongs to.
func (n *Names) Settle() {
	for _, t := range n.told {
		if n.words[t.name] {
			continue
		}
		place := t.village
		if place == 0 {
			place = n.placeOf(t.household)
		}
		if n.of[place] == nil {
			n.of[place] = map[uint64]bool{}
		}
		n.of[place][t.name] = true
	}
	n.told = nil
}

// placeOf is the village of a household, else the household.
func (n *Names) placeOf(household uint64) uint64 {
	if village, ok := n.homes[household]; ok {
		return village
	}
	return household
}

// About stands for what a text is about: a household and a village, 0 for none.
type About [2]uint64

// AboutRow is what a text of a row is about.
func AboutRow(household, village string) About { return About{hashOf(household), hashOf(village)} }

// Digest stands for all names that may be hidden in texts about so much, in this
// order: where it is the same, they are scrubbed alike.
func (n *Names) Digest(asked []About) string {
	if n == nil {
		return ""
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	sum := sha256.New()
	for _, a := range asked {
		sum.Write(n.sumOf(n.placeOf(a[0])))
		sum.Write(n.sumOf(a[1]))
	}
	return hex.EncodeToString(sum.Sum(nil))
}

// sumOf stands for the names of a place.
func (n *Names) sumOf(place uint64) []byte {
	if n.sums[place] == nil {
		sum := sha256.New()
		for _, name := range slices.Sorted(maps.Keys(n.of[place])) {
			sum.Write(binary.BigEndian.AppendUint64(nil, name))
		}
		n.sums[place] = sum.Sum(nil)
	}
	return n.sums[place]
}

// Scrub hides the numbers of persons within a text, see the function of that name,
// and the names of those who belong to the household or the village that it is about.
func (n *Names) Scrub(text, household, village string) string {
	return Scrub(n.hide(text, household, village), household)
}

func (n *Names) hide(text, household, village string) string {
	if n == nil || len(text) < 2*len("张") {
		return text
	}
	var here []map[uint64]bool
	if household != "" {
		here = append(here, n.of[n.placeOf(hashOf(household))])
	}
	if village != "" {
		here = append(here, n.of[hashOf(village)])
	}
	here = slices.DeleteFunc(here, func(names map[uint64]bool) bool { return len(names) == 0 })
	if len(here) == 0 {
		return text
	}
	var out strings.Builder
	shown := 0
	for at := 0; at < len(text); {
		first, size := utf8.DecodeRuneInString(text[at:])
		end := 0
		if unicode.Is(unicode.Han, first) {
			end = longest(text[at:], here)
		}
		if end == 0 {
			at += size
			continue
		}
		out.WriteString(text[shown:at])
		out.WriteString(Name.Apply(text[at : at+end]))
		at += end
		shown = at
	}
	if shown == 0 {
		return text
	}
	out.WriteString(text[shown:])
	return out.String()
}

// longest is how many bytes of a text the longest name takes that it begins with.
func longest(text string, here []map[uint64]bool) (end int) {
	h, letters := fnv.New64a(), 0
	for i, r := range text {
		if letters++; letters > longestName || !inName(r) {
			break
		}
		size := utf8.RuneLen(r)
		_, _ = h.Write([]byte(text[i : i+size]))
		if letters < 2 {
			continue
		}
		for _, names := range here {
			if names[h.Sum64()] {
				end = i + size
			}
		}
	}
	return end
}

const longestName = 20

func inName(r rune) bool { return unicode.Is(unicode.Han, r) || r == '·' || r == '•' }

// isName reports whether a cell has the look of a name: two to four Chinese
// characters, or more with a point between the parts.
func isName(s string) bool {
	letters := utf8.RuneCountInString(s)
	if letters < 2 || letters > longestName || letters > 4 && !strings.ContainsAny(s, "·•") {
		return false
	}
	return !strings.ContainsFunc(s, func(r rune) bool { return !inName(r) })
}

func hashOf(s string) uint64 {
	if s == "" {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(s))
	return h.Sum64()
}
