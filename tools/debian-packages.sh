#!/bin/sh
# The tests open a browser and draw five scripts. On Debian, as root, what is missing is installed;
# elsewhere a plain message says what to install.
set -eu
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/share/fonts/truetype/noto/NotoSansKhmer-Regular.ttf >/dev/null 2>&1 || missing="$missing fonts-noto-core"
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$missing"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
else
  echo "The tests need these Debian packages:$missing"
  echo "Install them with: sudo apt-get install$missing"
  exit 1
fi
