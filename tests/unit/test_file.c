#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include "runtime/file.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <poll.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* --- System calls that fail on demand --------------------------------------------------------- *
 *
 * The functions below take the place of the C library's for the whole program and hand on to them
 * unless a failure is due. */

enum call {
    CALL_OPEN,
    CALL_OPEN_NAMELESS, /* openat with O_TMPFILE */
    CALL_OPENAT2,
    CALL_FSTAT,
    CALL_FSTATAT,
    CALL_READ,
    CALL_WRITE,
    CALL_POLL,
    CALL_FCHMOD,
    CALL_FSYNC,
    CALL_CLOSE,
    CALL_LINK,
    CALL_RENAME,
    CALL_MKDIR,
    CALL_ANY,
};

static struct {
    bool armed, for_ever;
    enum call call;
    unsigned skip; /* calls that still go well */
    int error;
    unsigned struck;  /* failures so far */
    unsigned renamed; /* renames that went well */
    size_t transfer;  /* most bytes of one read or write; 0: no limit */
    off_t claimed;    /* size that fstat tells, if not 0 */
    void (*at_read)(void);
    /* what the system is without, all the time */
    bool no_openat2, no_nameless, no_links;
} faults;

static void arm(enum call call, unsigned skip, int error, bool for_ever)
{
    faults.armed = true;
    faults.for_ever = for_ever;
    faults.call = call;
    faults.skip = skip;
    faults.error = error;
    faults.struck = faults.renamed = 0;
}

static void disarm(void)
{
    memset(&faults, 0, sizeof faults);
}

static bool is_lacking(enum call call)
{
    return (call == CALL_OPENAT2 && faults.no_openat2) ||
           (call == CALL_OPEN_NAMELESS && faults.no_nameless) ||
           (call == CALL_LINK && faults.no_links);
}

static bool strikes(enum call call)
{
    if (is_lacking(call)) {
        errno = call == CALL_OPENAT2 ? ENOSYS : EOPNOTSUPP;
        return true;
    }
    if (!faults.armed || (faults.call != CALL_ANY && faults.call != call))
        return false;
    if (faults.skip > 0) {
        faults.skip--;
        return false;
    }
    if (faults.struck > 0 && !faults.for_ever)
        return false;
    faults.struck++;
    errno = faults.error;
    return true;
}

#define REAL(function) ((__typeof__(&function))dlsym(RTLD_NEXT, #function))

int openat(int directory, const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = va_arg(rest, mode_t);
    va_end(rest);
    bool nameless = (flags & O_TMPFILE) == O_TMPFILE;
    if (strikes(nameless ? CALL_OPEN_NAMELESS : CALL_OPEN))
        return -1;
    return REAL(openat)(directory, path, flags, mode);
}

