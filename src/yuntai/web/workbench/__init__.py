"""The clerks' workbench: the queue, the case, the policy's answer beside it."""
