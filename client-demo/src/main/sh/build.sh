# Part of the launcher: builds the two programs into $state/<fingerprint of the sources>. Sourced, not run.
# shellcheck shell=sh
# shellcheck disable=SC2154 # root, state, dist, java_home, child, server_flags, quiet_flags come from the launcher
set -eu

keep=3 # builds kept besides the newest one and those that still run

# fingerprint DIRECTORY: names what a build of these sources yields, uncommitted and untracked files included.
fingerprint() {
  (
    cd -- "$1"
    find pom.xml .mvn upload-service component client-demo \
      \( -path '*/target' -o -path '*/src/test' -o -path '*/src/main/sh' \) -prune -o -type f \
      \( -path 'pom.xml' -o -path '.mvn/*' -o -path '*/pom.xml' -o -path '*/src/main/*' \) -print0 \
      | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -c 1-16
  )
}

# Takes the lock of this checkout's builds; whoever waited finds the work done.
lock() {
  mkdir -p -- "$state" 2>/dev/null && [ -w "$state" ] || return 1
  exec 9>"$state/lock"
  run flock 9
}

unlock() { exec 9>&-; }

# Builds a copy of the sources, so that neither an editor nor a running test gets in the way, and moves the result
# into its place in one step. Sets dist to that place.
build() {
  find_java javac && has mvn || { install_part && need jdk mvn && find_java javac; } || die 2 'no JDK and Maven to build with'
  lock || die 1 "cannot build: $state cannot be written to"
  work=$state/work
  rm -rf -- "$work"
  mkdir -p -- "$work/src" "$work/new/server" "$work/new/client"
  (cd -- "$root" && cp -R --parents pom.xml .mvn ./*/pom.xml ./*/src/main "$work/src")
  dist=$state/$(fingerprint "$work/src")
  [ -d "$dist" ] || make
  rm -rf -- "$work"
  train_locked
  prune
  unlock
}

make() {
  say "building $(version) into $dist"
  maven || die 1 'the build failed'
  mv -- "$work"/src/component/target/sidestream-server.jar "$work"/src/component/target/lib "$work/new/server"
  mv -- "$work"/src/client-demo/target/sidestream-client.jar "$work"/src/client-demo/target/lib "$work/new/client"
  native "$work/new/server" || say 'SQLite comes without a native library for this machine; it will be unpacked at each start'
  cp -- "$root/component/src/main/jvm/compiler.json" "$work/new/server"
  mv -- "$work/new" "$dist"
}

maven() {
  here=$PWD
  cd -- "$work/src"
  built=0
  run env JAVA_HOME="$java_home" MAVEN_OPTS="-XX:-UsePerfData -XX:TieredStopAtLevel=1 ${MAVEN_OPTS:-}" \
    mvn -q -T 2 -DskipTests -Dspotless.check.skip package >"$work/maven.log" 2>&1 || built=$?
  cd -- "$here"
  [ "$built" = 0 ] || cat -- "$work/maven.log" >&2 # a good build says nothing but colour codes
  return "$built"
}

# Takes SQLite's library for this machine out of its jar, so that no start unpacks it into the temporary directory.
native() {
  case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) machine=$(uname -m) ;;
  esac
  libc=Linux
  [ -z "$(find /lib -maxdepth 1 -name 'ld-musl-*' 2>/dev/null)" ] || libc=Linux-Musl
  entry=org/sqlite/native/$libc/$machine/libsqlitejdbc.so
  jar=$(find "$1/lib" -name 'sqlite-jdbc-*.jar')
  (cd -- "$work" && "$java_home/bin/jar" -J-XX:-UsePerfData -xf "$jar" "$entry") && [ -f "$work/$entry" ] || return 1
  mkdir -p -- "$1/native"
  mv -- "$work/$entry" "$1/native"
}

# Makes the archive of parsed classes that lets the server start faster, if this Java has none for this build. Where
# nothing can be written the server does without.
train() {
  [ -w "$state" ] && [ ! -e "$(archive)" ] && lock || return 0
  train_locked
  unlock
}

