/*
 * A disk that fails when it is told to, preloaded into a process (LD_PRELOAD). It writes a journal of every write,
 * truncation, name and successful fsync below one folder, and of what the process said on standard output, in their true
 * order: from it `power-cut.ts` builds the folder as any power cut could have left it. By a control file that it shares
 * with the test it also fails the n-th fsync, fails writes, runs out of room, turns read-only, delays each fsync or the
 * next one, holds them, and answers an fsync that it did not do. Calls go straight to the kernel; shared memory (`-shm`) has no
 * journal, since SQLite builds it anew. Calls of a family that neither SQLite nor Node makes are left alone.
 *
 * Environment:
 *   QUIETKEY_TEST_SHIM_FOLDER    what is watched; absent: every file
 *   QUIETKEY_TEST_SHIM_NAME      faults and delays of fsync are for files whose name begins so; absent: all watched
 *   QUIETKEY_TEST_SHIM_CONTROL   the control file, at least as long as `struct control`
 *   QUIETKEY_TEST_SHIM_JOURNAL   the journal; absent: none is written
 *   QUIETKEY_TEST_SHIM_FSYNC_MS  delay of each fsync, where there is no control file
 */

#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

/* The order of the fields is that of FIELDS in shim.ts. */
struct control {
  int32_t fsyncs;        /* how many were asked for */
  int32_t fail_fsync_in; /* 1: the next fails with EIO; 0: none */
  int32_t write_errno;   /* every write and truncation fails with it; 0: none */
  int32_t each_fsync_ms;
  int32_t next_fsync_ms; /* once */
  int32_t read_only;     /* 1: as a file system that is mounted read-only */
  int32_t lies;          /* 1: fsync answers and makes nothing durable */
  int32_t limited;       /* 1: files grow by `room` bytes more, then ENOSPC */
  int32_t room;
  int32_t no_memory; /* 1: ENOSPC where shared memory (`-shm`) would grow, and only there */
  int32_t held;      /* 1: fsync waits until it is 0 */
};

/* The kinds are those of KINDS in power-cut.ts. */
enum kind { OPENED = 1, WRITTEN, TRUNCATED, SYNCED, SYNC_FAILED, RENAMED, UNLINKED, LINKED, MADE_FOLDER, SAID };

#define LOOK_MS 2

struct record {
  uint32_t kind;
  uint32_t process;
  uint32_t file;
  uint32_t length; /* of the payload that follows */
  int64_t at;      /* offset; length of a truncation; end of the journal when an fsync began */
  int64_t time;    /* milliseconds since 1970 */
};

struct file {
  uint32_t number; /* 0: not watched */
  int named, memory, append;
  dev_t device;
  ino_t inode;
};

#define FILES 65536
static struct file files[FILES];
static struct control alone;
static struct control *control = &alone;
static const char *folder = "";
static const char *name = "";
static int journal = -1;
static uint32_t numbered;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

static int raw_open(int at, const char *path, int flags, mode_t mode) {
  return (int)syscall(SYS_openat, at, path, flags, mode);
}

__attribute__((constructor)) static void begin(void) {
  const char *text;
  if ((text = getenv("QUIETKEY_TEST_SHIM_FOLDER"))) folder = text;
  if ((text = getenv("QUIETKEY_TEST_SHIM_NAME"))) name = text;
  if ((text = getenv("QUIETKEY_TEST_SHIM_FSYNC_MS"))) alone.each_fsync_ms = atoi(text);
  if ((text = getenv("QUIETKEY_TEST_SHIM_JOURNAL")))
    journal = raw_open(AT_FDCWD, text, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if ((text = getenv("QUIETKEY_TEST_SHIM_CONTROL"))) {
    int fd = raw_open(AT_FDCWD, text, O_RDWR | O_CLOEXEC, 0);
    void *shared = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof(struct control), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED) {
      static const char line[] = "durable.c: the control file cannot be used\n";
      syscall(SYS_write, 2, line, sizeof line - 1);
      _exit(99);
    }
    control = shared;
    syscall(SYS_close, fd);
  }
}

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_REALTIME, &time);
  return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

static void pause_ms(int32_t ms) {
  struct timespec left = {ms / 1000, (long)(ms % 1000) * 1000000};
  while (ms > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) continue;
}

