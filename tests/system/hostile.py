"""A lab from somebody else reads its own folder only, and nothing in it reaches a terminal raw; what is no regular file is
refused, never waited for or replaced."""
import json
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from harness import PROGRAM, ROOT, WRAPPER, check, finish, run, scratch

SECONDS = 60 * (10 if WRAPPER else 1)  # nothing here takes a second; a program that waits for a pipe never ends
SECRET = "Sesam4711"
FONT = next(Path("/usr/share/fonts").rglob("DejaVuSansMono.ttf"))


def said(done):
    return done.stderr.decode("utf-8", "replace")


def battery(place, name="battery"):
    folder = Path(place) / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "tests" / "labs" / "battery", folder)
    return folder


def judge(what, wanted, *arguments, status=(1, 3), **more):
    """The program ends, with an error that has the wanted words."""
    try:
        done = run(*arguments, timeout=SECONDS, **more)
    except subprocess.TimeoutExpired:
        return check(False, f"{what}: the program does not end")
    text = said(done)
    check(done.returncode in status and wanted in text, f"{what}: {done.returncode}, wanted {wanted!r}: {text[:400]}")
    return done


def put_pipe(path):
    os.mkfifo(path)


def put_socket(path):
    here = os.getcwd()
    os.chdir(path.parent)  # the path of a socket is short
    with socket.socket(socket.AF_UNIX) as end:
        end.bind(path.name)
    os.chdir(here)


def put_folder(path):
    path.mkdir()


def put_endless(path):
    path.symlink_to("/dev/zero")


def put_huge(path):
    with path.open("wb") as file:
        file.truncate(1 << 40)  # it takes no room


ODD = ((put_pipe, "a pipe, not a file"), (put_socket, "cannot be read"), (put_folder, "a folder, not a file"),
       (put_endless, "a device, not a file"), (put_huge, "it has more than"))

