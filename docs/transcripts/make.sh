#!/bin/sh
# Writes README.md anew: three calls with each model tier. From the source tree: docs/transcripts/make.sh
set -eu
cd "$(dirname "$0")/../.."
here=docs/transcripts
{
    echo "# Three calls"
    echo
    echo "The 11 PM call as text, seed 1: a good executive, a bad one, and one who recovers. What each does to Kenji"
    echo "stands below his answer. The files beside this one are the executive's lines; \`make.sh\` wrote this page."
    for model in smollm2-135m-instruct-q4_1 qwen2.5-coder-1.5b-instruct-q4_k_m; do
        for call in good bad mixed; do
            echo
            echo "## $call, $model"
            echo
            ./run persona talk --scenario eleven-pm --script "$here/$call.txt" --model "$model" --seed 1 2>/dev/null |
                sed -e 's/^You: \(.*\)/- **You**: \1/' -e 's/^Kenji: \(.*\)/- **Kenji**: \1/' -e 's/^  (\(.*\))$/  <br><sub>\1<\/sub>/'
        done
    done
} > "$here/README.md.part"
mv "$here/README.md.part" "$here/README.md"
