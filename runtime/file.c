#ifndef _GNU_SOURCE
#define _GNU_SOURCE /* O_PATH, O_TMPFILE */
#endif
#include "runtime/file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <stdio.h> /* snprintf alone */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    /* Opening a FIFO does not wait, and a terminal does not become ours. */
    READ_FLAGS = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC,
    WALK_FLAGS = O_PATH | O_DIRECTORY | O_CLOEXEC,
    FIRST_INPUT = 64 << 10,
    NAMELESS_FILES =
        64, /* each keeps a descriptor open to the end; the others get a name at once */
    NAME_TRIES = 1000,
};

static const struct file_status sound = {FILE_SOUND, 0};

static struct file_status fault_alone(enum file_fault fault)
{
    return (struct file_status){fault, 0};
}

/* The status for errno. */
static struct file_status failure(void)
{
    static const struct file_status known[] = {
        {FILE_MISSING, ENOENT},     {FILE_DENIED, EACCES},         {FILE_DENIED, EPERM},
        {FILE_DENIED, EROFS},       {FILE_NOT_REGULAR, EISDIR},    {FILE_NOT_REGULAR, ENXIO},
        {FILE_NOT_REGULAR, ENODEV}, {FILE_NOT_DIRECTORY, ENOTDIR},
    };
    for (size_t i = 0; i < ARRAY_SIZE(known); i++)
        if (known[i].system_error == errno)
            return known[i];
    return (struct file_status){FILE_FAILED, errno};
}

