# sanlv: make runs the sample county, make test runs the tests, make help lists the rest.
# Debian with Go, gcc and g++ is enough; the tests install Chromium when it is missing.

IN    ?= data/samples
OUT   ?= out
AS_OF ?= 2018-12-31
GO    ?= go

.DEFAULT_GOAL := run
.PHONY: run build windows docs test hurt race looks test-tools lint sample bench help clean

run: build ## build bin/sanlv and run it on the sample county (IN=, OUT=, AS_OF=)
	bin/sanlv run --in "$(IN)" --out "$(OUT)" --as-of "$(AS_OF)"

build: ## build bin/sanlv
	$(GO) build -trimpath -ldflags "-s -w" -o bin/sanlv ./pipeline/cmd/sanlv

windows: ## build bin/sanlv.exe for townships: check and forms, without the database
	CGO_ENABLED=0 GOOS=windows GOARCH=amd64 $(GO) build -trimpath -ldflags "-s -w" -o bin/sanlv.exe ./pipeline/cmd/sanlv

docs: build ## write the methods book to out/docs (AS_OF=)
	rm -rf "$(OUT)/docs"
	bin/sanlv docs "$(OUT)/docs" --as-of "$(AS_OF)"

test: test-tools lint ## install what the tests need and run them all
	$(GO) test -timeout 30m ./...

hurt: ## kill a run at 200 points and let every operation on the disk fail once (an hour or so)
	SANLV_HURT=200 $(GO) test -count=1 -timeout 180m -v -run 'TestKilledRun|TestTwoAtOnce|TestEveryOperationMayFail|TestDiskTroubleMeanwhile' ./pipeline ./pipeline/cli

looks: ## open every workbook in LibreOffice and save it again; it installs LibreOffice when it is missing (as root)
	@command -v soffice >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libreoffice-calc-nogui fonts-noto-cjk; }
	SANLV_LOOKS=1 $(GO) test -count=1 -v -run TestLibreOffice ./reports/xlsx

test-tools: ## install Chromium and Chinese fonts when they are missing (as root)
	@command -v chromium >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; }

lint: ## check formatting and vet
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt: $$unformatted"; exit 1; fi
	$(GO) vet ./...

sample: ## write the sample county again, byte for byte
	$(GO) run ./data/samplecounty/cmd data/samples

race: test-tools ## run all tests under the race detector (hours)
	$(GO) test -race -timeout 300m ./...

bench: ## measure reading, a night of a county of 100,000 households and one of a million findings, a million rows of each long list and ten million sampled households, and simulate how often the intervals hold the truth
	$(GO) test -run '^$$' -bench . -benchtime 5x ./loaders/...
	$(GO) test -run '^$$' -bench Night -benchtime 1x -timeout 60m ./pipeline/cli
	$(GO) test -run '^$$' -bench MillionFindings -benchtime 1x -timeout 60m ./pipeline/cli
	$(GO) test -run '^$$' -bench 'MillionLedgerRows|LongLists' -benchtime 1x -timeout 60m ./reports/xlsx
	$(GO) test -run '^$$' -bench TenMillionSampled -benchtime 1x ./pipeline
	SANLV_COVERAGE=full $(GO) test -count 1 -run TestCoverage -v ./pipeline/survey

clean: ## remove what was built and published
	rm -rf bin out

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
