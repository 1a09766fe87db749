/* Names the plugin whose turn a fault happened in. */
#ifndef MAILFLOW_CPluginGuard_H
#define MAILFLOW_CPluginGuard_H

/* From now on, a fatal signal on a thread that is inside a turn appends "ID SIGNAL\n" to this descriptor
 * and then takes its usual course. */
void mf_guard_install(int descriptor);

/* This thread is inside a turn of this plugin (NULL: of none). The text must live as long as the turn. */
void mf_guard_enter(const char *plugin);

#endif