/* Takes six arguments whatever was given, as the C library does. */
__attribute__((no_sanitize("address"))) long syscall(long number, ...)
{
    long a[6];
    va_list rest;
    va_start(rest, number);
    for (size_t i = 0; i < ARRAY_SIZE(a); i++)
        a[i] = va_arg(rest, long);
    va_end(rest);
    if (number == SYS_openat2 && strikes(CALL_OPENAT2))
        return -1;
    return REAL(syscall)(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

int fstat(int descriptor, struct stat *file)
{
    if (strikes(CALL_FSTAT))
        return -1;
    int result = REAL(fstat)(descriptor, file);
    if (faults.claimed)
        file->st_size = faults.claimed;
    return result;
}

int fstatat(int directory, const char *path, struct stat *file, int flags)
{
    return strikes(CALL_FSTATAT) ? -1 : REAL(fstatat)(directory, path, file, flags);
}

static size_t portion(size_t size)
{
    return faults.transfer && size > faults.transfer ? faults.transfer : size;
}

ssize_t read(int descriptor, void *block, size_t size)
{
    if (strikes(CALL_READ))
        return -1;
    if (faults.at_read)
        faults.at_read();
    return REAL(read)(descriptor, block, portion(size));
}

ssize_t write(int descriptor, const void *block, size_t size)
{
    if (strikes(CALL_WRITE))
        return faults.error ? -1 : 0;
    return REAL(write)(descriptor, block, portion(size));
}

int poll(struct pollfd *descriptors, nfds_t count, int timeout)
{
    return strikes(CALL_POLL) ? -1 : REAL(poll)(descriptors, count, timeout);
}

int fchmod(int descriptor, mode_t mode)
{
    return strikes(CALL_FCHMOD) ? -1 : REAL(fchmod)(descriptor, mode);
}

/* Where faults are tried by the hundred the disk is spared. */
int fsync(int descriptor)
{
    if (strikes(CALL_FSYNC))
        return -1;
    return faults.armed ? fcntl(descriptor, F_GETFD) & ~FD_CLOEXEC : REAL(fsync)(descriptor);
}

static unsigned idle_closes; /* of what was not open; closed twice, it might be another's */

/* As on Linux, the descriptor is gone whatever close says. */
int close(int descriptor)
{
    int result = REAL(close)(descriptor);
    idle_closes += result != 0 && errno == EBADF;
    return strikes(CALL_CLOSE) ? -1 : result;
}

int linkat(int from, const char *path, int to, const char *name, int flags)
{
    return strikes(CALL_LINK) ? -1 : REAL(linkat)(from, path, to, name, flags);
}

int renameat(int from, const char *old, int to, const char *name)
{
    if (strikes(CALL_RENAME))
        return -1;
    int result = REAL(renameat)(from, old, to, name);
    faults.renamed += result == 0;
    return result;
}

int mkdir(const char *path, mode_t mode)
{
    return strikes(CALL_MKDIR) ? -1 : REAL(mkdir)(path, mode);
}

/* A refused allocation comes back as NULL under AddressSanitizer too. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "allocator_may_return_null=1";
}

/* --- A directory of its own for every test ---------------------------------------------------- */

struct bench {
    struct arena arena;
    const char *root;   /* the temporary directory, which is the current one */
    const char *before; /* where we came from */
    size_t descriptors; /* open at the start */
    mode_t mask;
};

static size_t count_descriptors(void)
{
    DIR *directory = opendir("/proc/self/fd");
    size_t count = 0;
    while (directory && readdir(directory))
        count++;
    if (directory)
        closedir(directory);
    return count;
}

static int set_up(void **state)
{
    struct bench *bench = calloc(1, sizeof *bench);
    arena_init(&bench->arena, NULL);
    const char *base = getenv("TMPDIR");
    struct text pattern =
        text_format(&bench->arena, "%s/jixiao-test-XXXXXX", base && *base ? base : "/tmp");
    bench->root = mkdtemp((char *)pattern.data);
    bench->before = text_string(&bench->arena, text_from(getcwd((char[PATH_MAX]){0}, PATH_MAX)));
    bench->mask = umask(022);
    bench->descriptors = count_descriptors();
    idle_closes = 0;
    *state = bench;
    return bench->root && chdir(bench->root) == 0 ? 0 : -1;
}

static int remove_entry(const char *path, const struct stat *file, int type, struct FTW *place)
{
    (void)place;
    (void)file;
    return type == FTW_DP ? rmdir(path) : unlink(path);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    disarm();
    umask(bench->mask);
    bool tidy = count_descriptors() == bench->descriptors && idle_closes == 0;
    bool removed =
        chdir(bench->before) == 0 && nftw(bench->root, remove_entry, 16, FTW_DEPTH | FTW_PHYS) == 0;
    arena_free(&bench->arena);
    free(bench);
    return removed && tidy ? 0 : -1;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

/* Made anew: truncating makes some file systems flush. */
static void put(const char *path, struct text bytes)
{
    unlink(path);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    assert_true(descriptor >= 0);
    if (bytes.size > 0)
        assert_int_equal(write(descriptor, bytes.data, bytes.size), bytes.size);
    close(descriptor);
}

static void put_sparse(const char *path, off_t size)
{
    put(path, TEXT(""));
    assert_int_equal(truncate(path, size), 0);
}

static bool holds(const char *path, struct text bytes)
{
    struct arena arena;
    arena_init(&arena, NULL);
    struct text got;
    struct file_status status = file_read(&arena, path, 1 << 24, &got, NULL);
    bool same = status.fault == FILE_SOUND && text_equal(got, bytes);
    arena_free(&arena);
    return same;
}

static mode_t mode_of(const char *path)
{
    struct stat file;
    assert_int_equal(lstat(path, &file), 0);
    return file.st_mode & 07777;
}

static bool exists(const char *path)
{
    struct stat file;
    return lstat(path, &file) == 0;
}

static size_t count_entries(const char *path)
{
    DIR *directory = opendir(path);
    assert_non_null(directory);
    size_t count = 0;
    while (readdir(directory))
        count++;
    closedir(directory);
    return count - 2;
}

static void assert_status(struct file_status status, enum file_fault fault, int system_error)
{
    assert_int_equal(status.fault, fault);
    assert_int_equal(status.system_error, system_error);
}

/* --- file_read -------------------------------------------------------------------------------- */

static void a_file_is_read_whole(void **state)
{
    struct bench *bench = *state;
    put("a", TEXT("one\0two\n"));
    struct text bytes;
    struct file_identity identity = {0, 0};
    struct stat file;
    assert_status(file_read(&bench->arena, "a", 100, &bytes, &identity), FILE_SOUND, 0);
    assert_true(text_equal(bytes, TEXT("one\0two\n")));
    assert_int_equal(stat("a", &file), 0);
    assert_int_equal(identity.inode, file.st_ino);
    assert_int_equal(identity.device, file.st_dev);

    put("empty", TEXT(""));
    assert_status(file_read(&bench->arena, "empty", 0, &bytes, NULL), FILE_SOUND, 0);
    assert_int_equal(bytes.size, 0);
    assert_int_equal(symlink("a", "link"), 0); /* outside a root links are followed */
    assert_status(file_read(&bench->arena, "link", SIZE_MAX, &bytes, NULL), FILE_SOUND, 0);
    assert_int_equal(bytes.size, 8);
}

static void the_limit_is_exact(void **state)
{
    struct bench *bench = *state;
    struct text bytes = TEXT("kept");
    struct file_identity identity = {7, 7};
    put("a", TEXT("12345"));
    assert_status(file_read(&bench->arena, "a", 5, &bytes, NULL), FILE_SOUND, 0);
    assert_status(file_read(&bench->arena, "a", 4, &bytes, &identity), FILE_TOO_LARGE, 0);
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 0);
    assert_int_equal(identity.inode, 7);
    put_sparse("huge", (off_t)1 << 40);
    arm(CALL_READ, 0, EIO, true); /* refused before anything is read */
    assert_status(file_read(&bench->arena, "huge", 16 << 20, &bytes, NULL), FILE_TOO_LARGE, 0);
    assert_int_equal(faults.struck, 0);
}

static void make_socket(const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strcpy(address.sun_path, path);
    int descriptor = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, sizeof address), 0);
    close(descriptor);
}

static void only_regular_files_are_read(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    mkdir("directory", 0755);
    assert_int_equal(mkfifo("fifo", 0644), 0);
    make_socket("socket");
    static const char *const paths[] = {"directory", ".", "/", "fifo", "/dev/zero", "/dev/null"};
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++)
        assert_status(file_read(&bench->arena, paths[i], 100, &bytes, NULL), FILE_NOT_REGULAR, 0);
    assert_status(file_read(&bench->arena, "socket", 9, &bytes, NULL), FILE_NOT_REGULAR, ENXIO);
}

static void what_is_not_there_is_missing(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    put("a", TEXT("1"));
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_int_equal(symlink("loop", "loop"), 0);
    assert_status(file_read(&bench->arena, "b", 9, &bytes, NULL), FILE_MISSING, ENOENT);
    assert_status(file_read(&bench->arena, "", 9, &bytes, NULL), FILE_MISSING, ENOENT);
    assert_status(file_read(&bench->arena, "dangling", 9, &bytes, NULL), FILE_MISSING, ENOENT);
    assert_status(file_read(&bench->arena, "a/b", 9, &bytes, NULL), FILE_NOT_DIRECTORY, ENOTDIR);
    assert_status(file_read(&bench->arena, "loop", 9, &bytes, NULL), FILE_FAILED, ELOOP);
    struct text part = text_format(&bench->arena, "%0300d", 0);
    assert_status(file_read(&bench->arena, part.data, 9, &bytes, NULL), FILE_FAILED, ENAMETOOLONG);
}

static void permission_is_denied(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    put("a", TEXT("1"));
    static const int errors[] = {EACCES, EPERM, EROFS};
    for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
        arm(CALL_OPEN, 0, errors[i], false);
        assert_status(file_read(&bench->arena, "a", 9, &bytes, NULL), FILE_DENIED, errors[i]);
    }
    disarm();
    if (geteuid() == 0)
        skip();
    chmod("a", 0);
    assert_status(file_read(&bench->arena, "a", 9, &bytes, NULL), FILE_DENIED, EACCES);
}

static void grow(void)
{
    int descriptor = open("a", O_WRONLY | O_APPEND | O_CLOEXEC);
    assert_int_equal(write(descriptor, "!", 1), 1);
    close(descriptor);
}

static void shrink(void)
{
    assert_int_equal(truncate("a", 2), 0);
}

