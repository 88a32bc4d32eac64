package survey

import (
	"fmt"
	"math"
	"math/big"
)

// Verdict is what a sample or a census says about a standard.
type Verdict string

const (
	Meets      Verdict = "达标"
	Misses     Verdict = "未达标"
	CannotTell Verdict = "样本不足以判定"
)

// Direction says on which side of the threshold a rate passes.
type Direction int

const (
	Ceiling Direction = iota // passes below the threshold: wrong exit, omission, incidence
	Floor                    // passes above the threshold: approval
)

// Standard is a threshold for a rate. The documents disagree on the boundary, so
// direction and strictness are data (§0).
type Standard struct {
	Threshold int64 // in basis points: 2 % is 200; or in parts of Parts
	Parts     int64 // the threshold is Threshold/Parts; 0: 10,000, basis points
	Direction Direction
	// Inclusive lets a rate equal to the threshold pass. The default of the project:
	// a ceiling is strict (rate < 2 %), a floor inclusive (approval ≥ 90 %).
	Inclusive bool
}

func (s Standard) check() error {
	if s.Parts < 0 || s.Threshold < 0 || s.Threshold > s.parts() || s.Direction != Ceiling && s.Direction != Floor {
		return badInput("threshold %d/%d, direction %d", s.Threshold, s.parts(), s.Direction)
	}
	return nil
}

func (s Standard) parts() int64 {
	if s.Parts == 0 {
		return 10000
	}
	return s.Parts
}

func (s Standard) tau() float64 { return float64(s.Threshold) / float64(s.parts()) }

// passes compares a number with the threshold.
func (s Standard) passes(order int) bool {
	if order == 0 {
		return s.Inclusive
	}
	return (order < 0) == (s.Direction == Ceiling)
}

func order(v, tau float64) int {
	switch {
	case v < tau:
		return -1
	case v > tau:
		return 1
	}
	return 0
}

// JudgeCounts is the point verdict of a census, and of the official unweighted
// ratio (口径值): bad of all, compared in integers, bad·10000 against
// threshold·all (§0). It is never CannotTell, but where all = 0: nothing to judge.
func (s Standard) JudgeCounts(bad, all int64) (Verdict, error) {
	if err := s.check(); err != nil {
		return CannotTell, err
	}
	if all < 0 || bad < 0 || bad > all {
		return CannotTell, badInput("%d of %d", bad, all)
	}
	if all == 0 {
		return CannotTell, nil
	}
	return s.JudgeExact(big.NewRat(bad, all))
}

// JudgeExact is the point verdict on an exact rate: no sampling error, no rounding.
func (s Standard) JudgeExact(rate *big.Rat) (Verdict, error) {
	if err := s.check(); err != nil {
		return CannotTell, err
	}
	if s.passes(rate.Cmp(big.NewRat(s.Threshold, s.parts()))) {
		return Meets, nil
	}
	return Misses, nil
}

// WorstCase are the bounds [bad/N, (bad+missing)/N] on a rate of which missing of
// all N are not known (Manski): households of a census that were not resolved, or
// that refused to say whether they approve (§0, §1).
func WorstCase(bad, missing, all int64) (lo, hi float64, err error) {
	if all < 1 || bad < 0 || missing < 0 || missing > all || bad > all-missing {
		return math.NaN(), math.NaN(), badInput("%d and %d unresolved of %d", bad, missing, all)
	}
	return float64(bad) / float64(all), float64(bad+missing) / float64(all), nil
}

// JudgeCensus judges a census of which missing of all were not resolved: the worst
// case bounds [bad/N, (bad+missing)/N] (Manski) decide only if both ends agree
// (§0).
func (s Standard) JudgeCensus(bad, missing, all int64) (Verdict, error) {
	if missing < 0 || missing > all || bad > all-missing {
		return CannotTell, badInput("%d and %d unresolved of %d", bad, missing, all)
	}
	best, err := s.JudgeCounts(bad, all)
	if err != nil {
		return CannotTell, err
	}
	worst, err := s.JudgeCounts(bad+missing, all)
	if err != nil || best != worst {
		return CannotTell, err
	}
	return best, nil
}

