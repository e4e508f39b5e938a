#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* strike ACTION WHERE PROGRAM ARGUMENT...: runs a program and strikes once. ACTION is
 *   kill     SIGKILL at call number WHERE, or, where that ends in "us", after so many microseconds
 *   ENOSPC, EIO    call number WHERE fails so
 *   hold:FILE      call number WHERE makes FILE and waits until it is gone
 *   count    says on standard error how many calls there were (WHERE is ignored)
 * Calls are those that change files: write (not to standard output and error), fsync, rename, truncate, a file's or
 * folder's making, removing. They are counted by the system, whatever library makes them: a seccomp filter stops the
 * program at each, and this process says how it goes on. Exits as the program did, 128 + the signal where one ended it.
 */

enum { FAILED = 125, FILTER_MAX = 64 };

static void fail(const char *what)
{
    fprintf(stderr, "strike: %s: %s\n", what, strerror(errno));
    exit(FAILED);
}

struct filter {
    struct sock_filter lines[FILTER_MAX];
    unsigned short length;
};

static void add(struct filter *filter, struct sock_filter line)
{
    filter->lines[filter->length++] = line;
}

static void load(struct filter *filter, size_t offset)
{
    add(filter, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)offset));
}

/* Ask about this call. */
static void watch(struct filter *filter, unsigned call)
{
    add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
    add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
}

/* The same where the low half of an argument passes a test: larger than 2 (BPF_JGT), or has the flag (BPF_JSET). */
static void watch_if(struct filter *filter, unsigned call, int argument, unsigned short test, unsigned value)
{
    add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 4));
    load(filter, offsetof(struct seccomp_data, args) + (size_t)argument * sizeof(uint64_t));
    add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, 1));
    add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF));
    add(filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* From here on this process is asked about: its calls wait for what is read from the descriptor returned. */
static int watch_calls(void)
{
    static const unsigned always[] = {
        SYS_fsync,    SYS_fdatasync, SYS_ftruncate, SYS_mkdirat, SYS_unlinkat, SYS_renameat2, SYS_linkat,
#ifdef SYS_rename
        SYS_renameat, SYS_rename,    SYS_mkdir,     SYS_unlink,  SYS_rmdir,    SYS_creat,     SYS_truncate,
#endif
    };
    static const unsigned writes[] = {SYS_write, SYS_pwrite64, SYS_writev};
    struct filter filter = {.length = 0};
    load(&filter, offsetof(struct seccomp_data, nr));
    for (size_t i = 0; i < sizeof always / sizeof *always; i++) {
        watch(&filter, always[i]);
    }
    for (size_t i = 0; i < sizeof writes / sizeof *writes; i++) {
        watch_if(&filter, writes[i], 0, BPF_JGT, STDERR_FILENO);
    }
#ifdef SYS_open
    watch_if(&filter, SYS_open, 1, BPF_JSET, O_CREAT);
#endif
    watch_if(&filter, SYS_openat, 2, BPF_JSET, O_CREAT);
    add(&filter, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    struct sock_fprog program = {.len = filter.length, .filter = filter.lines};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
        return -1;
    }
    return (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* Hand the listener over, by its number here. send and recv are not watched. */
static void give_listener(int socket, int listener)
{
    char taken;
    if (send(socket, &listener, sizeof listener, 0) != sizeof listener || recv(socket, &taken, 1, 0) != 1) {
        fail("cannot hand over the listener");
    }
    close(listener);
}

static int take_listener(int socket, pid_t process)
{
    int number, listener = -1;
    int descriptor = (int)syscall(SYS_pidfd_open, process, 0);
    if (recv(socket, &number, sizeof number, 0) == sizeof number) {
        listener = (int)syscall(SYS_pidfd_getfd, descriptor, number, 0);
        if (listener < 0 || send(socket, "", 1, 0) != 1) {
            fail("cannot take the listener (Linux 5.6)");
        }
    }
    close(descriptor);
    return listener;
}

struct strike {
    const char *action;
    long at;           /* call number, from 1 */
    long microseconds; /* 0: at a call */
    pid_t process;
    long calls;
};

static void sleep_microseconds(long microseconds)
{
    struct timespec time = {microseconds / 1000000, microseconds % 1000000 * 1000};
    nanosleep(&time, NULL);
}

static int errno_of(const char *action)
{
    return strcmp(action, "ENOSPC") == 0 ? ENOSPC : strcmp(action, "EIO") == 0 ? EIO : 0;
}

/* Make a file that says that the call waits, until somebody takes it away. */
static void hold(const char *path)
{
    int descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        fail(path);
    }
    close(descriptor);
    while (access(path, F_OK) == 0) {
        sleep_microseconds(1000);
    }
}

/* The call that is struck; false: there is nobody any more to be answered. */
static bool strike_call(const struct strike *strike, struct seccomp_notif_resp *response)
{
    if (strcmp(strike->action, "kill") == 0) {
        kill(strike->process, SIGKILL);
        return false;
    }
    if (errno_of(strike->action)) {
        response->flags = 0;
        response->error = -errno_of(strike->action);
    } else if (strncmp(strike->action, "hold:", 5) == 0) {
        hold(strike->action + 5);
    }
    return true;
}

/* Answer until the program has ended. */
static void answer_calls(struct strike *strike, int listener)
{
    struct pollfd poller = {.fd = listener, .events = POLLIN};
    while (poll(&poller, 1, -1) >= 0 && (poller.revents & POLLIN)) {
        struct seccomp_notif call = {0};
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0) {
            continue; /* it was killed meanwhile */
        }
        struct seccomp_notif_resp response = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        if (++strike->calls != strike->at || strike_call(strike, &response)) {
            ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
        }
    }
}

static void run_program(char **arguments, int socket, bool watched)
{
    if (watched) {
        int listener = watch_calls();
        if (listener < 0) {
            fail("this system has no seccomp that asks (Linux 5.6)");
        }
        give_listener(socket, listener);
    }
    close(socket);
    execvp(arguments[0], arguments);
    fail(arguments[0]);
}

int main(int count, char **arguments)
{
    int sockets[2], status = 0;
    if (count < 4) {
        fprintf(stderr, "usage: strike kill|ENOSPC|EIO|hold:FILE|count WHERE PROGRAM ARGUMENT...\n");
        return FAILED;
    }
    struct strike strike = {.action = arguments[1]};
    bool timed = strstr(arguments[2], "us") != NULL;
    *(timed ? &strike.microseconds : &strike.at) = strtol(arguments[2], NULL, 10);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) != 0 || (strike.process = fork()) < 0) {
        fail("cannot start");
    }
    if (strike.process == 0) {
        close(sockets[0]);
        run_program(arguments + 3, sockets[1], !timed);
    }
    close(sockets[1]);
    if (timed) {
        sleep_microseconds(strike.microseconds);
        kill(strike.process, SIGKILL);
    } else {
        answer_calls(&strike, take_listener(sockets[0], strike.process));
    }
    waitpid(strike.process, &status, 0);
    if (strcmp(strike.action, "count") == 0) {
        fprintf(stderr, "%ld calls\n", strike.calls);
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
