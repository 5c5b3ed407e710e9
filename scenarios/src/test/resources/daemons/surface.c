// Makes every call that a file operation can see, and writes down what each gives.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static FILE *out;
static void *volatile nowhere = (void *)8;

static void note(const char *what, long result) {
  fprintf(out, "%s: ", what);
  if (result < 0) fprintf(out, "%s\n", strerrorname_np(errno));
  else fprintf(out, "%ld\n", result);
  fflush(out);
}

#define TRY(call) (errno = 0, note(#call, (long)(call)))

struct msg {
  uint32_t id, opcode, len, object;
  char data[1008];
};

static int events(int fd) {
  struct pollfd p = {fd, POLLIN | POLLOUT | POLLPRI, 0};
  poll(&p, 1, 0);
  return p.revents;
}

static ssize_t next(int dev, struct msg *m) {
  struct pollfd p = {dev, POLLIN, 0};
  poll(&p, 1, 20000);
  return read(dev, m, sizeof *m);
}

static void send_fd(int socket, int fd) {
  char byte = 'x', control[CMSG_SPACE(sizeof fd)] = {0};
  struct iovec v = {&byte, 1};
  struct msghdr h = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  struct cmsghdr *c = CMSG_FIRSTHDR(&h);
  c->cmsg_level = SOL_SOCKET;
  c->cmsg_type = SCM_RIGHTS;
  c->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(c), &fd, sizeof fd);
  if (sendmsg(socket, &h, 0) != 1) perror("sendmsg");
}

static int receive_fd(int socket) {
  char byte = 0, control[CMSG_SPACE(sizeof(int))];
  struct iovec v = {&byte, 1};
  struct msghdr h = {.msg_iov = &v, .msg_iovlen = 1, .msg_control = control, .msg_controllen = sizeof control};
  if (recvmsg(socket, &h, 0) != 1 || byte != 'x') return -1;
  int fd;
  memcpy(&fd, CMSG_DATA(CMSG_FIRSTHDR(&h)), sizeof fd);
  return fd;
}

