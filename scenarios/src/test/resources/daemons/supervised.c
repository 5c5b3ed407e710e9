// A supervisor holds the device; its worker serves, and is killed again and again at any step.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct msg {
  uint32_t id, opcode, len, object;
  char data[1008];
};

struct shared {
  unsigned seed, kills, most;
};

static struct shared *shared;
static const char *images;
static int image_of[8192], fd_of[8192];
static volatile sig_atomic_t stop;

static void on_term(int sig) { (void)sig; stop = 1; }

// A place to die at, drawn from the seed.
static void step(void) {
  shared->seed = shared->seed * 1103515245 + 12345;
  if (shared->kills < shared->most && (shared->seed >> 16) % 2 == 0) {
    shared->kills++;
    raise(SIGKILL);
  }
}

static void say(int dev, const char *text) {
  if (write(dev, text, strlen(text)) != (ssize_t)strlen(text)) {
    fprintf(stderr, "%s: %s\n", text, strerror(errno));
    exit(1);
  }
}

static void serve_open(int dev, struct msg *m) {
  uint32_t vks, cks, fd;
  memcpy(&vks, m->data, 4);
  memcpy(&cks, m->data + 4, 4);
  memcpy(&fd, m->data + 8, 4);
  char path[4096], answer[64];
  snprintf(path, sizeof path, "%s/%.*s", images, (int)cks, m->data + 16 + vks);
  struct stat st = {0};
  image_of[m->object] = open(path, O_RDONLY);
  fstat(image_of[m->object], &st);
  fd_of[m->object] = fd;
  snprintf(answer, sizeof answer, "copen %u,%ld", m->id, (long)st.st_size);
  step();
  say(dev, answer);
}

static void serve_read(struct msg *m) {
  uint64_t off, len;
  memcpy(&off, m->data, 8);
  memcpy(&len, m->data + 8, 8);
  char *buffer = calloc(1, len);
  if (pread(image_of[m->object], buffer, len, off) < 0) perror("pread");
  step();
  if (pwrite(fd_of[m->object], buffer, len, off) != (ssize_t)len) perror("pwrite");
  free(buffer);
  step();
  if (ioctl(fd_of[m->object], _IOW(0x98, 1, int), m->id) < 0) perror("ioctl");
}

static void work(int dev) {
  for (;;) {
    struct pollfd p = {dev, POLLIN, 0};
    if (poll(&p, 1, -1) < 0) continue;
    struct msg m;
    while (read(dev, &m, sizeof m) > 0) {
      step();
      if (m.opcode == 0) serve_open(dev, &m);
      else if (m.opcode == 2) serve_read(&m);
      else { close(fd_of[m.object]); close(image_of[m.object]); }
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  images = argv[2];
  shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  shared->most = atoi(argv[3]);
  shared->seed = atoi(argv[4]);
  struct sigaction sa = {.sa_handler = on_term};
  sigaction(SIGTERM, &sa, 0);
  int dev = open("/dev/cachefiles", O_RDWR);
  if (dev < 0) { perror("/dev/cachefiles"); return 1; }
  char line[4096];
  snprintf(line, sizeof line, "dir %s", argv[1]);
  say(dev, line);
  say(dev, "bind ondemand");
  pid_t worker = 0;
  while (!stop) {
    if (worker > 0) say(dev, "restore");
    worker = fork();
    if (worker == 0) {
      signal(SIGTERM, SIG_DFL);
      work(dev);
    }
    while (waitpid(worker, 0, 0) < 0 && !stop) {}
  }
  kill(worker, SIGKILL);
  waitpid(worker, 0, 0);
  return shared->kills == shared->most ? 0 : 1;
}
