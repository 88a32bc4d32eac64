// Package estimates judges and estimates from the verification sample (核查样本).
// It puts the sums that the models made together for every domain, lets package
// survey estimate from them, and says in words what follows. It reads no
// database, no file and no clock; package pipeline brings the sums and publishes
// the rows.
package estimates

import (
	"cmp"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"sanlv/pipeline/catalog"
	"sanlv/pipeline/survey"
)

// Sample is what the models made of one batch (批次) of the verification.
type Sample struct {
	Cells     []Cell
	Classes   []Class
	Strata    []Stratum
	Areas     []Area
	Standards []Standard
	Labels    map[string]string // of the indicators, in Chinese
	// OmissionSurveyed takes the surveyed 一般农户 as the denominator of the official
	// omission rate; else it is all of the villages drawn (omission.denominator).
	OmissionSurveyed bool
	// ZeroICC is ρ0, the correlation of households of one village assumed where nothing
	// was found (sample.zero_icc); 0 is survey.DefaultICC.
	ZeroICC float64
	// Collapse names for a stratum of one village drawn the one it is joined with
	// (sample.collapse).
	Collapse map[string]string
}

// Cell holds the sums of one rate over the households of one class of one village
// that have one weight. x is what a household brings to the denominator (persons,
// or 1), y is x of an event and else 0.
type Cell struct {
	Measure, Village, Class string
	Weight                  float64 // NaN: not given and not to be derived
	Rows                    int64   // households that answered: records of the domain
	Households, Events      int64   // with x and with y above 0
	X, Y, XX, XY, YY        int64   // sums, squares and products
	// Unresolved households answered, but cannot be judged; suspected ones (疑似) are
	// no events yet; missing ones were not reached or did not answer, and are in none
	// of the above.
	Unresolved, UnresolvedX, UnresolvedXX int64
	Suspected, SuspectedX                 int64
	Missing, MissingX                     int64
}

// Class is a class of households in a village, with M of the frame (0: unknown)
// and m drawn.
type Class struct {
	Village, Class string
	Frame, Drawn   int64
}

// Stratum is a stratum of villages. Simple says that its villages had one
// probability; then Frame is N_h. Frame is 0 without a frame.
type Stratum struct {
	Name         string
	Frame, Drawn int64
	Simple       bool
}

// Area is a village with where it belongs and what its register counts, in
// persons.
type Area struct {
	Village                                  string
	TownshipCode, Township                   string
	CountyCode, County                       string
	Poor                                     *bool
	Stratum                                  string
	InFrame, InSample                        bool
	Expected, Arrived                        bool // its household sheet
	Remaining, Exited, Unregistered, Persons int64
	Households                               int64 // of the register, those of 清退户 among them
	ExitedHouseholds, UnregisteredHouseholds int64
	Drawn, Surveyed, Absent, Pending         int64 // households of the sample
}

// Standard is a threshold of one standard for one indicator at one level.
type Standard struct {
	Name, Indicator string
	Level           catalog.Level
	Comparator      string
	Threshold       *catalog.Threshold // nil: not known yet
}

// Indicators that are estimated. The rates are those of the register's assessment;
// the counts extrapolate them to the register, and the errors are the register's.
const (
	WrongExit      = "wrong_exit_rate"
	Omission       = "omission_rate"
	Approval       = "approval"
	Incidence      = "comprehensive_incidence"
	WrongExits     = "wrong_exit_persons" // 推算错退人口
	Omissions      = "omitted_persons"    // 推算漏评人口
	InclusionError = "inclusion_error"    // of the register: there and not poor
	ExclusionError = "exclusion_error"    // of the register: poor and not there
)

// Methods.
const (
	Official  = "official"  // 口径值: the unweighted ratio of the sample
	KGPlus    = "kgplus"    // design-weighted, with the interval of statistics.md §2
	Logit     = "xlogit"    // the same estimate with the interval of SUDAAN, Stata and R
	Wilson    = "wilson"    // the same estimate with Wilson's interval
	Expansion = "expansion" // weighted total, for comparison
)

// Kinds of domains.
const (
	KindCounty   = "county"
	KindStratum  = "stratum"
	KindTownship = "township"
	KindVillages = "villages"
)

// Reasons beside those of package survey, why there is no estimate or no verdict.
const (
	NoWeight           survey.Reason = "no_weight"           // a household has no weight and the frame gives none
	BadFrame           survey.Reason = "bad_frame"           // the frame does not fit the sample
	EmptyStratum       survey.Reason = "empty_stratum"       // a stratum without a village drawn, or without a household reached
	UnresolvedCases    survey.Reason = "unresolved"          // households that cannot be judged decide
	RegisterIncomplete survey.Reason = "register_incomplete" // household sheets of the domain are missing
	NotReturned        survey.Reason = "not_returned"        // a census without results of some households
	NoRegister         survey.Reason = "no_register"         // the register has nobody to extrapolate to
)

// Verdicts beside those of package survey.
const (
	Undecided = "待核"
	NoData    = "数据缺"
	NotJudged = "—"
)

// Confidence is that of the intervals.
const Confidence = 0.95

// Row is one row of the published estimates. NaN and -1 are unknown.
type Row struct {
	Standard, Indicator, Domain, Method string

	N, Events           int64 // households in the denominator; among them events
	Estimate, SE        float64
	Low, High           float64 // at Confidence
	Deff                float64
	DF                  int64
	Verdict             string
	Reason              survey.Reason
	Sentence            string
	More                int64 // further households that would settle it
	Comparator          string
	Threshold           float64
	BoundLow, BoundHigh float64 // one-sided at survey.VerdictConfidence
	Effective           float64 // n*, effective households
	Reliability         survey.Reliability
	// Numerator and Denominator in persons or households: of the sample for the
	// official ratio, weighted for the others.
	Numerator, Denominator float64

	Kind, Name                string // of the domain
	Order                     int64  // of the domain among those of its kind: by its first village, the poor villages first
	Villages, Drawn, Surveyed int64  // of the sample in the domain
	Absent, Pending           int64  // households: 未访到, 待访
	Unresolved, Suspected     int64  // households
	RangeLow, RangeHigh       float64
	ConfidenceLevel           float64 // of Low and High; NaN where there are none
	Warnings                  []string
}

// Estimate gives the rows of a sample, in order of their keys but for the period.
// Each domain is worked out by itself, several at a time.
func Estimate(s Sample) ([]Row, error) {
	b := newBook(s)
	domains := b.domains()
	found := make([][]Row, len(domains))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range domains {
		g.Go(func() (err error) {
			found[i], err = b.estimate(d)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	rows := slices.Concat(found...)
	slices.SortFunc(rows, func(x, y Row) int {
		return cmp.Or(cmp.Compare(x.Standard, y.Standard), cmp.Compare(x.Indicator, y.Indicator), cmp.Compare(x.Domain, y.Domain), cmp.Compare(x.Method, y.Method))
	})
	return rows, nil
}

// estimate gives the rows of one domain.
func (b *book) estimate(d *domain) ([]Row, error) {
	var rows []Row
	for _, build := range []func(*domain) ([]Row, error){b.rates, b.incidence, b.counts, b.registerErrors} {
		r, err := build(d)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", d.id, err)
		}
		rows = append(rows, r...)
	}
	return rows, nil
}
