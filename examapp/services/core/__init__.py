"""What every room stands on: transactions, the audit log, counters, receipts, files, jobs, printing, days and the laws in force.

May use: no other room.
"""
