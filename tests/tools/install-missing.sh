#!/bin/sh
# Installs the distribution's packages that building and testing need and that are not there yet.
# Says what each is for; silent when nothing is missing. Looks for what a package brings rather than
# for the package, so a compiler or library that came another way will do.
set -u
compiler=${CC:-cc}

packages='gcc|编译 C，含 make asan 的检测|compiles C, with the sanitizers of make asan
libc6-dev|C 标准库的头文件|headers of the C library
flex|生成扫描器|makes the scanner
bison|生成语法分析器|makes the parser
pkg-config|查找库|finds the libraries
libunistring-dev|处理 Unicode|Unicode: validity, names, display width
libcmark-dev|解析正文（CommonMark）|reads prose (CommonMark)
libcmocka-dev|单元测试|unit tests
python3|运行测试|runs the tests
cmark-gfm|在测试中核对生成的 Markdown|judges the Markdown that tests produce'

has_header() { # a file, seen by path or by the compiler
    [ -e "/usr/include/$1" ] || echo "#include <$1>" | $compiler -E - >/dev/null 2>&1
}

has() {
    case $1 in
    gcc) command -v "${compiler%% *}" ;;
    libc6-dev) has_header stdio.h ;;
    libunistring-dev) has_header unistr.h ;;
    libcmark-dev) pkg-config --exists libcmark ;;
    libcmocka-dev) pkg-config --exists cmocka ;;
    *) command -v "$1" ;;
    esac >/dev/null 2>&1
}

# Sets `missing` to the names, a blank before each, and `purposes` to a line for each.
find_missing() {
    missing=""
    purposes=""
    while IFS='|' read -r name zh en; do
        has "$name" && continue
        missing="$missing $name"
        purposes="$purposes
  $name: $zh / $en"
    done <<EOF
$packages
EOF
}

give_up() { # the reason in both languages
    echo "$1 / $2" >&2
    echo "请安装（Debian 12 的包名）/ install these (Debian 12 names):$missing" >&2
    exit 1
}

apt() {
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=500 "$@"
}

install_missing() {
    # shellcheck disable=SC2086 # the names are words
    apt install --no-install-recommends $missing
}

find_missing
[ -n "$missing" ] || exit 0
echo "缺少 / missing:$purposes"

command -v apt-get >/dev/null 2>&1 || give_up "没有 apt-get" "there is no apt-get"
if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif ! command -v sudo >/dev/null 2>&1; then
    give_up "安装需要 root 权限，而没有 sudo" "installing takes root, and there is no sudo"
elif [ -t 0 ]; then
    as_root=sudo
else
    as_root='sudo -n' # nobody is there to type a password
fi

# The lists of packages are fetched only when they do not know a package, or know an old version.
# shellcheck disable=SC2086
apt-cache show $missing >/dev/null 2>&1 || apt update
install_missing || { apt update && install_missing; } ||
    give_up "安装失败" "the installation failed"

find_missing
[ -z "$missing" ] || give_up "安装后仍然缺少" "still missing after the installation"
