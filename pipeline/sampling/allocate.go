package sampling

// apportion shares n among parts in proportion to their sizes (Sainte-Laguë), so
// that each part gets at least least of it and no part more than most; where even
// that is too much for n, at least one. It reports false when n is not enough for
// one each. Where the parts hold no more than n, each is given all.
func apportion(n int, size []int64, most []int, least int) ([]int, bool) {
	out := make([]int, len(size))
	for ; least > 0; least-- {
		sum := 0
		for i, m := range most {
			out[i] = min(least, m)
			sum += out[i]
		}
		if sum <= n {
			n -= sum
			break
		}
	}
	if least == 0 {
		return nil, false
	}
	for ; n > 0; n-- {
		best := -1
		for i := range out {
			// size/(2·given+1), compared without division
			if out[i] < most[i] && (best < 0 || size[i]*int64(2*out[best]+1) > size[best]*int64(2*out[i]+1)) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out[best]++
	}
	return out, true
}

// leastOf is how many are drawn of each part where possible: of one alone nobody
// can see how much the others differ.
const leastOf = 2

// sizes is how many households of each class are drawn in a village that has so
// many of them.
func (d *Design) sizes(frame [classes]int) [classes]int {
	var out [classes]int
	if d.Sizes != nil {
		for class, size := range d.Sizes {
			out[class] = size.of(frame[class])
		}
	} else {
		size := make([]int64, Outside)
		for i := range size {
			size[i] = int64(frame[i])
		}
		// check has seen to it that there is one for each class
		shares, _ := apportion(d.Households, size, frame[:Outside], leastOf)
		copy(out[:], shares)
	}
	if d.Outside != nil {
		out[Outside] = d.Outside.of(frame[Outside])
	}
	return out
}

// teams parts drawn villages, in their order, into so many teams of neighbours,
// so that the team with most households has as few as can be. Teams count from 1.
func teams(households []int, count int) []int {
	most, sum := 0, 0
	for _, n := range households {
		most, sum = max(most, n), sum+n
	}
	assign := func(capacity int) []int { // nil when that is too little
		out := make([]int, len(households))
		team, load := 1, 0
		for i, n := range households {
			// the last villages are kept for teams that have none yet
			if i > 0 && (load+n > capacity || len(households)-i <= count-team) {
				team, load = team+1, 0
			}
			if team > count {
				return nil
			}
			out[i], load = team, load+n
		}
		return out
	}
	low, high := most, sum // high is enough
	for low < high {
		if mid := low + (high-low)/2; assign(mid) != nil {
			high = mid
		} else {
			low = mid + 1
		}
	}
	return assign(low)
}
