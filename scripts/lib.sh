# Shared by scripts/qmlc and scripts/test: installs Debian packages, builds into build/. Messages go to stderr, output of commands
# to build/logs; what failed is shown.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/logs
built=$root/build/.built # as old as the start of the last build that went well

say() { printf 'qmlc: %s\n' "$*" >&2; }
die() { say "$@"; exit 1; }

# Counts ninja's steps: on one line in a terminal, else a line for each tenth.
progress() {
  local line count total tenth=0
  while IFS= read -r line; do
    [[ $line =~ ^\[([0-9]+)/([0-9]+)\] ]] || continue
    count=${BASH_REMATCH[1]} total=${BASH_REMATCH[2]}
    if [ -t 2 ]; then
      printf '\r  %s of %s' "$count" "$total" >&2
    elif ((10 * count / total > tenth)); then
      tenth=$((10 * count / total))
      say "  $count of $total"
    fi
  done
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

# step MESSAGE NAME COMMAND…: runs the command with its output in build/logs/NAME.log.
step() {
  local message=$1 log=$logs/$2.log
  shift 2
  mkdir -p "$logs"
  say "$message"
  if ! "$@" </dev/null 2>&1 | tee "$log" | progress; then
    grep -m1 -A60 '^FAILED:' "$log" >&2 || tail -n 40 "$log" >&2
    die "failed: $*; its whole output is in $log"
  fi
}

installPackages() {
  local wanted missing asRoot=()
  mapfile -t wanted < <(grep -oE '^[a-z0-9][^[:space:]]*' "$root/scripts/packages.txt" | sort)
  mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}") \
    <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/ installed$//p' | sort -u))
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "needs Debian 12, or these packages by other means and then cmake itself: ${missing[*]}"
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null || die "run as root: apt-get install --no-install-recommends ${missing[*]}"
    asRoot=(sudo)
  fi
  step "updating the package lists" apt-update "${asRoot[@]}" apt-get update
  apt-cache show libmlir-22-dev >/dev/null 2>&1 ||
    die "apt knows no LLVM 22, which comes with Debian 12's security updates: add 'bookworm-security main' to its sources"
  step "installing ${#missing[@]} Debian packages: ${missing[*]}" apt-install "${asRoot[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=600 "${missing[@]}"
}

isBuilt() {
  [ -x "$root/build/bin/qmlc" ] && [ -e "$built" ] && [ -z "$(cd "$root" && find CMakeLists.txt CMakePresets.json \
    cmake devices grammar include lib runtime std tools -newer "$built" -print -quit 2>/dev/null)" ]
}

configureOptions=() # for cmake, beside the preset

# build [OPTION…]: the release preset, with options for cmake --build. One build at a time.
build() {
  installPackages
  mkdir -p "$root/build"
  (
    flock 9
    cd "$root"
    [ -e build/build.ninja ] && [ ${#configureOptions[@]} = 0 ] ||
      step "configuring" configure cmake --preset release "${configureOptions[@]}"
    touch "$built.new"
    step "building" build cmake --build --preset release "$@"
    mv "$built.new" "$built"
  ) 9>"$root/build/.lock"
}