static void touch_by_seconds(void)
{
    struct stat file;
    assert_int_equal(stat("a", &file), 0);
    file.st_mtim.tv_sec--;
    const struct timespec times[2] = {file.st_mtim, file.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
}

static void touch(void)
{
    const struct timespec times[2] = {{1, 0}, {1, 0}};
    assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
}

static void touch_slightly(void)
{
    struct stat file;
    assert_int_equal(stat("a", &file), 0);
    file.st_mtim.tv_nsec = (file.st_mtim.tv_nsec + 1) % 1000000000;
    const struct timespec times[2] = {file.st_mtim, file.st_mtim};
    assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
}

/* At the second read, which finds the end. */
static void grow_after(void)
{
    static bool later;
    if (later)
        grow();
    later = !later;
}

/* The same, and the time of the last change says nothing. */
static void shrink_after(void)
{
    static bool later;
    struct stat file;
    assert_int_equal(stat("a", &file), 0);
    const struct timespec times[2] = {file.st_mtim, file.st_mtim};
    if (later)
        shrink();
    assert_int_equal(utimensat(AT_FDCWD, "a", times, 0), 0);
    later = !later;
}

static void a_change_while_reading_is_noticed(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    static void (*const changes[])(void) = {
        grow, shrink, touch, touch_by_seconds, touch_slightly, grow_after, shrink_after};
    for (size_t i = 0; i < ARRAY_SIZE(changes); i++) {
        put("a", TEXT("12345"));
        faults.at_read = changes[i];
        assert_status(file_read(&bench->arena, "a", 5, &bytes, NULL), FILE_CHANGED, 0);
        assert_int_equal(bytes.size, 0);
        disarm();
    }
    /* says it is empty and is not */
    assert_status(file_read(&bench->arena, "/proc/self/status", 9, &bytes, NULL), FILE_CHANGED, 0);
}

static void reading_goes_on_and_gives_up_rightly(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    put("a", TEXT("12345"));
    static const enum call calls[] = {CALL_OPEN, CALL_READ};
    for (size_t i = 0; i < ARRAY_SIZE(calls); i++)
        for (unsigned skipped = 0; skipped < 3; skipped++) {
            arm(calls[i], skipped, EINTR, false);
            faults.transfer = 2;
            assert_status(file_read(&bench->arena, "a", 5, &bytes, NULL), FILE_SOUND, 0);
            assert_true(text_equal(bytes, TEXT("12345")));
        }
    disarm();
    for (unsigned skipped = 0;; skipped++) {
        arm(CALL_ANY, skipped, EIO, false);
        struct file_status status = file_read(&bench->arena, "a", 5, &bytes, NULL);
        if (!faults.struck)
            break;
        /* the result of close after reading says nothing about the bytes */
        bool only_close = status.fault == FILE_SOUND && text_equal(bytes, TEXT("12345"));
        assert_true(only_close || (status.fault == FILE_FAILED && status.system_error == EIO));
        assert_true(only_close == (skipped == 5));
    }
}

static struct file_status read_claimed(struct arena *arena, jmp_buf *point, off_t claimed)
{
    struct text bytes;
    if (setjmp(*point))
        return (struct file_status){FILE_FAILED, ENOMEM};
    faults.claimed = claimed;
    return file_read(arena, "a", SIZE_MAX, &bytes, NULL);
}

static void want_of_memory_leaves_nothing_open(void **state)
{
    struct bench *bench = *state;
    put("a", TEXT("1"));
    struct arena arena;
    jmp_buf point;
    arena_init(&arena, &point);
    assert_status(read_claimed(&arena, &point, (off_t)(PTRDIFF_MAX - 64)), FILE_FAILED, ENOMEM);
    disarm();
    assert_ptr_equal(arena.exhausted, &point);
    assert_int_equal(count_descriptors(), bench->descriptors);
    arena_free(&arena);
}

/* --- file_read_input -------------------------------------------------------------------------- */

/* Reads standard input while it is `descriptor`, which is closed. */
static struct file_status read_input_from(struct bench *bench, int descriptor, size_t limit,
                                          struct text *bytes)
{
    int kept = dup(STDIN_FILENO);
    dup2(descriptor, STDIN_FILENO);
    close(descriptor);
    struct file_status status = file_read_input(&bench->arena, limit, bytes);
    dup2(kept, STDIN_FILENO);
    close(kept);
    return status;
}

static int filled_pipe(struct text bytes)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], bytes.data, bytes.size), bytes.size);
    close(ends[1]);
    return ends[0];
}

static void input_may_be_a_pipe(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    int slow = filled_pipe(TEXT("12345"));
    faults.transfer = 3;
    assert_status(read_input_from(bench, slow, 5, &bytes), FILE_SOUND, 0);
    assert_true(text_equal(bytes, TEXT("12345")));
    faults.transfer = 0;
    assert_status(read_input_from(bench, filled_pipe(TEXT("12345")), 4, &bytes), FILE_TOO_LARGE, 0);
    assert_int_equal(bytes.size, 0);
    assert_status(read_input_from(bench, filled_pipe(TEXT("1")), 0, &bytes), FILE_TOO_LARGE, 0);
    assert_status(read_input_from(bench, open("/dev/null", O_RDONLY), 0, &bytes), FILE_SOUND, 0);
    assert_int_equal(bytes.size, 0);
}

static void input_is_bounded(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    static const size_t limits[] = {0, 1, 65535, 65536, 65537, 131071, 131072, 1000003};
    for (size_t i = 0; i < ARRAY_SIZE(limits); i++) {
        int zero = open("/dev/zero", O_RDONLY);
        assert_status(read_input_from(bench, zero, limits[i], &bytes), FILE_TOO_LARGE, 0);
        put_sparse("a", (off_t)limits[i]);
        int whole = open("a", O_RDONLY);
        assert_status(read_input_from(bench, whole, limits[i], &bytes), FILE_SOUND, 0);
        assert_int_equal(bytes.size, limits[i]);
        int unlimited = open("a", O_RDONLY);
        assert_status(read_input_from(bench, unlimited, SIZE_MAX, &bytes), FILE_SOUND, 0);
        assert_int_equal(bytes.size, limits[i]);
    }
}

static void input_that_cannot_be_read(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    int directory = open(".", O_RDONLY);
    assert_status(read_input_from(bench, directory, 9, &bytes), FILE_NOT_REGULAR, EISDIR);
    arm(CALL_READ, 0, EIO, false);
    assert_status(read_input_from(bench, filled_pipe(TEXT("1")), 9, &bytes), FILE_FAILED, EIO);
    disarm();
    int kept = dup(STDIN_FILENO);
    close(STDIN_FILENO);
    struct file_status status = file_read_input(&bench->arena, 9, &bytes);
    dup2(kept, STDIN_FILENO);
    close(kept);
    assert_status(status, FILE_FAILED, EBADF);
}

