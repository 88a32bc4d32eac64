package survey

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// compute answers a row from its design, y, x and domain columns.
func (o *oracle) compute(r oracleRow) answer {
	a := answer{numbers: map[string]float64{}, words: map[string]string{}}
	switch {
	case r["estimator"] == "rule":
		a.err = checkRule(r["case"], r["notes"])
	case r["dataset"] == "":
		a.err = a.fromNumbers(r)
	case strings.HasPrefix(r["estimator"], "laeken."), r["estimator"] == "sen", r["estimator"] == "sst":
		a.err = o.ordered(&a, r)
	case strings.HasPrefix(r["estimator"], "cgh"), strings.HasPrefix(r["estimator"], "targeting"):
		a.err = o.targeting(&a, r)
	default:
		a.err = o.fromData(&a, r)
	}
	return a
}

func (a *answer) interval(i Interval, err error) error {
	if err != nil {
		return err
	}
	a.numbers["ci_lo"], a.numbers["ci_hi"] = i.Lo, i.Hi
	if !math.IsNaN(i.Effective) {
		a.numbers["n_eff"] = i.Effective
	}
	return nil
}

// estimate fills in what an Estimate gives. inside says that n counts the
// households of the denominator, as where x is a part of the persons.
func (a *answer) estimate(e Estimate, inside bool, notes string) {
	a.numbers["estimate"], a.numbers["se"], a.numbers["df"], a.numbers["n"] = e.Value, e.SE, float64(e.DF), float64(e.Rows)
	if inside {
		a.numbers["n"] = float64(e.N)
	}
	a.numbers["deff"] = e.Deff
	if strings.Contains(notes, "deff=replace") {
		a.numbers["deff"] = e.DeffReplace
	}
}

// rateMethods are the intervals for a rate.
var rateMethods = map[string]func(Rate, float64) (Interval, error){
	"kgplus": KGPlus, "svyciprop.beta": KornGraubard, "svyciprop.xlogit": Logit, "xlogit": Logit,
	"svyciprop.logit": Logit, "svyciprop.wilson": WilsonDesign, "wilson_eff": WilsonDesign, "svyciprop.asin": Arcsine,
}

func (o *oracle) fromData(a *answer, r oracleRow) error {
	d, err := o.open(r["dataset"])
	if err != nil {
		return err
	}
	level, _ := r.number("level")
	switch e := r["estimator"]; {
	case strings.HasPrefix(r["y"], "U+"), r["y"] == "incidence":
		return o.incidence(a, r, d, level)
	case e == "gini_linearised":
		return o.giniSE(a, r, d)
	case e == "raowu_ratio":
		return o.raoWu(a, r, d)
	case strings.HasPrefix(e, "af_"):
		return o.alkireFoster(a, r, d, level)
	}
	values, inside, err := d.pair(r)
	if err != nil {
		return err
	}
	t, rule, err := d.totals(r, values)
	if err != nil {
		return err
	}
	switch e := r["estimator"]; {
	case e == "svytotal":
		est, err := Total(t, 0, rule)
		a.estimate(est, inside, r["notes"])
		if err != nil {
			return err
		}
		return a.interval(Wald(est, level))
	case e == "svymean", e == "svyratio", e == "svyciprop.mean", e == "watts", strings.HasPrefix(e, "fgt"):
		est, err := Ratio(t, 0, 1, rule)
		a.estimate(est, inside, r["notes"])
		if err != nil {
			return err
		}
		return a.interval(Wald(est, level))
	case e == "growth", e == "growth_log":
		est, err := Growth(t, 0, 1, rule)
		a.estimate(est, inside, r["notes"])
		if err != nil {
			return err
		}
		if e == "growth_log" {
			return a.interval(GrowthInterval(est, level))
		}
		return a.interval(Wald(est, level))
	case rateMethods[e] != nil, e == "verdict":
		est, err := Ratio(t, 0, 1, rule)
		a.estimate(est, inside, r["notes"])
		if err != nil {
			return err
		}
		rate, err := est.Rate()
		if err != nil {
			return err
		}
		return a.rate(r, rate, e, level)
	}
	return fmt.Errorf("no estimator %q", r["estimator"])
}

// rate fills in the interval, and verdict and reliability where asked for.
func (a *answer) rate(r oracleRow, rate Rate, method string, level float64) error {
	if strings.Contains(r["notes"], "rho0=") {
		rate.ICC = asValue(strings.TrimRight(strings.Fields(strings.SplitAfter(r["notes"], "rho0=")[1])[0], ";,.")).number
	}
	interval := KGPlus
	if rateMethods[method] != nil {
		interval = rateMethods[method]
	}
	i, err := interval(rate, level)
	if err := a.interval(i, err); err != nil {
		return err
	}
	if method == "kgplus" || method == "verdict" {
		a.numbers["deff"] = RateDeff(rate)
		a.words["reliability"] = map[Reliability]string{Printable: "ok", Caution: "caution", Suppress: "suppress"}[Reliable(rate, i)]
	}
	if method != "verdict" {
		return nil
	}
	return a.verdict(r, rate.P, i)
}

func (a *answer) verdict(r oracleRow, p float64, bounds Interval) error {
	s, err := standardOf(r)
	if err != nil {
		return err
	}
	v, err := s.Judge(bounds)
	a.words["verdict"] = map[Verdict]string{Meets: "meets", Misses: "misses", CannotTell: "cannot_tell"}[v]
	side := map[Direction]string{Ceiling: "below", Floor: "at_least"}[s.Direction]
	if a.words["point"] = side; !s.passes(order(p, s.tau())) {
		a.words["point"] = "not_" + side
	}
	return err
}

