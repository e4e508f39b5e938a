#!/usr/bin/env bash
# What `make install` and `make uninstall` do, with the Makefile's settings as variables: install.sh install|uninstall
# One list of files serves both, so uninstall removes exactly what install has put there. Folders that are Forger's
# alone go too; those that others share stay.
set -euo pipefail
cd "$(dirname "$0")/.."

# Each line: mode, source, destination.
files()
{
    local name
    echo "755 $BUILD/forger $BINDIR/forger"
    echo "755 $BUILD/libforger.so.$VERSION $LIBDIR/libforger.so.$VERSION"
    echo "644 $BUILD/public/libforger.a $LIBDIR/libforger.a"
    echo "644 $BUILD/completion.bash $DATADIR/bash-completion/completions/forger"
    for name in $MAN_PAGES; do
        echo "644 $BUILD/man/$name $MANDIR/man${name##*.}/$name"
    done
    for name in include/forger/*.h; do
        echo "644 $name $INCLUDEDIR/forger/${name##*/}"
    done
    for name in experiments/* models/* bench/torch_workloads.py; do
        [ ! -f "$name" ] || echo "644 $name $DATADIR/forger/$name"
    done
    for name in README.md CHANGELOG.md LICENSE examples/*.c; do
        echo "644 $name $DATADIR/doc/forger/$name"
    done
}

# Who links with the static library needs ours too. They aren't "Requires", which would ask everybody for their .pc files.
pkg_config_file()
{
    cat <<END
Name: forger
Description: small networks on small images: train them, classify, draw
Version: $VERSION
Cflags: -I${INCLUDEDIR// /\\ }
Libs: -L${LIBDIR// /\\ } -lforger
Libs.private: $LIBS
END
}

install_files()
{
    local mode source destination
    while read -r mode source destination; do
        echo "$DESTDIR$destination"
        install -D -m "$mode" "$source" "$DESTDIR$destination"
    done < <(files)
    ln -sf "libforger.so.$VERSION" "$DESTDIR$LIBDIR/$SONAME"
    ln -sf "$SONAME" "$DESTDIR$LIBDIR/libforger.so"
    mkdir -p "$DESTDIR$LIBDIR/pkgconfig"
    pkg_config_file >"$DESTDIR$LIBDIR/pkgconfig/forger.pc"
    chmod 644 "$DESTDIR$LIBDIR/pkgconfig/forger.pc"
}

uninstall_files()
{
    local mode source destination folder
    while read -r mode source destination; do
        rm -f "$DESTDIR$destination"
    done < <(files)
    rm -f "$DESTDIR$LIBDIR"/{libforger.so,"$SONAME",pkgconfig/forger.pc}
    for folder in "$INCLUDEDIR/forger" "$DATADIR"/forger/{experiments,models,bench,} "$DATADIR"/doc/forger/{examples,}; do
        [ ! -d "$DESTDIR$folder" ] || rmdir --ignore-fail-on-non-empty "$DESTDIR$folder"
    done
}

for folder in "$BINDIR" "$LIBDIR" "$INCLUDEDIR" "$DATADIR" "$MANDIR"; do
    if [[ $folder != /* ]]; then
        echo "install.sh: $folder: want an absolute path, as in PREFIX=/usr/local" >&2
        exit 2
    fi
done

case ${1:-} in
install | uninstall) "$1_files" ;;
*) echo "usage: install.sh install|uninstall" >&2 && exit 2 ;;
esac
