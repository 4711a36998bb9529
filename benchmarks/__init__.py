"""Load and comparisons: Parlour beside other Socket.IO servers, on this machine only. Started by bin/bench."""
