"""How far clocks may part. Source: WeChat Pay refuses, and so do we, what is signed five minutes off."""

WARN_MS = 5_000
"""Worth telling: nothing fails yet, but no machine with NTP is this far off."""
ALARM_MS = 60_000
KEEP_S = 3600
"""How long an alarm stands after the clocks were last seen to disagree."""


def words(skew_ms: int) -> str:
    """快 5.2 秒, 慢 6 分钟."""
    seconds = abs(skew_ms) / 1000
    span = f"{seconds:.1f} 秒" if seconds < 120 else f"{seconds / 60:.0f} 分钟"
    return f"{'快' if skew_ms > 0 else '慢'} {span}"
