package samplecounty

// work counts something of a village that does what is asked of it, or not.
func (c *County) work(measure string, v *Village, holds bool) {
	n := int64(0)
	if holds {
		n = 1
	}
	c.sum(measure, v, n, 1)
}

// sum adds a part of a whole to a measure of a village and the areas above it.
func (c *County) sum(measure string, v *Village, part, whole int64) {
	if c.Work == nil {
		c.Work = map[string]map[string][2]int64{}
	}
	for _, area := range []string{v.Code, v.Code[:9], v.Code[:6]} {
		if c.Work[area] == nil {
			c.Work[area] = map[string][2]int64{}
		}
		was := c.Work[area][measure]
		c.Work[area][measure] = [2]int64{was[0] + part, was[1] + whole}
	}
}
