"""平台同步: connections to Tmall and JD, which goods there are ours, what the nightly comparison found."""
