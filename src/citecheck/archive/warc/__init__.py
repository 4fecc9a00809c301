"""WARC 1.1: written durably, and read by seek or in one pass. Each record is a gzip member, each body stored once."""
