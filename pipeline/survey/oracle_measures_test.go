package survey

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// columns reads incomes and weights·persons of a domain.
func (d *dataset) incomes(r oracleRow, domain, persons string) (records []Record, values, weights []float64, rule Rule, how Sampling, err error) {
	records, rule, how, err = d.micro(r["design"], domain, func(row int) ([]float64, error) {
		y, err := d.eval(r["y"], row)
		if err != nil {
			return nil, err
		}
		m, err := d.eval(persons, row)
		return []float64{y, m}, err
	})
	for _, rec := range records {
		w := rec.Weight * rec.Values[1]
		if rec.Outside {
			values, weights = append(values, 0), append(weights, 0)
			continue
		}
		values, weights = append(values, rec.Values[0]), append(weights, w)
	}
	return records, values, weights, rule, how, err
}

// ordered answers the measures that need incomes in order and have no variance.
func (o *oracle) ordered(a *answer, r oracleRow) error {
	d, err := o.open(r["dataset"])
	if err != nil {
		return err
	}
	persons := "1"
	if first, _, _ := strings.Cut(r["x"], ";"); first != "" && !strings.Contains(first, "=") {
		persons = first
	}
	_, y, w, _, _, err := d.incomes(r, r["domain"], persons)
	if err != nil {
		return err
	}
	_, allY, allW, _, _, err := d.incomes(r, "all", persons)
	if err != nil {
		return err
	}
	line, err := PovertyThreshold(allY, allW) // of all, for every domain
	if err != nil {
		return err
	}
	var v float64
	switch r["estimator"] {
	case "laeken.arpt":
		v = line
	case "laeken.arpr":
		var below, all float64
		for i := range y {
			all += w[i]
			below += w[i] * FGT(y[i], line, 0)
		}
		v = 100 * below / all
	case "laeken.rmpg":
		v, err = MedianGap(y, w, line)
		v *= 100
	case "laeken.gini":
		v, err = Gini(y, w)
		v *= 100
	case "laeken.qsr":
		v, err = QuintileShareRatio(y, w)
	case "sen", "sst":
		if line, err = strconv.ParseFloat(keys(r["x"])["z"], 64); err != nil {
			return err
		}
		if r["estimator"] == "sen" {
			v, err = Sen(y, w, line)
		} else {
			v, err = SenShorrocksThon(y, w, line)
		}
	default:
		err = fmt.Errorf("no estimator %q", r["estimator"])
	}
	a.numbers["estimate"] = v
	return err
}

// targeting answers the share of the benefit that reaches the poorest q of persons,
// over q: y and x name the incomes and the benefit of a household, q is in x, the
// design or the notes.
func (o *oracle) targeting(a *answer, r oracleRow) error {
	d, err := o.open(r["dataset"])
	if err != nil {
		return err
	}
	q := math.NaN()
	for _, text := range []string{r["notes"], r["design"], r["x"], r["y"]} {
		if v, ok := keys(strings.ReplaceAll(text, " ", ";"))["q"]; ok {
			q = asValue(v).number
		}
	}
	income, benefit := "income", "benefit"
	if r["y"] != "" && !strings.Contains(r["y"], "benefit") {
		income = r["y"]
	}
	of := oracleRow{"design": r["design"], "y": income}
	_, y, w, _, _, err := d.incomes(of, r["domain"], "persons")
	if err != nil {
		return err
	}
	per := make([]float64, len(y))
	for row := range d.rows {
		if per[row], err = d.eval(benefit+"/persons", row); err != nil {
			return err
		}
	}
	v, err := Targeting(y, w, per, q)
	a.numbers["estimate"] = v
	return err
}

