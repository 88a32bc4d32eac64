package catalog

import (
	"regexp"
	"slices"
	"strings"
)

// Thresholds (界限) of the models have names that begin with one of these: those
// of the checks, of the monitoring and of the work of helpers, teams and projects.
// A model names its own as 'check.<name>' and reads it from ref_check_parameter,
// so a model with a threshold is a SQL file and a row of parameters.csv.
const (
	checkPrefix       = "check."
	thresholdFamilies = `(check|monitor|works)\.`
)

var (
	checkParameter      = regexp.MustCompile(`'(` + thresholdFamilies + `[^']*)'`)
	checkParameterName  = regexp.MustCompile(`^` + thresholdFamilies + `[a-z][a-z0-9_]*$`)
	checkParameterValue = regexp.MustCompile(`^[0-9]{1,12}(\.[0-9]{1,4})?$`)
)

// monitorPrefix begins the thresholds of the monitoring. An amount that the county
// has not told yet may be left blank there: what rests on it is then unknown.
const monitorPrefix = "monitor."

// IsCheck reports whether the parameter is a threshold of the checks, which
// decides no figure but what is found.
func (p Parameter) IsCheck() bool { return strings.HasPrefix(p.Name, checkPrefix) }

// IsThreshold reports whether the parameter is one that models name and read from
// ref_check_parameter.
func (p Parameter) IsThreshold() bool { return checkParameterName.MatchString(p.Name) }

// checkParametersOf lists the thresholds that a model names, each once.
func checkParametersOf(code string) []string {
	var names []string
	for _, m := range checkParameter.FindAllStringSubmatch(code, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// checkParameterNames are the thresholds that the models name.
func (c *Catalog) checkParameterNames() []string {
	var names []string
	for _, m := range c.Models {
		names = append(names, m.Parameters...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// crossCheckParameters holds the thresholds that the models name against those
// of the reference file: one that is missing would silence a check, one that
// nobody reads would move nothing.
func (c *Catalog) crossCheckParameters(r *reference) {
	const file = "parameters.csv"
	if c.parameterRows == nil || len(c.Models) == 0 {
		return // the file could not be read, or only the dictionary was loaded
	}
	names := c.checkParameterNames()
	for _, n := range names {
		if c.parameterRows[n] == 0 {
			r.report(file, 0, "参数", n, "ref.missing", "缺少参数“"+n+"”。", "从自带的 parameters.csv 中抄上这一行。")
		}
	}
	for _, p := range c.Parameters {
		if p.IsThreshold() && !slices.Contains(names, p.Name) {
			r.report(file, p.line, "参数", p.Name, "ref.unknown", "“"+p.Name+"”不是任何一项检查或指标的界限。", "改为:"+strings.Join(names, "、")+"。")
		}
	}
}

// Thresholds are those of the models in force, ordered by name.
func (s Settings) Thresholds() []Parameter {
	var out []Parameter
	for _, p := range s.InForce {
		if p.IsThreshold() {
			out = append(out, p)
		}
	}
	return out
}