static pid_t write_later(int descriptor, struct text bytes)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        usleep(20000);
        _exit(write(descriptor, bytes.data, bytes.size) != (ssize_t)bytes.size);
    }
    return child;
}

static void non_blocking_input_is_waited_for(void **state)
{
    struct bench *bench = *state;
    int ends[2];
    struct text bytes;
    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    pid_t child = write_later(ends[1], TEXT("late"));
    close(ends[1]);
    arm(CALL_POLL, 0, EINTR, false);
    assert_status(read_input_from(bench, ends[0], 9, &bytes), FILE_SOUND, 0);
    assert_true(faults.struck > 0);
    assert_true(text_equal(bytes, TEXT("late")));
    assert_int_equal(waitpid(child, NULL, 0), child);

    assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
    arm(CALL_POLL, 0, ENOMEM, false);
    assert_status(read_input_from(bench, ends[0], 9, &bytes), FILE_FAILED, ENOMEM);
    close(ends[1]);
}

/* --- file_read_beneath ------------------------------------------------------------------------ */

struct path_case {
    const char *path;
    enum file_fault native, walked;
};

/* What each path must come to, with openat2 and without it. Sound ones hold their real name. */
static const struct path_case path_cases[] = {
    {"a", FILE_SOUND, FILE_SOUND},
    {"./a", FILE_SOUND, FILE_SOUND},
    {".//./a", FILE_SOUND, FILE_SOUND},
    {"sub/b", FILE_SOUND, FILE_SOUND},
    {"sub//b", FILE_SOUND, FILE_SOUND},
    {"sub/./b", FILE_SOUND, FILE_SOUND},
    {"sub/../a", FILE_SOUND, FILE_SOUND},
    {"sub/deep/../../a", FILE_SOUND, FILE_SOUND},
    {"sub/deep/../b", FILE_SOUND, FILE_SOUND},
    {"sub/deep/c", FILE_SOUND, FILE_SOUND},
    {"sub/deep/../../sub/b", FILE_SOUND, FILE_SOUND},
    {"...", FILE_SOUND, FILE_SOUND},
    {"..c", FILE_SOUND, FILE_SOUND},
    /* links that stay inside */
    {"to-a", FILE_SOUND, FILE_OUTSIDE},
    {"to-sub/b", FILE_SOUND, FILE_OUTSIDE},
    {"sub/up-to-a", FILE_SOUND, FILE_OUTSIDE},
    /* ways out */
    {"..", FILE_OUTSIDE, FILE_OUTSIDE},
    {"../outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"./../outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"sub/../../outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"../root/a", FILE_OUTSIDE, FILE_OUTSIDE},
    {"sub/deep/../../../outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"sub/deep/out/outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"sub/../../root/a", FILE_OUTSIDE, FILE_OUTSIDE},
    {"/etc/passwd", FILE_OUTSIDE, FILE_OUTSIDE},
    {"/", FILE_OUTSIDE, FILE_OUTSIDE},
    {"//a", FILE_OUTSIDE, FILE_OUTSIDE},
    {"to-passwd", FILE_OUTSIDE, FILE_OUTSIDE},
    {"to-outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"to-parent/outside", FILE_OUTSIDE, FILE_OUTSIDE},
    {"to-slash/etc/passwd", FILE_OUTSIDE, FILE_OUTSIDE},
    {"loop", FILE_OUTSIDE, FILE_OUTSIDE},
    {"loop/a", FILE_OUTSIDE, FILE_OUTSIDE},
    /* nothing there, or not a file */
    {"", FILE_MISSING, FILE_MISSING},
    {"b", FILE_MISSING, FILE_MISSING},
    {"missing/a", FILE_MISSING, FILE_MISSING},
    {"missing/../a", FILE_MISSING, FILE_SOUND},
    {"dangling", FILE_MISSING, FILE_OUTSIDE},
    {"a/b", FILE_NOT_DIRECTORY, FILE_NOT_DIRECTORY},
    {"a/b/c", FILE_NOT_DIRECTORY, FILE_NOT_DIRECTORY},
    {"~/a", FILE_MISSING, FILE_MISSING},
    {"$HOME/a", FILE_MISSING, FILE_MISSING},
    {".", FILE_NOT_REGULAR, FILE_NOT_REGULAR},
    {"sub", FILE_NOT_REGULAR, FILE_NOT_REGULAR},
    {"sub/", FILE_NOT_REGULAR, FILE_NOT_REGULAR},
    {"sub/..", FILE_NOT_REGULAR, FILE_NOT_REGULAR},
    {"fifo", FILE_NOT_REGULAR, FILE_NOT_REGULAR},
    {"large", FILE_TOO_LARGE, FILE_TOO_LARGE},
};

static void make_tree(void)
{
    static const struct {
        const char *to, *from;
    } links[] = {
        {"a", "root/to-a"},
        {"sub", "root/to-sub"},
        {"../a", "root/sub/up-to-a"},
        {"/etc/passwd", "root/to-passwd"},
        {"../outside", "root/to-outside"},
        {"..", "root/to-parent"},
        {"/", "root/to-slash"},
        {"loop", "root/loop"},
        {"nowhere", "root/dangling"},
        {"../../..", "root/sub/deep/out"},
        {"root", "to-root"},
    };
    mkdir("root", 0755);
    mkdir("root/sub", 0755);
    mkdir("root/sub/deep", 0755);
    put("outside", TEXT("secret"));
    put("root/a", TEXT("inside"));
    put("root/sub/b", TEXT("inside"));
    put("root/sub/deep/c", TEXT("inside"));
    put("root/...", TEXT("inside"));
    put("root/..c", TEXT("inside"));
    put_sparse("root/large", 1 << 20);
    assert_int_equal(mkfifo("root/fifo", 0644), 0);
    for (size_t i = 0; i < ARRAY_SIZE(links); i++)
        assert_int_equal(symlink(links[i].to, links[i].from), 0);
}

/* Goes through all paths below `root` with openat2 failing with `error`, or as it is with 0. */
static void check_paths(struct bench *bench, const char *root, int error)
{
    for (size_t i = 0; i < ARRAY_SIZE(path_cases); i++) {
        const struct path_case *path = &path_cases[i];
        enum file_fault want = error ? path->walked : path->native;
        struct text bytes = TEXT("before");
        if (error)
            arm(CALL_OPENAT2, 0, error, true);
        errno = ENOSYS; /* of old: says nothing about the call */
        struct file_status status =
            file_read_beneath(&bench->arena, root, path->path, 9999, &bytes, NULL);
        disarm();
        if (status.fault != want)
            fail_msg("«%s»: %d (%s), want %d", path->path, (int)status.fault,
                     strerror(status.system_error), (int)want);
        assert_true(text_equal(bytes, want == FILE_SOUND ? TEXT("inside") : TEXT("")));
        assert_int_equal(count_descriptors(), bench->descriptors);
    }
}

static bool has_openat2(void)
{
    return syscall(SYS_openat2, -1, "", NULL, 0L) < 0 && errno != ENOSYS && errno != EPERM;
}

static void paths_stay_beneath_the_root(void **state)
{
    make_tree();
    if (!has_openat2())
        skip();
    check_paths(*state, "root", 0);
    check_paths(*state, "to-root/", 0); /* the root itself may be reached by a link */
}

static void paths_stay_beneath_the_root_without_openat2(void **state)
{
    make_tree();
    static const int errors[] = {ENOSYS, EPERM, EAGAIN};
    for (size_t i = 0; i < ARRAY_SIZE(errors); i++)
        check_paths(*state, "root", errors[i]);
    check_paths(*state, "to-root", ENOSYS);
}

static void magic_links_are_refused(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    for (int i = 0; i < 2; i++) {
        if (i > 0)
            arm(CALL_OPENAT2, 0, ENOSYS, true);
        assert_status(file_read_beneath(&bench->arena, "/proc/self", "exe", 9, &bytes, NULL),
                      FILE_OUTSIDE, ELOOP);
        assert_int_equal(
            file_read_beneath(&bench->arena, "/proc/self", "cwd/a", 9, &bytes, NULL).fault,
            FILE_OUTSIDE);
    }
}

static void the_root_must_be_a_directory(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    struct file_identity named, beneath;
    put("a", TEXT("1"));
    assert_status(file_read_beneath(&bench->arena, "", "a", 1, &bytes, &beneath), FILE_SOUND, 0);
    assert_status(file_read(&bench->arena, "./a", 1, &bytes, &named), FILE_SOUND, 0);
    assert_memory_equal(&named, &beneath, sizeof named);
    assert_status(file_read_beneath(&bench->arena, "a", "a", 9, &bytes, NULL), FILE_NOT_DIRECTORY,
                  ENOTDIR);
    assert_status(file_read_beneath(&bench->arena, "b", "a", 9, &bytes, NULL), FILE_MISSING,
                  ENOENT);
}

static void confined_reading_with_faults(void **state)
{
    struct bench *bench = *state;
    struct text bytes;
    make_tree();
    arm(CALL_OPENAT2, 0, EINTR, false);
    assert_status(file_read_beneath(&bench->arena, "root", "a", 9, &bytes, NULL), FILE_SOUND, 0);
    arm(CALL_OPENAT2, 0, EACCES, false);
    assert_status(file_read_beneath(&bench->arena, "root", "a", 9, &bytes, NULL), FILE_DENIED,
                  EACCES);
    disarm();
    faults.no_openat2 = true;
    for (unsigned skipped = 0; skipped < 12; skipped++) {
        arm(CALL_ANY, skipped, EMFILE, false);
        struct file_status status =
            file_read_beneath(&bench->arena, "root", "sub/deep/c", 9, &bytes, NULL);
        bool failed = status.fault == FILE_FAILED && status.system_error == EMFILE;
        assert_true(failed || (status.fault == FILE_SOUND && text_equal(bytes, TEXT("inside"))));
        assert_int_equal(count_descriptors(), bench->descriptors);
    }
    arm(CALL_FSTATAT, 0, EACCES, false); /* what stands in the way cannot be looked at */
    assert_status(file_read_beneath(&bench->arena, "root", "a/b/c", 9, &bytes, NULL),
                  FILE_NOT_DIRECTORY, ENOTDIR);
    disarm();
    struct text long_name = text_format(&bench->arena, "%0*d", 3000, 0);
    assert_int_equal(
        file_read_beneath(&bench->arena, "root", long_name.data, 9, &bytes, NULL).system_error,
        ENAMETOOLONG);
}

/* --- file_publish ----------------------------------------------------------------------------- */

static const struct output two[] = {
    {{"old", 3}, {"new bytes", 9}},
    {{"fresh", 5}, {"fresh bytes", 11}},
};

static struct file_status publish_two(struct bench *bench, const char *directory, size_t *failed)
{
    return file_publish(&bench->arena, directory, two, ARRAY_SIZE(two), failed);
}

static struct file_status publish_one(struct bench *bench, const char *directory, const char *name)
{
    const struct output output = {text_from(name), TEXT("bytes")};
    size_t failed;
    return file_publish(&bench->arena, directory, &output, 1, &failed);
}

static void outputs_are_written_and_replaced(void **state)
{
    struct bench *bench = *state;
    size_t failed = 99;
    put("old", TEXT("old bytes, and more of them than the new ones"));
    assert_status(publish_two(bench, ".", &failed), FILE_SOUND, 0);
    assert_int_equal(failed, 2);
    assert_true(holds("old", TEXT("new bytes")));
    assert_true(holds("fresh", TEXT("fresh bytes")));
    assert_int_equal(count_entries("."), 2);
    assert_int_equal(mode_of("fresh"), 0644);
    assert_status(publish_two(bench, "", &failed), FILE_SOUND, 0);
    assert_int_equal(count_entries("."), 2);
}

static void empty_outputs_and_none(void **state)
{
    struct bench *bench = *state;
    const struct output empty = {TEXT("empty"), {NULL, 0}};
    size_t failed = 99;
    assert_status(file_publish(&bench->arena, "out", &empty, 1, &failed), FILE_SOUND, 0);
    assert_true(holds("out/empty", TEXT("")));
    assert_status(file_publish(&bench->arena, "none", NULL, 0, &failed), FILE_SOUND, 0);
    assert_int_equal(failed, 0);
    assert_int_equal(count_entries("none"), 0);
}

static void modes_are_kept(void **state)
{
    struct bench *bench = *state;
    static const mode_t modes[] = {0600, 0640, 0664, 0666, 0755, 0200};
    static const int faulty[] = {0, EOPNOTSUPP}; /* with and without nameless files */
    for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
        for (size_t j = 0; j < ARRAY_SIZE(faulty); j++) {
            put("a", TEXT("1"));
            chmod("a", modes[i]);
            if (faulty[j])
                arm(CALL_OPEN_NAMELESS, 0, faulty[j], true);
            assert_status(publish_one(bench, ".", "a"), FILE_SOUND, 0);
            disarm();
            assert_int_equal(mode_of("a"), modes[i]);
            unlink("a");
        }
}

static void new_files_follow_the_umask(void **state)
{
    struct bench *bench = *state;
    static const mode_t masks[] = {0, 022, 027, 077};
    for (size_t i = 0; i < ARRAY_SIZE(masks); i++)
        for (int named = 0; named < 2; named++) {
            umask(masks[i]);
            if (named)
                arm(CALL_OPEN_NAMELESS, 0, EISDIR, true);
            assert_status(publish_one(bench, "x/y", "a"), FILE_SOUND, 0);
            disarm();
            assert_int_equal(mode_of("x/y/a"), 0666 & ~masks[i]);
            assert_int_equal(mode_of("x/y"), 0777 & ~masks[i]);
            assert_int_equal(mode_of("x"), 0777 & ~masks[i]);
            assert_int_equal(unlink("x/y/a") | rmdir("x/y") | rmdir("x"), 0);
        }
}

static void directories_are_made(void **state)
{
    struct bench *bench = *state;
    static const char *const paths[] = {"a/b/c", "a/b/c/", "d//e///", "./f", "a/../g/.", "a"};
    for (size_t i = 0; i < ARRAY_SIZE(paths); i++) {
        assert_status(publish_one(bench, paths[i], "x"), FILE_SOUND, 0);
        struct text path = text_format(&bench->arena, "%s/x", paths[i]);
        assert_true(holds(path.data, TEXT("bytes")));
    }
    struct text absolute = text_format(&bench->arena, "//%s/h/i", bench->root);
    assert_status(publish_one(bench, absolute.data, "x"), FILE_SOUND, 0);
    assert_true(exists("h/i/x"));
    assert_int_equal(symlink("a", "to-a"), 0);
    assert_status(publish_one(bench, "to-a/j", "x"), FILE_SOUND, 0);
    assert_true(exists("a/j/x"));
}

static void directories_that_cannot_be_made(void **state)
{
    struct bench *bench = *state;
    size_t failed = 99;
    put("file", TEXT("1"));
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    assert_status(publish_two(bench, "file", &failed), FILE_NOT_DIRECTORY, ENOTDIR);
    assert_int_equal(failed, 2);
    assert_status(publish_one(bench, "file/x", "a"), FILE_NOT_DIRECTORY, ENOTDIR);
    assert_status(publish_one(bench, "file/x/y/", "a"), FILE_NOT_DIRECTORY, ENOTDIR);
    assert_status(publish_one(bench, "dangling", "a"), FILE_MISSING, ENOENT);
    assert_int_equal(publish_one(bench, "/proc/nowhere/x", "a").fault, FILE_MISSING);
    arm(CALL_MKDIR, 1, ENOSPC, false);
    assert_status(publish_one(bench, "p/q/r", "a"), FILE_FAILED, ENOSPC);
    arm(CALL_MKDIR, 0, EROFS, false);
    assert_status(publish_one(bench, "q", "a"), FILE_DENIED, EROFS);
    assert_true(holds("file", TEXT("1")));
}

static void names_must_be_file_names(void **state)
{
    struct bench *bench = *state;
    static const struct text names[] = {
        {"", 0},
        {NULL, 0},
        {".", 1},
        {"..", 2},
        {"/", 1},
        {"a/b", 3},
        {"/nowhere/x", 10},
        {"../x", 4},
        {"a/", 2},
        {"a\0b", 3},
        {"\0", 1},
        {".jixiao-0.tmp", 13},
        {".jixiao-.tmp", 12},
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const struct output outputs[] = {{TEXT("good"), TEXT("1")}, {names[i], TEXT("2")}};
        size_t failed = 99;
        assert_status(file_publish(&bench->arena, "out", outputs, 2, &failed), FILE_OUTSIDE, 0);
        assert_int_equal(failed, 1);
    }
    assert_int_equal(count_entries("."), 0); /* not even the directory */
    static const char *const good[] = {"...",   ".hidden",  "..a",       "-x",
                                       "a.tmp", "表一.csv", ".jixiao-x", "a b"};
    for (size_t i = 0; i < ARRAY_SIZE(good); i++)
        assert_status(publish_one(bench, "out", good[i]), FILE_SOUND, 0);
    assert_int_equal(count_entries("out"), ARRAY_SIZE(good));
    struct text longest = text_format(&bench->arena, "%0255d", 0);
    assert_status(publish_one(bench, "out", longest.data), FILE_SOUND, 0);
    struct text longer = text_format(&bench->arena, "%0256d", 0);
    assert_status(publish_one(bench, "out", longer.data), FILE_FAILED, ENAMETOOLONG);
}

static void a_name_given_twice_is_refused(void **state)
{
    struct bench *bench = *state;
    static const struct output outputs[] = {
        {{"b", 1}, {"1", 1}}, {{"a", 1}, {"2", 1}}, {{"c", 1}, {"3", 1}},
        {{"a", 1}, {"4", 1}}, {{"d", 1}, {"5", 1}},
    };
    size_t failed = 99;
    assert_status(file_publish(&bench->arena, ".", outputs, 5, &failed), FILE_FAILED, EEXIST);
    assert_int_equal(failed, 3);
    assert_int_equal(count_entries("."), 0);
    assert_status(file_publish(&bench->arena, ".", outputs, 3, &failed), FILE_SOUND, 0);
    assert_int_equal(failed, 3);
    assert_int_equal(count_entries("."), 3);
}

static void targets_that_are_no_regular_files_stay(void **state)
{
    struct bench *bench = *state;
    put("elsewhere", TEXT("1"));
    mkdir("directory", 0755);
    make_socket("socket");
    assert_int_equal(mkfifo("fifo", 0644), 0);
    assert_int_equal(symlink("elsewhere", "link"), 0);
    assert_int_equal(symlink("nowhere", "dangling"), 0);
    static const char *const names[] = {"directory", "socket", "fifo", "link", "dangling"};
    put("old", TEXT("old bytes"));
    size_t entries = count_entries(".");
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        const struct output outputs[] = {{TEXT("old"), TEXT("new")},
                                         {TEXT("fresh"), TEXT("new")},
                                         {text_from(names[i]), {"", 0}}};
        size_t failed = 99;
        assert_status(file_publish(&bench->arena, ".", outputs, 3, &failed), FILE_NOT_REGULAR, 0);
        assert_int_equal(failed, 2);
        assert_true(holds("old", TEXT("old bytes")));
    }
    assert_true(holds("elsewhere", TEXT("1")));
    assert_int_equal(count_entries("."), entries);
}

static void protected_targets_stay(void **state)
{
    struct bench *bench = *state;
    size_t failed = 99;
    put("fresh", TEXT("signed"));
    chmod("fresh", 0444);
    assert_status(publish_two(bench, ".", &failed), FILE_DENIED, EACCES);
    assert_int_equal(failed, 1);
    assert_true(holds("fresh", TEXT("signed")));
    assert_int_equal(count_entries("."), 1);
}

static void read_only_directory(void **state)
{
    struct bench *bench = *state;
    mkdir("out", 0755);
    put("out/old", TEXT("old bytes"));
    chmod("out", 0555);
    size_t failed = 99;
    struct file_status status = {FILE_DENIED, EACCES};
    if (geteuid() != 0)
        status = publish_two(bench, "out", &failed);
    chmod("out", 0755);
    if (geteuid() == 0)
        skip();
    assert_status(status, FILE_DENIED, EACCES);
    assert_int_equal(failed, 0);
    assert_true(holds("out/old", TEXT("old bytes")));
    assert_int_equal(count_entries("out"), 1);
}

static void many_outputs_go_with_few_descriptors(void **state)
{
    struct bench *bench = *state;
    enum { COUNT = 300 };
    struct output outputs[COUNT];
    for (size_t i = 0; i < COUNT; i++) {
        outputs[i].name = text_format(&bench->arena, "%zu", i);
        outputs[i].bytes = outputs[i].name;
    }
    struct rlimit old, few;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &old), 0);
    few = old;
    few.rlim_cur = 100;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
    size_t failed;
    struct file_status status = file_publish(&bench->arena, "out", outputs, COUNT, &failed);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &old), 0);
    assert_status(status, FILE_SOUND, 0);
    assert_int_equal(count_entries("out"), COUNT);
    assert_true(holds("out/0", TEXT("0")));
    assert_true(holds("out/63", TEXT("63")));
    assert_true(holds("out/64", TEXT("64")));
    assert_true(holds("out/299", TEXT("299")));
}

