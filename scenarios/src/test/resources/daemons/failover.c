// A daemon that survives: a supervisor holds the device, a worker serves. The supervisor kills the
// worker in the middle of its work, at no particular place, and starts another.
//
//   inherit   the worker is a fork, and inherits the device
//   pass      the worker is started afresh, and gets the device through a socket
//   pass-all  the same, and the supervisor keeps the anonymous files for the next worker, too
//   exec      no supervisor: the daemon replaces itself by a new program, with all it has open
#define _GNU_SOURCE
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>

#include "daemon.h"

enum { OBJECTS = 8192, NAME = 64 };

// What all processes see.
struct shared {
  unsigned seed, kills, most, messages, target;
};

// What the supervisor and a worker tell each other, each with a descriptor or without.
struct note {
  enum { DEVICE, KNOWN, FORGET, READY } type;
  uint32_t object;
  char name[NAME];
};

static struct shared *shared;
static const char *images;
static int dev = -1, supervisor = -1;
static int fd_of[OBJECTS], image_of[OBJECTS];
static char name_of[OBJECTS][NAME];
static volatile sig_atomic_t stop;

static void on_term(int sig) { (void)sig; stop = 1; }

static unsigned draw(unsigned below) {
  shared->seed = shared->seed * 1103515245 + 12345;
  return (shared->seed >> 16) % below;
}

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void tell(int socket, struct note note, int fd) {
  char control[CMSG_SPACE(sizeof fd)] = {0};
  struct iovec v = {&note, sizeof note};
  struct msghdr h = {.msg_iov = &v, .msg_iovlen = 1};
  if (fd >= 0) {
    h.msg_control = control;
    h.msg_controllen = sizeof control;
    struct cmsghdr *c = CMSG_FIRSTHDR(&h);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(sizeof fd);
    memcpy(CMSG_DATA(c), &fd, sizeof fd);
  }
  if (sendmsg(socket, &h, MSG_NOSIGNAL) < 0 && errno != EPIPE) die("sendmsg");
}

// Whether there was one; *fd is -1 when nothing came with it.
static int hear(int socket, struct note *note, int *fd, int flags) {
  char control[CMSG_SPACE(sizeof *fd)];
  struct iovec v = {note, sizeof *note};
  struct msghdr h = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  ssize_t n = recvmsg(socket, &h, flags);
  if (n != sizeof *note) return 0;
  *fd = -1;
  struct cmsghdr *c = CMSG_FIRSTHDR(&h);
  if (c) memcpy(fd, CMSG_DATA(c), sizeof *fd);
  return 1;
}

static void know(uint32_t object, const char *name, int fd) {
  char path[4096];
  snprintf(name_of[object], NAME, "%s", name);
  snprintf(path, sizeof path, "%s/%s", images, name);
  fd_of[object] = fd;
  image_of[object] = open(path, O_RDONLY | O_CLOEXEC);
}

static void forget(uint32_t object) {
  close(fd_of[object]);
  close(image_of[object]);
  fd_of[object] = -1;
}

static void serve_open(const struct msg *m) {
  struct note note = {.type = KNOWN, .object = m->object};
  snprintf(note.name, NAME, "%.*s", (int)m->open.cookie_key_size, m->open.keys + m->open.volume_key_size);
  know(m->object, note.name, m->open.fd);
  struct stat st;
  if (fstat(image_of[m->object], &st) < 0) die(note.name);
  command(dev, "copen %u,%lld", m->id, (long long)st.st_size);
  // Not earlier: an OPEN whose file lives on cannot be asked again.
  if (supervisor >= 0) tell(supervisor, note, m->open.fd);
}

static void serve_close(const struct msg *m) {
  forget(m->object);
  if (supervisor >= 0) tell(supervisor, (struct note){.type = FORGET, .object = m->object}, -1);
}

// All that the next program has to know is in its arguments; what is open stays open.
static void replace_self(char **argv) {
  char line[4096], *next[OBJECTS] = {"/proc/self/exe", "exec-again", argv[2], argv[3], argv[4], argv[5]};
  int count = 6;
  snprintf(line, sizeof line, "%d", dev);
  next[count++] = strdup(line);
  for (int i = 0; i < OBJECTS; i++) {
    if (fd_of[i] < 0) continue;
    snprintf(line, sizeof line, "%d %d %s", i, fd_of[i], name_of[i]);
    next[count++] = strdup(line);
  }
  next[count] = 0;
  shared->kills++;
  execv(next[0], next);
  die("exec");
}

static void work(char **argv, int replaces) {
  while (!stop) {
    struct pollfd p = {dev, POLLIN, 0};
    if (poll(&p, 1, -1) < 0) continue;
    struct msg m;
    ssize_t n;
    while ((n = read(dev, &m, sizeof m)) > 0) {
      shared->messages++;
      switch (m.opcode) {
        case OPEN: serve_open(&m); break;
        case CLOSE: serve_close(&m); break;
        case READ:
          // With a READ unanswered, and sometimes with its data there.
          if (replaces && shared->kills < shared->most && draw(4) == 0) replace_self(argv);
          if (fill(fd_of[m.object], image_of[m.object], &m) < 0) perror("fill");
          if (replaces && shared->kills < shared->most && draw(4) == 0) replace_self(argv);
          if (complete(fd_of[m.object], &m) < 0) perror("complete");
          break;
      }
    }
    if (n < 0) die("read");
  }
}

