// Package sampling plans and draws the verification sample (核查样本): villages
// within strata, households within villages by class, the same for the same
// seed on every machine. Package survey estimates from what comes back; the
// frame is the contract between the two:
//
//   - Every village of the frame has its stratum (抽样层) and its inclusion
//     probability π, which is exact. Within a stratum either all π are equal, and
//     the villages are a simple random sample; or they differ, and are
//     proportional to the households of the villages (PPS).
//   - A village taken with certainty, because it was asked for or because it is
//     large enough for a PPS draw to take it always, has π = 1 and stands in a
//     stratum (…·必查) all of whose villages are drawn. So it adds no variance
//     between villages (statistics.md §1, edge rules).
//   - Within a village the households of each class g are a simple random sample,
//     m of M. A household's weight is 1/π × M/m of its class.
//   - 档外户 (the five groups outside the register) are a class of their own when
//     they are drawn apart, and then are not among the 一般农户 of the frame; else
//     they are 一般农户 like others. For every rate they are 一般农户.
//
// Nothing here reads files or a clock.
package sampling

import (
	"fmt"
	"slices"
	"strings"
)

// Class (抽样类别) is a class of households within a village, drawn on its own.
type Class int

// The classes in the order of every table.
const (
	Exited       Class = iota // 脱贫户
	Unregistered              // 一般农户
	Remaining                 // 未脱贫户, 返贫户 among them
	Outside                   // 档外户: 一般农户 with a 档外类别, when drawn apart
	classes
)

// Classes lists the classes in order.
var Classes = []Class{Exited, Unregistered, Remaining, Outside}

// String is the class as it stands in the sheets (sample_class).
func (c Class) String() string {
	return [classes]string{"脱贫户", "一般农户", "未脱贫户", "档外户"}[c]
}

// Household is a household that may be drawn.
type Household struct {
	ID      string
	Class   Class  // by the register: never Outside
	Outside bool   // has a 档外类别; counts where 档外户 are drawn apart and Class is Unregistered
	Group   string // 村民小组
	Head    string // 户主, masked
	Persons int64  // of the register; 0 where it does not say
}

// Village is a village of the county with its households.
type Village struct {
	Code, Name             string
	TownshipCode, Township string
	Poor                   *bool // 贫困村; nil where nobody says
	Households             []Household
}

// Stratify says by what the villages are parted before drawing.
type Stratify string

// Ways to stratify.
const (
	ByTownship Stratify = "township"
	ByPoor     Stratify = "poor" // 贫困村, 非贫困村
	ByNothing  Stratify = "none"
)

// Method says how the villages of a stratum are drawn.
type Method string

// Methods.
const (
	Equal Method = "equal" // simple random, without replacement
	PPS   Method = "pps"   // systematic in random order, with probability proportional to households
)

// Size is how many households of a class are drawn in a village.
type Size struct {
	N   int
	All bool
}

// of is how many of so many households are drawn.
func (s Size) of(households int) int {
	if s.All {
		return households
	}
	return min(s.N, households)
}

func (s Size) String() string {
	if s.All {
		return "全部"
	}
	return fmt.Sprintf("%d户", s.N)
}

// Design is what a draw rests on beside the households: the same design and
// households give the same sample.
type Design struct {
	Seed      uint64
	Villages  int // in all, those taken with certainty among them
	Stratify  Stratify
	Method    Method
	Certainty []string // codes of villages to be taken whatever the draw
	// Households is how many are drawn in a village, shared by 脱贫户, 一般农户 and
	// 未脱贫户 in proportion to their number, at least two of each where there are
	// so many. 0: Sizes says it class by class.
	Households int
	Sizes      map[Class]Size
	// Outside, when not nil, draws 档外户 apart from 一般农户, beside Households.
	Outside     *Size
	Substitutes int // 备选户 of each class in each village
	Teams       int
}

// DesignError is a design that cannot be drawn.
type DesignError struct {
	Reason string // in Chinese, for whoever asked for it
}

func (e *DesignError) Error() string { return "design cannot be drawn: " + e.Reason }

func refuse(format string, args ...any) error {
	return &DesignError{Reason: fmt.Sprintf(format, args...)}
}

// leastClasses is how few households a village may be asked for when they are
// shared by the classes: one of each, or a class would go without.
const leastClasses = int(Outside)

func (d *Design) check() error {
	switch {
	case d.Villages < 1:
		return refuse("抽村数至少为1,给的是%d", d.Villages)
	case d.Teams < 1:
		return refuse("组数至少为1,给的是%d", d.Teams)
	case d.Teams > d.Villages:
		return refuse("%d个组多于%d个抽中村;一个村只由一个组核查", d.Teams, d.Villages)
	case d.Substitutes < 0:
		return refuse("备选户数不能小于0,给的是%d", d.Substitutes)
	case d.Stratify != ByTownship && d.Stratify != ByPoor && d.Stratify != ByNothing:
		return refuse("不认识的分层方法“%s”,可用 township、poor、none", d.Stratify)
	case d.Method != Equal && d.Method != PPS:
		return refuse("不认识的抽村方法“%s”,可用 equal、pps", d.Method)
	case d.Outside != nil && !d.Outside.All && d.Outside.N < 1:
		return refuse("档外户每村至少抽1户,给的是%d", d.Outside.N)
	case d.Sizes == nil && d.Households < leastClasses:
		return refuse("每村户数至少为%d(三类户每类至少1户),给的是%d;只查某一类的,请按类别给户数", leastClasses, d.Households)
	case d.Sizes == nil:
		return nil
	case d.Households != 0:
		return refuse("每村户数与各类户数只能给一种")
	}
	any := false
	for class, size := range d.Sizes {
		if class < Exited || class >= Outside {
			return refuse("不认识的抽样类别")
		}
		if size.N < 0 {
			return refuse("%s每村的户数不能小于0,给的是%d", class, size.N)
		}
		any = any || size.All || size.N > 0
	}
	if !any && d.Outside == nil {
		return refuse("各类户数都是0,没有可抽的户")
	}
	return nil
}

// order checks the villages and puts them and their households into order, so
// that the order in which they come does not matter.
func order(villages []Village) ([]Village, error) {
	out := slices.Clone(villages)
	slices.SortFunc(out, func(a, b Village) int { return strings.Compare(a.Code, b.Code) })
	seen := map[string]bool{}
	for i := range out {
		v := &out[i]
		if v.Code == "" || i > 0 && out[i-1].Code == v.Code {
			return nil, fmt.Errorf("village %q comes twice in the frame, or has no code", v.Code)
		}
		v.Households = slices.Clone(v.Households)
		slices.SortFunc(v.Households, func(a, b Household) int { return strings.Compare(a.ID, b.ID) })
		for _, h := range v.Households {
			if h.ID == "" || seen[h.ID] {
				return nil, fmt.Errorf("household %q comes twice in the frame, or has no number", h.ID)
			}
			if h.Class < Exited || h.Class >= Outside {
				return nil, fmt.Errorf("household %q has the class %d", h.ID, h.Class)
			}
			seen[h.ID] = true
		}
	}
	return out, nil
}
