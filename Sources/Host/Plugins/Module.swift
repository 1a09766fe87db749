// Plugins: manifest, plugins.conf, registry, the port to a plugin's code, the verbs it may call, dispatch.
// Depends on JMAP, Store, Net, HostCrypto. Never knows HTTP serving.
//
//   Registry ── which plugins there are, what each may do, and why one is not on
//   PluginSession ── one start() of one plugin: tokens, deadlines, limits, grants
//   PluginPort ── where its code runs; InlinePort is dlopen and one thread, IsolatedPort a process of mailflow-runner
//   Restarts ── when one that crashed starts again
//   HostVerbs ── what the plugin may ask of us, through PluginSeams
