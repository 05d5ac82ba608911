"""The data sets of bench/backup and bench/growth; python3 datasets.py {gen|mutate|digest} ...

  gen    {pbx|many|bigdb} DIR [--scale F]            builds it into DIR, which must not exist
  mutate {pbx|many|bigdb} DIR --round N [--scale F]  changes about 1 % of it in place, another 1 % each round;
                                                     prints what it changed as one JSON line
  digest DIR                                         one SHA-256 over names, modes, times, sizes, contents

pbx    20,000 small files (6,000 configuration texts of 0.5-8 KiB, 14,000 mu-law voicemails of 1-64 KiB) and
       40 call recordings of 10-100 MB: 2.8 GB. Talk and exact silence, about 60:40: zstd -3 halves it.
many   300,000 files of 100 B - 4 KiB of call records in 300 folders: 0.63 GB.
bigdb  one file of 4 GiB in pages of 8 KiB, half random, half rows; mutate rewrites 1 % of them in place.

All bytes derive from SHAKE-128 over a seed and a label, all choices from SHA-256 counters: whoever makes a set
gets the same one. --scale multiplies how many files and pages there are, not how large they are.
"""
import argparse, functools, hashlib, json, multiprocessing, os, stat, struct, sys

SEED = 20260101
EPOCH = 1672531200  # 2023-01-01T00:00:00Z: original times start here, in the past
PAGE = 8192
KINDS = ("pbx", "many", "bigdb")


class Rng:
    """SHA-256 in counter mode."""

    def __init__(self, *key):
        self.key = "|".join(map(str, key)).encode()
        self.n, self.buf = 0, b""

    def u32(self):
        if len(self.buf) < 4:
            self.buf += hashlib.sha256(self.key + struct.pack(">Q", self.n)).digest()
            self.n += 1
        v, self.buf = struct.unpack(">I", self.buf[:4])[0], self.buf[4:]
        return v

    def range(self, lo, hi):
        """Inclusive."""
        return lo + self.u32() * (hi - lo + 1) // (1 << 32)

    def sample(self, n, k):
        """k distinct numbers below n, ascending."""
        chosen = set()
        while len(chosen) < k:
            chosen.add(self.range(0, n - 1))
        return sorted(chosen)


def raw(n, *key):
    return hashlib.shake_128("|".join(map(str, key)).encode()).digest(n)


def talk_table():
    """Byte to mu-law code: 128 magnitudes of weight exp(-m/22) and two signs, 6.6 bits a byte."""
    weights = [2.718281828 ** (-m / 22.0) for m in range(128)]
    total, sum_, mags = sum(weights), 0.0, []
    for m in range(128):
        sum_ += weights[m] / total
        while len(mags) < int(round(sum_ * 128)):
            mags.append(m)
    mags = (mags + [0] * 128)[:128]
    return bytes([0xFF - m for m in mags] + [0x7F - m for m in mags])


TALK = talk_table()


def audio(n, *key):
    """n bytes of 8 kHz mu-law: spurts of talk of 0.3-1.5 s and silences of 0.2-1.0 s."""
    rng, parts, left = Rng("audio", *key), [], n
    noise = raw(n, "talk", *key).translate(TALK)
    pos = 0
    while left > 0:
        talk = min(left, rng.range(2400, 12000))
        parts.append(noise[pos:pos + talk])
        pos += talk
        left -= talk
        quiet = min(left, rng.range(1600, 8000))
        parts.append(b"\xff" * quiet)
        left -= quiet
    return b"".join(parts)


def wav(n, *key):
    n = max(n, 64)
    body = n - 58
    head = (b"RIFF" + struct.pack("<I", n - 8) + b"WAVEfmt "
            + struct.pack("<IHHIIHHH", 18, 7, 1, 8000, 8000, 1, 8, 0)
            + b"fact" + struct.pack("<II", 4, body) + b"data" + struct.pack("<I", body))
    return head + audio(body, *key)


def config(n, *key):
    rng, out, size = Rng("cfg", *key), [], 0
    while size < n:
        ext = rng.range(1000, 9999)
        block = (f"[{ext}]\ntype=endpoint\ncontext=from-internal\ndisallow=all\nallow=ulaw,alaw,g722\n"
                 f"auth=auth{ext}\naors={ext}\ncallerid=Extension {ext} <{ext}>\n"
                 f"secret={raw(12, *key, size).hex()}\nmailbox={ext}@default\n\n")
        out.append(block)
        size += len(block)
    return "".join(out).encode()[:n]


def record(n, *key):
    rng, out, size = Rng("rec", *key), [], 0
    while size < n:
        line = (f"{EPOCH + rng.range(0, 31535999)},{rng.range(200, 999)}-555-{rng.range(0, 9999):04d},"
                f"{rng.range(1000, 9999)},ANSWERED,{rng.range(1, 3600)},{raw(8, *key, size).hex()}\n")
        out.append(line)
        size += len(line)
    return "".join(out).encode()[:n]


def put(path, data, mtime):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data)
    os.chmod(path, 0o640)
    os.utime(path, (mtime, mtime))


# What file number i looks like; version 0 is the original, round N writes version N.

def pbx_small(i, version=0):
    rng = Rng(SEED, "pbx", i, version)
    if i % 10 < 3:
        return f"etc/pbx/conf.d/{i // 500:03d}/ext-{i:05d}.conf", config(rng.range(512, 8192), SEED, i, version)
    return (f"var/spool/pbx/voicemail/default/{1000 + i // 20}/INBOX/msg{i:05d}.wav",
            wav(rng.range(1024, 65536), SEED, i, version))


