package sampling

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
)

// stream is the random numbers for one purpose: a stratum's villages, a class of
// a village. Each has its own, so that one part of a draw does not depend on how
// much chance another used up.
//
// The numbers come from PCG, whose output Go specifies; what is made of them is
// written out here, so that neither a platform nor a later library changes a draw.
type stream struct{ source *rand.PCG }

func newStream(seed uint64, purpose ...string) stream {
	h := sha256.New()
	word := func(n uint64) { h.Write(binary.BigEndian.AppendUint64(nil, n)) }
	word(seed)
	for _, p := range purpose {
		word(uint64(len(p)))
		h.Write([]byte(p))
	}
	sum := h.Sum(nil)
	return stream{rand.NewPCG(binary.BigEndian.Uint64(sum), binary.BigEndian.Uint64(sum[8:]))}
}

// below is a number from 0 to n-1, each as likely as the others; n is at least 1.
func (s stream) below(n uint64) uint64 {
	uneven := -n % n // of the 2⁶⁴ numbers, so many would favour the small ones
	for {
		if x := s.source.Uint64(); x >= uneven {
			return x % n
		}
	}
}

// shuffle puts a list into random order (Fisher–Yates).
func shuffle[T any](s stream, list []T) {
	for i := len(list) - 1; i > 0; i-- {
		j := int(s.below(uint64(i) + 1))
		list[i], list[j] = list[j], list[i]
	}
}
