// Command cmd writes the sample county into a folder.
package main

import (
	"fmt"
	"os"

	"sanlv/data/samplecounty"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: cmd DIR")
		os.Exit(2)
	}
	if err := samplecounty.Generate(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