static int open_at(int directory, const char *path, int flags, mode_t mode)
{
    int descriptor;
    do
        descriptor = openat(directory, path, flags, mode);
    while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

static int open_directory(const char *path, int flags)
{
    return open_at(AT_FDCWD, *path ? path : ".", flags, 0);
}

/* Closes what was only read or walked through; errno stays. */
static void drop(int descriptor)
{
    int error = errno;
    close(descriptor);
    errno = error;
}

/* Whether a transfer that failed is worth another try. A descriptor that came to us in non-blocking
 * mode is waited for. */
static bool may_go_on(int descriptor, short events)
{
    if (errno != EAGAIN)
        return errno == EINTR;
    struct pollfd one = {.fd = descriptor, .events = events};
    return poll(&one, 1, -1) >= 0 || errno == EINTR;
}

/* Fills `block` until it is full or the input ends. */
static bool read_full(int descriptor, char *block, size_t size, size_t *got)
{
    for (*got = 0; *got < size;) {
        ssize_t some = read(descriptor, block + *got, size - *got);
        if (some == 0)
            return true;
        if (some > 0)
            *got += (size_t)some;
        else if (!may_go_on(descriptor, POLLIN))
            return false;
    }
    return true;
}

static bool write_full(int descriptor, struct text bytes)
{
    while (bytes.size > 0) {
        ssize_t some = write(descriptor, bytes.data, bytes.size);
        if (some == 0)
            errno = EIO;
        if (some > 0)
            bytes = text_skip(bytes, (size_t)some);
        else if (!may_go_on(descriptor, POLLOUT))
            return false;
    }
    return true;
}

static bool flush(int descriptor)
{
    int result;
    do
        result = fsync(descriptor);
    while (result != 0 && errno == EINTR);
    return result == 0;
}

/* --- Reading -------------------------------------------------------------------------------- */

/* A block from the arena; when memory runs out the descriptor is closed before the jump. */
static char *reserve(struct arena *arena, size_t size, int descriptor)
{
    jmp_buf *outer = arena->exhausted;
    jmp_buf here;
    if (setjmp(here)) {
        arena->exhausted = outer;
        close(descriptor);
        arena_exhaust(arena);
    }
    arena->exhausted = &here;
    char *block = arena_alloc(arena, size);
    arena->exhausted = outer;
    return block;
}

static bool is_unchanged(const struct stat *before, const struct stat *after)
{
    return before->st_size == after->st_size && before->st_mtim.tv_sec == after->st_mtim.tv_sec &&
           before->st_mtim.tv_nsec == after->st_mtim.tv_nsec;
}

/* One byte more than the size is asked for, so that a file that grew is noticed; that byte stays
 * NUL otherwise. */
static struct file_status read_regular(struct arena *arena, int descriptor, size_t limit,
                                       struct text *bytes, struct file_identity *identity)
{
    struct stat before, after;
    if (fstat(descriptor, &before) != 0)
        return failure();
    if (!S_ISREG(before.st_mode))
        return fault_alone(FILE_NOT_REGULAR);
    if ((uintmax_t)before.st_size > (limit < SIZE_MAX ? limit : SIZE_MAX - 1))
        return fault_alone(FILE_TOO_LARGE);
    size_t size = (size_t)before.st_size, got;
    char *block = reserve(arena, size + 1, descriptor);
    if (!read_full(descriptor, block, size + 1, &got) || fstat(descriptor, &after) != 0)
        return failure();
    if (got != size || !is_unchanged(&before, &after))
        return fault_alone(FILE_CHANGED);
    *bytes = (struct text){block, size};
    if (identity)
        *identity = (struct file_identity){before.st_dev, before.st_ino};
    return sound;
}

static struct file_status read_and_close(struct arena *arena, int descriptor, size_t limit,
                                         struct text *bytes, struct file_identity *identity)
{
    if (descriptor < 0)
        return failure();
    struct file_status status = read_regular(arena, descriptor, limit, bytes, identity);
    close(descriptor);
    return status;
}

struct file_status file_read(struct arena *arena, const char *path, size_t limit,
                             struct text *bytes, struct file_identity *identity)
{
    *bytes = (struct text){NULL, 0};
    int descriptor = open_at(AT_FDCWD, path, READ_FLAGS, 0);
    return read_and_close(arena, descriptor, limit, bytes, identity);
}

/* Doubling, but never beyond one byte more than the limit: that byte tells whether there is more.
 */
static size_t next_capacity(size_t capacity, size_t limit)
{
    size_t next = capacity ? capacity : FIRST_INPUT / 2;
    return next > limit / 2 ? limit + 1 : next * 2;
}

struct file_status file_read_input(struct arena *arena, size_t limit, struct text *bytes)
{
    *bytes = (struct text){NULL, 0};
    char *data = NULL;
    size_t size = 0, capacity = 0, got;
    if (limit == SIZE_MAX)
        limit--;
    while (size == capacity && size <= limit) {
        capacity = next_capacity(capacity, limit);
        data = arena_grow(arena, data, size, capacity);
        if (!read_full(STDIN_FILENO, data + size, capacity - size, &got))
            return failure();
        size += got;
    }
    if (size > limit)
        return fault_alone(FILE_TOO_LARGE);
    *bytes = (struct text){data, size};
    return sound;
}

/* --- Reading beneath a directory ------------------------------------------------------------ */

/* Resolves `.`, `..` and empty parts of a relative path by name, in place. False when the path is
 * absolute or climbs above its start. */
static bool flatten(char *path)
{
    if (*path == '/')
        return false;
    char *end = path; /* of what is kept */
    for (char *part = path, *next; *part; part = next) {
        struct text name = {part, strcspn(part, "/")};
        next = part + name.size + (part[name.size] == '/');
        if (text_equal(name, TEXT(".."))) {
            if (end == path)
                return false;
            while (end > path && *--end != '/')
                ;
        } else if (name.size > 0 && !text_equal(name, TEXT("."))) {
            if (end != path)
                *end++ = '/';
            memmove(end, part, name.size);
            end += name.size;
        }
    }
    *end = '\0';
    return true;
}

static bool is_link(int directory, const char *name)
{
    struct stat file;
    return fstatat(directory, name, &file, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(file.st_mode);
}

/* Goes down part by part and follows no link, so that no part can lead elsewhere. */
static int walk_parts(int root, char *path)
{
    int directory = root;
    for (char *slash; directory >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
        *slash = '\0';
        int next = open_at(directory, path, WALK_FLAGS | O_NOFOLLOW, 0);
        if (next < 0 && errno == ENOTDIR)
            errno = is_link(directory, path) ? ELOOP : ENOTDIR;
        if (directory != root)
            drop(directory);
        directory = next;
    }
    if (directory < 0)
        return -1;
    int file = open_at(directory, *path ? path : ".", READ_FLAGS | O_NOFOLLOW, 0);
    if (directory != root)
        drop(directory);
    return file;
}

static int open_by_walking(int root, char *path)
{
    if (*path && flatten(path))
        return walk_parts(root, path);
    errno = *path ? EXDEV : ENOENT;
    return -1;
}

/* EAGAIN: a directory on the way was renamed meanwhile and the kernel gave up on a `..`. */
static int open_beneath(int root, char *path)
{
    struct open_how how = {.flags = READ_FLAGS, .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long descriptor;
    do
        descriptor = syscall(SYS_openat2, root, path, &how, sizeof how);
    while (descriptor < 0 && errno == EINTR);
    if (descriptor < 0 && (errno == ENOSYS || errno == EPERM || errno == EAGAIN))
        return open_by_walking(root, path);
    return (int)descriptor;
}

struct file_status file_read_beneath(struct arena *arena, const char *root, const char *relative,
                                     size_t limit, struct text *bytes,
                                     struct file_identity *identity)
{
    *bytes = (struct text){NULL, 0};
    size_t size = strlen(relative) + 1;
    char *path = memcpy(arena_alloc(arena, size), relative, size);
    int directory = open_directory(root, WALK_FLAGS);
    if (directory < 0)
        return failure();
    int descriptor = open_beneath(directory, path);
    drop(directory);
    if (descriptor < 0 && (errno == EXDEV || errno == ELOOP))
        return (struct file_status){FILE_OUTSIDE, errno};
    return read_and_close(arena, descriptor, limit, bytes, identity);
}

/* --- Publishing ----------------------------------------------------------------------------- */

/* An output on its way to its name. */
struct pending {
    const char *name;
    struct text bytes;
    bool replaces; /* an old file, which had the permission bits `mode` */
    mode_t mode;
    int descriptor;     /* open while it is written or nameless, else -1 */
    char temporary[32]; /* its name for the time being, or empty */
};

struct publication {
    struct pending *files;
    size_t count;
    int directory;
    unsigned serial; /* of the next temporary name */
};

#define TEMPORARY_PREFIX ".jixiao-"
#define TEMPORARY_SUFFIX ".tmp"

static bool is_file_name(struct text name)
{
    return name.size > 0 && !memchr(name.data, '/', name.size) &&
           !memchr(name.data, '\0', name.size) && !text_equal(name, TEXT(".")) &&
           !text_equal(name, TEXT("..")) &&
           !(text_starts(name, TEXT(TEMPORARY_PREFIX)) && text_ends(name, TEXT(TEMPORARY_SUFFIX)));
}

static int compare_names(const void *a, const void *b)
{
    const struct pending *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

/* The index of an output whose name an earlier one has, or the count. */
static size_t find_double(struct arena *arena, const struct publication *publication)
{
    const struct pending **sorted = ARENA_ARRAY(arena, const struct pending *, publication->count);
    for (size_t i = 0; i < publication->count; i++)
        sorted[i] = &publication->files[i];
    qsort(sorted, publication->count, sizeof(const struct pending *), compare_names);
    for (size_t i = 1; i < publication->count; i++)
        if (compare_names(&sorted[i - 1], &sorted[i]) == 0) {
            const struct pending *later = sorted[i] > sorted[i - 1] ? sorted[i] : sorted[i - 1];
            return (size_t)(later - publication->files);
        }
    return publication->count;
}

/* Everything that needs memory happens here, while nothing is open that a jump could leave so. */
static struct file_status plan(struct arena *arena, const struct output *outputs,
                               struct publication *publication, size_t *failed)
{
    publication->files = ARENA_ARRAY(arena, struct pending, publication->count);
    for (size_t i = 0; i < publication->count; i++) {
        *failed = i;
        if (!is_file_name(outputs[i].name))
            return fault_alone(FILE_OUTSIDE);
        publication->files[i] = (struct pending){
            .name = text_string(arena, outputs[i].name),
            .bytes = outputs[i].bytes,
            .descriptor = -1,
        };
    }
    *failed = find_double(arena, publication);
    return *failed < publication->count ? (struct file_status){FILE_FAILED, EEXIST} : sound;
}

static bool make_directories(char *path)
{
    bool made = true;
    for (char *end = path + strspn(path, "/"); made && *end; end += strspn(end, "/")) {
        end += strcspn(end, "/");
        char kept = *end;
        *end = '\0';
        made = mkdir(path, 0777) == 0 || errno == EEXIST;
        *end = kept;
    }
    return made;
}

static int open_target(char *path)
{
    const int flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC;
    int descriptor = open_directory(path, flags);
    if (descriptor < 0 && errno == ENOENT && make_directories(path))
        descriptor = open_directory(path, flags);
    return descriptor;
}

/* EINTR on close: the descriptor is gone all the same, and the bytes have been flushed. */
static struct file_status close_written(struct pending *file)
{
    int descriptor = file->descriptor;
    file->descriptor = -1;
    return close(descriptor) == 0 || errno == EINTR ? sound : failure();
}

static struct file_status fill(const struct pending *file)
{
    bool filled = write_full(file->descriptor, file->bytes) &&
                  (!file->replaces || fchmod(file->descriptor, file->mode) == 0) &&
                  flush(file->descriptor);
    return filled ? sound : failure();
}

/* Until it is filled, what takes the place of a private file is private as well. */
static bool create(const struct publication *publication, struct pending *file, const char *name,
                   int flags)
{
    mode_t mode = file->replaces ? 0600 : 0666;
    file->descriptor =
        open_at(publication->directory, name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC | flags, mode);
    return file->descriptor >= 0;
}

static bool create_named(const struct publication *publication, struct pending *file)
{
    return create(publication, file, file->temporary, O_CREAT | O_EXCL);
}

static bool link_nameless(const struct publication *publication, struct pending *file)
{
    char path[32];
    snprintf(path, sizeof path, "/proc/self/fd/%d", file->descriptor);
    return linkat(AT_FDCWD, path, publication->directory, file->temporary, AT_SYMLINK_FOLLOW) == 0;
}

/* Tries temporary names until one is free; files of others are left alone. */
static bool take_name(struct publication *publication, struct pending *file,
                      bool (*make)(const struct publication *, struct pending *))
{
    for (unsigned tries = 0; tries < NAME_TRIES; tries++) {
        snprintf(file->temporary, sizeof file->temporary, TEMPORARY_PREFIX "%u" TEMPORARY_SUFFIX,
                 publication->serial++);
        if (make(publication, file))
            return true;
        if (errno != EEXIST)
            break;
    }
    file->temporary[0] = '\0';
    return false;
}

static struct file_status write_named(struct publication *publication, struct pending *file)
{
    if (!take_name(publication, file, create_named))
        return failure();
    struct file_status status = fill(file);
    return status.fault == FILE_SOUND ? close_written(file) : status;
}

/* The phases. Each is gone through by every output before the next one begins. */

static struct file_status examine_old(struct publication *publication, struct pending *file)
{
    struct stat old;
    if (fstatat(publication->directory, file->name, &old, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? sound : failure();
    if (!S_ISREG(old.st_mode))
        return fault_alone(FILE_NOT_REGULAR);
    if (!(old.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)))
        return (struct file_status){FILE_DENIED, EACCES};
    file->replaces = true;
    file->mode = old.st_mode & (S_IRWXU | S_IRWXG | S_IRWXO);
    return sound;
}

static struct file_status write_aside(struct publication *publication, struct pending *file)
{
    bool nameless =
        file - publication->files < NAMELESS_FILES && create(publication, file, ".", O_TMPFILE);
    return nameless ? fill(file) : write_named(publication, file);
}

/* A link cannot take the place of a file that exists, so a nameless file first gets a temporary
 * name. Where it cannot be linked (no /proc, or the file system forbids it) it is written again. */
static struct file_status give_name(struct publication *publication, struct pending *file)
{
    if (file->descriptor < 0)
        return sound;
    if (take_name(publication, file, link_nameless))
        return close_written(file);
    drop(file->descriptor);
    return write_named(publication, file);
}

static struct file_status move(struct publication *publication, struct pending *file)
{
    int directory = publication->directory;
    if (renameat(directory, file->temporary, directory, file->name) != 0)
        return failure();
    file->temporary[0] = '\0';
    return sound;
}

/* Some file systems cannot flush a directory and say EINVAL. */
static struct file_status go_through(struct publication *publication, size_t *failed)
{
    static struct file_status (*const phases[])(struct publication *, struct pending *) = {
        examine_old,
        write_aside,
        give_name,
        move,
    };
    for (size_t phase = 0; phase < ARRAY_SIZE(phases); phase++)
        for (*failed = 0; *failed < publication->count; ++*failed) {
            struct file_status status = phases[phase](publication, &publication->files[*failed]);
            if (status.fault != FILE_SOUND)
                return status;
        }
    return flush(publication->directory) || errno == EINVAL ? sound : failure();
}

static void clear_away(const struct publication *publication)
{
    for (size_t i = 0; i < publication->count; i++) {
        const struct pending *file = &publication->files[i];
        if (file->descriptor >= 0)
            close(file->descriptor);
        if (file->temporary[0])
            unlinkat(publication->directory, file->temporary, 0);
    }
    close(publication->directory);
}

struct file_status file_publish(struct arena *arena, const char *directory,
                                const struct output *outputs, size_t count, size_t *failed)
{
    struct publication publication = {.count = count};
    struct file_status status = plan(arena, outputs, &publication, failed);
    if (status.fault != FILE_SOUND)
        return status;
    size_t size = strlen(directory) + 1;
    char *path = memcpy(arena_alloc(arena, size), directory, size);
    publication.directory = open_target(path);
    if (publication.directory < 0)
        return failure();
    status = go_through(&publication, failed);
    clear_away(&publication);
    return status;
}

struct file_status file_print(int descriptor, struct text bytes)
{
    return write_full(descriptor, bytes) ? sound : failure();
}

void file_reserve_standard(void)
{
    int descriptor;
    do
        descriptor = open("/dev/null", O_RDONLY);
    while (descriptor >= 0 && descriptor <= 2);
    if (descriptor > 2)
        close(descriptor);
}