with scratch() as place:
    place = Path(place)
    secret = place / "secret.txt"
    secret.write_text(f"{SECRET}\n")
    table = place / "class.csv"
    table.write_text("id,name\na,Ann\nb,Bo\n")
    answers = place / "answers.csv"

    # What is no regular file, wherever a file is read.
    for put, wanted in ODD:
        kind = put.__name__
        for what, inside, command in (("lab", "lab.yaml", "check"), ("model", "battery.yaml", "check"),
                                      ("template", "worksheet.md", "check"), ("partial", "partials/p.md", "check"),
                                      ("style", "style.yaml", "generate")):
            lab = battery(place)
            (lab / "partials").mkdir(exist_ok=True)
            if what == "partial":
                text = (lab / "worksheet.md").read_text()
                (lab / "worksheet.md").write_text(text + "\n{{> p}}\n")
            (lab / inside).unlink(missing_ok=True)
            put(lab / inside)
            arguments = (lab, table, "-o", place / "out", "-j", "1") if command == "generate" else (lab,)
            said_of = {put_socket: "cannot read", put_endless: "leads out of the lab's folder"}.get(put, wanted)
            judge(f"{kind} as {what}", said_of, command, *arguments)
        for what, arguments in (("table", ("evaluate", "battery", "X")), ("roster", ("draw", "battery", "X", "-s", "s")),
                                ("params", ("generate", "battery", "X", "-o", "out")),
                                ("responses", ("grade", "battery", table, "X", "-o", "out")),
                                ("decisions", ("grade", "battery", table, answers, "-D", "X", "-o", "out")),
                                ("old verdicts", ("grade", "battery", table, answers, "-a", "X", "-o", "out")),
                                ("gradebook", ("grade", "battery", table, answers, "-l", "X", "-o", "out"))):
            battery(place)
            answers.write_text("id,runtime\na,1\n")
            odd = place / "odd"
            put(odd)
            judge(f"{kind} as {what}", "cannot read" if put is put_socket else wanted,
                  *(odd if word == "X" else word for word in arguments), cwd=place)
            shutil.rmtree(odd) if put is put_folder else odd.unlink()

    # What a shell passes as a file, and standard input, stay readable; without end they are refused.
    lab = battery(place)
    plain = run("evaluate", lab, table).stdout
    for name in ("-", "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0"):
        done = run("evaluate", lab, name, stdin=table.read_bytes())
        check(done.returncode == 0 and done.stdout == plain, f"{name} of a pipe is read: {said(done)[:300]}")
    bash = f"'{PROGRAM}' evaluate '{lab}' <(cat '{table}') && '{PROGRAM}' evaluate '{lab}' /dev/stdin <'{table}'"
    done = subprocess.run(["bash", "-c", bash], capture_output=True, timeout=SECONDS, check=False)
    check(done.returncode == 0 and done.stdout == 2 * plain, f"so is <(...): {said(done)[:300]}")
    for name in ("-", "/dev/stdin"):
        with open("/dev/zero", "rb") as endless:
            done = subprocess.run([*WRAPPER, PROGRAM, "evaluate", lab, name], stdin=endless, capture_output=True,
                                  timeout=SECONDS, check=False)
        check(done.returncode == 1 and "it has more than 256 MiB" in said(done), f"{name} without end: {said(done)[:300]}")

    # A matrix, a manifest and a lock are files; what else is there stays.
    for put, wanted in ((put_pipe, "it is a pipe"), (put_endless, "it is a link"), (put_socket, "it is a socket")):
        odd = place / "odd"
        put(odd)
        before = os.lstat(odd)
        judge(f"{put.__name__} as matrix", wanted, "check", lab, table, "--matrix", odd)
        check(os.lstat(odd) == before, f"{put.__name__} as matrix is still there")
        odd.unlink()
        for name in ("manifest.json", ".fleetsheet-run"):
            shutil.rmtree(place / "out", ignore_errors=True)
            (place / "out" / "battery").mkdir(parents=True)
            put(place / "out" / "battery" / name)
            for command in (("generate", lab, table), ("grade", lab, table, answers)):
                judge(f"{put.__name__} as {name}", "cannot", *command, "-o", place / "out", "-j", "1", status=(3,))
            check(not os.path.isfile(place / "out" / "battery" / name), f"{put.__name__} as {name} is still there")

    # Links out of a lab's folder, to files and by way of folders; those within it lead on.
    outside = place / "outside"
    outside.mkdir()
    for path in battery(place).rglob("*"):
        if path.is_file():
            shutil.copy(path, outside)
    (outside / "p.md").write_text(f"{SECRET}\n")
    shutil.copy(ROOT / "templates" / "style.yaml", outside)
    for what, change, wanted in (
            ("partial", lambda lab: (lab / "partials" / "p.md").symlink_to(secret), "partials/p.md: it is a link"),
            ("partial by a relative link", lambda lab: (lab / "partials" / "p.md").symlink_to("../../secret.txt"), "leads out"),
            ("folder of partials", lambda lab: ((lab / "partials").rmdir(), (lab / "partials").symlink_to(outside)), "leads out"),
            ("link to a link", lambda lab: ((lab / "partials" / "p.md").symlink_to("../q.md"), (lab / "q.md").symlink_to(secret)),
             "leads out"),
            ("lab", lambda lab: ((lab / "lab.yaml").unlink(), (lab / "lab.yaml").symlink_to(outside / "lab.yaml")), "leads out"),
            ("model", lambda lab: ((lab / "battery.yaml").unlink(), (lab / "battery.yaml").symlink_to(outside / "battery.yaml")),
             "leads out"),
            ("template", lambda lab: ((lab / "worksheet.md").unlink(), (lab / "worksheet.md").symlink_to(outside / "worksheet.md")),
             "leads out"),
            ("style", lambda lab: (lab / "style.yaml").symlink_to(outside / "style.yaml"), "leads out"),
            ("absolute name", lambda lab: None, "cannot be the name of a partial"),
            ("name with dots", lambda lab: None, "cannot be the name of a partial")):
        lab = battery(place)
        (lab / "partials").mkdir()
        name = {"absolute name": str(secret), "name with dots": "../../secret.txt"}.get(what, "p")
        tag = "{{> " + name + "}}" if "/" not in name else "{{> " + name.replace("/", "_") + "}}"
        if what in ("partial", "partial by a relative link", "folder of partials", "link to a link"):
            (lab / "worksheet.md").write_text((lab / "worksheet.md").read_text() + f"\n{tag}\n")
        elif what in ("absolute name", "name with dots"):
            (lab / "worksheet.md").write_text((lab / "worksheet.md").read_text() + "\n{{> " + name + "}}\n")
            wanted = "is not a name" if "/" in name else wanted
        change(lab)
        shutil.rmtree(place / "out", ignore_errors=True)
        for command in (("check", lab), ("show", lab, "worksheet"), ("generate", lab, table, "-o", place / "out", "-j", "1")):
            if what == "style" and command[0] == "show":
                continue
            done = judge(f"a link as {what}, {command[0]}", wanted, *command)
            check(done and SECRET not in done.stdout.decode() + said(done), f"a link as {what} shows nothing of the file")
        check(not list((place / "out").rglob("*.pdf")), f"a link as {what}: no page is made")
    lab = battery(place)
    (lab / "partials").mkdir()
    (lab / "shared").mkdir()
    (lab / "shared" / "p.md").write_text("Gemeinsam\n")
    (lab / "partials" / "p.md").symlink_to("../shared/p.md")
    (lab / "worksheet.md").write_text((lab / "worksheet.md").read_text() + "\n{{> p}}\n")
    done = run("show", lab, "worksheet")
    check(done.returncode == 0 and "Gemeinsam" in done.stdout.decode(), f"a link within the lab's folder leads on: {said(done)[:300]}")
    (lab / "style.yaml").symlink_to(ROOT / "templates" / "style.yaml")
    done = run("generate", lab, table, "-o", place / "out", "-j", "1", "-d", "worksheet")
    check(done.returncode == 0, f"so does one to the program's own templates: {said(done)[:300]}")
    (lab / "style.yaml").unlink()
    link = place / "link"
    link.mkdir()
    (link / "battery").symlink_to(lab)
    done = run("check", link / "battery")
    check(done.returncode == 0, f"the lab's folder itself may be a link: {said(done)[:300]}")
    # A table that comes with the lab.
    (lab / "samples").mkdir()
    (lab / "samples" / "class.csv").symlink_to(secret)
    for cwd, lab_name, name in ((place, lab, lab / "samples" / "class.csv"), (place, "battery", "battery/samples/class.csv"),
                                (lab, lab, "samples/class.csv"), (lab / "samples", lab, "class.csv")):
        done = judge("a link as a sample", "leads out", "evaluate", lab_name, name, cwd=cwd)
        check(done and SECRET not in said(done), "a link as a sample shows nothing of the file")
    (place / "mine.csv").symlink_to(table)
    done = run("evaluate", lab, place / "mine.csv")
    check(done.returncode == 0 and done.stdout == plain, f"a link to a table of one's own is followed: {said(done)[:300]}")

    # Fonts of a lab's style: its own, and those that are installed.
    for regular, wanted in ((FONT, None), ("fonts/own.ttf", None), ("DejaVuSansMono.ttf", None),
                            (secret, "a lab cannot use the font file"), ("../secret.txt", "a lab cannot use the font file"),
                            (f"{FONT.parent}/../../../../../../../../..{secret}", "a lab cannot use the font file"),
                            ("fonts/link.ttf", "a lab cannot use the font file"), ("fonts/pipe.ttf", "a pipe, not a file"),
                            ("fonts/empty.ttf", "it is empty"), ("fonts/text.ttf", "is not a font")):
        lab = battery(place)
        (lab / "fonts").mkdir()
        shutil.copy(FONT, lab / "fonts" / "own.ttf")
        (lab / "fonts" / "link.ttf").symlink_to(secret)
        os.mkfifo(lab / "fonts" / "pipe.ttf")
        (lab / "fonts" / "empty.ttf").write_text("")
        (lab / "fonts" / "text.ttf").write_text("text\n" * 1000)
        (lab / "style.yaml").write_text(f"fonts:\n  body: {{regular: '{regular}'}}\n  fallback: ['{regular}']\n")
        shutil.rmtree(place / "out", ignore_errors=True)
        done = judge(f"the font {regular}", wanted or "", "generate", lab, table, "-o", place / "out", "-j", "1", "-d", "worksheet",
                     status=(1, 3) if wanted else (0,))
        fonts = subprocess.run(["pdffonts", place / "out" / "battery" / "student" / "a-worksheet.pdf"], capture_output=True, check=False)
        check(wanted or b"DejaVuSansMono" in fonts.stdout, f"the font {regular} is on the page: {fonts.stdout.decode()}")

    # Nothing that a lab, a table or a command line says reaches a terminal raw.
    def harmless(what, done):
        for stream in (done.stdout, done.stderr):
            text = stream.decode("utf-8", "strict")
            raw = {f"U+{ord(c):04X}" for c in text if (ord(c) < 32 and c not in "\n\t") or 0x7F <= ord(c) < 0xA0 or
                   0x202A <= ord(c) <= 0x202E or 0x2066 <= ord(c) <= 0x2069 or ord(c) in (0x2028, 0x2029)}
            check(not raw, f"{what}: {raw} in {text[:200]!r}")
        return done

    lab = battery(place)
    samples = lab / "class.csv"
    lines = {name: (lab / name).read_text().splitlines() for name in ("lab.yaml", "battery.yaml")}
    pattern = re.compile(r"^(\s*(?:- )?(?:title|label|course|prompt|source|description|shown|feedback|lab|name): )([^|>{\"][^#]*)$")
    places = [(name, i) for name in lines for i, line in enumerate(lines[name]) if pattern.match(line)]
    check(len(places) > 40, f"texts of all kinds are tried: {len(places)}")
    commands = (("check", lab, samples, "-r"), ("show", lab), ("show", lab, "runtime"), ("show", lab, "worksheet"), ("audit", lab),
                ("audit", lab, "--json"), ("draw", lab, samples, "-s", "x", "-r"), ("evaluate", lab, samples))
    escapes = ("\\e]0;owned\\a", "\\x9B31m", "\\x7F", "\\u202E", "\\u2066", "\\u2028")
    for i, (name, at) in enumerate(places):
        escape = escapes[i % len(escapes)]
        begin, text = pattern.match(lines[name][at]).groups()
        changed = [*lines[name][:at], f'{begin}"{text.strip()}{escape}"', *lines[name][at + 1:]]
        (lab / name).write_text("\n".join(changed) + "\n")
        for command in (commands[i % len(commands)], commands[(i + 3) % len(commands)]):
            done = harmless(f"{command[0]} with {escape} in {lines[name][at].strip()}", run(*command))
            if escape[:5] not in ("\\u202", "\\u206") or escape == "\\u2028":
                check(done.returncode == 1 and f"{name}:{at + 1}:" in said(done), f"a control character is an error: {said(done)[:300]}")
        (lab / name).write_text("\n".join(lines[name]) + "\n")
    title = lines["lab.yaml"].index("title: Wie lange hält der Akku?")
    marked = [*lines["lab.yaml"][:title], 'title: "Wie \\u202Elange?"', *lines["lab.yaml"][title + 1:]]
    (lab / "lab.yaml").write_text("\n".join(marked) + "\n")
    check("Wie \\u202Elange?" in run("show", lab).stdout.decode(), "a mark of direction is shown as its code")
    check(json.loads(run("audit", lab, "--json").stdout), "what is JSON stays JSON")
    for text in ("\x1b[31m", "\u009b", "\x7f"):
        (lab / "worksheet.md").write_text((ROOT / "tests/labs/battery/worksheet.md").read_text() + f"\n{text}\n")
        done = harmless("a template", run("show", lab, "worksheet"))
        check(done.returncode == 1 and "the control character U+" in said(done), f"a template with {text!r}: {said(done)[:300]}")
    lab = battery(place)
    for column in ("id", "name", "group", "load_power", "odd\u202e\x1b[31m"):
        for text in ("A\x1b[31mB", "A\u202eB\u202c", "A\x9bB", "A\rB", "A\x7f", "A\u2067B"):
            rows = f"id,{column},z\np1,{text},x\n" if column != "id" else f"id,z\n{text},x\n"
            for command in (("draw", lab, "-", "-s", "x", "-r"), ("evaluate", lab, "-"), ("check", lab, "-", "-r"),
                            ("show", lab, "worksheet", "-p", "-")):
                done = harmless(f"{command[0]} of {rows!r}", run(*command, stdin=rows.encode()))
                if command[0] == "draw" and done.returncode == 0 and column in ("name", "group"):
                    check("\np1,AB,x," in done.stdout.decode() or "\np1,A B,x," in done.stdout.decode(),
                          f"draw prints the cell without its marks: {done.stdout[-200:]}")
    esc = "\x1b]0;owned\x07"
    for command in (("help", esc), (esc,), ("generate", esc, esc), ("read", "-u", "USD", esc), ("read", "-u", esc, "1"),
                    ("read", "-u", "USD", "--lang", esc, "1"), ("show", esc), ("show", "scale-illusion", esc),
                    ("audit", "scale-illusion", esc), ("check", f"--{esc}"), ("evaluate", "scale-illusion", place / esc),
                    ("generate", "scale-illusion", table, "-o", f"/proc/{esc}"), ("generate", "scale-illusion", table, "-i", esc),
                    ("draw", "scale-illusion", table, "-s", esc, "-m", esc), ("check", lab, table, "-M", f"/proc/{esc}")):
        done = harmless(f"{command[:1]} with an escape on the command line", run(*command))
        check(done.returncode in (1, 2, 3), f"{command}: {done.returncode}")
    shutil.copytree(lab, place / f"x{esc}" / "battery")
    done = harmless("a path with an escape", run("generate", place / f"x{esc}" / "battery", table, "-o", place / f"y{esc}", "-j", "1"))
    check(done.returncode == 0, f"which is only a name: {said(done)[:300]}")

    # The program's own folders: beside it, above its `build`, where it was installed; never another one above it.
    def tree(folder):
        shutil.copytree(ROOT / "templates" / "fleet-tco", folder / "templates" / "strange")
        text = (folder / "templates" / "strange" / "lab.yaml").read_text().replace("lab: fleet-tco", "lab: strange")
        (folder / "templates" / "strange" / "lab.yaml").write_text(text)
        shutil.copytree(ROOT / "model", folder / "model", ignore=shutil.ignore_patterns("base", "language", "yaml"))

    bare = {name: value for name, value in os.environ.items() if name != "FLEETSHEET_HOME"}
    for number, (program, home, found) in enumerate((
            ("fleetsheet", "", True), ("build/plain/fleetsheet", "", True), ("build/plain/tests/unit/x/fleetsheet", "", True),
            ("bin/fleetsheet", "share/fleetsheet", True), ("a/fleetsheet", "", False), ("a/b/c/fleetsheet", "", False),
            ("bin/fleetsheet", "", False), ("a/bin/fleetsheet", "share/fleetsheet", False), ("rebuild/fleetsheet", "", False))):
        top = place / f"home{number}"
        (top / program).parent.mkdir(parents=True)
        shutil.copy(PROGRAM, top / program)
        tree(top / home)
        (top / "here" / "below").mkdir(parents=True)
        for cwd in (place, (top / program).parent, top / "here" / "below"):
            if not found and (cwd / "templates").exists():
                continue
            done = subprocess.run([*WRAPPER, top / program, "show", "strange"], capture_output=True, cwd=cwd, env=bare,
                                  timeout=SECONDS, check=False)
            check((done.returncode == 0) == found, f"{program} with a lab in /{home}, from {cwd}: {found}: {said(done)[:300]}")
finish()
