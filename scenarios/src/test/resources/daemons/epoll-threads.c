// A daemon with several threads that share the device: all wait on one epoll, which reports edges,
// and whoever is woken reads until there is nothing more.
#include <pthread.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

#include "daemon.h"

enum { THREADS = 4, OBJECTS = 4096 };

struct object {
  int fd, image;
  pthread_rwlock_t lock;
};

static struct object objects[OBJECTS];
static pthread_mutex_t table = PTHREAD_MUTEX_INITIALIZER, waiting = PTHREAD_MUTEX_INITIALIZER;
static const char *images;
static int dev, poller, waker, failed;

static void fail(const char *what, uint32_t id) {
  fprintf(stderr, "%s of message %u: %s\n", what, id, strerror(errno));
  failed = 1;
}

static void serve_open(const struct msg *m) {
  off_t size;
  int image = open_image(images, m, &size);
  if (image < 0) {
    close(m->open.fd);
    if (command(dev, "copen %u,%d", m->id, -ENOENT) < 0) fail("copen", m->id);
    return;
  }
  // The kernel asks for nothing of the object before the answer, and must find it here after that.
  pthread_mutex_lock(&table);
  objects[m->object % OBJECTS].fd = m->open.fd;
  objects[m->object % OBJECTS].image = image;
  if (command(dev, "copen %u,%lld", m->id, (long long)size) < 0) fail("copen", m->id);
  pthread_mutex_unlock(&table);
}

static void serve_read(const struct msg *m) {
  struct object *o = &objects[m->object % OBJECTS];
  pthread_mutex_lock(&table);
  pthread_rwlock_rdlock(&o->lock);
  pthread_mutex_unlock(&table);
  if (fill(o->fd, o->image, m) < 0) fail("fill", m->id);
  if (complete(o->fd, m) < 0) fail("complete", m->id);
  pthread_rwlock_unlock(&o->lock);
}

static void serve_close(const struct msg *m) {
  struct object *o = &objects[m->object % OBJECTS];
  pthread_mutex_lock(&table);
  pthread_rwlock_wrlock(&o->lock);
  close(o->fd);
  close(o->image);
  pthread_rwlock_unlock(&o->lock);
  pthread_mutex_unlock(&table);
}

// Reads until there is nothing more: an edge is reported once.
static void handle_requests(void) {
  for (;;) {
    struct msg m;
    ssize_t n = read(dev, &m, sizeof m);
    if (n == 0 || (n < 0 && errno == EAGAIN)) return;
    if (n < 0 || n != m.len) {
      fail("read", 0);
      return;
    }
    switch (m.opcode) {
      case OPEN: serve_open(&m); break;
      case READ: serve_read(&m); break;
      case CLOSE: serve_close(&m); break;
    }
  }
}

static void *work(void *unused) {
  (void)unused;
  for (;;) {
    struct epoll_event event;
    pthread_mutex_lock(&waiting);
    int n = epoll_wait(poller, &event, 1, -1);
    pthread_mutex_unlock(&waiting);
    if (n < 0) continue;
    if (event.data.fd == waker) {
      // The next one ends, too.
      eventfd_write(waker, 1);
      return 0;
    }
    if (event.events & (EPOLLERR | EPOLLHUP)) {
      fprintf(stderr, "events %x\n", event.events);
      _exit(1);
    }
    handle_requests();
  }
}

static void add(int fd) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLET, .data.fd = fd};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event) < 0) perror("epoll_ctl");
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  images = argv[2];
  sigset_t term;
  sigemptyset(&term);
  sigaddset(&term, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &term, 0);
  for (int i = 0; i < OBJECTS; i++) pthread_rwlock_init(&objects[i].lock, 0);

  poller = epoll_create1(EPOLL_CLOEXEC);
  waker = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  dev = open("/dev/cachefiles", O_RDWR | O_CLOEXEC);
  if (dev < 0) {
    perror("/dev/cachefiles");
    return 1;
  }
  add(dev);
  add(waker);
  if (command(dev, "dir %s", argv[1]) < 0 || command(dev, "tag threads") < 0 || command(dev, "bind ondemand") < 0) {
    perror(argv[1]);
    return 1;
  }
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], 0, work, 0);
  int signal;
  sigwait(&term, &signal);
  eventfd_write(waker, 1);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], 0);
  close(dev);
  return failed;
}
