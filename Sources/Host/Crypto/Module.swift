// HostCrypto: sealing of secrets, password hashes, keys. Depends on Core and libcrypto. Never does I/O.