int main(int argc, char **argv) {
  if (argc != 4) return 2;
  out = fopen(argv[2], "w");
  char buffer[8192] = {0}, line[4096];
  struct stat st;
  int dev = open("/dev/cachefiles", O_RDWR | O_NONBLOCK);
  note("dev", dev);
  TRY(open("/dev/cachefiles", O_RDWR));
  TRY(open("/dev/../dev/./cachefiles", O_RDWR));
  TRY(fcntl(dev, F_GETFL) & (O_ACCMODE | O_NONBLOCK));
  TRY(events(dev));
  TRY(read(dev, buffer, sizeof buffer));
  TRY(pread(dev, buffer, sizeof buffer, 100));
  TRY(lseek(dev, 100, SEEK_SET));
  TRY(ioctl(dev, TCGETS, buffer));
  TRY(ftruncate(dev, 0));
  TRY(fsync(dev));
  TRY((long)mmap(0, 4096, PROT_READ, MAP_SHARED, dev, 0) == -1 ? -1 : 0);
  TRY(fstat(dev, &st));
  TRY(S_ISCHR(st.st_mode) && (st.st_mode & 0777) == 0600);
  TRY(write(dev, "nonsense", 8));
  TRY(write(dev, "", 0));
  TRY(write(dev, " dir x", 6));
  TRY(write(dev, buffer, 4096));
  TRY(write(dev, nowhere, 5));
  TRY(write(dev, "bind ondemand", 13));
  snprintf(line, sizeof line, "dir %s", argv[1]);
  struct iovec two[] = {{line, strlen(line)}, {"tag surface", 11}};
  TRY(writev(dev, two, 2) == (ssize_t)strlen(line) + 11);
  TRY(write(dev, "tag again", 9));
  TRY(write(dev, "bind ondemand", 13));
  TRY(write(dev, "bind ondemand", 13));
  TRY(write(dev, "cull none", 9));
  TRY(chdir(argv[1]));
  TRY(write(dev, "inuse cache", 11));
  TRY(write(dev, "inuse nothing", 13));
  TRY(write(dev, "inuse a/b", 9));

  // Edge-triggered, registered before anything comes.
  int ep = epoll_create1(0);
  struct epoll_event want = {.events = EPOLLIN | EPOLLOUT | EPOLLET}, got;
  TRY(epoll_ctl(ep, EPOLL_CTL_ADD, dev, &want));
  TRY(epoll_wait(ep, &got, 1, 0));
  fprintf(out, "READY\n");
  fflush(out);
  TRY(epoll_wait(ep, &got, 1, 20000));
  TRY(got.events);
  TRY(epoll_wait(ep, &got, 1, 0));
  fd_set in, writable;
  FD_ZERO(&in);
  FD_ZERO(&writable);
  FD_SET(dev, &in);
  FD_SET(dev, &writable);
  struct timeval none = {0, 0};
  TRY(select(dev + 1, &in, &writable, 0, &none));
  TRY(FD_ISSET(dev, &in) != 0);

  struct msg m;
  TRY(read(dev, &m, 20));
  TRY(read(dev, &m, sizeof m) == m.len);
  TRY(m.opcode);
  TRY(events(dev));
  int fd;
  memcpy(&fd, m.data + 8, 4);
  TRY(fcntl(fd, F_GETFL) & O_ACCMODE);
  TRY(fcntl(fd, F_GETFD));
  TRY(pwrite(fd, buffer, 4096, 0));
  TRY(lseek(fd, 0, SEEK_END));
  TRY(ioctl(fd, _IOW(0x98, 1, int), m.id + 77));
  TRY(write(dev, "copen 99,1", 10));
  FILE *image = fopen(argv[3], "r");
  static char content[1 << 22];
  long size = fread(content, 1, sizeof content, image);
  snprintf(line, sizeof line, "copen %u,%ld", m.id, size);
  TRY(write(dev, line, strlen(line)) == (ssize_t)strlen(line));
  TRY(next(dev, &m) > 0 && m.opcode == 2);

  TRY(read(fd, buffer, 1));
  TRY(pread(fd, buffer, 1, 0));
  TRY((long)mmap(0, 4096, PROT_READ, MAP_SHARED, fd, 0) == -1 ? -1 : 0);
  TRY(ftruncate(fd, 0));
  TRY(fallocate(fd, 0, 0, 4096));
  TRY(fsync(fd));
  TRY(fdatasync(fd));
  TRY(sync_file_range(fd, 0, 4096, 0));
  int file = open(argv[3], O_RDONLY), ends[2];
  if (pipe(ends) < 0 || write(ends[1], "data", 4) != 4) abort();
  TRY(splice(ends[0], 0, fd, 0, 4, 0));
  TRY(sendfile(fd, file, 0, 4096));
  TRY(copy_file_range(file, 0, fd, 0, 4096, 0));
  TRY(fstat(fd, &st));
  TRY(st.st_mode == 0600 && st.st_size == 0);
  TRY(events(fd));
  TRY(epoll_ctl(ep, EPOLL_CTL_ADD, fd, &want));
  TRY(ioctl(fd, TCGETS, buffer));
  TRY(lseek(fd, 0, 9));
  TRY(lseek(fd, 0, SEEK_END) == (size + 4095) / 4096 * 4096);
  TRY(lseek(fd, 0, SEEK_DATA));
  TRY(lseek(fd, 0, SEEK_HOLE));
  TRY(pwrite(fd, content, 4096, -1));
  TRY(pwrite(fd, content, 100, 0));
  TRY(pwrite(fd, content + 512, 512, 512));
  TRY(pwrite(fd, nowhere, 4096, 0));
  TRY(pwrite(fd, content, 0, 0));

  // Duplicates in all ways; the last one that is left is enough.
  int copy = dup(fd);
  TRY(copy > fd);
  TRY(close(fd));
  int second = fcntl(copy, F_DUPFD_CLOEXEC, 0);
  TRY(fcntl(second, F_GETFD));
  TRY(close(copy));
  TRY(second == fd);
  fd = second + 10;
  TRY(dup2(second, fd) == fd);
  TRY(close(second));
  TRY(pwrite(second, content, 4096, 0));

  // Another process gets it, and answers in our place.
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) < 0) abort();
  fflush(out);
  pid_t child = fork();
  if (child == 0) {
    close(fd);
    int received = receive_fd(pair[1]);
    struct iovec v[] = {{content, 4096}, {content + 4096, size - 4096}};
    if (size % 512) v[1].iov_len = (size - 4096 + 511) / 512 * 512;
    long wrote = pwritev(received, v, 2, 0);
    int bad = wrote < size || ioctl(received, _IOW(0x98, 1, int), m.id) < 0;
    if (bad) fprintf(stderr, "fd %d wrote %ld of %ld: %s\n", received, wrote, size, strerror(errno));
    _exit(bad);
  }
  send_fd(pair[0], fd);
  int status;
  waitpid(child, &status, 0);
  TRY(status);
  TRY(lseek(fd, 0, SEEK_HOLE) >= size);

  // The image is all there: the next message is the CLOSE.
  while (next(dev, &m) > 0 && m.opcode == 2) ioctl(fd, _IOW(0x98, 1, int), m.id);
  TRY(m.opcode);
  TRY(close(fd));
  TRY(close(fd));
  TRY(close_range(dev, dev, 0));
  dev = open("/dev/cachefiles", O_RDONLY);
  note("dev", dev);
  TRY(write(dev, "debug 0", 7));
  fclose(out);
  return 0;
}
