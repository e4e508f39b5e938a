#include "bench/process.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_SECONDS = 600 };

/* A socket, for a write to a pipe that nobody reads any more would end us. */
static bool open_sockets(int sockets[static 2], const char *what, struct fg_error *error)
{
    struct timeval limit = {.tv_sec = ANSWER_SECONDS};
    return (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, sockets) == 0 &&
            setsockopt(sockets[0], SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0) ||
           fg_fail(error, FG_FAILED, "%s: no socket to it: %s", what, strerror(errno));
}

bool process_start(struct process *process, const char *what, const char *const *arguments, struct fg_error *error)
{
    int sockets[2];
    *process = (struct process){.what = what};
    if (!open_sockets(sockets, what, error)) {
        return false;
    }
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, sockets[1], STDOUT_FILENO);
    int problem = posix_spawnp(&process->id, arguments[0], &actions, NULL, (char *const *)arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    close(sockets[1]);
    if (problem) {
        close(sockets[0]);
        process->id = 0;
        return fg_fail(error, FG_FAILED, "%s: cannot start %s: %s", what, arguments[0], strerror(problem));
    }
    process->socket = sockets[0];
    return true;
}

void process_stop(struct process *process)
{
    if (process->id == 0) {
        return;
    }
    close(process->socket);
    kill(process->id, SIGKILL);
    while (waitpid(process->id, &process->status, 0) < 0 && errno == EINTR) {
    }
    process->id = 0;
}

/* It has closed the socket, so its end is near: wait for the status that is its own before it is made to end. */
static bool fail_ended(struct process *process, struct fg_error *error)
{
    const struct timespec pause = {.tv_nsec = 10000000};
    for (int i = 0; i < 200 && process->id; i++) {
        if (waitpid(process->id, &process->status, WNOHANG) == process->id) {
            close(process->socket);
            process->id = 0;
        } else {
            nanosleep(&pause, NULL);
        }
    }
    process_stop(process);
    if (WIFSIGNALED(process->status)) {
        return fg_fail(error, FG_FAILED, "%s: ended by signal %d (%s)", process->what, WTERMSIG(process->status),
                       strsignal(WTERMSIG(process->status)));
    }
    return fg_fail(error, FG_FAILED, "%s: ended with exit status %d before it had answered", process->what,
                   WEXITSTATUS(process->status));
}

static bool fail_silent(struct process *process, struct fg_error *error)
{
    process_stop(process);
    return fg_fail(error, FG_FAILED, "%s: no answer for %d seconds", process->what, ANSWER_SECONDS);
}

static bool send_line(const struct process *process, const char *line)
{
    char text[256];
    int length = snprintf(text, sizeof text, "%s\n", line);
    return send(process->socket, text, (size_t)length, MSG_NOSIGNAL) == length;
}

/* Letter by letter: answers are short and rare. */
bool process_ask(struct process *process, const char *question, char *answer, size_t size, struct fg_error *error)
{
    size_t length = 0;
    if (question && !send_line(process, question)) {
        return fail_ended(process, error);
    }
    for (;;) {
        char letter;
        ssize_t got = recv(process->socket, &letter, 1, 0);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return fail_silent(process, error);
        }
        if (got <= 0) {
            return fail_ended(process, error);
        }
        if (letter == '\n') {
            answer[length] = '\0';
            return true;
        }
        if (length + 1 < size) {
            answer[length++] = letter;
        }
    }
}

/* A signal to process 0 would be for all of our group. WNOWAIT leaves the status of one that ended to fail_ended. */
void process_pause(const struct process *process)
{
    siginfo_t state;
    if (process->id == 0) {
        return;
    }
    kill(process->id, SIGSTOP);
    while (waitid(P_PID, (id_t)process->id, &state, WSTOPPED | WEXITED | WNOWAIT) < 0 && errno == EINTR) {
    }
}

void process_continue(const struct process *process)
{
    if (process->id != 0) {
        kill(process->id, SIGCONT);
    }
}

size_t process_peak_memory(const struct process *process)
{
    char path[64], line[256];
    size_t kilobytes = 0;
    snprintf(path, sizeof path, "/proc/%lld/status", (long long)process->id);
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        if (sscanf(line, "VmHWM: %zu kB", &kilobytes) == 1) {
            break;
        }
    }
    if (file) {
        fclose(file);
    }
    return 1024 * kilobytes;
}
