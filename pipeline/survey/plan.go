package survey

import "math"

// Claim is what a sample is planned to show: that a rate lies below a ceiling, or
// above a floor, with a confidence. A floor is planned as a ceiling for the share
// that does not approve.
type Claim struct {
	Threshold  float64 // τ in (0, 1)
	Direction  Direction
	Confidence float64 // 1-α, as 0.95
}

// below is the claim as a ceiling: its threshold and α.
func (c Claim) below() (tau, alpha float64, err error) {
	if !(c.Threshold > 0 && c.Threshold < 1) || !(c.Confidence > 0 && c.Confidence < 1) || c.Direction != Ceiling && c.Direction != Floor {
		return 0, 0, badInput("threshold %v, confidence %v", c.Threshold, c.Confidence)
	}
	return c.mirror(c.Threshold), 1 - c.Confidence, nil
}

func (c Claim) mirror(rate float64) float64 {
	if c.Direction == Floor {
		return 1 - rate
	}
	return rate
}

// AcceptSize is the smallest effective number of households n that shows the claim
// with up to accept bad ones: P(Bin(n, τ) ≤ accept) ≤ α (§4). At τ = 2 %, 95 %:
// 149, 236, 313, 386, 456, 523 for 0 to 5.
func (c Claim) AcceptSize(accept int) (int, error) {
	tau, alpha, err := c.below()
	if err != nil {
		return 0, err
	}
	if accept < 0 {
		return 0, badInput("%d accepted", accept)
	}
	return acceptSize(tau, alpha, accept, accept+1)
}

// acceptSize searches from a size known to be too small, or just enough.
func acceptSize(tau, alpha float64, accept, from int) (int, error) {
	enough := func(n int) bool { return binomialCDF(float64(accept), float64(n), tau) <= alpha }
	hi := max(from, accept+1)
	for !enough(hi) {
		if hi *= 2; hi > maxEffective {
			return 0, badInput("no size shows a rate below %v with %d accepted", tau, accept)
		}
	}
	lo := max(from, accept+1)
	return lo + search(hi-lo, func(d int) bool { return enough(lo + d) }), nil
}

// AcceptSizeFinite is AcceptSize for a population of all households, drawn without
// replacement: M = ⌈τ·all⌉ bad ones would be too many, and P(X ≤ accept) ≤ α for
// the hypergeometric X (§4). An error when even all of them would not do.
func (c Claim) AcceptSizeFinite(accept, all int) (int, error) {
	tau, alpha, err := c.below()
	if err != nil {
		return 0, err
	}
	if accept < 0 || all < 1 || all > maxEffective {
		return 0, badInput("%d accepted of %d households", accept, all)
	}
	bad := int(math.Ceil(tau*float64(all) - 1e-9))
	if bad <= accept {
		return 0, badInput("%d bad households of %d already are a rate of %v", bad, all, tau)
	}
	return 1 + search(all-1, func(d int) bool { return hypergeometricCDF(accept, 1+d, bad, all) <= alpha }), nil
}

// Accept is the largest number of bad ones among n effective households that still
// shows the claim, -1 when not even none does.
func (c Claim) Accept(n int) (int, error) {
	tau, alpha, err := c.below()
	if err != nil {
		return -1, err
	}
	if n < 1 || n > maxEffective {
		return -1, badInput("%d households", n)
	}
	return search(n, func(x int) bool { return binomialCDF(float64(x), float64(n), tau) > alpha }) - 1, nil
}

// Power is the probability that n effective households show the claim when the rate
// truly is truth: P(Bin(n, truth) ≤ Accept(n)) (§4).
func (c Claim) Power(n int, truth float64) (float64, error) {
	accept, err := c.Accept(n)
	if err != nil {
		return math.NaN(), err
	}
	if !(truth >= 0 && truth <= 1) {
		return math.NaN(), badInput("rate %v", truth)
	}
	return binomialCDF(float64(accept), float64(n), c.mirror(truth)), nil
}

// Size is a planned effective sample size.
type Size struct {
	Effective int     // effective households
	Accept    int     // bad households it still allows for
	Power     float64 // reached at the rate planned for
}