// VerdictConfidence is the confidence of each of the two bounds of a verdict; they
// are the ends of the two-sided interval at 1 - 2(1 - 0.95) = 0.90 (§3).
const VerdictConfidence = 0.95

// BoundsLevel is the two-sided level whose ends are the verdict's bounds.
const BoundsLevel = 0.90

// Judge gives the verdict from the two one-sided bounds: bounds are the KGPlus
// interval at BoundsLevel (§3). With a ceiling τ a rate meets the standard when
// the upper bound lies below τ, misses it when the lower bound does not, and
// otherwise the sample cannot tell; a floor is the mirror image. Undefined bounds
// cannot tell. For a census use JudgeCensus.
func (s Standard) Judge(bounds Interval) (Verdict, error) {
	if err := s.check(); err != nil {
		return CannotTell, err
	}
	if bounds.Lo > bounds.Hi {
		return CannotTell, badInput("bounds %v to %v", bounds.Lo, bounds.Hi)
	}
	return s.judge(bounds, s.tau()), nil
}

// judge compares bounds with a threshold that need not be in basis points.
func (s Standard) judge(bounds Interval, tau float64) Verdict {
	if math.IsNaN(bounds.Lo) || math.IsNaN(bounds.Hi) {
		return CannotTell
	}
	lo, hi := s.passes(order(bounds.Lo, tau)), s.passes(order(bounds.Hi, tau))
	switch {
	case lo && hi:
		return Meets
	case !lo && !hi:
		return Misses
	}
	return CannotTell
}

// All is the verdict "every rate is shown to meet its standard": an intersection–
// union test, without correction of α (Berger 1982). One shown miss misses; if
// that is claimed over k rates jointly the bounds must be taken at α/k (§3).
func All(verdicts ...Verdict) Verdict {
	out := Meets
	for _, v := range verdicts {
		switch v {
		case Misses:
			return Misses
		case Meets:
		default:
			out = CannotTell
		}
	}
	if len(verdicts) == 0 {
		return CannotTell
	}
	return out
}

// More says what it would take to settle a verdict, were the rate to stay as it
// is. Looking again until it passes is not allowed for: halve α for two looks (§3,
// §4).
type More struct {
	Toward     Verdict // Meets or Misses, the side the estimate lies on; CannotTell when no size would do
	Effective  float64 // effective households in all
	Households int     // further households of the same design, rounded up; 0 when settled
	// Of is the class of households that the rate is about, "" for all; Census says
	// that there are not as many left. Both are the caller's to know.
	Of     string
	Census bool
}

// Clause says in the reader's words what it would take.
func (m More) Clause() string {
	switch {
	case m.Toward == CannotTell:
		return "估计值就在标准线上或离得太近,再多查也难以判定"
	case m.Census:
		return "若比例不变,没有查的户再抽一部分也判定不了,须全面核查"
	}
	return fmt.Sprintf("若比例不变,约再查%d户%s可判定为%s", m.Households, m.Of, m.Toward)
}

// HowManyMore gives the further households after which the bounds would settle the
// verdict, should the estimate p stay the same (§4): the effective size needed is
// the smallest n with B⁻¹(0.95; n·p+1, n(1-p)) < τ, and the households are
// (needed/n* - 1)·n. A rate on the wrong side can only be shown to miss (an
// addition to §4, with the lower bound); at the threshold itself no size will do.
// bounds are those of Judge.
func (s Standard) HowManyMore(r Rate, bounds Interval) (More, error) {
	return s.more(r, bounds, s.tau())
}

// HowManyMore is Standard.HowManyMore for the comprehensive incidence: more
// households narrow the audited share p' alone, whose own threshold is
// (τN - U)/(T_x+T_n).
func (e IncidenceEstimate) HowManyMore(s Standard) (More, error) {
	none := More{Toward: CannotTell, Effective: math.NaN()}
	r, err := e.AuditedRate()
	if err != nil || math.IsNaN(r.P) {
		return none, err
	}
	i, err := KGPlus(r, BoundsLevel)
	if err != nil {
		return none, err
	}
	return s.more(r, i, (s.tau()*e.Register.All-e.Register.Unexited)/(e.Register.Exited+e.Register.Unregistered))
}

