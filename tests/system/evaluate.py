"""Values and keys, compared with exact fractions on hundreds of drawn sets."""
import re
import sys

from harness import PROGRAM, ROOT, check, finish, run, scratch, tool

SAMPLES = ROOT / "templates" / "scale-illusion" / "samples"


def oracle(*arguments):
    return tool(sys.executable, ROOT / "tests" / "oracle" / "scale_illusion.py", *arguments)


def judge(mode, params, table, what):
    done = oracle(mode, params, table)
    last = done.stdout.decode().strip().splitlines()[-1:] or [""]
    counts = re.fullmatch(r"(\d+) passed, (\d+) failed", last[0])
    good = counts and done.returncode == 0 and int(counts.group(1)) > 0 and int(counts.group(2)) == 0
    check(good, f"{what}: {done.stdout.decode()[-400:]} {done.stderr.decode()[-400:]}")


with scratch() as folder:
    for seed in ("evaluate-1", "evaluate-2"):
        params, values = f"{folder}/{seed}.csv", f"{folder}/{seed}-values.csv"
        open(params, "wb").write(oracle("random", seed, "400").stdout)
        done = run("evaluate", "scale-illusion", params)
        check(done.returncode == 0, f"evaluate ends well on drawn sets: {done.stderr.decode()[:400]}")
        open(values, "wb").write(done.stdout)
        judge("check-evaluate", params, values, f"400 sets of seed {seed}")

    # Keys: generate writes them beside the documents; sets without a key make the status 1.
    params = f"{folder}/keys.csv"
    open(params, "wb").write(oracle("random", "keys", "60").stdout)
    done = run("generate", "scale-illusion", params, "-o", f"{folder}/out")
    keys = f"{folder}/out/scale-illusion/instructor/keys.csv"
    judge("check-keys", params, keys, "keys of 60 drawn sets")
    unfit = sum(b",," in line or line.rstrip(b"\r\n").endswith(b",") for line in open(keys, "rb"))
    check(done.returncode == (1 if unfit else 0), "the exit status tells whether a set has no key")
    judge("check-evaluate", params, f"{folder}/out/scale-illusion/instructor/values.csv", "values.csv")

    for name in ("class", "scenarios"):
        done = run("evaluate", "scale-illusion", SAMPLES / f"{name}.csv")
        check(done.returncode == 0, f"the sample {name}.csv is good: {done.stderr.decode()[:400]}")

    # The lab document's own table for the default values.
    params = f"{folder}/defaults.csv"
    open(params, "w").write("id\nd\n")
    done = run("evaluate", "scale-illusion", params)
    head, row = [line.split(",") for line in done.stdout.decode().splitlines()]
    value = {name: float(number) for name, number in zip(head[1:], row[1:])}
    printed = {"single_gpu_throughput": ("989.5", 1), "cluster_throughput": ("316640.0", 1),
               "ideal_throughput": ("989500.0", 1), "single_gpu_years": ("70.50", 2), "ideal_days": ("25.73", 2),
               "actual_days": ("80.42", 2), "speedup": ("320.0", 1), "scaling_efficiency": ("0.32", 2),
               "on_demand_tco": ("33112800.0", 1), "reserved_tco": ("35872200.0", 1), "capex": ("40000000.0", 1),
               "power_cost": ("1103760.0", 1), "cooling_cost": ("441504.0", 1), "staff_cost": ("6000000.0", 1),
               "on_prem_tco": ("47545264.0", 1), "breakeven_utilization": ("0.8743", 4),
               "budget_utilization": ("0.906", 3)}
    for name, (text, decimals) in printed.items():
        check(f"{value.get(name, float('nan')):.{decimals}f}" == text, f"{name} at the defaults is {text}")
finish()
