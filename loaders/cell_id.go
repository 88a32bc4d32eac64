package loaders

import (
	"strings"

	"sanlv/pipeline/finding"
)

// judgeID looks at an ID number that has been squeezed (width folded, upper
// case, no spaces). It returns the rule that the number breaks, or nil. The
// number is kept in any case.
func judgeID(id string) *finding.Rule {
	switch {
	case isPlaceholder(id):
		return &finding.IDPlaceholder
	case len(id) == 18 && isIDShape(id):
		if !validID(id) {
			return &finding.IDCheck
		}
		return nil
	case (len(id) == 20 || len(id) == 22) && isIDShape(id[:18]):
		if !validDisability(id) {
			return &finding.IDDisability
		}
		return nil
	case len(id) == 15 && allDigits(id):
		return &finding.IDOld
	default:
		return &finding.IDFormat
	}
}

// isIDShape reports 17 digits and a digit or X.
func isIDShape(id string) bool {
	return len(id) == 18 && allDigits(id[:17]) && (allDigits(id[17:]) || id[17] == 'X')
}

// validID checks the check digit of GB 11643 (ISO 7064 MOD 11-2).
func validID(id string) bool {
	if !isIDShape(id) {
		return false
	}
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(id[i]-'0') * weight
	}
	return "10X98765432"[sum%11] == id[17]
}

// validDisability checks a disability certificate: the ID number, a category
// of 1 to 7, a level of 1 to 4, and B with a digit for a certificate reissued.
func validDisability(id string) bool {
	if !validID(id[:18]) || id[18] < '1' || id[18] > '7' || id[19] < '1' || id[19] > '4' {
		return false
	}
	return len(id) == 20 || id[20] == 'B' && id[21] >= '0' && id[21] <= '9'
}

// isPlaceholder reports a number made up to fill the cell: one digit over and
// over, a run of nines, or counting up.
func isPlaceholder(id string) bool {
	if id == "" || !allDigits(id[:min(len(id), 17)]) {
		return false
	}
	return strings.Trim(id, id[:1]) == "" || strings.Contains(id, "999999") || strings.HasPrefix(id, "12345678") || strings.HasPrefix(id, "00000")
}