static void temporaries_of_others_are_left_alone(void **state)
{
    struct bench *bench = *state;
    put("victim", TEXT("1"));
    put(".jixiao-0.tmp", TEXT("theirs"));
    assert_int_equal(symlink("victim", ".jixiao-1.tmp"), 0);
    mkdir(".jixiao-2.tmp", 0755);
    for (int named = 0; named < 2; named++) {
        size_t failed;
        if (named)
            arm(CALL_OPEN_NAMELESS, 0, EOPNOTSUPP, true);
        assert_status(publish_two(bench, ".", &failed), FILE_SOUND, 0);
        disarm();
        assert_true(holds("victim", TEXT("1")));
        assert_true(holds(".jixiao-0.tmp", TEXT("theirs")));
        assert_int_equal(count_entries("."), 6);
    }
}

static void temporary_names_run_out(void **state)
{
    struct bench *bench = *state;
    static const enum call calls[] = {CALL_OPEN_NAMELESS, CALL_LINK};
    for (unsigned i = 0; i < 1100; i++)
        put(text_format(&bench->arena, ".jixiao-%u.tmp", i).data, TEXT(""));
    for (size_t i = 0; i < ARRAY_SIZE(calls); i++) {
        arm(calls[i], 0, EOPNOTSUPP, true);
        assert_status(publish_one(bench, ".", "a"), FILE_FAILED, EEXIST);
    }
    disarm();
    assert_int_equal(count_entries("."), 1100);
}

