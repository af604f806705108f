#!/bin/bash
# One Ceph cluster on loopback for tests: a monitor, a disk in memory-backed files, and an S3 gateway; nothing outlives it.
# usage: ceph.sh DIRECTORY GATEWAY_PORT MONITOR_PORT
# Prints "ready" when the gateway answers and has a bucket. Takes words on standard input, answers each with "done", and ends with it:
#   stop   ends the gateway      start   starts it again      freeze, thaw   stops it from answering, lets it go on
set -euo pipefail
dir=$1 gateway=$2 monitor=$3
access=sidestream-test secret=0123456789abcdef0123456789abcdef bucket=${BUCKET:-sidestream}
pids=() rgw=

cleanup() {
  [ $? = 0 ] || tail -n 20 "$dir/log/output" >&2 || :
  trap - EXIT TERM INT
  [ -z "$rgw" ] || kill -CONT "$rgw" 2>/dev/null || :
  kill ${rgw:+"$rgw"} "${pids[@]}" 2>/dev/null || :
  for _ in $(seq 100); do
    kill -0 ${rgw:+"$rgw"} "${pids[@]}" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL ${rgw:+"$rgw"} "${pids[@]}" 2>/dev/null || :
  wait || :
  rm -rf -- "$dir"
}
trap cleanup EXIT
trap 'exit 1' TERM INT

mkdir -p "$dir"/{run,log,mon,osd0,rgw}
cluster=$(cat /proc/sys/kernel/random/uuid)
cat >"$dir/ceph.conf" <<END
[global]
  fsid = $cluster
  mon host = [v2:127.0.0.1:$monitor/0]
  public addr = 127.0.0.1
  ms bind port min = $((monitor + 1))
  ms bind port max = $((monitor + 40))
  keyring = $dir/keyring
  run dir = $dir/run
  admin socket = $dir/run/\$name.asok
  log file = $dir/log/\$name.log
  crash dir = $dir/log
  mon allow pool size one = true
  mon warn on pool no redundancy = false
  mon warn on insecure global id reclaim = false
  mon max pg per osd = 1000
  mon data avail crit = 1
  osd pool default size = 1
  osd pool default min size = 1
  osd pool default pg num = 4
  osd pool default pgp num = 4
  osd pool default pg autoscale mode = off
  osd crush chooseleaf type = 0
[mon.a]
  mon data = $dir/mon
[osd]
  osd data = $dir/osd\$id
  osd objectstore = bluestore
  bluestore block size = $((6 << 30))
  osd memory target = 939524096
  osd class load list = *
  osd class default list = *
[client.rgw.a]
  # a bucket may be named by the host, too
  rgw dns name = localhost
  # without tcp_nodelay a small answer waits for 40 ms
  rgw frontends = beast endpoint=127.0.0.1:$gateway tcp_nodelay=1
  rgw data = $dir/rgw
END

cd "$dir"
exec 3>>log/output 4>&1 # what the daemons say, and our own words
export CEPH_CONF=$dir/ceph.conf

key() { ceph-authtool keyring "$@" >&3 2>&1; }
key --create-keyring --gen-key -n mon. --cap mon 'allow *'
key --gen-key -n client.admin --cap mon 'allow *' --cap osd 'allow *' --cap mgr 'allow *'
key --gen-key -n client.rgw.a --cap mon 'allow rw' --cap osd 'allow rwx'
monmaptool --create --clobber --fsid "$cluster" --addv a "[v2:127.0.0.1:$monitor]" monmap >&3 2>&1
ceph-mon --mkfs -i a --monmap monmap --keyring keyring >&3 2>&1
ceph-mon -f -i a >&3 2>&1 </dev/null & pids+=($!)

osd_id=$(cat /proc/sys/kernel/random/uuid)
osd_key=$(ceph-authtool --gen-print-key)
printf '{"cephx_secret":"%s"}' "$osd_key" | ceph osd new "$osd_id" -i - >&3 2>&1
ceph-authtool --create-keyring osd0/keyring -n osd.0 --add-key "$osd_key" >&3 2>&1
ceph-osd -i 0 --mkfs --osd-uuid "$osd_id" --keyring osd0/keyring >&3 2>&1
ceph-osd -f -i 0 --keyring osd0/keyring >&3 2>&1 </dev/null & pids+=($!)

answers() { curl -fs -o /dev/null --max-time 2 "http://127.0.0.1:$gateway/"; }

start() {
  radosgw -f -n client.rgw.a >&3 2>&1 </dev/null & rgw=$!
  for _ in $(seq 600); do
    ! answers || return 0
    kill -0 "$rgw" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

stop() {
  kill "$rgw"
  wait "$rgw" || :
  rgw=
}

start
radosgw-admin user create --uid=test --display-name=test --access-key="$access" --secret-key="$secret" >&3 2>&1
now=$(LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT')
signature=$(printf 'PUT\n\n\n%s\n/%s' "$now" "$bucket" | openssl dgst -sha1 -hmac "$secret" -binary | base64)
curl -fsS -o /dev/null -X PUT -H "Date: $now" -H "Authorization: AWS $access:$signature" "http://127.0.0.1:$gateway/$bucket"
echo ready >&4
while read -r word; do
  case $word in
    stop) stop ;;
    start) start ;;
    freeze) kill -STOP "$rgw" ;;
    thaw) kill -CONT "$rgw" ;;
  esac
  echo 'done' >&4
done