/* Appends a record; with `order` held, so that the journal has the order of the disk. */
static void note(enum kind kind, uint32_t file, int64_t at, const void *payload, size_t length) {
  if (journal < 0) return;
  struct record record = {kind, (uint32_t)getpid(), file, (uint32_t)length, at, now()};
  struct iovec parts[2] = {{&record, sizeof record}, {(void *)payload, length}};
  int kept = errno;
  if (syscall(SYS_writev, journal, parts, 2) != (long)(sizeof record + length)) abort();
  errno = kept;
}

static int64_t journal_end(void) {
  struct stat state;
  return journal < 0 || fstat(journal, &state) != 0 ? 0 : state.st_size;
}

static int is_below(const char *path) {
  size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && (length == 0 || path[length] == '/' || path[length] == 0);
}

/* The absolute path, if it is watched. */
static const char *watched_path(const char *path, char *buffer) {
  if (path[0] != '/') {
    size_t length;
    if (getcwd(buffer, PATH_MAX) == NULL) return NULL;
    length = strlen(buffer);
    if (snprintf(buffer + length, PATH_MAX - length, "/%s", path) >= (int)(PATH_MAX - length)) return NULL;
    path = buffer;
  }
  return is_below(path) ? path : NULL;
}

static int ends_with(const char *text, const char *end) {
  size_t length = strlen(text), tail = strlen(end);
  return length >= tail && strcmp(text + length - tail, end) == 0;
}

static int is_there(const char *path) {
  struct stat state;
  return lstat(path, &state) == 0;
}

static int refused(int error) {
  errno = error;
  return -1;
}

/* A descriptor that was closed behind our back and given to another file is not ours. */
static struct file *watched(int fd) {
  struct stat state;
  struct file *file = fd >= 0 && fd < FILES ? &files[fd] : NULL;
  if (file == NULL || file->number == 0) return NULL;
  if (fstat(fd, &state) == 0 && state.st_dev == file->device && state.st_ino == file->inode) return file;
  file->number = 0;
  return NULL;
}

static int watch_open(int at, const char *path, int flags, mode_t mode) {
  char buffer[PATH_MAX];
  const char *full = at == AT_FDCWD || path[0] == '/' ? watched_path(path, buffer) : NULL;
  if (full == NULL) return raw_open(at, path, flags, mode);
  int writes = (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC) || ((flags & O_CREAT) && !is_there(full));
  int fails_anyway = (flags & O_CREAT) && (flags & O_EXCL) && is_there(full);
  if (control->read_only && writes && !fails_anyway) return refused(EROFS);

  pthread_mutex_lock(&order);
  int fd = raw_open(at, path, flags, mode);
  struct stat state;
  if (fd >= 0 && fd < FILES && fstat(fd, &state) == 0 && (S_ISREG(state.st_mode) || S_ISDIR(state.st_mode))) {
    const char *last = strrchr(full, '/');
    struct file *file = &files[fd];
    file->number = ++numbered;
    file->memory = ends_with(full, "-shm");
    file->named = !file->memory && S_ISREG(state.st_mode) && strncmp(last + 1, name, strlen(name)) == 0;
    file->append = (flags & O_APPEND) != 0;
    file->device = state.st_dev;
    file->inode = state.st_ino;
    if (!file->memory) {
      note(OPENED, file->number, S_ISDIR(state.st_mode) ? 1 : 0, full, strlen(full));
      if (flags & O_TRUNC) note(TRUNCATED, file->number, 0, "", 0);
    }
  }
  pthread_mutex_unlock(&order);
  return fd;
}

/* How many of `length` bytes at `at` find room; what is used of it is taken. */
static size_t take_room(int fd, int memory, int64_t at, size_t length) {
  struct stat state;
  if ((!control->limited && !control->no_memory) || fstat(fd, &state) != 0) return length;
  int64_t growth = at + (int64_t)length - state.st_size;
  if (growth <= 0) return length;
  if (memory && control->no_memory) return 0;
  if (!control->limited) return length;
  int64_t given = growth <= control->room ? growth : control->room;
  int64_t fits = (int64_t)length - (growth - given);
  if (fits <= 0) return 0;
  control->room -= (int32_t)given;
  return (size_t)fits;
}

static void give_room(int64_t bytes) {
  if (control->limited && bytes > 0) control->room += (int32_t)bytes;
}

