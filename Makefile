# Everything a person does with MailFlow. `make help` lists it.

.PHONY: help run build web test demo bench lint clean check-plugin
.DEFAULT_GOAL := help

help: ## Show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 14

run: build ## Install what is missing, build, and start on http://127.0.0.1:8080
	@exec build/bin/mailflow serve

build: ## Build the server, the plugins and the web app into build/bin
	@bash tools/packages.sh build run
	@bash tools/build.sh

web: ## Build the web app alone into WebApp/dist
	@bash tools/packages.sh build
	@bash WebApp/build.sh

test: ## Run every test with real mail servers, databases and a browser
	@bash tools/test.sh

demo: build ## Start a mail server with two mailboxes of generated mail and connect them
	@bash tools/packages.sh test
	@bash tools/demo.sh

bench: build ## Measure speed and memory beside mbsync and mu
	@bash tools/packages.sh test bench
	@MAILFLOW_BIN=$(CURDIR)/build/bin/mailflow "$$(bash tools/python.sh)" Tests/Bench/bench.py
	@MAILFLOW_BIN=$(CURDIR)/build/bin/mailflow "$$(bash tools/python.sh)" Tests/Bench/carddav.py

check-plugin: build ## Try a plugin against every rule: make check-plugin PLUGIN=its/folder
	@build/bin/mailflow-check check "$(PLUGIN)"

lint: ## Check style, warnings, the web app, shell and Python
	@bash tools/packages.sh build
	@bash tools/lint.sh

clean: ## Remove what was built; data/ stays
	@rm -rf build .build WebApp/dist WebApp/build
