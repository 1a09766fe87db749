// Net: the one guarded way out to the network. Depends on Core and libcurl. Never knows mail.
