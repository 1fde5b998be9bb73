"""Model calls: the request, the client that sends it, prices, and the offline model that answers with no key."""
