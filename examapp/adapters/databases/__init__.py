"""Database servers and files: engines, statements on the driver, partitions, dumps, moves."""
