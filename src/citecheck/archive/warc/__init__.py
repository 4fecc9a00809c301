"""WARC 1.1, written durably and read by seek or in one pass: one gzip member a record, each body once."""
