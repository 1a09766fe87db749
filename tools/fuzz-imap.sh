#!/bin/bash
# Fuzzes the IMAP reader and session state with libFuzzer and the address sanitizer.
#   tools/fuzz-imap.sh [SECONDS] [libFuzzer options]
# New inputs go to .build/fuzz/imap/corpus; a crash is left as .build/fuzz/imap/crash-…: make it a transcript test.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
out=.build/fuzz/imap
mkdir -p $out/corpus
flags=(-O -swift-version 6 -enable-upcoming-feature ExistentialAny -enable-upcoming-feature MemberImportVisibility
    -enable-upcoming-feature InternalImportsByDefault -sanitize=address -parse-as-library)
swiftc "${flags[@]}" -emit-library -static -emit-module -enable-testing -module-name Core -emit-module-path $out/Core.swiftmodule -o $out/libCore.a Sources/Host/Core/*.swift
swiftc "${flags[@]}" -sanitize=fuzzer -I $out -emit-library -static -emit-module -enable-testing -module-name IMAPWire \
    -emit-module-path $out/IMAPWire.swiftmodule -o $out/libIMAPWire.a Sources/Host/IMAP/Wire/*.swift Sources/Host/IMAP/Wire/Values/*.swift Sources/Host/IMAP/State/*.swift
sed 's/^import IMAPWire/@testable import IMAPWire/' Tests/Fuzz/IMAPReader/IMAPReaderFuzzer.swift >$out/Fuzzer.swift
swiftc "${flags[@]}" -sanitize=fuzzer -I $out -L $out $out/Fuzzer.swift -lIMAPWire -lCore -o $out/fuzz
exec $out/fuzz -max_total_time="$seconds" -timeout=5 -rss_limit_mb=1024 -artifact_prefix=$out/ -dict=Tests/Fuzz/IMAPReader/imap.dict "$@" $out/corpus Tests/Fuzz/IMAPReader/corpus
