// A daemon that serves as it should but for one thing, which its last argument names. What the
// device says to that is noted, once each.
#define _GNU_SOURCE
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>

#include "daemon.h"

enum { OBJECTS = 4096 };

static const char *images, *mode;
static FILE *notes;
static void *volatile nowhere = (void *)8;
static int dev, fd_of[OBJECTS], image_of[OBJECTS], size_of[OBJECTS], reads;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is(const char *name) { return !strcmp(mode, name); }

static void note(const char *what, long result) {
  static char known[1024];
  char line[64];
  snprintf(line, sizeof line, "%s %s\n", what, result < 0 ? strerrorname_np(errno) : "ok");
  if (strstr(known, line)) return;
  strcat(known, line);
  fputs(line, notes);
  fflush(notes);
}

// The moment for daemons that die.
static void step(const char *name) {
  if (!strncmp(mode, "die-", 4) && !strcmp(mode + 4, name)) raise(SIGKILL);
}

static void copen(const char *format, uint32_t id, long size) {
  char line[128];
  snprintf(line, sizeof line, format, id, size);
  note("copen", write(dev, line, strlen(line)));
}

static void serve_open(const struct msg *m) {
  off_t size;
  step("with-open");
  fd_of[m->object] = m->open.fd;
  image_of[m->object] = open_image(images, m, &size);
  size_of[m->object] = size;
  if (is("open-unanswered")) return;
  if (is("restore-with-open")) {
    note("restore", command(dev, "restore"));
    struct msg again;
    note("read", read(dev, &again, sizeof again));
    return;
  }
  if (is("cread-of-open")) note("cread", complete(m->open.fd, m));
  if (is("close-before-copen")) close(m->open.fd);
  if (is("write-before-copen")) note("pwrite", pwrite(m->open.fd, calloc(1, 4096), 4096, 0));
  if (is("copen-enoent")) copen("copen %u,-2", m->id, 0);
  else if (is("copen-eio")) copen("copen %u,-5", m->id, 0);
  else if (is("copen-no-errno")) copen("copen %u,-4096", m->id, 0);
  else if (is("copen-garbage")) copen("copen %u,%ldx", m->id, size);
  else if (is("copen-huge")) copen("copen %u,9223372036854775807", m->id, 0);
  else if (is("copen-empty-size")) copen("copen %u,", m->id, 0);
  else {
    if (is("copen-no-size")) copen("copen %u", m->id, 0);
    if (is("copen-no-id")) copen("copen ,4096", m->id, 0);
    if (is("copen-wrong-id")) copen("copen %u,%ld", m->id + 77, size);
    copen(is("copen-newline") ? "copen %u,%ld\n" : is("copen-hex") ? "copen 0x%x,0x%lx" : "copen %u,%ld", m->id,
          is("copen-zero") ? 0 : size);
    if (is("copen-twice")) copen("copen %u,%ld", m->id, size);
  }
  if (is("close-after-copen")) close(m->open.fd);
  step("after-copen");
}

// Any other object, or this one.
static uint32_t other_than(uint32_t object) {
  for (int i = 1; i < OBJECTS; i++)
    if (fd_of[i] && i != (int)object) return i;
  return object;
}

static void fill_more(const struct msg *m) {
  struct msg all = *m;
  all.read.off = 0;
  all.read.len = (size_of[m->object] + 4095) / 4096 * 4096;
  note("pwrite", fill(fd_of[m->object], image_of[m->object], &all));
}

// The first READ is that of the superblock: without it there is no mount to try anything on.
static void misread(const struct msg *m) {
  int fd = fd_of[m->object], image = image_of[m->object];
  struct msg part = *m;
  if (is("read-unanswered")) return;
  if (is("close-fd-with-read")) {
    close(fd);
    return;
  }
  if (is("close-device-with-read")) {
    close(dev);
    // Who has lost his reader may be too late for the file as well.
    fill(fd, image, m);
    note("cread", complete(fd, m));
    pause();
  }
  if (is("copen-of-read")) copen("copen %u,%ld", m->id, 4096);
  if (is("restore-with-read")) note("restore", command(dev, "restore"));
  if (is("cread-wrong-id")) {
    part.id += 77;
    note("cread", complete(fd, &part));
  }
  if (is("cread-elsewhere")) note("cread", complete(fd_of[other_than(m->object)], m));
  if (is("write-outside")) part.read.off += part.read.len;
  if (is("write-half") && m->read.len > 4096) part.read.len = m->read.len / 8192 * 4096;
  if (is("write-all") || is("close-unread")) fill_more(m);
  else if (!is("write-nothing")) note("pwrite", fill(fd, image, &part));
  step("after-pwrite");
  note("cread", complete(fd, m));
  // The image is all there: the next message is the CLOSE.
  if (is("close-unread")) pause();
  if (is("cread-twice")) note("cread", complete(fd, m));
}

static void serve_read(const struct msg *m) {
  if (++reads > 1) {
    step("with-read");
    misread(m);
  } else {
    fill(fd_of[m->object], image_of[m->object], m);
    complete(fd_of[m->object], m);
  }
}

static void serve_close(const struct msg *m) {
  step("with-close");
  if (is("keep-fd")) {
    // The kernel lets go of its file about now.
    while (pwrite(fd_of[m->object], images, 0, 0) == 0) poll(0, 0, 5);
    note("late pwrite", -1);
    return;
  }
  close(fd_of[m->object]);
  close(image_of[m->object]);
  fd_of[m->object] = 0;
}

static ssize_t receive(struct msg *m) {
  if (is("bad-pointer")) {
    ssize_t n = read(dev, nowhere, sizeof *m);
    if (n) note("read", n);
  }
  if (is("small-buffer")) {
    ssize_t n = read(dev, m, 20);
    if (n) note("read", n);
    return 0;
  }
  return read(dev, m, sizeof *m);
}

static void serve(void) {
  struct msg m;
  for (ssize_t n; (n = receive(&m)) != 0;) {
    if (n < 0) {
      note("read", n);
      continue;
    }
    pthread_mutex_lock(&lock);
    if (m.opcode == OPEN) serve_open(&m);
    else if (m.opcode == READ) serve_read(&m);
    else serve_close(&m);
    pthread_mutex_unlock(&lock);
  }
}

static void *work(void *unused) {
  (void)unused;
  while (dev >= 0) {
    struct pollfd p = {dev, POLLIN, 0};
    if (!is("busy-loop")) poll(&p, 1, is("small-buffer") ? 10 : -1);
    serve();
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  images = argv[2];
  notes = fopen(argv[3], "w");
  mode = argv[4];
  dev = open("/dev/cachefiles", O_RDWR | (is("busy-loop") ? O_NONBLOCK : 0));
  if (dev < 0) {
    perror("/dev/cachefiles");
    return 1;
  }
  step("after-open");
  command(dev, "dir %s", argv[1]);
  step("after-dir");
  if (command(dev, "bind ondemand") < 0) {
    perror("bind");
    return 1;
  }
  step("after-bind");
  if (is("silent")) pause();
  if (is("copen-undelivered")) {
    struct pollfd p = {dev, POLLIN, 0};
    poll(&p, 1, -1);
    copen("copen %u,4096", 0, 0);
  }
  for (int i = 0; is("many-readers") && i < 3; i++) {
    pthread_t thread;
    pthread_create(&thread, 0, work, 0);
  }
  work(0);
}
