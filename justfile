# The commands of every day. `just` alone lists them.

set shell := ["bash", "-euo", "pipefail", "-c"]

_list:
    @just --list --unsorted

# The portal with a believable trade in it, on http://127.0.0.1:8080
demo *arguments:
    cargo run --release -- demo {{ arguments }}

# Quick: format, lints, documentation, and the dependencies' licences and advisories
check:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
    scripts/dependencies

# Everything, on both databases and in a browser
test:
    scripts/test

# Some tests by name, on both databases, for example: just some place_order
some +filter:
    TEST_DATABASE_URL="$(scripts/postgres url)" cargo nextest run {{ filter }}

# Kills, starves and cuts off the program under load: all of it, or the tests with these words in their names
faults *words:
    if [[ -z "{{ words }}" ]]; then scripts/faults all; else scripts/faults {{ words }}; fi

# Odd requests at every door of the API, as everybody, so many seconds on each database; and at every page, so many times as often
odd seconds="600" times="40":
    scripts/schemathesis {{ seconds }}
    scripts/schemathesis {{ seconds }} postgres
    ORDERLY_ODD={{ times }} TEST_DATABASE_URL="$(scripts/postgres url)" cargo nextest run --profile long --test portal no_page_breaks

# Writes the code in the one format
fmt:
    cargo fmt

# Measures, against a PostgreSQL that syncs as in production
bench *arguments:
    #!/usr/bin/env bash
    set -euo pipefail
    export ORDERLY_TEST_DIR=target/postgres-bench ORDERLY_TEST_FSYNC=on
    trap 'scripts/postgres stop' EXIT
    TEST_DATABASE_URL=$(scripts/postgres url)
    export TEST_DATABASE_URL
    cargo bench {{ arguments }}

# A real wholesaler's year, imported and ordered again through the API: all of it, or so many invoices
replay invoices="all":
    #!/usr/bin/env bash
    set -euo pipefail
    data=${ORDERLY_DATA:-../shared/data}
    if [[ ! -r $data/online-retail.csv.gz ]]; then
        echo "There is no online-retail.csv.gz in $data. Name its folder in ORDERLY_DATA." >&2
        exit 1
    fi
    if [[ -z ${TEST_DATABASE_URL:-} ]]; then
        scripts/postgres status >/dev/null || trap 'scripts/postgres stop' EXIT
        TEST_DATABASE_URL=$(scripts/postgres url)
        export TEST_DATABASE_URL
    fi
    ORDERLY_DATA=$(cd "$data" && pwd)
    export ORDERLY_DATA ORDERLY_REPLAY={{ invoices }}
    cargo test --release --test real -- --nocapture --test-threads 1

# The throw-away PostgreSQL of the tests: url, status or stop
postgres what="url":
    @scripts/postgres {{ what }}
