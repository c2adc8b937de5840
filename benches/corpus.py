#!/usr/bin/env python3
"""Makes the source tree that compare.py measures on: packages of PyPI and npm, of pinned versions: 0.6 GB in 58,000 small files.

    python3 benches/corpus.py FOLDER [--archives FOLDER]

Packages are fetched with `pip download` and `npm pack`, which run nothing of them: only wheels are taken from PyPI. Each archive
must have the hash that stands below, so everybody has the same bytes; those that lie in --archives already are not fetched
again. They are unpacked below FOLDER, one folder a package: plain files alone, no links, no paths that lead elsewhere. Other
people's code, none of it is run, and none belongs into a repository. Needs pip, npm and 0.9 GB.
"""
import argparse, hashlib, pathlib, shutil, subprocess, sys, tarfile, tempfile, zipfile

# How the package is called, its version, and the first half of the archive's SHA-256.
PYPI = {
    "ansible": ("12.3.0", "cd156f82fa87f7a899212b0efa9f7ca3"),
    "django": ("5.2.19", "5965d974a5218a2b68a11dd127643470"),
    "botocore": ("1.44.8", "76342a76c338701db80dcb8afe1c9bd0"),
    "moto": ("5.2.5", "eef62cdcf3bfe73e0863743511ba042d"),
    "stripe": ("16.1.0", "3798e07a0603c8923710414cd1942ae8"),
    "twilio": ("9.13.0", "a73eb7139f47ed0ad934e9cf0a26cd0a"),
    "tensorflow-datasets": ("4.9.10", "7ec065f0a628e28152b487ba9cbe72fa"),
    "checkov": ("3.3.30", "32c3d6a808399f3fd6ec83e68a337050"),
    "localstack-core": ("2026.3.0", "7e38343ae0f63d15e64ab5d9fd73a212"),
    "sympy": ("1.14.0", "e091cc3e99d2141a0ba2847328f5479b"),
    "faker": ("40.63.0", "36627c20b575b4138f54b6c21f8703e9"),
    "sentry-sdk": ("2.75.0", "9a10e97de2cbd42ad7e4a6e02a0d5af1"),
    "slack-sdk": ("3.48.0", "1213726e5b8015eeded608fcb3665c4e"),
    "phonenumbers": ("9.0.43", "349bc799f15e010e35bd2c7d28149950"),
}
NPM = {
    "@azure/arm-network": ("36.0.0", "65146db8302ab462e80b4955d117cae1"),
    "firebase": ("13.2.0", "3399f5767761a417f40854b927f5c158"),
    "stripe": ("23.1.0", "7066de352ba7583d67228a5060b970f2"),
    "twilio": ("6.2.0", "30e2372f79f1faa8a64dd1205800ff92"),
    "webpack": ("5.112.2", "fb618a5eba0f16fa43ed720cc4634df4"),
    "ethers": ("6.17.0", "17355f81284ba8431953c77af803b122"),
    "lodash": ("4.18.1", "696942c2a488c9d7428e9ca5f12ccf03"),
    "three": ("0.187.0", "ff540832ded0cfe919764d24a3d88f3e"),
    "typescript": ("7.0.2", "da2513f4b95176d6dde8b51aab7afe8a"),
}


def fetched(archives, name, version, npm):
    """The archive of a package, fetched unless it is there."""
    known = archive_of(archives, name, version, npm)
    if known:
        return known
    if npm:
        command = ["npm", "pack", "--silent", "--ignore-scripts", "--pack-destination", str(archives), f"{name}@{version}"]
    else:
        wanted = ["--no-deps", "--only-binary", ":all:", "--platform", "any", "--python-version", "3.11"]
        command = [sys.executable, "-m", "pip", "download", "--quiet", *wanted, "--dest", str(archives), f"{name}=={version}"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return archive_of(archives, name, version, npm) or sys.exit(f"{name} {version} was not fetched")


def archive_of(archives, name, version, npm):
    plain = name.lstrip("@").replace("/", "-") if npm else name.replace("-", "_")
    found = archives.glob(f"{plain}-{version}.tgz" if npm else f"{plain}-{version}-*.whl")
    return next(found, None)


def prove(archive, wanted):
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if not digest.startswith(wanted):
        sys.exit(f"{archive.name} is not what was pinned: its SHA-256 begins with {digest[:32]}")


def members(archive):
    """(name, open file) of every plain file of a wheel or tarball."""
    if zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as whole:
            for member in whole.infolist():
                if not member.is_dir():
                    yield member.filename, whole.open(member)
    else:
        with tarfile.open(archive) as whole:
            for member in whole:
                if member.isfile():
                    yield member.name, whole.extractfile(member)


def unpack(archive, folder):
    """Writes the files of an archive below a folder: never outside of it, never as something to run."""
    size = count = 0
    for name, data in members(archive):
        parts = pathlib.PurePosixPath(name).parts
        if not parts or ".." in parts or parts[0] == "/" or "\\" in name or "\0" in name:
            sys.exit(f"{archive.name} holds a path that leads elsewhere: {name!r}")
        path = folder.joinpath(*parts)
        path.parent.mkdir(parents=True, exist_ok=True)
        with data, open(path, "xb") as out:
            shutil.copyfileobj(data, out)
        size, count = size + path.stat().st_size, count + 1
    return size, count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="where the tree goes; new or empty")
    parser.add_argument("--archives", type=pathlib.Path, help="keep the archives there [default: nowhere]")
    options = parser.parse_args()
    if options.folder.exists() and any(options.folder.iterdir()):
        sys.exit(f"{options.folder} is not empty")
    size = count = 0
    with tempfile.TemporaryDirectory(prefix="sealant-corpus-") as scratch:
        archives = options.archives or pathlib.Path(scratch)
        archives.mkdir(parents=True, exist_ok=True)
        for npm, packages in ((False, PYPI), (True, NPM)):
            for name, (version, digest) in packages.items():
                archive = fetched(archives, name, version, npm)
                prove(archive, digest)
                folder = options.folder / f"{'npm' if npm else 'pypi'}-{name.lstrip('@').replace('/', '-')}"
                more = unpack(archive, folder)
                size, count = size + more[0], count + more[1]
                print(f"{name} {version}: {more[0] / 1e6:.1f} MB in {more[1]:,} files", flush=True)
    print(f"{options.folder}: {size / 1e6:.1f} MB in {count:,} files")


if __name__ == "__main__":
    main()
