#pragma once
#include <sqlite3.h>

/* Turns off the counting of every allocation, which takes a lock each time. Before the first connection. */
static inline int mf_sqlite_without_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
