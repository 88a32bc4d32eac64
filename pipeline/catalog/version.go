package catalog

import (
	"fmt"

	"sanlv/pipeline/finding"
)

// Version of the program. With the inputs and what is declared it decides what a
// run comes to, so it is part of every run's identity.
const Version = "0.1.0"

// ConfigError means that the reference files or the options cannot be used as
// they stand; nothing was read.
type ConfigError struct{ Findings []finding.Finding }

func (e *ConfigError) Error() string {
	return fmt.Sprintf("%d findings in the configuration", len(e.Findings))
}
