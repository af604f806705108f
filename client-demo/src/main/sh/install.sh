# Part of the launcher: installs what is missing from Debian's packages. Sourced, not run.
# shellcheck shell=sh
# shellcheck disable=SC2154 # may_install comes from the launcher
set -eu

policy=/usr/sbin/policy-rc.d
policy_mark='# put here by sidestream while packages are installed'

# need THING...: java, jdk, or the name of a program, or package:NAME. Installs what is missing where the command may
# (demo, test) and the user is root; else prints the one line to run and ends with 2.
need() {
  missing=
  for thing; do
    present "$thing" || missing="$missing $(package_of "$thing")"
  done
  [ -n "$missing" ] || return 0
  if [ "${may_install:-no}" = yes ] && [ "$(id -u)" = 0 ] && has apt-get; then
    install_packages
  else
    say "missing; run: $([ "$(id -u)" = 0 ] || echo 'sudo ')apt-get install -y --no-install-recommends$missing"
    exit 2
  fi
  for thing; do
    present "$thing" || die 2 "$thing is still missing after its package was installed"
  done
}

present() {
  case $1 in
    java) find_java java ;;
    jdk) find_java javac ;;
    package:*) [ "$(dpkg-query -W -f '${db:Status-Status}' "${1#package:}" 2>/dev/null)" = installed ] ;;
    *) has "$1" ;;
  esac
}

package_of() {
  case $1 in
    java | jdk) java_package "$1" ;;
    mvn) echo maven ;;
    node) echo nodejs ;;
    package:*) echo "${1#package:}" ;;
    *) echo "$1" ;;
  esac
}

# Java 17 where the distribution has it, else its default.
java_package() {
  kind=jdk-headless
  [ "$1" = jdk ] || kind=jre-headless
  case $(sed -n 's/^VERSION_ID="\{0,1\}\([0-9]*\).*/\1/p' /etc/os-release 2>/dev/null) in
    12 | 22) echo "openjdk-17-$kind" ;;
    *) echo "default-$kind" ;;
  esac
}

# One installation at a time, with daemons kept from starting; package lists are fetched only if they are needed.
install_packages() {
  say "installing:$missing"
  exec 8>/run/lock/sidestream-install
  run flock 8
  trap 'allow_daemons' EXIT
  forbid_daemons
  apt install || { repair && refresh && apt install; } || die 1 "could not install$missing"
  allow_daemons
  trap - EXIT
  exec 8>&-
}

apt() {
  # shellcheck disable=SC2086 # a list of packages
  run env DEBIAN_FRONTEND=noninteractive apt-get "$1" -y -qq --no-install-recommends \
    -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 $missing >&2
}

# What an interrupted installation left half done would make apt-get refuse all others.
repair() {
  run env DEBIAN_FRONTEND=noninteractive dpkg --configure -a >&2
}

# The lists have a lock of their own that apt-get does not wait for.
refresh() {
  for _ in 1 2 3 4 5 6; do
    run apt-get update -qq >&2 && return 0
    run sleep 10
  done
  return 1
}

# An operator's own policy stays as it is; one of ours that an interrupted run left behind is taken over.
forbid_daemons() {
  [ ! -e "$policy" ] || return 0
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy"
  chmod 755 "$policy"
}

allow_daemons() {
  ! grep -qsF "$policy_mark" "$policy" || rm -f -- "$policy"
}