// PowerSize is the effective size that shows the claim with the given power when the
// rate truly is truth. Power does not rise steadily with n, so the search goes over
// the number accepted: the smallest c whose AcceptSize reaches the power (§4). An
// error when the truth is not on the claimed side.
func (c Claim) PowerSize(truth, power float64) (Size, error) {
	tau, alpha, err := c.below()
	if err != nil {
		return Size{}, err
	}
	p := c.mirror(truth)
	if !(p >= 0 && p < tau) || !(power > 0 && power < 1) {
		return Size{}, badInput("a rate of %v cannot be shown against %v with power %v", truth, c.Threshold, power)
	}
	from := 1
	for accept := 0; ; accept++ {
		n, err := acceptSize(tau, alpha, accept, from)
		if err != nil {
			return Size{}, err
		}
		if reached := binomialCDF(float64(accept), float64(n), p); reached >= power {
			return Size{Effective: n, Accept: accept, Power: reached}, nil
		}
		if n > 2_000_000 {
			return Size{}, badInput("a rate of %v is too close to %v to be shown by any sample", truth, c.Threshold)
		}
		from = n
	}
}

// Fieldwork is how households are to be visited, which turns effective households
// into real ones.
type Fieldwork struct {
	PerVillage   float64 // m̄: households visited per village
	ICC          float64 // ρ: correlation of households of one village
	CV2          float64 // squared coefficient of variation of w·m; about 0.3 from household sizes alone
	ResponseRate float64 // share of households found at home, in (0, 1]
}

func (f Fieldwork) check() error {
	if !(f.PerVillage >= 1) || !finite(f.PerVillage) || !(f.ICC >= 0 && f.ICC <= 1) || !(f.CV2 >= 0) || !finite(f.CV2) || !(f.ResponseRate > 0 && f.ResponseRate <= 1) {
		return badInput("%v households per village, correlation %v, CV² %v, response %v", f.PerVillage, f.ICC, f.CV2, f.ResponseRate)
	}
	return nil
}

// Deff is the design effect planned with, (1+CV²)·(1+(m̄-1)ρ) (§4).
func (f Fieldwork) Deff() (float64, error) {
	if err := f.check(); err != nil {
		return math.NaN(), err
	}
	return (1 + f.CV2) * (1 + (f.PerVillage-1)*f.ICC), nil
}

// Needed turns effective households into households to visit, n·deff/response, and
// the villages they lie in, m̄ to each (§4). With m̄ = 10, ρ = 0.05, CV² = 0.3: 149
// become 281.
func (f Fieldwork) Needed(effective int) (households, villages int, err error) {
	deff, err := f.Deff()
	if err != nil {
		return 0, 0, err
	}
	if effective < 1 || effective > maxEffective {
		return 0, 0, badInput("%d effective households", effective)
	}
	h := math.Ceil(float64(effective)*deff/f.ResponseRate - 1e-9)
	if h > math.MaxInt32 {
		return 0, 0, badInput("%v households", h)
	}
	return int(h), int(math.Ceil(h/f.PerVillage - 1e-9)), nil
}

// Effective is what visiting so many households is worth.
func (f Fieldwork) Effective(households int) (float64, error) {
	deff, err := f.Deff()
	if err != nil {
		return math.NaN(), err
	}
	if households < 1 {
		return math.NaN(), badInput("%d households", households)
	}
	return float64(households) * f.ResponseRate / deff, nil
}

// Showing is what a sample of a given size can show.
type Showing struct {
	Effective int // effective households, rounded down
	Accept    int // bad ones that still show the claim; -1: it can never be shown
	// Provable is the worst true rate at which the claim is still shown with the
	// power asked for; NaN when it is not even at the best.
	Provable float64
	// Bound is what finding not one bad household would show: the rate lies beyond
	// it (below it for a ceiling) with the claim's confidence.
	Bound float64
}

// Shows says what households visited so can show, with power as 0.8.
func (c Claim) Shows(f Fieldwork, households int, power float64) (Showing, error) {
	_, alpha, err := c.below()
	if err != nil {
		return Showing{}, err
	}
	effective, err := f.Effective(households)
	if err != nil {
		return Showing{}, err
	}
	if !(power > 0 && power < 1) {
		return Showing{}, badInput("power %v", power)
	}
	s := Showing{Effective: int(effective + 1e-9), Accept: -1, Provable: math.NaN(), Bound: math.NaN()}
	if s.Effective < 1 {
		return s, nil
	}
	if s.Accept, err = c.Accept(s.Effective); err != nil {
		return s, err
	}
	n := float64(s.Effective)
	s.Bound = c.mirror(-math.Expm1(math.Log(alpha) / n))
	if s.Accept >= 0 {
		// P(Bin(n, p) ≤ accept) = power  ⇔  p is the (1-power)-quantile of Beta(accept+1, n-accept)
		s.Provable = c.mirror(betaQuantile(1-power, float64(s.Accept)+1, n-float64(s.Accept)))
	}
	return s, nil
}