static ssize_t watch_write(int fd, struct file *file, const void *bytes, size_t length, int64_t at) {
  struct stat state;
  ssize_t written = -1;
  pthread_mutex_lock(&order);
  int64_t from = at >= 0 ? at : file->append && fstat(fd, &state) == 0 ? state.st_size : lseek(fd, 0, SEEK_CUR);
  size_t fits = length;
  if (control->write_errno != 0 && !file->memory) errno = control->write_errno;
  else if (control->read_only && !file->memory) errno = EROFS;
  else if ((fits = take_room(fd, file->memory, from, length)) == 0 && length > 0) errno = ENOSPC;
  else written = at >= 0 ? syscall(SYS_pwrite64, fd, bytes, fits, at) : syscall(SYS_write, fd, bytes, fits);
  if (written > 0 && !file->memory) note(WRITTEN, file->number, from, bytes, (size_t)written);
  pthread_mutex_unlock(&order);
  return written;
}

static ssize_t plain_write(int fd, const void *bytes, size_t length) {
  struct file *file = watched(fd);
  if (file != NULL) return watch_write(fd, file, bytes, length, -1);
  ssize_t written = syscall(SYS_write, fd, bytes, length);
  if (fd == STDOUT_FILENO && written > 0) {
    pthread_mutex_lock(&order);
    note(SAID, 0, 0, bytes, (size_t)written);
    pthread_mutex_unlock(&order);
  }
  return written;
}

static ssize_t write_parts(int fd, const struct iovec *parts, int count, int64_t at) {
  ssize_t total = 0;
  for (int i = 0; i < count; i++) {
    struct file *file = watched(fd);
    ssize_t written = file != NULL ? watch_write(fd, file, parts[i].iov_base, parts[i].iov_len, at < 0 ? -1 : at + total)
                      : at < 0     ? plain_write(fd, parts[i].iov_base, parts[i].iov_len)
                                   : syscall(SYS_pwrite64, fd, parts[i].iov_base, parts[i].iov_len, at + total);
    if (written < 0) return total > 0 ? total : -1;
    total += written;
    if ((size_t)written < parts[i].iov_len) break;
  }
  return total;
}

static int watch_truncate(int fd, int64_t length) {
  struct stat before;
  struct file *file = watched(fd);
  if (file == NULL || fstat(fd, &before) != 0) return (int)syscall(SYS_ftruncate, fd, length);
  if (control->write_errno != 0 && !file->memory) return refused(control->write_errno);
  if (control->read_only && !file->memory) return refused(EROFS);
  pthread_mutex_lock(&order);
  int result = (int)syscall(SYS_ftruncate, fd, length);
  if (result == 0) {
    give_room(before.st_size - length);
    if (!file->memory) note(TRUNCATED, file->number, length, "", 0);
  }
  pthread_mutex_unlock(&order);
  return result;
}

/* What was written before the call is durable after it; what others write meanwhile may not be. */
static int watch_sync(int fd, long call) {
  struct file *file = watched(fd);
  if (file == NULL || file->memory) return (int)syscall(call, fd);
  uint32_t number = file->number;
  pthread_mutex_lock(&order);
  int64_t end = journal_end();
  pthread_mutex_unlock(&order);
  int fails = 0;
  if (file->named) {
    __atomic_add_fetch(&control->fsyncs, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(&control->held, __ATOMIC_SEQ_CST)) pause_ms(LOOK_MS);
    pause_ms(control->each_fsync_ms + __atomic_exchange_n(&control->next_fsync_ms, 0, __ATOMIC_SEQ_CST));
    int32_t left = __atomic_load_n(&control->fail_fsync_in, __ATOMIC_SEQ_CST);
    while (left > 0 && !__atomic_compare_exchange_n(&control->fail_fsync_in, &left, left - 1, 0, __ATOMIC_SEQ_CST,
                                                    __ATOMIC_SEQ_CST))
      continue;
    fails = left == 1;
  }
  if (!fails && control->lies) return 0;
  int result = fails ? refused(EIO) : (int)syscall(call, fd);
  pthread_mutex_lock(&order);
  note(result == 0 ? SYNCED : SYNC_FAILED, number, end, "", 0);
  pthread_mutex_unlock(&order);
  return result;
}