static void without_links_a_named_file_does(void **state)
{
    struct bench *bench = *state;
    static const int errors[] = {ENOENT, EPERM, EXDEV, EACCES};
    for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
        size_t failed;
        put("old", TEXT("old bytes"));
        chmod("old", 0640);
        arm(CALL_LINK, 0, errors[i], true);
        assert_status(publish_two(bench, ".", &failed), FILE_SOUND, 0);
        assert_int_equal(faults.struck, 2);
        disarm();
        assert_true(holds("old", TEXT("new bytes")));
        assert_int_equal(mode_of("old"), 0640);
        assert_true(holds("fresh", TEXT("fresh bytes")));
        assert_int_equal(count_entries("."), 2);
        unlink("fresh");
    }
}

/* After a failure each target is wholly old or wholly new, old at least until the first rename, and
 * nothing else is in the directory. */
static void check_aftermath(struct bench *bench, struct file_status status, size_t failed)
{
    bool replaced = holds("old", TEXT("new bytes"));
    assert_true(replaced || holds("old", TEXT("old bytes")));
    assert_int_equal(replaced, faults.renamed > 0);
    assert_int_equal(exists("fresh"), faults.renamed > 1);
    assert_true(!exists("fresh") || holds("fresh", TEXT("fresh bytes")));
    assert_int_equal(count_entries("."), exists("fresh") ? 2 : 1);
    assert_int_equal(count_descriptors(), bench->descriptors);
    assert_true(failed <= 2);
    if (status.fault == FILE_SOUND)
        assert_int_equal(faults.renamed, 2);
    else
        assert_int_equal(status.system_error, faults.error);
}

