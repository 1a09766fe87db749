/* Prints where everything of the ABI lies and what every constant is. */
#include <stdio.h>

#include "mailflow/plugin.h"

#define SIZE(type) printf("sizeof " #type " %zu\n", sizeof(type))
#define AT(type, field) printf(#type "." #field " at %zu, %zu bytes\n", offsetof(type, field), sizeof(((type *)0)->field))
#define IS(name) printf(#name " %lld\n", (long long)name)

int main(void) {
    SIZE(mf_status); SIZE(mf_level); SIZE(mf_token); SIZE(mf_verb);
    SIZE(mf_str); AT(mf_str, ptr); AT(mf_str, len);
    SIZE(mf_done); AT(mf_done, fn); AT(mf_done, context);
    SIZE(mf_host); AT(mf_host, size); AT(mf_host, abi_minor); AT(mf_host, impl); AT(mf_host, find); AT(mf_host, call);
    AT(mf_host, cancel); AT(mf_host, reply); AT(mf_host, log);
    SIZE(mf_plugin); AT(mf_plugin, size); AT(mf_plugin, abi_minor); AT(mf_plugin, impl); AT(mf_plugin, start); AT(mf_plugin, find);
    AT(mf_plugin, handle); AT(mf_plugin, cancel); AT(mf_plugin, stop);
    IS(MF_ABI_MAJOR); IS(MF_ABI_MINOR);
    IS(MF_OK); IS(MF_MORE); IS(MF_FAILED); IS(MF_INVALID); IS(MF_UNSUPPORTED); IS(MF_DENIED); IS(MF_NOT_FOUND); IS(MF_CONFLICT);
    IS(MF_UNAVAILABLE); IS(MF_TIMEOUT); IS(MF_CANCELLED); IS(MF_TOO_LARGE);
    IS(MF_DEBUG); IS(MF_INFO); IS(MF_WARN); IS(MF_ERROR);
    return 0;
}
