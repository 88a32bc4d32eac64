package survey

import (
	_ "embed" // the file below
	"encoding/csv"
	"fmt"
	"strings"
)

// coverage is what TestCoverage wrote with SANLV_COVERAGE=write.
//
//go:embed coverage.csv
var coverage string

// Covered is how often the 95 % KGPlus interval held the truth in simulated samples
// of one design. All are as the simulation printed them, shares in per cent.
type Covered struct {
	Rate, Truth, ICC          string // the rate aimed at, that of the population, ρ within villages
	Villages, Samples         string
	Held, TruthBelow          string // samples whose interval holds the truth, or lies above it
	TruthAbove                string // or lies below it
	Width, NothingFound, Wald string // mean width; samples without an event; share that value ± t·se held
}

// Coverage is the table of the simulation, 10 households a village.
func Coverage() ([]Covered, error) {
	rows, err := csv.NewReader(strings.NewReader(coverage)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("read coverage.csv: %w", err)
	}
	var out []Covered
	for _, r := range rows[1:] {
		if len(r) < 11 {
			return nil, fmt.Errorf("read coverage.csv: %d columns", len(r))
		}
		out = append(out, Covered{Rate: r[0], Truth: r[1], ICC: r[2], Villages: r[3], Samples: r[4], Held: r[5], TruthBelow: r[6], TruthAbove: r[7], Width: r[8], NothingFound: r[9], Wald: r[10]})
	}
	return out, nil
}