static void pause_micros(unsigned micros) {
  struct timespec t = {0, micros * 1000L};
  nanosleep(&t, 0);
}

// Kills the worker when it has got some messages more, a moment later.
static void maybe_kill(pid_t worker) {
  if (shared->kills < shared->most && shared->messages >= shared->target) {
    pause_micros(draw(400));
    kill(worker, SIGKILL);
    shared->kills++;
    shared->target = shared->messages + 1 + draw(4);
  }
}

static void listen_to(int worker, int keeps) {
  struct note note;
  int fd;
  while (hear(worker, &note, &fd, MSG_DONTWAIT)) {
    if (!keeps && fd >= 0) close(fd);
    else if (note.type == KNOWN) know(note.object, note.name, fd);
    else if (note.type == FORGET && keeps) forget(note.object);
  }
}

static pid_t start(char **argv, int passes, int keeps, int *socket) {
  int pair[2] = {-1, -1};
  if (passes && socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair) < 0) die("socketpair");
  pid_t worker = fork();
  if (worker == 0) {
    signal(SIGTERM, SIG_DFL);
    if (!passes) {
      work(argv, 0);
      _exit(0);
    }
    char number[16];
    snprintf(number, sizeof number, "%d", pair[1]);
    close(pair[0]);
    // Nothing that the worker has was inherited: it gets all it has from the socket.
    fcntl(dev, F_SETFD, FD_CLOEXEC);
    for (int i = 0; i < OBJECTS; i++)
      if (fd_of[i] >= 0) fcntl(fd_of[i], F_SETFD, FD_CLOEXEC);
    execl("/proc/self/exe", argv[0], "worker", argv[2], argv[3], argv[4], argv[5], number, (char *)0);
    die("exec");
  }
  *socket = pair[0];
  if (!passes) return worker;
  close(pair[1]);
  tell(*socket, (struct note){.type = DEVICE}, dev);
  for (int i = 0; keeps && i < OBJECTS; i++) {
    if (fd_of[i] < 0) continue;
    struct note note = {.type = KNOWN, .object = i};
    memcpy(note.name, name_of[i], NAME);
    tell(*socket, note, fd_of[i]);
  }
  tell(*socket, (struct note){.type = READY}, -1);
  return worker;
}

static void supervise(char **argv) {
  int passes = strncmp(argv[1], "pass", 4) == 0, keeps = !strcmp(argv[1], "pass-all"), socket = -1;
  while (!stop) {
    pid_t worker = start(argv, passes, keeps, &socket);
    while (!stop && waitpid(worker, 0, WNOHANG) == 0) {
      if (passes) listen_to(socket, keeps);
      maybe_kill(worker);
      pause_micros(100);
    }
    if (stop) {
      kill(worker, SIGKILL);
      waitpid(worker, 0, 0);
      return;
    }
    if (passes) {
      listen_to(socket, keeps);
      close(socket);
    }
    if (command(dev, "restore") < 0) die("restore");
  }
}

static void be_worker(char **argv) {
  supervisor = atoi(argv[6]);
  struct note note = {0};
  for (int fd; note.type != READY;) {
    if (!hear(supervisor, &note, &fd, 0)) exit(0);
    if (note.type == DEVICE) dev = fd;
    if (note.type == KNOWN) know(note.object, note.name, fd);
  }
  work(argv, 0);
}

static void be_successor(int argc, char **argv) {
  dev = atoi(argv[6]);
  for (int i = 7; i < argc; i++) {
    int object, fd;
    char name[NAME];
    if (sscanf(argv[i], "%d %d %63s", &object, &fd, name) != 3) exit(1);
    know(object, name, fd);
  }
  // The message that the predecessor had in its hands is asked for again.
  if (command(dev, "restore") < 0) die("restore");
}

int main(int argc, char **argv) {
  if (argc < 6) return 2;
  images = argv[3];
  for (int i = 0; i < OBJECTS; i++) fd_of[i] = -1;
  int first = !strcmp(argv[1], "inherit") || !strncmp(argv[1], "pass", 4) || !strcmp(argv[1], "exec");
  // argv[4] is a file that all processes have mapped.
  int file = open(argv[4], O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0 || ftruncate(file, sizeof *shared) < 0) die(argv[4]);
  shared = mmap(0, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
  if (first) {
    shared->most = atoi(argv[5]);
    shared->seed = 4711;
  }
  if (!strcmp(argv[1], "worker")) {
    be_worker(argv);
    return 0;
  }
  struct sigaction sa = {.sa_handler = on_term, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &sa, 0);
  if (first) dev = bind_cache(argv[2], 0);
  else be_successor(argc, argv);
  if (!strncmp(argv[1], "exec", 4)) work(argv, 1);
  else supervise(argv);
  if (shared->kills != shared->most) fprintf(stderr, "%u of %u\n", shared->kills, shared->most);
  return shared->kills == shared->most ? 0 : 1;
}
