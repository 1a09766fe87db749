/* What cgo cannot say itself: calls through the host's table. Dedicated to the public domain (CC0-1.0). */
#include <stdint.h>
#include <stdlib.h>

#include "plugin.h"

mf_verb mailflow_find(const mf_host *, mf_str name);
mf_token mailflow_call(const mf_host *, mf_verb, const mf_str *args, size_t count, uintptr_t key);
mf_status mailflow_reply(const mf_host *, mf_token, mf_status, mf_str bytes);
void mailflow_log(const mf_host *, mf_level, mf_str line);
void mailflow_free(const char *);
