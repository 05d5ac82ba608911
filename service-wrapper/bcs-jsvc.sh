#!/bin/sh
# bcs-jsvc.sh start|stop|restart|status|foreground|kill: BCS under jsvc (Debian: apt-get install jsvc).
#
#   BCS_SHARE    folder of bcs.jar and lib/      (the folder above this one, or its target/)
#   BCS_HOME     the unit's home                 (/var/lib/bcs)
#   BCS_CONFIG   its configuration               (/etc/bcs/bcs.toml)
#   BCS_PIDFILE  where jsvc writes its pid       (/run/bcs.pid)
#   BCS_LOG      what the daemon prints          (/var/log/bcs.log)
#   JAVA_HOME    a Java, 17 or newer             (that of the java on the PATH)
#   BCS_JAVA_OPTS  further options of the JVM; they come last, so they win
#
# Ends as a script of init does: 0 done or running, 3 not running (status), else failed.
# jsvc 1.0.15 (Debian) was tried with Java 17; jsvc built from Commons Daemon 1.5.1 locks its pid
# file read-only and fails on Linux: use Debian's, or one built from 1.5.0.
set -eu
LC_ALL=C.UTF-8
export LC_ALL
PATH=$PATH:/usr/sbin:/sbin

here=$(CDPATH='' cd -P "$(dirname "$(readlink -f "$0")")" && pwd)
if [ -n "${BCS_SHARE:-}" ]; then
  share=$BCS_SHARE
elif [ -f "$here/../bcs.jar" ]; then
  share=$(dirname "$here")
else
  share=$(dirname "$here")/target
fi
home=${BCS_HOME:-/var/lib/bcs}
config=${BCS_CONFIG:-/etc/bcs/bcs.toml}
pidfile=${BCS_PIDFILE:-/run/bcs.pid}
out=${BCS_LOG:-/var/log/bcs.log}
err='&1' # as out

say() { printf 'bcs-jsvc: %s\n' "$*" >&2; }

needs() {
  if ! command -v jsvc >/dev/null 2>&1; then
    say "there is no jsvc on the PATH"
    say "hint: apt-get install jsvc"
    exit 5
  fi
  if [ ! -f "$share/bcs.jar" ]; then
    say "there is no bcs.jar in $share"
    say "hint: build it (./bcs --help), or let BCS_SHARE name its folder"
    exit 5
  fi
  # jsvc changes its working folder: every path is absolute.
  for path in "$share" "$home" "$config" "$pidfile" "$out"; do
    case $path in
      /*) ;;
      *)
        say "$path is not an absolute path"
        exit 5
        ;;
    esac
  done
}

java_home() {
  if [ -n "${JAVA_HOME:-}" ]; then
    printf '%s' "$JAVA_HOME"
  else
    dirname "$(dirname "$(readlink -f "$(command -v java)")")"
  fi
}

# jsvc knows no wildcard in a class path.
class_path() {
  printf '%s' "$share/bcs.jar"
  for jar in "$share"/lib/*.jar; do
    printf ':%s' "$jar"
  done
}

# jsvc with the common options; "$@" are those of the one call, before the class.
run_jsvc() {
  jh=$(java_home)
  MALLOC_ARENA_MAX=${MALLOC_ARENA_MAX:-2}
  export MALLOC_ARENA_MAX
  # jsvc re-executes itself, so its path must be whole. It knows no --enable-native-access; Java 22
  # and newer only print a warning without it.
  # The compiler leaves what rests alone and ciphers not: see the script bcs.
  # shellcheck disable=SC2086 # options are words
  ${exec_it:-} "$(command -v jsvc)" "$@" -home "$jh" -pidfile "$pidfile" -outfile "$out" -errfile "$err" -cp "$(class_path)" \
    -XX:+UseSerialGC -Xms16m -Xmx192m -XX:MinHeapFreeRatio=20 -XX:MaxHeapFreeRatio=40 \
    -XX:CompileThresholdScaling=4 -XX:PerfDataSamplingInterval=1000 -XX:CompileCommand=quiet \
    '-XX:CompileCommand=CompileThresholdScaling,com.sun.crypto.provider.*::*,0.1' \
    -Dfile.encoding=UTF-8 -Dsun.jnu.encoding=UTF-8 \
    ${BCS_JAVA_OPTS:-} dev.bcs.daemon.Service --home "$home" --config "$config"
}

# The pid of a running BCS, or nothing. A pid file left by a crash names nobody, or somebody else.
running() {
  [ -f "$pidfile" ] || return 1
  pid=$(cat "$pidfile")
  [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null || return 1
  tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qx dev.bcs.daemon.Service
}

start() {
  if running; then
    say "already running as $pid"
    return 0
  fi
  needs
  run_jsvc -wait 20
}

stop() {
  if ! running; then
    say "not running"
    return 0
  fi
  needs
  run_jsvc -stop
}

case ${1:-} in
  start) start ;;
  stop) stop ;;
  restart)
    stop
    start
    ;;
  status)
    if running; then
      say "running as $pid"
    else
      say "not running"
      exit 3
    fi
    ;;
  foreground)
    needs
    out='&1'
    err='&2'
    exec_it='exec'
    run_jsvc -nodetach
    ;;
  kill)
    # After jsvc itself was killed: its JVM may be left, without anybody who watches it.
    if running; then
      kill -9 "$pid"
      rm -f "$pidfile"
    fi
    ;;
  *)
    say "usage: bcs-jsvc.sh start|stop|restart|status|foreground|kill"
    exit 2
    ;;
esac