func (s Standard) more(r Rate, bounds Interval, tau float64) (More, error) {
	none := More{Toward: CannotTell, Effective: math.NaN()}
	if err := s.check(); err != nil {
		return none, err
	}
	if v := s.judge(bounds, tau); v != CannotTell {
		return More{Toward: v, Effective: bounds.Effective}, nil
	}
	if math.IsNaN(r.P) || !(bounds.Effective > 0) {
		return none, nil
	}
	needed, toward, err := s.needed(r.P, tau)
	if err != nil || toward == CannotTell {
		return none, err
	}
	extra := (float64(needed)/bounds.Effective - 1) * float64(r.N)
	if extra > 1e12 {
		return none, nil
	}
	return More{Toward: toward, Effective: float64(needed), Households: max(1, int(math.Ceil(extra-1e-9)))}, nil
}

// maxEffective ends the search for a sample size: more than any county has.
const maxEffective = 1 << 26

// EffectiveNeeded is the smallest effective sample size at which an estimate p
// settles the verdict at 95 %, and on which side. CannotTell when none does.
func (s Standard) EffectiveNeeded(p float64) (int, Verdict, error) {
	if err := s.check(); err != nil {
		return 0, CannotTell, err
	}
	return s.needed(p, s.tau())
}

func (s Standard) needed(p, tau float64) (int, Verdict, error) {
	if !(p >= 0 && p <= 1) {
		return 0, CannotTell, badInput("rate %v", p)
	}
	toward := Misses
	if s.passes(order(p, tau)) {
		toward = Meets
	}
	settled := func(n int) bool {
		return s.judge(exactEnds(float64(n)*p, float64(n)*(1-p), 2*(1-VerdictConfidence), BoundsLevel), tau) == toward
	}
	if order(p, tau) == 0 {
		return 0, CannotTell, nil
	}
	// the bounds close in on p as n grows
	hi := 1
	for !settled(hi) {
		if hi *= 2; hi > maxEffective {
			return 0, CannotTell, nil
		}
	}
	return 1 + search(hi-1, func(d int) bool { return settled(1 + d) }), toward, nil
}

// Wants says what the standard asks for: "低于2.00%".
func (s Standard) Wants() string {
	side := map[bool]string{true: "低于", false: "不低于"}
	want := side[s.Direction == Ceiling]
	if s.Direction == Ceiling && s.Inclusive {
		want = "不高于"
	}
	if s.Direction == Floor && !s.Inclusive {
		want = "高于"
	}
	return want + percent(s.tau())
}

// Sentence explains a verdict on one line in the reader's words. name is the
// rate's, e.g. "错退率". more may be nil.
func (s Standard) Sentence(name string, r Rate, bounds Interval, v Verdict, more *More) string {
	standard := "标准为" + s.Wants()
	switch {
	case math.IsNaN(r.P):
		return fmt.Sprintf("%s:样本中没有可用于计算的户,%s,%s。", name, standard, CannotTell)
	case r.Census:
		return fmt.Sprintf("%s:全面核查为%s,%s,%s。", name, percent(r.P), standard, v)
	case math.IsNaN(bounds.Lo):
		return fmt.Sprintf("%s:估计为%s,抽到的村太少,无法估计误差,%s,%s。", name, percent(r.P), standard, CannotTell)
	}
	text := fmt.Sprintf("%s:估计为%s,以95%%的把握不低于%s、以95%%的把握不高于%s,%s,%s", name, percent(r.P), percent(bounds.Lo), percent(bounds.Hi), standard, v)
	if r.P == 0 || r.P == 1 {
		text += fmt.Sprintf("(上下限按村内相关系数%.2f推算)", r.ICC)
	}
	if v == CannotTell && more != nil {
		text += ";" + more.Clause()
	}
	return text + "。"
}

func percent(p float64) string { return fmt.Sprintf("%.2f%%", 100*p) }
