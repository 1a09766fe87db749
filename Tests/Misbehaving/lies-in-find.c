/* Answers nothing its manifest says. */
#define FIND
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin; (void)name;
    return 0;
}
#include "fixture.h"
