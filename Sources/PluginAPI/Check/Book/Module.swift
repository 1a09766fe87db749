// PluginCheck: what mailflow-check knows. Depends on Plugins (the manifest and the catalogue are the server's own) and on the puppet in C.
// Never loads a plugin's code into its own process, unless it is asked to for a debugger.
//
//   Subject ── the plugin under check: its folder, manifest and library
//   Puppet ── a child process with the plugin in it; frames both ways, every wait has an end
//   Household ── a server's answers to what the plugin asks
//   Stage ── one performance: puppet and household together, and a record of all that happened
//   Rule ── one sentence a plugin must live up to, and how it is tried
//   Checkup ── all rules, one after the other
