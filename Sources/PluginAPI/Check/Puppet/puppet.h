/* What the files of the puppet share. */
#ifndef MAILFLOW_PUPPET_INTERNAL_H
#define MAILFLOW_PUPPET_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>

#include "include/puppet.h"
#include "mailflow/plugin.h"

/* frames.c */
extern int mf_puppet_in, mf_puppet_out;
void mf_tell(uint16_t kind, uint32_t verb, int32_t status, uint64_t token, const mf_str *texts, size_t count);
void mf_tell_text(uint16_t kind, int32_t status, const char *text);
bool mf_read_exactly(void *into, size_t length);

/* lend.c: memory that is lent for one turn. */
void mf_lend_guarded(bool guarded);
void mf_lend(mf_str *texts, size_t count);
void mf_take_back(mf_str *texts, size_t count);
bool mf_was_lent(const void *address);

/* host.c: the table the plugin is given, and what became of its tokens. */
const mf_host *mf_house(void);
void mf_house_reset(void);
void mf_house_offer(uint32_t verb, mf_str name);
void mf_house_open(void);
void mf_house_stopping(void);
void mf_house_close(void);
void mf_house_asked(mf_token token);
void mf_house_dropped(mf_token token);
void mf_house_reader(uint32_t pieces, uint64_t microseconds);
bool mf_house_done(mf_token token, bool last, mf_done *done);

/* watch.c: faults, sockets, memory and threads. */
void mf_watch_faults(void);
bool mf_watch_sockets(void);
void mf_measure(void);

#endif
