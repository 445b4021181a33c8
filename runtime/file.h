/* The only place that touches the file system. Reading is confined and bounded; writing is whole
 * or not at all. No function prints; failures come back as a status with the system's error.
 *
 * Paths are C strings. An empty directory means the current one. The program ignores SIGXFSZ, and
 * SIGPIPE where it wants a status instead of the signal. */
#ifndef JIXIAO_RUNTIME_FILE_H
#define JIXIAO_RUNTIME_FILE_H

#include "lang/base/text.h"

enum file_fault {
    FILE_SOUND,
    FILE_MISSING,       /* no such file */
    FILE_DENIED,        /* permission, or a file system mounted read-only */
    FILE_NOT_REGULAR,   /* a directory, FIFO, device or socket; when writing also a symbolic link */
    FILE_NOT_DIRECTORY, /* a part of the path that has to be a directory is something else */
    FILE_TOO_LARGE,     /* more bytes than the limit; nothing was kept */
    FILE_CHANGED,       /* was written to while it was read, or is not what its size says */
    FILE_OUTSIDE,       /* the path leaves the directory it is confined to */
    FILE_FAILED,        /* any other error; see system_error */
};

struct file_status {
    enum file_fault fault;
    int system_error; /* errno, or 0 */
};

struct file_identity {
    uint64_t device, inode;
};

/* Reads the regular file `path`, at most `limit` bytes. `identity` may be NULL. Never waits for a
 * FIFO or a device. On a fault *bytes is empty and *identity is not set. */
struct file_status file_read(struct arena *arena, const char *path, size_t limit,
                             struct text *bytes, struct file_identity *identity);

/* Reads standard input, whatever it is but a directory, to its end, at most `limit` bytes. */
struct file_status file_read_input(struct arena *arena, size_t limit, struct text *bytes);

/* Reads the file `relative`, confined beneath the directory `root`: absolute paths, `..` above the
 * root and symbolic links that lead out are FILE_OUTSIDE. On a kernel without openat2 every
 * symbolic link below the root is, and `..` is resolved by name. */
struct file_status file_read_beneath(struct arena *arena, const char *root, const char *relative,
                                     size_t limit, struct text *bytes,
                                     struct file_identity *identity);

/* Makes sure that descriptors 0 to 2 are open, so that no file that is opened later is taken for
 * one of them. Where one was closed, reading finds nothing and writing fails. */
void file_reserve_standard(void);

/* One output of a run, prepared in memory. */
struct output {
    struct text name; /* file name inside the output directory; no slashes */
    struct text bytes;
};

/* Writes all outputs into `directory` (made with its parents when missing): each goes to a nameless
 * or exclusive temporary file there, is flushed, and only when all are complete they are moved into
 * place one after the other. On failure before that no old file is touched and no temporary is
 * left; on failure in between each output is wholly old or wholly new. *failed gets the index of
 * the output that could not be written, or `count`.
 *
 * A new file gets 0666 less the umask; an old one keeps its permission bits. Refused before
 * anything is written: a name that is empty, `.`, `..`, holds a slash or NUL or looks like a
 * temporary of ours (FILE_OUTSIDE); a name given twice (FILE_FAILED with EEXIST); an existing
 * target that is no regular file (FILE_NOT_REGULAR) or that nobody may write (FILE_DENIED). */
struct file_status file_publish(struct arena *arena, const char *directory,
                                const struct output *outputs, size_t count, size_t *failed);

/* Writes all bytes to standard output / standard error, going on after EINTR and short writes. A
 * reader that has gone away is FILE_FAILED with EPIPE. */
struct file_status file_print(int descriptor, struct text bytes);

#endif
