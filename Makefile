# Every target calls dev.py, which makes .venv from the hash-locked list first. `make` alone lists them.
PYTHON ?= python3
DEV := $(PYTHON) dev.py
TOOL := $(DEV) python

.DEFAULT_GOAL := help
.PHONY: help setup demo test unit check soak docs bench accuracy fit pictures lock wheel

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup:  ## make .venv from the hash-locked list; idle when nothing changed
	@$(DEV) setup

demo:  ## six simulated legs (or FILE=your_recording), reports, letters, and the pages of a demo person
	@$(DEV) legato demo $(FILE)

test:  ## set up, then all tests (those of real recordings skip where there are none)
	@$(DEV) test -n auto --maxprocesses 8 --dist loadfile -rs

unit:  ## the quick tests, under a minute
	@$(DEV) test tests/unit tests/house tests/docs -m "not slow and not realdata" -n auto --maxprocesses 8

check:  ## format, types, floors, docs, sizes, assertions, words, criteria, coverage
	@$(TOOL) tools/check.py

soak:  ## the properties with ten times the examples
	@LEGATO_HYPOTHESIS_PROFILE=soak LEGATO_SOAK=1 $(DEV) test tests/properties tests/faces tests/unit -n auto --maxprocesses 8

docs:  ## write the generated pages anew and check every link
	@$(TOOL) tools/make_docs.py
	@$(TOOL) tools/check_links.py

bench:  ## measure speed and memory beside the peers, into docs/benchmarks.md
	@$(TOOL) tools/bench/run.py

accuracy:  ## measure accuracy on simulated and real recordings, into docs/accuracy.md
	@$(TOOL) tools/make_accuracy.py

fit:  ## fit the numbers under knowledge/data/fitted anew, each by the script beside it
	@$(TOOL) tools/fit.py

pictures:  ## take the pictures of the demo and of the pages, into docs/pictures
	@$(TOOL) tools/make_pictures.py
	@$(TOOL) tools/make_page_pictures.py

lock:  ## resolve the dependencies anew into the lock files
	@$(DEV) lock

wheel:  ## build wheel and sdist, install in an empty environment, run the demo there
	@$(DEV) wheel