/* A way to publish with faults. EINTR for ever would be waited out for ever, rightly, and so is
 * tried only once each. */
struct trial {
    bool no_nameless, no_links, for_ever;
    size_t transfer;
};

/* Publishes with the call number `skipped` failing; false when there are not so many calls. */
static bool strikes_once(struct bench *bench, const struct trial *trial, unsigned skipped,
                         int error)
{
    put("old", TEXT("old bytes"));
    unlink("fresh");
    size_t failed = 99;
    arm(CALL_ANY, skipped, error, trial->for_ever);
    faults.transfer = trial->transfer;
    faults.no_nameless = trial->no_nameless;
    faults.no_links = trial->no_links;
    struct file_status status = publish_two(bench, ".", &failed);
    unsigned struck = faults.struck;
    faults.armed = false;
    faults.transfer = 0;
    check_aftermath(bench, status, failed);
    disarm();
    return struck > 0;
}

static void every_call_may_fail(void **state)
{
    static const struct trial trials[] = {
        {false, false, false, 0}, {false, false, false, 4}, {false, false, true, 4},
        {true, false, false, 0},  {true, false, true, 0},   {false, true, false, 0},
        {false, true, true, 0},   {true, true, false, 1},
    };
    static const int errors[] = {EIO, ENOSPC, EDQUOT, EACCES, EMFILE, EINVAL, EINTR};
    for (size_t i = 0; i < ARRAY_SIZE(trials); i++)
        for (size_t j = 0; j < ARRAY_SIZE(errors) - trials[i].for_ever; j++) {
            unsigned skipped = 0;
            while (strikes_once(*state, &trials[i], skipped, errors[j]))
                skipped++;
            assert_true(skipped >= 14); /* open, look, write, flush, close, rename … */
        }
}

struct fault_case {
    enum call call;
    unsigned skipped;
    int error;
    enum file_fault fault;
    size_t failed;
};

