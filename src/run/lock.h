#ifndef RUN_LOCK_H
#define RUN_LOCK_H

#include "run/folder.h"

/* One process at a time writes a run. The lock is the system's on the file .lock in the run's folder, which says the
 * process; it goes with the process, however that ends, so that a file alone locks nothing. */
struct run_lock {
    bool held;
    int descriptor;
    char path[sizeof((struct run_folder *)0)->path + 16];
};

/* Take the lock, and remove what dead processes left half written in the folder. FG_FAILED with the process that has
 * it. On a file system without locks it is taken for free. */
bool run_lock_take(struct run_lock *lock, const struct run_folder *folder, struct fg_error *error);

/* Also takes the file away, unless another folder with a lock of its own has come to this place. {0} is fine. */
void run_lock_release(struct run_lock *lock);

#endif
