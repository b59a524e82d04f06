# What the scripts beside it share: to be sourced. It leads to the top of the repository.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Package of Debian and Ubuntu, commands of which any will do instead (or -), and what for.
needed='
g++                 c++                          compiles
cmake               cmake                        configures the build
ninja-build         ninja                        runs the build
pkg-config          pkg-config                   finds libraries
libhiredis-dev      -                            the client library of Redis
libgtest-dev        -                            GoogleTest, which the fixtures extend
libgmock-dev        -                            GoogleMock, for the matchers
nlohmann-json3-dev  -                            JSON
libboost-dev        -                            Asio and Beast (headers), for HTTP
libcli11-dev        -                            the command line of gtest-redis
libcpp-httplib-dev  -                            the HTTP server of the example service
redis-server        redis-server,valkey-server   the Redis that the tests run on
'

# Prints the lines of $needed that are not met. Asks dpkg, not apt, which is slow.
missing() {
  local package commands what command
  while read -r package commands what; do
    [[ -n $package ]] || continue
    for command in ${commands//,/ }; do
      if command -v "$command" > /dev/null; then continue 2; fi
    done
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) != installed ]]; then
      printf '  %-20s%s\n' "$package" "$what"
    fi
  done <<< "$needed"
}

# Says what is missing, then installs it; does nothing where nothing is.
install_missing() {
  local list packages as_root=() install package units
  list=$(missing)
  [[ -n $list ]] || return 0
  mapfile -t packages < <(awk '{print $1}' <<< "$list")
  install=(env DEBIAN_FRONTEND=noninteractive
    apt-get install -qq --yes --no-install-recommends "${packages[@]}")
  if ! command -v apt-get > /dev/null; then
    echo "$0 needs these (names of Debian and Ubuntu packages), and apt-get is not here to get them:"
    echo "$list"
    echo "With all of them in place: cmake --preset dev && cmake --build --preset dev && ctest --preset dev"
    exit 1
  fi >&2
  echo "Installing with apt-get, because it is not here yet:"
  echo "$list"
  if [[ $EUID -ne 0 ]]; then
    if ! command -v sudo > /dev/null; then
      echo "That takes root, and there is no sudo. As root: apt-get update && apt-get install ${packages[*]}" >&2
      exit 1
    fi
    echo "(with sudo)"
    as_root=(sudo)
  fi
  # apt's lists may be missing, or too old to fetch from.
  if ! apt-get install --simulate "${packages[@]}" &> /dev/null ||
    ! "${as_root[@]}" "${install[@]}" > /dev/null; then
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" "${install[@]}" > /dev/null
  fi
  # The tests start servers of their own: the packages' need not run, now or after a reboot.
  if [[ -d /run/systemd/system ]]; then
    for package in "${packages[@]}"; do
      case $package in
        redis-server) units=(redis-server) ;;
        docker.io) units=(docker.socket docker.service containerd.service) ;;
        *) continue ;;
      esac
      echo "Switching the services of $package off again (${units[*]}): only the programs are needed."
      "${as_root[@]}" systemctl disable --now --quiet "${units[@]}"
    done
  fi
}

# Whether a container engine answers.
has_engine() { timeout 30 docker version &> /dev/null; }

# Starts an engine, as root, that runs for as long as the script does which calls this, and names it in DOCKER_HOST.
# Whatever else that script starts must not hold descriptor 9: "9>&-".
start_engine() {
  local engine variable
  engine=$(mktemp --directory)
  # Stops the engine when the script has ended, be it by kill -9: then nobody holds the other end of its input.
  # shellcheck disable=SC2016
  exec 9> >(exec setsid bash -c 'cat > /dev/null; exec scripts/engine stop "$1"' bash "$engine")
  engine_stopper=$!
  trap 'exec 9>&-; wait "$engine_stopper" || true' EXIT
  variable=$(scripts/engine start "$engine" 9>&-) || return
  export "${variable?}"
  echo "Started an engine for this run: $variable"
}