static void failures_name_the_output(void **state)
{
    static const struct fault_case cases[] = {
        {CALL_WRITE, 0, ENOSPC, FILE_FAILED, 0},  {CALL_WRITE, 1, ENOSPC, FILE_FAILED, 1},
        {CALL_WRITE, 0, 0, FILE_FAILED, 0}, /* a write that takes nothing does not loop */
        {CALL_WRITE, 0, EINTR, FILE_SOUND, 2},    {CALL_FSYNC, 0, EIO, FILE_FAILED, 0},
        {CALL_FSYNC, 1, EIO, FILE_FAILED, 1},     {CALL_FSYNC, 2, EIO, FILE_FAILED, 2},
        {CALL_FSYNC, 2, EINVAL, FILE_SOUND, 2},   {CALL_FSYNC, 1, EINTR, FILE_SOUND, 2},
        {CALL_FCHMOD, 0, EPERM, FILE_DENIED, 0},  {CALL_CLOSE, 0, EIO, FILE_FAILED, 0},
        {CALL_CLOSE, 1, EDQUOT, FILE_FAILED, 1},  {CALL_CLOSE, 0, EINTR, FILE_SOUND, 2},
        {CALL_RENAME, 0, EACCES, FILE_DENIED, 0}, {CALL_RENAME, 1, EISDIR, FILE_NOT_REGULAR, 1},
        {CALL_FSTATAT, 1, EIO, FILE_FAILED, 1},   {CALL_OPEN, 0, EACCES, FILE_DENIED, 2},
        {CALL_OPEN, 0, EINTR, FILE_SOUND, 2},     {CALL_OPEN_NAMELESS, 0, EINTR, FILE_SOUND, 2},
    };
    struct bench *bench = *state;
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        size_t failed = 99;
        put("old", TEXT("old bytes"));
        unlink("fresh");
        arm(cases[i].call, cases[i].skipped, cases[i].error, false);
        struct file_status status = publish_two(bench, ".", &failed);
        assert_int_equal(faults.struck, 1);
        disarm();
        assert_int_equal(status.fault, cases[i].fault);
        assert_int_equal(failed, cases[i].failed);
    }
}

/* In a child, with SIGXFSZ ignored and files of at most a kilobyte. */
static int publish_under_limit(struct bench *bench)
{
    static char large[4096];
    const struct output outputs[] = {{TEXT("fresh"), TEXT("1")},
                                     {TEXT("old"), {large, sizeof large}}};
    const struct rlimit limit = {1024, 1024};
    size_t failed = 99;
    signal(SIGXFSZ, SIG_IGN);
    if (setrlimit(RLIMIT_FSIZE, &limit) != 0)
        return 2;
    struct file_status status = file_publish(&bench->arena, ".", outputs, 2, &failed);
    return status.fault == FILE_FAILED && status.system_error == EFBIG && failed == 1 ? 0 : 1;
}

static void a_file_size_limit_keeps_the_old_file(void **state)
{
    put("old", TEXT("old bytes"));
    pid_t child = fork();
    if (child == 0)
        _exit(publish_under_limit(*state));
    int result = -1;
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_true(WIFEXITED(result));
    assert_int_equal(WEXITSTATUS(result), 0);
    assert_true(holds("old", TEXT("old bytes")));
    assert_int_equal(count_entries("."), 1);
}

/* --- file_print ------------------------------------------------------------------------------- */

static void everything_is_printed(void **state)
{
    (void)state;
    int descriptor = open("out", O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
    arm(CALL_WRITE, 1, EINTR, false);
    faults.transfer = 2;
    assert_status(file_print(descriptor, TEXT("12345")), FILE_SOUND, 0);
    disarm();
    assert_status(file_print(descriptor, TEXT("")), FILE_SOUND, 0);
    assert_status(file_print(descriptor, (struct text){NULL, 0}), FILE_SOUND, 0);
    close(descriptor);
    assert_true(holds("out", TEXT("12345")));
}

static void printing_fails_visibly(void **state)
{
    (void)state;
    int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full >= 0) {
        assert_status(file_print(full, TEXT("1")), FILE_FAILED, ENOSPC);
        close(full);
    }
    int ends[2];
    signal(SIGPIPE, SIG_IGN);
    assert_int_equal(pipe(ends), 0);
    close(ends[0]);
    assert_status(file_print(ends[1], TEXT("1")), FILE_FAILED, EPIPE);
    close(ends[1]);
    assert_status(file_print(-1, TEXT("1")), FILE_FAILED, EBADF);
    arm(CALL_WRITE, 0, 0, true);
    assert_status(file_print(STDOUT_FILENO, TEXT("1")), FILE_FAILED, EIO);
}

/* Takes in everything, slowly, and says how much it was. */
static pid_t read_slowly(const int *ends, size_t expected)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child > 0)
        return child;
    static char block[10000];
    size_t total = 0;
    close(ends[1]);
    for (ssize_t some; (some = read(ends[0], block, sizeof block)) > 0; usleep(1000))
        total += (size_t)some;
    _exit(total != expected);
}

static void non_blocking_output_is_waited_for(void **state)
{
    struct bench *bench = *state;
    enum { SIZE = 300000 };
    int ends[2], result = -1;
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
    pid_t child = read_slowly(ends, SIZE);
    close(ends[0]);
    struct text bytes = {arena_alloc(&bench->arena, SIZE), SIZE};
    assert_status(file_print(ends[1], bytes), FILE_SOUND, 0);
    close(ends[1]);
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_file_is_read_whole),
        TEST(the_limit_is_exact),
        TEST(only_regular_files_are_read),
        TEST(what_is_not_there_is_missing),
        TEST(permission_is_denied),
        TEST(a_change_while_reading_is_noticed),
        TEST(reading_goes_on_and_gives_up_rightly),
        TEST(want_of_memory_leaves_nothing_open),
        TEST(input_may_be_a_pipe),
        TEST(input_is_bounded),
        TEST(input_that_cannot_be_read),
        TEST(non_blocking_input_is_waited_for),
        TEST(paths_stay_beneath_the_root),
        TEST(paths_stay_beneath_the_root_without_openat2),
        TEST(magic_links_are_refused),
        TEST(the_root_must_be_a_directory),
        TEST(confined_reading_with_faults),
        TEST(outputs_are_written_and_replaced),
        TEST(empty_outputs_and_none),
        TEST(modes_are_kept),
        TEST(new_files_follow_the_umask),
        TEST(directories_are_made),
        TEST(directories_that_cannot_be_made),
        TEST(names_must_be_file_names),
        TEST(a_name_given_twice_is_refused),
        TEST(targets_that_are_no_regular_files_stay),
        TEST(protected_targets_stay),
        TEST(read_only_directory),
        TEST(many_outputs_go_with_few_descriptors),
        TEST(temporaries_of_others_are_left_alone),
        TEST(temporary_names_run_out),
        TEST(without_links_a_named_file_does),
        TEST(every_call_may_fail),
        TEST(failures_name_the_output),
        TEST(a_file_size_limit_keeps_the_old_file),
        TEST(everything_is_printed),
        TEST(printing_fails_visibly),
        TEST(non_blocking_output_is_waited_for),
    };
    alarm(120); /* what waits for a FIFO does not wait for ever */
    return cmocka_run_group_tests_name("file", tests, NULL, NULL);
}