func (o *oracle) giniSE(a *answer, r oracleRow, d *dataset) error {
	persons := r["x"]
	if persons == "" {
		persons = "1"
	}
	records, y, w, rule, how, err := d.incomes(r, r["domain"], persons)
	if err != nil {
		return err
	}
	g, z, err := GiniLinearised(y, w)
	if err != nil {
		return err
	}
	for i := range records {
		records[i].Values = []float64{records[i].Values[1] * z[i]}
	}
	t, err := Aggregate(records, how)
	if err != nil {
		return err
	}
	e, err := Total(t, 0, rule)
	a.estimate(e, false, r["notes"])
	a.numbers["estimate"] = g
	return err
}

func (o *oracle) raoWu(a *answer, r oracleRow, d *dataset) error {
	k := keys(r["design"])
	file, err := o.open(k["replicates"])
	if err != nil {
		return err
	}
	village := file.column(k["psu"])
	counts := map[string][]int{}
	for _, cells := range file.rows {
		for c, h := range file.header {
			if h == k["psu"] || h == strings.Split(k["strata"], ",")[0] {
				continue
			}
			n, err := strconv.Atoi(cells[c])
			if err != nil {
				return err
			}
			counts[cells[village]] = append(counts[cells[village]], n)
		}
	}
	values, inside, err := d.pair(r)
	if err != nil {
		return err
	}
	t, _, err := d.totals(r, values)
	if err != nil {
		return err
	}
	e, err := RaoWu(t, 0, 1, counts)
	a.estimate(e, inside, r["notes"])
	return err
}

// register is what the rows of a data set say of the register in their notes, else
// what the frame beside the sample counts.
func (o *oracle) register(d *dataset) (reg Register, err error) {
	for _, r := range o.rows {
		k := keys(strings.ReplaceAll(r["notes"], " ", ";"))
		if r["dataset"] == d.name && k["U"] != "" && k["Tx"] != "" && k["Tn"] != "" && k["N"] != "" {
			return Register{asValue(k["U"]).number, asValue(k["Tx"]).number, asValue(k["Tn"]).number, asValue(k["N"]).number}, nil
		}
	}
	f, err := o.open(strings.Replace(d.name, "_sample", "_frame", 1))
	if err != nil {
		return reg, err
	}
	for row := range f.rows {
		for _, c := range []struct {
			column string
			to     *float64
		}{{"persons", &reg.All}, {"persons_unexited", &reg.Unexited}, {"persons_exited", &reg.Exited}, {"persons_unregistered", &reg.Unregistered}} {
			v, err := f.eval(c.column, row)
			if err != nil || math.IsNaN(v) {
				return reg, errors.Join(fmt.Errorf("%s: %s", f.name, c.column), err)
			}
			*c.to += v
		}
	}
	return reg, nil
}

