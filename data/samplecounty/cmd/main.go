// Command cmd writes the sample county into a folder, or with two numbers more a
// large county of so many villages and households, to measure by; with the word
// faulty behind them one with two findings for every member.
package main

import (
	"fmt"
	"os"
	"strconv"

	"sanlv/data/samplecounty"
)

func main() {
	if err := write(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func write(args []string) error {
	switch len(args) {
	case 1:
		return samplecounty.Generate(args[0])
	case 3, 4:
		villages, err := strconv.Atoi(args[1])
		if err != nil {
			return err
		}
		households, err := strconv.Atoi(args[2])
		if err != nil {
			return err
		}
		if len(args) == 3 {
			return samplecounty.WriteLarge(args[0], villages, households)
		}
		if args[3] == "faulty" {
			return samplecounty.WriteFaulty(args[0], villages, households)
		}
	}
	return fmt.Errorf("usage: cmd DIR [VILLAGES HOUSEHOLDS [faulty]]")
}
