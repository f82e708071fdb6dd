"""Runs a program and prints its peak memory in kilobytes and its exit status. A process begins with the peak of the one that
it was forked from, so this one is kept small: python3 -I -S peak.py PROGRAM ARGUMENTS"""
import os
import sys

silence = [(os.POSIX_SPAWN_OPEN, descriptor, "/dev/null", os.O_WRONLY, 0) for descriptor in (1, 2)]
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=silence)
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss, os.waitstatus_to_exitcode(status))
