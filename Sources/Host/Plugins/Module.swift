// Plugins: manifest, registry, ports, services, dispatch. Depends on JMAP, Store, Net. Never knows HTTP.
