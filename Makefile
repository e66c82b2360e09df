# make run    set up, read the sample plans of corpus/ into outputs/corpus, say where to look
# make test   set up, then lint, check the layering, run the tests
# make score  measure the corpus against its gold; the page is outputs/score.html
# make train  train the entity model and the models of codes anew
# make lock   pin anew what requirements.lock holds
# make bench  measure speed against plain text extraction and against pdfplumber; bench-scale: growth and memory
# make setup-ocr  install what reads scanned pages (Debian and Ubuntu; asks for root)
# make clean  remove the environment and everything that runs have made

.DEFAULT_GOAL := run
.PHONY: run test setup score calibrate train bench bench-scale setup-ocr compare-tables lock clean

VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
OUT := outputs/corpus

# the first interpreter that is new enough and can make an environment; PYTHON=... overrides
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	"$$python" -c 'import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo "$$python" && break; done)

run: setup
	$(BIN)/maaltal run corpus/plans corpus/transcripts --out $(OUT)

test: setup
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/pytest --numprocesses auto --dist loadfile --no-loadscope-reorder

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer, with venv, is needed; none was found. Name one: make PYTHON=/path/to/python3"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	touch $@

score: setup
	$(BIN)/python -m maaltal.pipeline.floors --html outputs/score.html

calibrate: setup
	$(BIN)/python -m maaltal.pipeline.calibrate

train: setup
	OMP_NUM_THREADS=1 $(BIN)/python -m maaltal.pipeline.train
	OMP_NUM_THREADS=1 $(BIN)/python -m maaltal.pipeline.train_linear

bench: setup
	$(BIN)/python -m maaltal.pipeline.bench.bench

bench-scale: setup
	$(BIN)/python -m maaltal.pipeline.bench.scale

setup-ocr:
	@command -v apt-get > /dev/null || { echo "Install Tesseract with its Danish data (language code dan) by your system's own packages."; exit 1; }
	$$(test "$$(id -u)" = 0 || echo sudo) apt-get install --yes --no-install-recommends tesseract-ocr tesseract-ocr-dan
	@tesseract --list-langs | grep --quiet dan && echo "Scanned pages will be read; the next run sees them."

compare-tables: setup
	$(BIN)/python -m maaltal.pipeline.bench.compare_tables

lock:
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --disable-pip-version-check --quiet uv
	echo 'setuptools>=77' | $(VENV)-lock/bin/uv pip compile --quiet --universal --python-version 3.11 --extra dev \
		--generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links --no-header \
		--output-file requirements.lock pyproject.toml -
	rm -rf $(VENV)-lock

clean:
	rm -rf $(VENV) $(VENV)-lock build dist *.egg-info .pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find outputs -mindepth 1 -not -name README.md -delete