train_locked() {
  find_java java
  [ ! -e "$(archive)" ] || return 0
  work=$state/work
  rm -rf -- "$work"
  mkdir -p -- "$work/files"
  rehearse || train_once || say 'no class archive for this build: the server starts a little slower'
  if [ -s "$work/classes.jsa" ]; then mv -- "$work/classes.jsa" "$(archive)"; else : >"$(archive)"; fi
  rm -rf -- "$work"
}

# One run of the server through its daily work. Bounded by itself; what it prints is of no interest to users.
rehearse() {
  set -- -jar "$dist/server/sidestream-server.jar" serve
  [ ! -d "$dist/server/native" ] || set -- "-Dorg.sqlite.lib.path=$dist/server/native" "$@"
  # shellcheck disable=SC2086 # options are meant to be split
  set -- "$java_home/bin/java" $quiet_flags $server_flags "-XX:ArchiveClassesAtExit=$work/classes.jsa" \
    "-Djava.util.prefs.userRoot=$state/prefs" "$@"
  # shellcheck disable=SC2086 # options are meant to be split
  run "$java_home/bin/java" $quiet_flags -XX:+UseSerialGC -Xmx64m -cp "$dist/client/sidestream-client.jar" \
    im.sidestream.demo.stage.Rehearsal "$work" "$@" >"$work/rehearsal.log" 2>&1 && return 0
  rm -rf -- "$work/files" "$work/classes.jsa"
  mkdir -p -- "$work/files"
  return 1
}

# Where that fails, one run of the server without an XMPP server: it listens, retries its component stream and is stopped.
train_once() {
  http=$(free_port $((20000 + $$ % 5000)))
  admin=$(free_port $((http + 1)))
  cat >"$work/train.conf" <<END
xmpp { host = "127.0.0.1", port = $(free_port $((admin + 1))), domain = "upload.localhost", secret = "none" }
http { listen = "127.0.0.1:$http", public-url = "http://127.0.0.1:$http/", admin-listen = "127.0.0.1:$admin" }
storage { directory = "$work/files" }
END
  set -- -jar "$dist/server/sidestream-server.jar" serve --config "$work/train.conf"
  [ ! -d "$dist/server/native" ] || set -- "-Dorg.sqlite.lib.path=$dist/server/native" "$@"
  # shellcheck disable=SC2046,SC2086 # options are meant to be split
  env $(env | sed -n 's/^\(SIDESTREAM_[A-Z0-9_]*\)=.*/-u \1/p') \
    "$java_home/bin/java" $quiet_flags $server_flags "-XX:ArchiveClassesAtExit=$work/classes.jsa" \
    "-Djava.util.prefs.userRoot=$state/prefs" "$@" >"$work/train.log" 2>&1 </dev/null 9>&- &
  child=$!
  tries=100
  until listening "$http" || [ "$tries" = 0 ]; do
    kill -0 "$child" 2>/dev/null || break
    tries=$((tries - 1))
    sleep 0.1
  done
  sleep 0.5
  kill "$child" 2>/dev/null || :
  trained=0
  wait "$child" || trained=$?
  child=
  return "$trained"
}

# listening PORT: whether anything on this machine listens on that TCP port.
listening() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -qE ":$(printf %04X "$1") [0-9A-F]+:0000 0A"
}

free_port() {
  port=$1
  while listening "$port"; do port=$((port + 1)); done
  printf '%s\n' "$port"
}

# Removes the oldest builds that no process runs.
prune() {
  find "$state" -mindepth 1 -maxdepth 1 -type d -name '????????????????' ! -path "$dist" -printf '%T@ %f\n' \
    | sort -rn | tail -n "+$((keep + 1))" | while read -r _ name; do
      grep -qsaF "/.build/$name/" /proc/[0-9]*/cmdline || rm -rf -- "${state:?}/$name"
    done
}
