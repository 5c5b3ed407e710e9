// Starts a program where system calls cannot be caught: "forbidden", as in some containers,
// "unreadable", where memory of other processes may not be read, or "watched", as under a
// supervisor of the same kind.
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  int watched = !strcmp(argv[1], "watched");
  int forbidden = !strcmp(argv[1], "unreadable") ? __NR_process_vm_readv : __NR_seccomp;
  struct sock_filter refuse[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, forbidden, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  struct sock_filter allow[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  struct sock_fprog program = {watched ? 1 : 4, watched ? allow : refuse};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  int flags = watched ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0;
  int listener = syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
  if (listener < 0) {
    perror("seccomp");
    return 1;
  }
  // As long as somebody listens, there can be no second one.
  if (watched) fcntl(listener, F_SETFD, 0);
  execvp(argv[2], argv + 2);
  perror(argv[2]);
  return 1;
}
