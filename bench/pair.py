"""A pair of units on loopback, for the programs of this folder."""
import json, os, re, signal, socket, subprocess, time
import urllib.error, urllib.request

TOP = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BCS = os.path.join(TOP, "bcs")
CODE = re.compile(r"\b(?:[A-Z0-9]{4}-){7}[A-Z0-9]{4}\b")


def build():
    subprocess.run([BCS, "--help"], stdout=subprocess.DEVNULL, check=True)


def free_ports(count):
    """Ports that are free for TCP and UDP now."""
    held, ports = [], []
    while len(ports) < count:
        tcp = socket.socket()
        tcp.bind(("127.0.0.1", 0))
        udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        held += [tcp, udp]
        try:
            udp.bind(tcp.getsockname())
            ports.append(tcp.getsockname()[1])
        except OSError:
            pass
    for s in held:
        s.close()
    return ports


class Unit:
    """One unit: its folder, its ports, the live places of its datasets, and its daemon."""

    def __init__(self, name, folder, live, ports):
        self.name, self.folder, self.live = name, folder, live
        self.link, self.http, self.jmx, self.snmp = ports
        self.home = os.path.join(folder, "home")
        self.config = os.path.join(folder, "bcs.toml")
        self.process = None

    def write(self, peer, role, application):
        os.makedirs(self.home, mode=0o700)
        parts = "".join(f'[[application.dataset]]\nname = "{name}"\ntype = "files"\npath = "{path}"\n'
                        f'class = "recordings"\n' for name, path in self.live.items())
        with open(self.config, "w") as f:
            f.write(f"""[unit]
name = "{self.name}"
[pair]
name = "{application}"
preferred-role = "{role}"
peer = ["127.0.0.1:{peer.link}"]
[backup]
every = "12h"
gap-limit = "36h"
[[application]]
name = "{application}"
order = 20
{parts}[link]
listen = ["127.0.0.1:{self.link}"]
[http]
listen = ["127.0.0.1:{self.http}"]
[jmx]
listen = "127.0.0.1:{self.jmx}"
[snmp]
listen = ["udp:127.0.0.1:{self.snmp}"]
""")

    def must(self, *words):
        ran = subprocess.run([BCS, *words, "--home", self.home, "--config", self.config], stdin=subprocess.DEVNULL,
                             capture_output=True, text=True)
        if ran.returncode != 0:
            raise SystemExit(f"bcs {' '.join(words)} ended with {ran.returncode}:\n{ran.stdout}{ran.stderr}")
        return ran.stdout

    def start(self):
        log = os.path.join(self.folder, "log")
        with open(log, "ab") as f:
            self.process = subprocess.Popen([BCS, "run", "--home", self.home, "--config", self.config],
                                            stdin=subprocess.DEVNULL, stdout=f, stderr=f)
        end = time.monotonic() + 60
        while time.monotonic() < end and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/healthz", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                time.sleep(0.02)
        with open(log, errors="replace") as f:
            raise SystemExit(f"{self.name} does not answer on /healthz; its log:\n" + "".join(f.readlines()[-20:]))

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()

    def status(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/api/v1/status", timeout=5) as answer:
            return json.load(answer)

    def wait(self, what, holds, limit):
        end = time.monotonic() + limit
        status = {}
        while time.monotonic() < end:
            try:
                status = self.status()
                if holds(status):
                    return
            except (urllib.error.URLError, OSError):
                pass
            time.sleep(0.1)
        raise SystemExit(f"{self.name}: {what} did not come within {limit} s; role {status.get('role')}, "
                         f"peer {status.get('peer')}, last backup {status.get('lastBackup')}")

    def memory(self, key):
        """VmRSS or VmHWM of its daemon, in MB."""
        with open(f"/proc/{self.process.pid}/status") as f:
            return next(round(int(line.split()[1]) / 1024, 1) for line in f if line.startswith(key + ":"))


def make(folder, live, name):
    """Two units, not started; the first has the datasets at these places, the second at places of its own."""
    ports = free_ports(8)
    first = Unit(name + "-a", os.path.join(folder, "a"), live, ports[:4])
    away = {each: os.path.join(folder, "b", "live", os.path.basename(path)) for each, path in live.items()}
    second = Unit(name + "-b", os.path.join(folder, "b"), away, ports[4:])
    first.write(second, "primary", name)
    second.write(first, "secondary", name)
    for path in away.values():
        os.makedirs(os.path.dirname(path), exist_ok=True)
    return first, second


def begin(first, second):
    """Starts both, pairs them, and backs up what is there."""
    first.start()
    second.start()
    words = [BCS, "pair", "invite", "--home", first.home, "--config", first.config]
    waiting = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                               text=True)
    said = ""
    try:
        for line in waiting.stdout:
            said += line
            if CODE.search(line):
                break
        else:
            raise SystemExit("bcs pair invite printed no code:\n" + said)
        second.must("pair", "accept", "--yes", f"127.0.0.1:{first.link}", CODE.search(said).group())
        said += waiting.communicate(timeout=30)[0]
    finally:
        if waiting.poll() is None:
            waiting.kill()
            waiting.wait()
    for unit, role in ((first, "primary"), (second, "secondary")):
        unit.wait(f"the role {role} with its peer up",
                  lambda s: s["role"] == role and s["peer"]["state"] == "up", 60)
    first.must("backup")
