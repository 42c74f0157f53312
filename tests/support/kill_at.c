/* kill_at N REPORT COMMAND...: runs the command and kills it (SIGKILL) as it enters its Nth system call of interest,
   which is then not made. Counted over all threads, from its first lock (flock) on, are the calls that change something
   outside the process or wait for somebody: files, locks, sockets. N = 0 counts only. REPORT gets one line: the count,
   whether it was killed, and the name of the last call counted. Ends as the command did (137 where it was killed). */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct { unsigned long long number; const char *name; } calls[] = {
#define CALL(name) { SYS_##name, #name }
#ifdef SYS_open
    CALL(open), CALL(rename), CALL(unlink), CALL(mkdir), CALL(poll),
#endif
#ifdef SYS_renameat
    CALL(renameat),
#endif
    CALL(openat), CALL(renameat2), CALL(unlinkat), CALL(mkdirat), CALL(write), CALL(writev), CALL(pwrite64),
    CALL(fsync), CALL(fdatasync), CALL(ftruncate), CALL(fchmod), CALL(flock), CALL(socket), CALL(bind), CALL(listen),
    CALL(accept4), CALL(connect), CALL(sendto), CALL(sendmsg), CALL(recvfrom), CALL(recvmsg), CALL(shutdown),
    CALL(ppoll), CALL(exit_group),
};
enum { KINDS = sizeof calls / sizeof *calls };

static int kind_of(const struct __ptrace_syscall_info *call) {
    unsigned long long flags = 0;
    int is_open = 0;
#ifdef SYS_open
    if (call->entry.nr == SYS_open) { is_open = 1; flags = call->entry.args[1]; }
#endif
    if (call->entry.nr == SYS_openat) { is_open = 1; flags = call->entry.args[2]; }
    if (is_open && !(flags & (O_WRONLY | O_RDWR | O_CREAT))) return -1;
    for (int kind = 0; kind < KINDS; kind++)
        if (calls[kind].number == call->entry.nr) return kind;
    return -1;
}

int main(int words, char **word) {
    if (words < 4) return 2;
    long at = atol(word[1]), count = 0;
    int last = -1, begun = 0, killed = 0, status = 0;
    pid_t child = fork();
    if (child < 0) return 2;
    if (child == 0) {
        ptrace(PTRACE_TRACEME, 0, 0, 0);
        raise(SIGSTOP);
        execvp(word[3], word + 3);
        _exit(127);
    }
    if (waitpid(child, &status, 0) != child || !WIFSTOPPED(status)) return 2;
    long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL;
    if (ptrace(PTRACE_SETOPTIONS, child, 0, options) != 0) return 2;
    ptrace(PTRACE_SYSCALL, child, 0, 0);
    int result = 2;
    for (;;) {
        pid_t one = waitpid(-1, &status, __WALL);
        if (one < 0) break;
        if (WIFEXITED(status) || WIFSIGNALED(status)) {
            if (one == child) result = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
            continue;
        }
        if (!WIFSTOPPED(status)) continue;
        int stopped = WSTOPSIG(status), deliver = 0;
        if (stopped == (SIGTRAP | 0x80)) {
            struct __ptrace_syscall_info call;
            if (ptrace(PTRACE_GET_SYSCALL_INFO, one, sizeof call, &call) > 0 && call.op == PTRACE_SYSCALL_INFO_ENTRY) {
                if (call.entry.nr == SYS_flock) begun = 1;
                int kind = begun && !killed ? kind_of(&call) : -1;
                if (kind >= 0) {
                    last = kind;
                    if (++count == at) {
                        killed = 1;
                        kill(child, SIGKILL);
                    }
                }
            }
        } else if (stopped != SIGTRAP && stopped != SIGSTOP) {
            deliver = stopped;
        }
        ptrace(PTRACE_SYSCALL, one, 0, deliver);
    }
    FILE *report = fopen(word[2], "w");
    if (!report) return 2;
    fprintf(report, "%ld %d %s\n", count, killed, last < 0 ? "-" : calls[last].name);
    fclose(report);
    return result;
}
