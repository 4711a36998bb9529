/* For LD_PRELOAD: the next write or sync of a file fails once with EIO when the file named by EIO_WRITE or EIO_SYNC is
   there; it is removed, so that whoever made it sees that it has happened. Sockets and pipes are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

static int due(const char *variable) {
  const char *flag = getenv(variable);
  int kept = errno, found = flag && unlink(flag) == 0;
  errno = found ? EIO : kept;
  return found;
}

ssize_t pwrite64(int file, const void *data, size_t size, off64_t at) {
  ssize_t (*real)(int, const void *, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
  return due("EIO_WRITE") ? -1 : real(file, data, size, at);
}

ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
  ssize_t (*real)(int, const void *, size_t, off_t) = dlsym(RTLD_NEXT, "pwrite");
  return due("EIO_WRITE") ? -1 : real(file, data, size, at);
}

int fdatasync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fdatasync");
  return due("EIO_SYNC") ? -1 : real(file);
}

int fsync(int file) {
  int (*real)(int) = dlsym(RTLD_NEXT, "fsync");
  return due("EIO_SYNC") ? -1 : real(file);
}
