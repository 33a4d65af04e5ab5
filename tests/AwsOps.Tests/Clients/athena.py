"""Runs the queries that are printed for Athena in SQLite: a parser and an engine that somebody else wrote.

Reads {"lines": [records of the default format], "queries": [SQL]} and writes one list of rows for each query. What Athena
(Trino) has and SQLite has not is defined here: https://trino.io/docs/current/functions/aggregate.html.
"""
import json
import re
import sqlite3
import sys

COLUMNS = ["version", "account_id", "interface_id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "start", "end", "action", "log_status"]


class ApproxPercentile:
    def __init__(self):
        self.values, self.share = [], 0.5

    def step(self, value, share):
        if value is not None:
            self.values.append(value)
            self.share = share

    def finalize(self):
        return sorted(self.values)[int((len(self.values) - 1) * self.share)] if self.values else None


class CountIf:
    def __init__(self):
        self.count = 0

    def step(self, value):
        self.count += 1 if value else 0

    def finalize(self):
        return self.count


def main():
    asked = json.load(sys.stdin)
    db = sqlite3.connect(":memory:")
    db.row_factory = sqlite3.Row
    db.create_aggregate("APPROX_PERCENTILE", 2, ApproxPercentile)
    db.create_aggregate("COUNT_IF", 1, CountIf)
    db.create_function("GREATEST", -1, lambda *values: max(values))
    db.create_function("LEAST", -1, lambda *values: min(values))
    db.create_function("REGEXP_LIKE", 2, lambda text, pattern: re.search(pattern, text) is not None)
    db.execute("CREATE TABLE vpc_flow_logs (%s)" % ", ".join('"%s"' % name for name in COLUMNS))
    for line in asked["lines"]:
        row = [None if value == "-" else int(value) if value.isdigit() else value for value in line.split(" ")]
        db.execute("INSERT INTO vpc_flow_logs VALUES (%s)" % ", ".join("?" * len(COLUMNS)), row)
    json.dump([[dict(row) for row in db.execute(query)] for query in asked["queries"]], sys.stdout)


main()