// standardOf reads a standard from the design or the notes.
func standardOf(r oracleRow) (Standard, error) {
	k := keys(r["design"])
	for name, v := range keys(r["notes"]) {
		if _, ok := k[name]; !ok {
			k[name] = v
		}
	}
	tau, err := strconv.ParseFloat(k["tau"], 64)
	if err != nil {
		return Standard{}, fmt.Errorf("no threshold: %w", err)
	}
	s := Standard{Threshold: int64(math.Round(tau * 10000))}
	_, above := k["at_least"]
	if above || k["dir"] == "above" || k["dir"] == "at_least" {
		s.Direction, s.Inclusive = Floor, true
	}
	return s, nil
}

// pair are the variables y and x of a row; inside says whether x is a part only.
func (d *dataset) pair(r oracleRow) (func(int) ([]float64, error), bool, error) {
	y, x := r["y"], r["x"]
	power, isFGT := strings.CutPrefix(r["estimator"], "fgt")
	if isFGT || r["estimator"] == "watts" {
		k := keys(x)
		line, err := strconv.ParseFloat(k["z"], 64)
		if err != nil {
			return nil, false, err
		}
		floor := 1.0
		if k["floor"] != "" {
			floor = asValue(k["floor"]).number
		}
		persons := "1"
		if first, _, _ := strings.Cut(x, ";"); !strings.Contains(first, "=") {
			persons = first
		}
		return func(row int) ([]float64, error) {
			income, err := d.eval(y, row)
			if err != nil {
				return nil, err
			}
			m, err := d.eval(persons, row)
			if isFGT {
				return []float64{m * FGT(income, line, asValue(power).number), m}, err
			}
			return []float64{m * Watts(income, line, floor), m}, err
		}, false, nil
	}
	if x == "" {
		x = "1"
	}
	return func(row int) ([]float64, error) {
		a, err := d.eval(y, row)
		if err != nil {
			return nil, err
		}
		b, err := d.eval(x, row)
		return []float64{a, b}, err
	}, strings.Contains(x, "["), nil
}

func (d *dataset) totals(r oracleRow, values func(int) ([]float64, error)) (*Totals, Rule, error) {
	records, rule, how, err := d.micro(r["design"], r["domain"], values)
	if err != nil {
		return nil, rule, err
	}
	t, err := Aggregate(records, how)
	return t, rule, err
}

// fromNumbers answers the rows whose numbers stand in the design column.
func (a *answer) fromNumbers(r oracleRow) error {
	k := keys(r["design"])
	num := func(name string) float64 {
		if s, ok := k[name]; ok {
			return asValue(s).number
		}
		return math.NaN()
	}
	level, _ := r.number("level")
	e := r["estimator"]
	claim := Claim{Threshold: num("tau"), Confidence: num("conf")}
	if k["dir"] == "above" {
		claim.Direction = Floor
	}
	a.numbers["n"] = num("n")
	set := func(v float64, err error) error {
		a.numbers["estimate"] = v
		return err
	}
	switch {
	case e == "plan_n_infinite":
		n, err := claim.AcceptSize(int(num("accept")))
		return set(float64(n), err)
	case e == "plan_n_finite":
		n, err := claim.AcceptSizeFinite(int(num("accept")), int(num("N")))
		return set(float64(n), err)
	case e == "plan_power":
		return set(claim.Power(int(num("n")), num("p1")))
	case e == "plan_n_power":
		s, err := claim.PowerSize(num("p1"), num("power"))
		return set(float64(s.Effective), err)
	case k["x"] != "":
		return a.simple(e, int(num("x")), int(num("n")), num("N"), level)
	}
	rate := Rate{P: num("p"), Variance: num("v"), DF: int(num("df")), N: int(num("n")), Villages: int(num("psu")), Kish: num("kish_n"), ICC: DefaultICC}
	if k["v"] == "" {
		rate.Variance = 0
	}
	if k["rho0"] != "" {
		rate.ICC = num("rho0")
	}
	a.numbers["estimate"], a.numbers["se"], a.numbers["df"] = rate.P, math.Sqrt(rate.Variance), float64(rate.DF)
	if rateMethods[e] == nil && e != "verdict" {
		return fmt.Errorf("no estimator %q", e)
	}
	return a.rate(r, rate, e, level)
}

// simple answers x of n drawn by simple random sampling.
func (a *answer) simple(e string, x, n int, all, level float64) error {
	p := float64(x) / float64(n)
	a.numbers["estimate"], a.numbers["se"] = p, math.Sqrt(p*(1-p)/float64(n))
	if tau, ok := strings.CutPrefix(e, "binom_pvalue_lt_"); ok {
		v, err := BinomialTail(x, n, asValue(tau).number)
		a.numbers["estimate"] = v
		return err
	}
	switch e {
	case "clopper_pearson":
		return a.interval(ClopperPearson(x, n, level))
	case "clopper_pearson_onesided":
		return a.interval(ClopperPearson(x, n, 2*level-1))
	case "wilson":
		return a.interval(Wilson(x, n, level))
	case "hypergeometric_exact":
		return a.interval(Hypergeometric(x, n, int(all), level))
	}
	return fmt.Errorf("no estimator %q", e)
}