func (o *oracle) incidence(a *answer, r oracleRow, d *dataset, level float64) error {
	reg, err := o.register(d)
	if err != nil {
		return err
	}
	domain := r["domain"]
	if r["y"] == "incidence" {
		domain = "all" // the column holds the threshold
	}
	row := oracleRow{"design": r["design"], "domain": domain}
	t, rule, err := d.totals(row, func(row int) (out []float64, err error) {
		for _, text := range []string{"persons*wrong_exit", "persons[register=exited]", "persons*omitted", "persons[register=unregistered]"} {
			v, err := d.eval(text, row)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	})
	if err != nil {
		return err
	}
	if r["estimator"] == "incidence_expansion" {
		e, err := IncidenceExpansion(t, 0, 2, reg, rule)
		a.estimate(e, false, r["notes"])
		return err
	}
	e, err := Incidence(t, 0, 1, 2, 3, reg, rule)
	a.estimate(e.Estimate, true, r["notes"])
	if err != nil {
		return err
	}
	if r["estimator"] == "incidence_ratio" {
		return a.interval(Wald(e.Estimate, level))
	}
	i, err := e.KGPlus(level)
	if err := a.interval(i, err); err != nil || r["estimator"] != "verdict" {
		return err
	}
	return a.verdict(r, e.Value, i)
}

// alkireFoster reads the deprivations from the columns d_*, in their order.
func (o *oracle) alkireFoster(a *answer, r oracleRow, d *dataset, level float64) error {
	k := keys(r["y"])
	var dep Deprivations
	for u := range strings.SplitSeq(k["units"], ",") {
		dep.Units = append(dep.Units, int(asValue(u).number))
	}
	cutoff, _, _ := strings.Cut(k["k"], "/")
	dep.Cutoff = int(asValue(cutoff).number)
	var dims []string
	for _, h := range d.header {
		if strings.HasPrefix(h, "d_") {
			dims = append(dims, h)
		}
	}
	at := -1
	for j, name := range dims {
		if name == r["x"] {
			at = j
		}
	}
	persons := "persons"
	if r["x"] != "" && at < 0 {
		persons = r["x"]
	}
	// variables: m, m·poor, m·c·poor, m·[lacks j], m·[lacks j]·poor
	t, rule, err := d.totals(r, func(row int) ([]float64, error) {
		m, err := d.eval(persons, row)
		if err != nil {
			return nil, err
		}
		lacks := make([]bool, len(dims))
		for j, name := range dims {
			s, _ := d.text(row, name)
			if blank(s) {
				m = math.NaN() // an error, should the domain hold it
			}
			lacks[j] = asValue(s).number == 1
		}
		c, poor, err := dep.Score(lacks)
		out := []float64{m, 0, 0, 0, 0}
		if poor {
			out[1], out[2] = m, m*c
		}
		if at >= 0 && lacks[at] {
			out[3] = m
			if poor {
				out[4] = m
			}
		}
		return out, err
	})
	if err != nil {
		return err
	}
	pair, ok := map[string][2]int{"af_H": {1, 0}, "af_M0": {2, 0}, "af_A": {2, 1},
		"af_uncensored_headcount": {3, 0}, "af_censored_headcount": {4, 0}, "af_contribution": {4, 0}}[r["estimator"]]
	if !ok {
		return fmt.Errorf("no estimator %q", r["estimator"])
	}
	e, err := Ratio(t, pair[0], pair[1], rule)
	a.estimate(e, false, r["notes"])
	if err != nil {
		return err
	}
	if r["estimator"] == "af_contribution" {
		m0, err := Ratio(t, 2, 0, rule)
		if err != nil {
			return err
		}
		v, err := dep.Contribution(at, e.Value, m0.Value)
		a.numbers = map[string]float64{"estimate": v}
		return err
	}
	return a.interval(Wald(e, level))
}

// checkRule holds an edge rule written in words against the package: by the words of
// its name, or where they are none of ours by those of its notes.
func checkRule(name, notes string) error {
	err := checkRuleOf(name)
	if errors.Is(err, errNoRule) {
		return checkRuleOf(strings.ToLower(notes))
	}
	return err
}

var errNoRule = errors.New("no test for this rule")

func checkRuleOf(name string) error {
	record := func(stratum, psu string, w, n1, m2 float64, values ...float64) Record {
		return Record{Stratum: stratum, PSU: psu, Weight: w, PSUs: n1, Units: m2, Values: values}
	}
	refused := func(records ...Record) error {
		if _, err := Aggregate(records, Sampling{}); !errors.Is(err, ErrInput) {
			return fmt.Errorf("not refused: %v", err)
		}
		return nil
	}
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(name, w) {
				return true
			}
		}
		return false
	}
	good := []Record{record("a", "1", 2, 4, 4, 1, 0), record("a", "1", 2, 4, 4, 1, 0), record("a", "2", 2, 4, 4, 0, 0), record("a", "2", 2, 4, 4, 0, 0)}
	switch {
	case has("zero_denominator", "empty"):
		t, err := Aggregate(good, Sampling{})
		if err != nil {
			return err
		}
		e, err := Ratio(t, 0, 1, Rule{})
		i, err2 := Wald(e, 0.95)
		if err != nil || err2 != nil || e.Reason != EmptyDomain || !math.IsNaN(e.Value) || !math.IsNaN(e.SE) || !math.IsNaN(i.Lo) {
			return fmt.Errorf("%+v %v %v", e, err, err2)
		}
		return nil
	case has("weight_missing"):
		return refused(record("a", "1", 2, 4, 0, 1), record("a", "2", math.NaN(), 4, 0, 1))
	case has("weight") && has("zero"):
		t, err := Aggregate(append(good, record("a", "3", 0, 4, 4, 1, 1)), Sampling{})
		if err != nil || t.Strata[0].Drawn != 2 {
			return fmt.Errorf("%+v %v", t, err)
		}
		return nil
	case has("weight"): // negative
		return refused(record("a", "1", -1, 4, 4, 1))
	case has("lt_n", "lt_m"):
		return errors.Join(refused(record("a", "1", 1, 1, 4, 1), record("a", "2", 1, 1, 4, 1)),
			refused(record("a", "1", 1, 4, 1, 1), record("a", "1", 1, 4, 1, 1)))
	case has("fpc", "varies", "vary"):
		return refused(record("a", "1", 1, 4, 4, 1), record("a", "2", 1, 5, 4, 1))
	case has("lonely", "single", "one_psu"):
		records := append(slices.Clone(good), record("b", "3", 4, 4, 4, 1, 1))
		t, err := Aggregate(records, Sampling{})
		if err != nil {
			return err
		}
		if _, err := Total(t, 0, Rule{Lonely: LonelyFail}); !errors.Is(err, ErrInput) {
			return fmt.Errorf("not refused: %v", err)
		}
		e, err := Total(t, 0, Rule{})
		if err != nil || !(e.Variance > 0) || len(e.Warnings) == 0 {
			return fmt.Errorf("%+v %v", e, err)
		}
		return nil
	case has("df"):
		i, err := KGPlus(Rate{P: 0.1, Variance: 0.01, N: 20, Villages: 1, Kish: 20}, BoundsLevel)
		v, err2 := Standard{Threshold: 200}.Judge(i)
		if err != nil || err2 != nil || i.Reason != FewVillages || v != CannotTell {
			return fmt.Errorf("%+v %s %v %v", i, v, err, err2)
		}
		return nil
	case has("nest", "two_strata", "psu"):
		return refused(record("a", "1", 1, 4, 4, 1), record("b", "1", 1, 4, 4, 1))
	case has("census_missing", "unresolved", "bounds", "manski"):
		s := Standard{Threshold: 200}
		for want, c := range map[Verdict][3]int64{Meets: {1, 0, 1000}, Misses: {20, 5, 1000}, CannotTell: {10, 10, 1000}} {
			if v, err := s.JudgeCensus(c[0], c[1], c[2]); err != nil || v != want {
				return fmt.Errorf("%v: %s %v", c, v, err)
			}
		}
		return nil
	case has("census"):
		t, err := Aggregate([]Record{record("a", "1", 1, 2, 1, 1, 1), record("a", "2", 1, 2, 1, 0, 1)}, Sampling{})
		if err != nil {
			return err
		}
		e, err := Ratio(t, 0, 1, Rule{})
		if err != nil || e.SE != 0 || !e.Census {
			return fmt.Errorf("%+v %v", e, err)
		}
		rate, err := e.Rate()
		if err != nil {
			return err
		}
		i, err := KGPlus(rate, 0.95)
		s := Standard{Threshold: 200}
		v, err2 := s.JudgeCounts(2, 100)
		text := s.Sentence("错退率", rate, i, v, nil)
		if err != nil || err2 != nil || i.Lo != 0.5 || i.Hi != 0.5 || v != Misses || strings.ContainsAny(text, "抽样估") || strings.Contains(text, "把握") {
			return fmt.Errorf("%+v %v %v %s %s", i, err, err2, v, text)
		}
		return nil
	}
	return errNoRule
}
