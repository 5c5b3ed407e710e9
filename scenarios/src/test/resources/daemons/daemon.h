// What the daemons of this directory have in common: the messages, and how they are answered.
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { OPEN, CLOSE, READ };

struct msg {
  uint32_t id, opcode, len, object;
  union {
    struct {
      uint32_t volume_key_size, cookie_key_size, fd, flags;
      char keys[992];
    } open;
    struct {
      uint64_t off, len;
    } read;
  };
};

// Writes one command; the result is that of write(2).
__attribute__((format(printf, 2, 3), unused)) static ssize_t command(int dev, const char *format, ...) {
  char line[4096];
  va_list args;
  va_start(args, format);
  int length = vsnprintf(line, sizeof line, format, args);
  va_end(args);
  return write(dev, line, length);
}

// Opens the device and binds a cache, or ends the process.
__attribute__((unused)) static int bind_cache(const char *directory, int flags) {
  int dev = open("/dev/cachefiles", O_RDWR | flags);
  if (dev < 0) {
    perror("/dev/cachefiles");
    exit(1);
  }
  if (command(dev, "dir %s", directory) < 0 || command(dev, "tag test") < 0 || command(dev, "bind ondemand") < 0) {
    perror(directory);
    exit(1);
  }
  return dev;
}

// Opens the image that an OPEN names.
__attribute__((unused)) static int open_image(const char *images, const struct msg *m, off_t *size) {
  char path[4096];
  snprintf(path, sizeof path, "%s/%.*s", images, (int)m->open.cookie_key_size, m->open.keys + m->open.volume_key_size);
  int image = open(path, O_RDONLY | O_CLOEXEC);
  struct stat st;
  *size = image < 0 ? -errno : fstat(image, &st) < 0 ? -errno : st.st_size;
  return image;
}

// Writes what a READ asks for: whole pages, zeros behind the end of the image.
__attribute__((unused)) static int fill(int fd, int image, const struct msg *m) {
  char *buffer = calloc(1, m->read.len);
  int failed = pread(image, buffer, m->read.len, m->read.off) < 0 ||
               pwrite(fd, buffer, m->read.len, m->read.off) != (ssize_t)m->read.len;
  free(buffer);
  return failed ? -1 : 0;
}

// Says that a READ is done.
__attribute__((unused)) static int complete(int fd, const struct msg *m) {
  return ioctl(fd, _IOW(0x98, 1, int), m->id);
}
