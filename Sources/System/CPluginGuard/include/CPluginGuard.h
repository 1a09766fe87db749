/* Names the plugin a fatal fault belongs to. */
#ifndef MAILFLOW_CPluginGuard_H
#define MAILFLOW_CPluginGuard_H

/* From now on, a fatal signal in a turn of a plugin, or with code of a plugin on the faulting thread's stack,
 * appends "ID SIGNAL\n" to this descriptor and then takes its usual course. So does exit() in a turn, as signal 0. */
void mf_guard_install(int descriptor);

/* This thread is inside a turn of this plugin (NULL: of none). The text must live as long as the turn. */
void mf_guard_enter(const char *plugin);

/* The library around this address is this plugin's, for good. */
void mf_guard_library(const char *plugin, const void *address);

#endif
