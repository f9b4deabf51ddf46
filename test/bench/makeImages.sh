#!/bin/sh
# Installs three Debian systems, each on its own, and makes an ext4 image of each:
#   sh test/bench/makeImages.sh FOLDER && npm run bench -- import --images FOLDER
# Needs root, mmdebstrap, e2fsprogs and a Debian mirror. What the images share is what real installations share.
set -eu
folder=$1
mkdir -p "$folder"
build() {
  name=$1
  packages=$2
  [ -e "$folder/$name.raw" ] && return
  root=$(mktemp -d)
  mmdebstrap --quiet --variant=minbase --include="$packages" bookworm "$root/a.tar"
  mkdir "$root/tree"
  tar -C "$root/tree" -xf "$root/a.tar" --numeric-owner
  mke2fs -q -t ext4 -m 0 -L root -d "$root/tree" "$root/image" 2g
  mv "$root/image" "$folder/$name.raw"
  rm -rf "$root"
}
build web systemd,systemd-sysv,udev,openssh-server,python3,nginx-light,git
build database systemd,systemd-sysv,udev,openssh-server,python3,postgresql,redis-server
build shop systemd,systemd-sysv,udev,openssh-server,mariadb-server,php-fpm
