// A daemon that serves as it should, and does with its descriptors what its last argument names.
// Whatever does not go as on a kernel ends it with a message.
#define _GNU_SOURCE
#include <grp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>

#include "daemon.h"

enum { OBJECTS = 8192, WAITERS = 6 };

static const char *cache, *images, *mode;
static int dev, fd_of[OBJECTS], image_of[OBJECTS];
static volatile sig_atomic_t stop;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int is(const char *name) { return !strcmp(mode, name); }

static void on_term(int sig) { (void)sig; stop = 1; }

#define CHECK(condition) \
  ((condition) ? (void)0 : (fprintf(stderr, "%s: %s: %s\n", mode, #condition, strerror(errno)), _exit(1)))

// --- how a number can be come by ---

static void be_at(int number) {
  CHECK(dup2(dev, number) == number);
  CHECK(close(dev) == 0);
  dev = number;
}

static void sweep(void) {
  int null = open("/dev/null", O_RDWR);
  CHECK(dup2(null, 0) == 0 && dup2(null, 1) == 1);
  if (dev != 3) be_at(3);
  for (int fd = 4; fd < sysconf(_SC_OPEN_MAX); fd++) close(fd);
  CHECK(close_range(4, ~0U, 0) == 0);
}

static void copies(void) {
  int all[40];
  for (int i = 0; i < 40; i++) {
    all[i] = i % 2 ? dup(dev) : fcntl(dev, F_DUPFD, 10 + i);
    CHECK(all[i] >= 10);
    CHECK(i == 0 || all[i] != all[i - 1]);
  }
  int last = all[39];
  for (int i = 0; i < 39; i++) CHECK(close(all[i]) == 0);
  CHECK(close(dev) == 0);
  CHECK(dup3(last, 3, O_CLOEXEC) == 3);
  CHECK(dup3(3, 3, 0) < 0 && errno == EINVAL);
  CHECK(dup2(3, 3) == 3);
  CHECK(dup2(3, -1) < 0 && errno == EBADF);
  CHECK(dup2(3, 0x7fffffff) < 0 && errno == EBADF);
  CHECK(fcntl(3, F_DUPFD, 0x7fffffff) < 0 && errno == EINVAL);
  CHECK(fcntl(3, F_GETFD) == FD_CLOEXEC);
  CHECK(fcntl(3, F_SETFD, 0) == 0 && fcntl(3, F_GETFD) == 0);
  CHECK(close(last) == 0);
  dev = 3;
}

// As other programs detach: what was bound is inherited, the parent goes.
static void detach(void) {
  pid_t child = fork();
  CHECK(child >= 0);
  if (child > 0) _exit(0);
  CHECK(setsid() > 0);
  // A process that nobody waits for.
  child = fork();
  if (child == 0) _exit(fork() == 0 && open("/dev/null", O_RDONLY) < 0);
  CHECK(waitpid(child, 0, 0) == child);
  CHECK(system("exit 3") >> 8 == 3);
}

static void become_root(void) {
  CHECK(setgroups(0, 0) == 0);
  CHECK(setresuid(0, 0, 0) == 0);
  CHECK(setresgid(0, 0, 0) == 0);
}

// Of those below 64, some are the daemon's own, and the rest is for objects.
static void few_numbers(unsigned most) {
  struct rlimit few = {most, most};
  CHECK(setrlimit(RLIMIT_NOFILE, &few) == 0);
}

// --- numbers that another file comes to ---

static int is_device(int fd) { return write(fd, "?", 1) < 0 && errno == EOPNOTSUPP; }

static int is_object(int fd) { return ioctl(fd, 0x9800) < 0 && errno == EINVAL; }

static int new_file(void) {
  char name[] = "/tmp/another-file-XXXXXX";
  int file = mkstemp(name);
  CHECK(file >= 0 && unlink(name) == 0);
  return file;
}

// A file of the host, at a number that was ours a moment ago.
static void put_file_at(int number) {
  char back[4] = "";
  int file = new_file();
  if (file != number) {
    CHECK(dup2(file, number) == number);
    CHECK(close(file) == 0);
  }
  CHECK(write(number, "abc", 3) == 3);
  CHECK(pread(number, back, 3, 0) == 3 && !strcmp(back, "abc"));
  CHECK(lseek(number, 0, SEEK_CUR) == 3);
}

static void *with_files_of_its_own(void *arg) {
  int number = *(int *)arg;
  CHECK(unshare(CLONE_FILES) == 0);
  put_file_at(number);
  return 0;
}

// By all ways on which nothing is closed for the last time, so that nothing tells of it.
static void reuse(int number, int (*is_ours)(int)) {
  int copy = dup(number);
  for (int i = 0; i < 3; i++) {
    CHECK(copy > 0 && is_ours(copy) && is_ours(number));
    put_file_at(copy);
    CHECK(is_ours(number));
    CHECK(close(copy) == 0);
    CHECK(write(copy, "abc", 3) < 0 && errno == EBADF);
    put_file_at(copy);
    CHECK(dup2(number, copy) == copy);
  }
  CHECK(close(copy) == 0);
  pthread_t thread;
  CHECK(pthread_create(&thread, 0, with_files_of_its_own, &number) == 0);
  CHECK(pthread_join(thread, 0) == 0);
  CHECK(is_ours(number));
  pid_t child = fork();
  if (child == 0) {
    CHECK(is_ours(number));
    put_file_at(number);
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(is_ours(number));
}

// --- from one process to another ---

// Two messages wait: with the second comes the descriptor, twice.
static void receive_copies(int number, int (*is_ours)(int)) {
  int ends[2], both[2] = {number, number};
  char text[2][8] = {"", ""}, control[2][64];
  struct iovec word = {"x", 1}, in[2] = {{text[0], 8}, {text[1], 8}};
  struct msghdr out = {.msg_iov = &word, .msg_iovlen = 1, .msg_control = control[0], .msg_controllen = CMSG_SPACE(sizeof both)};
  CHECK(socketpair(AF_UNIX, SOCK_DGRAM, 0, ends) == 0);
  CHECK(send(ends[0], "first", 5, 0) == 5);
  struct cmsghdr *rights = CMSG_FIRSTHDR(&out);
  *rights = (struct cmsghdr){CMSG_LEN(sizeof both), SOL_SOCKET, SCM_RIGHTS};
  memcpy(CMSG_DATA(rights), both, sizeof both);
  CHECK(sendmsg(ends[0], &out, 0) == 1);
  struct mmsghdr all[2];
  for (int i = 0; i < 2; i++)
    all[i].msg_hdr = (struct msghdr){.msg_iov = &in[i], .msg_iovlen = 1, .msg_control = control[i], .msg_controllen = 64};
  CHECK(recvmmsg(ends[1], all, 2, MSG_WAITFORONE, 0) == 2);
  CHECK(all[0].msg_len == 5 && !strcmp(text[0], "first") && all[0].msg_hdr.msg_controllen == 0);
  CHECK(all[1].msg_len == 1 && text[1][0] == 'x');
  rights = CMSG_FIRSTHDR(&all[1].msg_hdr);
  CHECK(rights && rights->cmsg_len == CMSG_LEN(sizeof both));
  memcpy(both, CMSG_DATA(rights), sizeof both);
  CHECK(both[0] != both[1] && is_ours(both[0]) && is_ours(both[1]));
  CHECK(close(both[0]) == 0 && close(both[1]) == 0);
  CHECK(recvmmsg(ends[1], all, 2, MSG_DONTWAIT, 0) < 0 && errno == EAGAIN);
  CHECK(close(ends[0]) == 0 && close(ends[1]) == 0);
}

static void fetch_copy(int number, int (*is_ours)(int)) {
  int handle = syscall(SYS_pidfd_open, getpid(), 0);
  CHECK(handle >= 0);
  int copy = syscall(SYS_pidfd_getfd, handle, number, 0);
  CHECK(copy >= 0 && copy != number && is_ours(copy) && fcntl(copy, F_GETFD) == FD_CLOEXEC);
  CHECK(close(copy) == 0);
  int null = syscall(SYS_pidfd_getfd, handle, 0, 0);
  CHECK(null >= 0 && close(null) == 0);
  CHECK(syscall(SYS_pidfd_getfd, handle, 400, 0) < 0 && errno == EBADF);
  CHECK(close(handle) == 0);
}

static void pass(int number, int (*is_ours)(int)) {
  receive_copies(number, is_ours);
  fetch_copy(number, is_ours);
}

// --- flags and vectors ---

static void toggle(void) {
  char buffer[64];
  int on = 1;
  CHECK((fcntl(dev, F_GETFL) & (O_ACCMODE | O_NONBLOCK)) == O_RDWR);
  CHECK(read(dev, buffer, sizeof buffer) >= 0);
  CHECK(fcntl(dev, F_SETFL, O_NONBLOCK) == 0);
  CHECK(fcntl(dev, F_GETFL) & O_NONBLOCK);
  CHECK(read(dev, buffer, sizeof buffer) >= 0);
  CHECK(fcntl(dev, F_SETFL, 0) == 0);
  CHECK(!(fcntl(dev, F_GETFL) & O_NONBLOCK));
  CHECK(ioctl(dev, FIONBIO, &on) == 0);
  CHECK(fcntl(dev, F_GETFL) & O_NONBLOCK);
}

static void fill_in_parts(int fd, int image, const struct msg *m) {
  char *data = calloc(1, m->read.len);
  CHECK(pread(image, data, m->read.len, m->read.off) >= 0);
  struct iovec parts[3] = {{data, 0}, {data, m->read.len / 4096 / 2 * 4096}, {0, 0}};
  parts[2].iov_base = data + parts[1].iov_len;
  parts[2].iov_len = m->read.len - parts[1].iov_len;
  CHECK(pwritev(fd, parts, 3, m->read.off) == (ssize_t)m->read.len);
  CHECK(pwritev2(fd, parts, 3, m->read.off, 0) == (ssize_t)m->read.len);
  CHECK(lseek(fd, m->read.off, SEEK_DATA) == (off_t)m->read.off);
  free(data);
}

static ssize_t receive(struct msg *m) {
  if (!is("vectors")) return read(dev, m, sizeof *m);
  // The second piece would be for another message, but the first is not full.
  char rest[64];
  struct iovec parts[2] = {{m, sizeof *m}, {rest, sizeof rest}};
  return readv(dev, parts, 2);
}

// --- where the caller is ---

static long inuse(const char *name) { return command(dev, "inuse %s", name) < 0 ? errno : 0; }

static void *elsewhere(void *directory) {
  CHECK(unshare(CLONE_FS) == 0);
  CHECK(chdir(directory) == 0);
  CHECK(inuse("Dplain.img") == EBUSY);
  CHECK(chdir("..") == 0);
  CHECK(inuse("Dplain.img") == ENOENT);
  return 0;
}

// The image has a file, which an OPEN has just marked as being in use.
static void ask_from_everywhere(void) {
  char directory[4096];
  snprintf(directory, sizeof directory, "%s/cache/Ierofs,plain.img/@c9", cache);
  char file[8192];
  snprintf(file, sizeof file, "%s/Dplain.img", directory);
  if (access(file, F_OK) < 0) return;
  CHECK(chdir("/") == 0);
  CHECK(inuse("Dplain.img") == ENOENT || errno == EINVAL);
  pthread_t thread;
  CHECK(pthread_create(&thread, 0, elsewhere, directory) == 0);
  CHECK(pthread_join(thread, 0) == 0);
  pid_t child = fork();
  if (child == 0) {
    CHECK(chdir(directory) == 0);
    CHECK(inuse("Dplain.img") == EBUSY);
    CHECK(command(dev, "cull Dplain.img") < 0 && errno == EBUSY);
    _exit(0);
  }
  int status;
  CHECK(waitpid(child, &status, 0) == child && status == 0);
  CHECK(inuse("Dplain.img") == ENOENT || errno == EINVAL);
}

// --- waiting ---

static int events(void) {
  struct pollfd p = {dev, POLLIN | POLLOUT, 0};
  CHECK(poll(&p, 1, 0) >= 0);
  return p.revents;
}

static void await_by_epoll(int flags) {
  static __thread int poller;
  struct epoll_event e = {.events = EPOLLIN | flags, .data.fd = dev};
  if (!poller) {
    poller = epoll_create1(0);
    CHECK(epoll_ctl(poller, EPOLL_CTL_ADD, dev, &e) == 0);
  }
  int n = epoll_wait(poller, &e, 1, 100);
  CHECK(n < 0 ? errno == EINTR : n == 0 || e.events == EPOLLIN);
}

static void await(int way) {
  struct timespec limit = {0, 100000000};
  struct timeval longest = {0, 100000};
  struct pollfd p = {dev, POLLIN, 0};
  fd_set in;
  FD_ZERO(&in);
  switch (way) {
    case 0:
    case 1:
      poll(&p, 1, 100);
      CHECK(!(p.revents & ~POLLIN));
      break;
    case 2:
      ppoll(&p, 1, &limit, 0);
      CHECK(!(p.revents & ~POLLIN));
      break;
    case 3:
      FD_SET(dev, &in);
      CHECK(select(dev + 1, &in, 0, 0, &longest) >= 0 || errno == EINTR);
      break;
    case 4: await_by_epoll(0); break;
    default: await_by_epoll(EPOLLET);
  }
}

// --- the daemon ---

static void serve_open(const struct msg *m) {
  off_t size;
  fd_of[m->object] = m->open.fd;
  image_of[m->object] = open_image(images, m, &size);
  if (is("where")) ask_from_everywhere();
  if (is("passed")) pass(dev, is_device), pass(m->open.fd, is_object);
  if (is("reuse")) reuse(dev, is_device), reuse(m->open.fd, is_object);
  if (is("culling")) CHECK(events() == POLLOUT);
  CHECK(command(dev, "copen %u,%lld", m->id, (long long)size) > 0);
}

static void serve_read(const struct msg *m) {
  int fd = fd_of[m->object];
  if (is("vectors")) fill_in_parts(fd, image_of[m->object], m);
  else CHECK(fill(fd, image_of[m->object], m) == 0);
  CHECK(complete(fd, m) == 0);
}

static void serve_close(const struct msg *m) {
  CHECK(close(fd_of[m->object]) == 0);
  close(image_of[m->object]);
  if (!is("reuse")) return;
  // It may well have the inode that was the object's.
  for (int i = 0; i < 10; i++) {
    put_file_at(fd_of[m->object]);
    CHECK(close(fd_of[m->object]) == 0);
  }
}

static void *work(void *way) {
  while (!stop) {
    await((int)(long)way);
    if (is("culling")) CHECK(events() & POLLOUT);
    // One at a time from here on, as a CLOSE may overtake nothing.
    pthread_mutex_lock(&lock);
    struct msg m;
    ssize_t n;
    while ((n = receive(&m)) > 0 || (n < 0 && is("too-few-numbers") && errno == EMFILE)) {
      if (n < 0) continue;
      if (m.opcode == OPEN) serve_open(&m);
      else if (m.opcode == READ) serve_read(&m);
      else serve_close(&m);
    }
    CHECK(n == 0 || errno == EINTR);
    pthread_mutex_unlock(&lock);
  }
  return 0;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  cache = argv[1];
  images = argv[2];
  mode = argv[3];
  struct sigaction sa = {.sa_handler = on_term, .sa_flags = SA_RESTART};
  sigaction(SIGTERM, &sa, 0);
  if (is("rights")) become_root();
  if (is("few-numbers")) few_numbers(64);
  if (is("too-few-numbers")) few_numbers(50);
  dev = open("/dev/cachefiles", O_RDWR);
  CHECK(dev >= 0);
  if (is("sweep")) sweep();
  if (is("copies")) copies();
  if (is("low-number")) be_at(20);
  if (is("high-number")) be_at(1500);
  if (is("flags")) toggle();
  CHECK(command(dev, "dir %s", cache) > 0);
  if (is("culling")) CHECK(command(dev, "brun 99%%") > 0 && command(dev, "bcull 98%%") > 0 && command(dev, "bstop 0%%") > 0);
  CHECK(command(dev, "bind ondemand") > 0);
  if (is("detach")) detach();
  // Somebody may be waiting already.
  CHECK((events() & ~POLLIN) == (is("culling") ? POLLOUT : 0));
  if (is("io-uring")) CHECK(syscall(SYS_io_uring_setup, 8, argv) < 0 && errno == ENOSYS);
#ifdef __x86_64__
  if (is("32-bit")) {
    long got = 20;
    __asm__ volatile("int $0x80" : "+a"(got) : : "memory");
    CHECK(got == -ENOSYS);
  }
#endif
  pthread_t waiters[WAITERS];
  for (long i = 1; is("waiters") && i < WAITERS; i++) pthread_create(&waiters[i], 0, work, (void *)i);
  work(0);
  for (int i = 1; is("waiters") && i < WAITERS; i++) pthread_join(waiters[i], 0);
  return 0;
}
