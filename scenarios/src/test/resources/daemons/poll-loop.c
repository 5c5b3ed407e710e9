// A small on-demand daemon: serves the files of a directory, one process, a poll loop. What is read beyond a certain byte of
// a file may have to wait until the file GATE is there.
// usage: poll-loop CACHE IMAGES [GATE BYTE]
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

struct msg {
  uint32_t id, opcode, len, object;
  char data[1008];
};

static const char *images, *gate;
static uint64_t first_kept;
/* Descriptors are below 1024, so that there are never more objects open. */
static struct object {
  uint32_t id;
  int fd, image, used;
} objects[1024];
static volatile sig_atomic_t stop;

static void on_term(int sig) { (void)sig; stop = 1; }

static void say(int dev, const char *text) {
  if (write(dev, text, strlen(text)) != (ssize_t)strlen(text)) {
    fprintf(stderr, "%s: %s\n", text, strerror(errno));
    exit(1);
  }
}

static struct object *find(uint32_t id, int used) {
  for (int i = 0; i < 1024; i++)
    if (objects[i].used == used && (!used || objects[i].id == id)) return &objects[i];
  fprintf(stderr, "no object %u\n", id);
  exit(1);
}

static void serve_open(int dev, struct msg *m) {
  uint32_t vks, cks, fd;
  memcpy(&vks, m->data, 4);
  memcpy(&cks, m->data + 4, 4);
  memcpy(&fd, m->data + 8, 4);
  char path[4096], answer[64];
  snprintf(path, sizeof path, "%s/%.*s", images, (int)cks, m->data + 16 + vks);
  int image = open(path, O_RDONLY);
  struct stat st;
  long size = image < 0 ? -ENOENT : fstat(image, &st) < 0 ? -EIO : st.st_size;
  if (size < 0) close((int)fd);
  else *find(0, 0) = (struct object){m->object, (int)fd, image, 1};
  snprintf(answer, sizeof answer, "copen %u,%ld", m->id, size);
  say(dev, answer);
}

static void serve_read(struct msg *m) {
  uint64_t off, len;
  memcpy(&off, m->data, 8);
  memcpy(&len, m->data + 8, 8);
  while (gate && off + len > first_kept && access(gate, F_OK) && !stop) usleep(5000);
  struct object *o = find(m->object, 1);
  char *buffer = calloc(1, len);
  if (pread(o->image, buffer, len, off) < 0) perror("pread");
  if (pwrite(o->fd, buffer, len, off) != (ssize_t)len) perror("pwrite");
  free(buffer);
  if (ioctl(o->fd, _IOW(0x98, 1, int), m->id) < 0) perror("ioctl");
}

static void serve_close(struct msg *m) {
  struct object *o = find(m->object, 1);
  close(o->fd);
  close(o->image);
  o->used = 0;
}

int main(int argc, char **argv) {
  if (argc != 3 && argc != 5) return 2;
  images = argv[2];
  if (argc == 5) {
    gate = argv[3];
    first_kept = strtoull(argv[4], 0, 10);
  }
  struct sigaction sa = {.sa_handler = on_term, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &sa, 0);
  int dev = open("/dev/cachefiles", O_RDWR);
  if (dev < 0) { perror("/dev/cachefiles"); return 1; }
  char line[4096];
  snprintf(line, sizeof line, "dir %s", argv[1]);
  say(dev, line);
  say(dev, "tag test");
  say(dev, "bind ondemand");
  puts("bound");
  fflush(stdout);
  while (!stop) {
    struct pollfd p = {dev, POLLIN, 0};
    if (poll(&p, 1, -1) < 0) continue;
    if (p.revents & (POLLHUP | POLLERR)) { fprintf(stderr, "revents %x\n", p.revents); return 1; }
    struct msg m;
    ssize_t n;
    while ((n = read(dev, &m, sizeof m)) > 0) {
      if (m.opcode == 0) serve_open(dev, &m);
      else if (m.opcode == 2) serve_read(&m);
      else serve_close(&m);
    }
    if (n < 0) { perror("read"); return 1; }
  }
  return 0;
}
