package reports

// Split is split, for the tests.
func Split(t *Table, most int) []*Table { return t.split(most) }
