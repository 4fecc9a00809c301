"""Registries of works, one adapter a service: its addresses, its manners and the shape of its answers."""
