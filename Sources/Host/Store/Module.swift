// Store: the database, journal and outbox. Depends on Core and Crypto. Never knows the network.
