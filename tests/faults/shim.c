/* What stands between the program and the system in a trial: each sync of a log of SQLite is noted when it begins and when it has
   ended, and may be held in between; and the clock is wrong by as many microseconds as a file says. Loaded by LD_PRELOAD. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int notes = -1;
static const char *hold;
static volatile int64_t *wrong;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TRIAL_SYNCS");
    if (path) notes = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    hold = getenv("TRIAL_HOLD");
    path = getenv("TRIAL_CLOCK");
    int file = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    if (file >= 0) {
        void *found = mmap(NULL, sizeof *wrong, PROT_READ, MAP_SHARED, file, 0);
        if (found != MAP_FAILED) wrong = found;
        close(file);
    }
}

static int is_log(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path);
    return length > 4 && memcmp(path + length - 4, "-wal", 4) == 0;
}

static void note(char mark) {
    if (notes >= 0 && write(notes, &mark, 1) != 1) abort();
}

static int noted(int (*sync_of)(int), int fd) {
    if (!is_log(fd)) return sync_of(fd);
    note('b');
    while (hold && access(hold, F_OK) == 0) usleep(1000);
    int told = sync_of(fd), why = errno;
    note('e');
    errno = why;
    return told;
}

int fsync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return noted(real, fd);
}

int fdatasync(int fd) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return noted(real, fd);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
    int told = (int)syscall(SYS_clock_gettime, clock, time);
    if (told == 0 && wrong && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        int64_t micros = (int64_t)time->tv_sec * 1000000 + time->tv_nsec / 1000 + *wrong;
        time->tv_sec = (time_t)(micros / 1000000);
        time->tv_nsec = (long)(micros % 1000000) * 1000;
    }
    return told;
}

int gettimeofday(struct timeval *restrict time, void *restrict zone) {
    struct timespec now;
    (void)zone;
    int told = clock_gettime(CLOCK_REALTIME, &now);
    time->tv_sec = now.tv_sec;
    time->tv_usec = now.tv_nsec / 1000;
    return told;
}