def pbx_large_name(i):
    return f"var/spool/pbx/monitor/2023/01/{i % 28 + 1:02d}/call-{i:04d}.wav"


def pbx_large(i):
    return pbx_large_name(i), wav(Rng(SEED, "rec", i).range(10_000_000, 100_000_000), SEED, "L", i)


def many_small(i, version=0):
    n = Rng(SEED, "many", i, version).range(100, 4096)
    return f"d{i // 1000:03d}/r{i:06d}.csv", record(n, SEED, "M", i, version)


def pages(first, count, version):
    half = PAGE // 2 - 64
    noise = raw(count * PAGE // 2, SEED, "db", first, version)
    out = []
    for k in range(count):
        row = struct.pack(">QIIQ", first + k, version, PAGE, 0xB0B0) + b"\0\0\0\0customer_row\0active\0\0"
        head = struct.pack(">QQII", first + k, version, 0x50474244, PAGE) + b"\0" * 40
        out.append(head + (row * (half // len(row) + 1))[:half] + noise[k * PAGE // 2:(k + 1) * PAGE // 2])
    return b"".join(out)


def counts(kind, scale):
    return {"pbx": (max(100, int(20000 * scale)), max(2, int(40 * scale))),
            "many": (max(1000, int(300000 * scale)), 0),
            "bigdb": (max(1280, int(524288 * scale)), 0)}[kind]


def one(root, make, i):
    name, data = make(i)
    put(os.path.join(root, name), data, EPOCH + i)


def gen(kind, root, scale=1.0):
    if os.path.exists(root):
        raise SystemExit(f"{root} exists already")
    os.makedirs(root)
    n, large = counts(kind, scale)
    with multiprocessing.Pool() as pool:
        if kind == "bigdb":
            blocks = [(first, min(1024, n - first), 0) for first in range(0, n, 1024)]
            path = os.path.join(root, "base.db")
            with open(path, "wb") as f:
                for start in range(0, len(blocks), 16):  # a few at once, or they all wait in memory
                    for block in pool.starmap(pages, blocks[start:start + 16]):
                        f.write(block)
            os.utime(path, (EPOCH, EPOCH))
            return
        pool.map(functools.partial(one, root, pbx_small if kind == "pbx" else many_small), range(n), 500)
        pool.map(functools.partial(one, root, pbx_large), range(large), 1)


def mutate(kind, root, number, scale=1.0):
    """Of the 1 %, 5/6 are rewritten and 1/6 deleted; as many new ones come. In pbx also a new recording, the
    one of the round before deleted, 64 KiB appended to the first: the set keeps its size over any rounds."""
    n, large = counts(kind, scale)
    rng = Rng(SEED, "mutate", kind, number)
    told = dict(round=number, changed=0, added=0, deleted=0, bytes=0)
    when = EPOCH + 40_000_000 + number * 86400
    if kind == "bigdb":
        with open(os.path.join(root, "base.db"), "r+b") as f:
            for p in rng.sample(n, max(1, n // 100)):
                f.seek(p * PAGE)
                f.write(pages(p, 1, number))
                told["changed"] += 1
                told["bytes"] += PAGE
        os.utime(os.path.join(root, "base.db"), (when, when))
        return told
    make = pbx_small if kind == "pbx" else many_small
    quota = max(6, n // 100)
    for k, i in enumerate(rng.sample(n, quota)):
        name, data = make(i, number)
        path = os.path.join(root, name)
        if k % 6 == 0 and os.path.exists(path):
            os.unlink(path)
            told["deleted"] += 1
        else:
            told["changed" if os.path.exists(path) else "added"] += 1
            put(path, data, when + k)
            told["bytes"] += len(data)
    for k in range(quota // 6):
        name, data = make(1_000_000 + number * 10_000 + k, number)
        put(os.path.join(root, name), data, when + k)
        told["added"] += 1
        told["bytes"] += len(data)
    if large:
        new = os.path.join(root, "var/spool/pbx/monitor/2023/02/call-r%03d.wav")
        if os.path.exists(new % (number - 1)):
            os.unlink(new % (number - 1))
            told["deleted"] += 1
        size = rng.range(24_000_000, 30_000_000)
        put(new % number, wav(size, SEED, "N", number), when)
        first = os.path.join(root, pbx_large_name(0))
        with open(first, "ab") as f:
            f.write(audio(65536, SEED, "A", number))
        os.utime(first, (when, when))
        told["added"] += 1
        told["changed"] += 1
        told["bytes"] += size + 65536
    return told


def digest(root):
    total = hashlib.sha256()
    for folder, folders, names in os.walk(root):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            st, h = os.lstat(path), hashlib.sha256()
            if stat.S_ISREG(st.st_mode):
                with open(path, "rb") as f:
                    for block in iter(lambda: f.read(1 << 20), b""):
                        h.update(block)
            total.update(f"{os.path.relpath(path, root)}\0{stat.S_IMODE(st.st_mode):o}\0{int(st.st_mtime)}"
                         f"\0{st.st_size}\0{h.hexdigest()}\n".encode())
    return total.hexdigest()


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("action", choices=["gen", "mutate", "digest"])
    options.add_argument("words", nargs="+", metavar="KIND DIR")
    options.add_argument("--scale", type=float, default=1.0)
    options.add_argument("--round", type=int, default=1)
    a = options.parse_args()
    if a.action == "digest":
        print(digest(a.words[0]))
    elif len(a.words) != 2 or a.words[0] not in KINDS:
        options.error("need KIND DIR")
    elif a.action == "gen":
        gen(a.words[0], a.words[1], a.scale)
    else:
        print(json.dumps(mutate(a.words[0], a.words[1], a.round, a.scale)))


if __name__ == "__main__":
    main()
