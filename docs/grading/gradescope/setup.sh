#!/usr/bin/env bash
# Gradescope runs this once, when it builds the image. The project lies in /autograder/source.
set -euo pipefail

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends maven openjdk-21-jdk-headless

# Fetches all that a run needs, so that a run needs no network. Not started is red, so the run itself may fail.
cd "${AUTOGRADER:-/autograder}/source"
mvn -B -q test -Dgrade -Dtest='E*Check' -Djacoco.skip -Dcheckstyle.skip || true
test -s target/exercises/score.json
