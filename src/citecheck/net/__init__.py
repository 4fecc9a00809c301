"""The network: request addresses over guarded connections, hop by hop, at a pace their hosts accept.

`crawler` turns a stream of requests into exchanges. `guarded_transport` gives rare callers (archives, webhooks,
models) an httpx client that passes the same guard. Import a name from the module that owns it: requesting one
address must not load what another path needs.
"""