/* A change of names: the payload is the path, or two with a zero between them. */
static int change_names(enum kind kind, long call, const char *one, const char *two, mode_t mode) {
  char first[PATH_MAX], second[PATH_MAX], payload[2 * PATH_MAX];
  const char *a = watched_path(one, first), *b = two == NULL ? NULL : watched_path(two, second);
  int is_watched = two == NULL ? a != NULL : b != NULL;
  struct stat before;
  if (is_watched && control->read_only && !(kind == MADE_FOLDER && is_there(one))) return refused(EROFS);
  pthread_mutex_lock(&order);
  int64_t freed = is_watched && kind == UNLINKED && lstat(one, &before) == 0 && before.st_nlink == 1 ? before.st_size : 0;
  int result = kind == RENAMED  ? (int)syscall(call, AT_FDCWD, one, AT_FDCWD, two, 0)
               : kind == LINKED ? (int)syscall(call, AT_FDCWD, one, AT_FDCWD, two, 0)
                                : (int)syscall(call, AT_FDCWD, one, kind == UNLINKED ? 0 : mode);
  if (result == 0 && is_watched && !ends_with(one, "-shm")) {
    int length = two == NULL ? snprintf(payload, sizeof payload, "%s", a)
                             : snprintf(payload, sizeof payload, "%s%c%s", a == NULL ? one : a, 0, b);
    note(kind, 0, 0, payload, (size_t)length);
  }
  if (result == 0) give_room(freed);
  pthread_mutex_unlock(&order);
  return result;
}

static mode_t mode_of(int flags, va_list rest) {
  return flags & O_CREAT ? (mode_t)va_arg(rest, int) : 0;
}

#define OPEN(FUNCTION)                                \
  int FUNCTION(const char *path, int flags, ...) {    \
    va_list rest;                                     \
    va_start(rest, flags);                            \
    mode_t mode = mode_of(flags, rest);               \
    va_end(rest);                                     \
    return watch_open(AT_FDCWD, path, flags, mode);   \
  }
#define OPENAT(FUNCTION)                                   \
  int FUNCTION(int at, const char *path, int flags, ...) { \
    va_list rest;                                          \
    va_start(rest, flags);                                 \
    mode_t mode = mode_of(flags, rest);                    \
    va_end(rest);                                          \
    return watch_open(at, path, flags, mode);              \
  }

OPEN(open)
OPENAT(openat)
int creat(const char *path, mode_t mode) { return watch_open(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, mode); }
ssize_t write(int fd, const void *bytes, size_t length) { return plain_write(fd, bytes, length); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return write_parts(fd, parts, count, -1); }
ssize_t pwrite(int fd, const void *bytes, size_t length, off_t at) {
  struct iovec part = {(void *)bytes, length};
  return write_parts(fd, &part, 1, at);
}
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at) { return write_parts(fd, parts, count, at); }
int ftruncate(int fd, off_t length) { return watch_truncate(fd, length); }
#ifdef __GLIBC__
OPEN(open64)
OPENAT(openat64)
ssize_t pwrite64(int fd, const void *bytes, size_t length, off64_t at) {
  struct iovec part = {(void *)bytes, length};
  return write_parts(fd, &part, 1, at);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) { return write_parts(fd, parts, count, at); }
int ftruncate64(int fd, off64_t length) { return watch_truncate(fd, length); }
#endif
int fsync(int fd) { return watch_sync(fd, SYS_fsync); }
int fdatasync(int fd) { return watch_sync(fd, SYS_fdatasync); }
int rename(const char *old, const char *new) { return change_names(RENAMED, SYS_renameat2, old, new, 0); }
int link(const char *old, const char *new) { return change_names(LINKED, SYS_linkat, old, new, 0); }
int unlink(const char *path) { return change_names(UNLINKED, SYS_unlinkat, path, NULL, 0); }
int mkdir(const char *path, mode_t mode) { return change_names(MADE_FOLDER, SYS_mkdirat, path, NULL, mode); }

int access(const char *path, int mode) {
  char buffer[PATH_MAX];
  if ((mode & W_OK) && control->read_only && watched_path(path, buffer) != NULL && is_there(path)) return refused(EROFS);
  return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

int close(int fd) {
  if (fd >= 0 && fd < FILES) {
    pthread_mutex_lock(&order);
    files[fd].number = 0;
    pthread_mutex_unlock(&order);
  }
  return (int)syscall(SYS_close, fd);
}
