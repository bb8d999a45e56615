"""Days are those of China: where midnight lies for people who read a list or a deadline."""

from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
