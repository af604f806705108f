# Part of the launcher: the whole test suite, on the default JDK and once more on JDK 25 where there is one.
# Sourced, not run.
# shellcheck shell=sh
# shellcheck disable=SC2154,SC2034 # root, state and java_home come from the launcher; may_install is read by install.sh
set -eu

# Servers and clients that the end-to-end tests run.
test_packages='prosody package:prosody-modules package:lua-unbound package:ejabberd package:postgresql openssl curl tmux node
  go-sendxmpp profanity poezio package:python3-slixmpp package:python3-aiohttp package:python3-nbxmpp package:python3-gi package:gir1.2-soup-3.0
  chromium ffmpeg npm package:nginx wrk package:nghttp2-client
  package:ceph-mon package:ceph-osd package:radosgw package:ceph-common'

# A client for browsers, which no distribution has; the digest is that of the archive.
converse=converse.js@14.0.0
converse_file=converse.js-14.0.0.tgz
converse_digest=634f31fa0f7b0e47f1abc60d870ff6805c737577399920ebe92da4c7e5bcaff0

run_tests() {
  full=false
  [ "${1:-}" != --full ] || { full=true; shift; }
  may_install=yes
  # shellcheck disable=SC2086 # a list
  need jdk mvn $test_packages
  prepare
  fetch_converse
  find_java javac
  cd -- "$root"
  rm -rf -- ./*/target/surefire-reports
  failed=
  tests_on "$java_home" '' "$@" || failed=yes
  newer=$(newer_jdk)
  if [ -z "$failed" ] && [ -n "$newer" ]; then
    tests_on "$newer" jdk25 "$@" || failed=yes
  fi
  [ -n "$failed" ] || skipped_none || failed=yes
  nothing_left || failed=yes
  [ -z "$failed" ] || die 1 'tests failed'
  say 'all tests passed, none was skipped'
}

# Fetches the package once, and again if what is there is not what it should be.
fetch_converse() {
  is_converse "$state/$converse_file" && return 0
  say "fetching $converse"
  work=$state/fetch
  rm -rf -- "$work"
  mkdir -p -- "$work"
  (cd -- "$work" && run npm pack --silent --cache "$work/cache" "$converse" >&2) || die 1 "could not fetch $converse"
  is_converse "$work/$converse_file" || die 1 "$converse is not what it was"
  mv -- "$work/$converse_file" "$state/$converse_file"
  rm -rf -- "$work"
}

is_converse() {
  [ -f "$1" ] && [ "$(sha256sum <"$1" | cut -d ' ' -f 1)" = "$converse_digest" ]
}

# tests_on JAVA_HOME SUFFIX [MAVEN OPTION...]: classes are compiled once and run on each Java, as in operation.
tests_on() {
  say "testing on Java $(java_version "$1") in $1, sidestream.full=$full"
  vm=$1
  suffix=$2
  shift 2
  [ "$full" = false ] || set -- "-Dsidestream.patience=3 h" "$@"
  set -- mvn "-Dsidestream.full=$full" "-Djvm=$vm/bin/java" "-Dsurefire.reportNameSuffix=$suffix" "$@" verify
  say "running: $*"
  run env JAVA_HOME="$java_home" MAVEN_OPTS="-XX:-UsePerfData ${MAVEN_OPTS:-}" "$@"
}

newer_jdk() {
  for home in /usr/lib/jvm/*; do
    if [ -x "$home/bin/java" ] && [ "$(java_major "$home")" = 25 ] && [ "$(java_major "$java_home")" != 25 ]; then
      printf '%s\n' "$home"
      return
    fi
  done
}

# A skipped test proves nothing, so it counts as failed; so does a run without reports.
skipped_none() {
  reports=$(find . -path './*/target/surefire-reports/TEST-*.xml')
  [ -n "$reports" ] || { say 'no test reports found'; return 1; }
  skipped=$(printf '%s\n' "$reports" | tr '\n' '\0' | xargs -0 grep -lE '<testsuite .*skipped="[1-9]' || :)
  [ -z "$skipped" ] || { say "skipped tests in:" "$skipped"; return 1; }
}

# Every stage writes down the processes it starts and removes that list when it is closed.
nothing_left() {
  left=0
  for list in ./*/target/tmp/stage-*/pids "$state"/stage/stage-*/pids; do
    [ -f "$list" ] || continue
    while read -r pid start name; do
      if running_since "$pid" "$start"; then
        say "still running after the tests: $name, pid $pid"
        left=1
      fi
    done <"$list"
  done
  return "$left"
}

# running_since PID TICKS: whether that very process still runs; the start time tells it from a later one.
running_since() {
  [ -r "/proc/$1/stat" ] || return 1
  [ "$(sed 's/.*) //' "/proc/$1/stat" | cut -d ' ' -f 20)" = "$2" ]
}
