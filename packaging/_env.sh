# Shared by run, test and lock; to be sourced. Sets nothing but functions, and never changes the caller's directory.

# Set $python to the first interpreter that is new enough, by name: Ubuntu 22.04 calls a usable one python3.11.
find_python() {
  local name
  for name in python3 python3.14 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      python="$name"
      return 0
    fi
  done
  echo "The workbench needs Python 3.11 or newer, and none was found. Install it (for example: sudo apt-get install -y python3.11 python3.11-venv) and start again." >&2
  return 2
}

# What a set-up depends on: when this changes, the set-up is made again. Content and not time: git does not keep times.
set_up_key() { cat "$1/packaging/$2.lock" "$1/packaging/_bootstrap.sh" | sha256sum; }

is_set_up() {
  local known=""
  [ -x "$1/.venv/bin/python" ] && [ -r "$1/.venv/.$2.stamp" ] || return 1
  read -r known < "$1/.venv/.$2.stamp" || return 1
  [ "$known" = "$(set_up_key "$1" "$2")" ]
}

# ensure_set_up ROOT app|dev: make $ROOT/.venv fit the lock. Costs a few milliseconds and no network when it does.
ensure_set_up() {
  is_set_up "$1" "$2" && return 0
  (
    exec 9>"$1/.venv.lock"
    flock 9 # two first starts at once: the second waits, and then finds everything done
    if ! is_set_up "$1" "$2"; then
      bash "$1/packaging/_bootstrap.sh" "$1" "$2" >&2 || exit
    fi
  )
}
