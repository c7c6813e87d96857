# _bootstrap.sh ROOT app|dev: install the system libraries and the Python packages that the lock names.
# Called under the lock of _env.sh. Exit status 2 with a sentence when a person has to do something first.
set -euo pipefail
root="$1" kind="$2" venv="$1/.venv"
. "$root/packaging/_env.sh"

# Debian 12 and Ubuntu 24.04 from nothing. Without icccm, keysyms or shape, Qt blames xcb-cursor.
libraries="libgl1 libegl1 libxkbcommon0 libglib2.0-0 libfontconfig1 libdbus-1-3
  libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
  libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
  libxkbcommon-x11-0"
testing="xvfb xauth openbox xdotool poppler-utils qpdf"

say() { printf '%s\n' "$*" >&2; }

# Ubuntu 24.04 renamed some libraries to NAMEt64. dpkg-query fails when it knows only one of two names, so ask for each.
is_installed() {
  local name
  for name in "$1" "$1t64"; do
    [ "$(dpkg-query -W -f='${Status}' "$name" 2>/dev/null || true)" = "install ok installed" ] && return 0
  done
  return 1
}

# The name under which this machine's apt offers a library.
offered_name() {
  if apt-cache show --no-all-versions "$1" >/dev/null 2>&1 || ! apt-cache show --no-all-versions "$1t64" >/dev/null 2>&1
  then printf '%s' "$1"; else printf '%s' "$1t64"; fi
}

missing_packages() {
  local name
  for name in $libraries $([ "$kind" = dev ] && echo "$testing"); do
    is_installed "$name" || printf ' %s' "$(offered_name "$name")"
  done
  "$python" -c 'import ensurepip, venv' 2>/dev/null || printf ' %s-venv' "${python##*/}"
}

install_packages() {
  local needed command=()
  needed="$(missing_packages)"
  [ -n "$needed" ] || return 0
  # With the update: on a machine whose list of packages is old, the install alone asks for files that are gone.
  local line="sudo apt-get update && sudo apt-get install -y --no-install-recommends$needed"
  if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null; then
      say "The workbench needs some system packages. Nothing was changed. Type this, then start again:"
      say "  $line"
      exit 2
    fi
    command=(sudo -n)
  fi
  say "Installing system packages:$needed"
  "${command[@]}" apt-get update -qq || say "The list of packages could not be refreshed; trying with the one at hand."
  # shellcheck disable=SC2086 # $needed is a list of words
  "${command[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needed >/dev/null || {
    say "The system packages could not be installed. Type this to see why, then start again:"
    [ "${#command[@]}" -gt 0 ] || line="${line//sudo /}"
    say "  $line"
    exit 2
  }
}

make_environment() {
  if "$venv/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 && return 0
    "$venv/bin/python" -m ensurepip >/dev/null 2>&1 && return 0
  fi
  rm -rf "$venv"
  "$python" -m venv "$venv"
}

find_python || exit 2
if command -v dpkg-query >/dev/null 2>&1; then
  install_packages
else
  say "This is neither Debian nor Ubuntu, so the system libraries of Qt and Pango are not looked after here."
fi

say "Setting up the Python environment in $venv (once; about a minute)"
make_environment
rm -f "$venv"/.*.stamp
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-input --require-hashes --only-binary :all: \
  -r "$root/packaging/$kind.lock" || {
  say "The Python packages could not be installed. Nothing of yours was changed. Look at the network, then start again."
  exit 2
}
# dev.lock holds every pin of app.lock (a test says so), so `run` after `test` has nothing to do.
[ "$kind" = app ] || set_up_key "$root" app > "$venv/.app.stamp"
set_up_key "$root" "$kind" > "$venv/.$kind.stamp"
