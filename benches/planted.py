"""Values of the shapes of credentials, with valid checksums, issued by nobody. Each is put together when it is needed, so
that no file of the repository holds anything that looks alive."""
import zlib

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def some(rng, length, alphabet=BASE62):
    return "".join(rng.choice(alphabet) for _ in range(length))


def with_crc(rng, prefix):
    """Thirty characters and the six that their CRC-32 comes to: the shape of the tokens of GitHub and npm."""
    body = some(rng, 30)
    number, tail = zlib.crc32(body.encode()), ""
    for _ in range(6):
        number, digit = divmod(number, 62)
        tail = BASE62[digit] + tail
    return prefix + body + tail


def github(rng):
    return with_crc(rng, "gh" + "p_")


def npm(rng):
    return with_crc(rng, "np" + "m_")


def gitlab(rng):
    return "gl" + "pat-" + some(rng, 20)


def stripe(rng):
    return "sk" + "_live_" + some(rng, 24)


def slack(rng):
    return "xo" + "xb-" + some(rng, 12, "123456789") + "-" + some(rng, 12, "123456789") + "-" + some(rng, 24)


# The kinds that are planted, each with the key beside which it stands.
KINDS = {
    "github": ("github_token", github),
    "npm": ("npm_token", npm),
    "gitlab": ("gitlab_token", gitlab),
    "stripe": ("stripe_key", stripe),
    "slack": ("slack_token", slack),
}


def one_of_each(rng):
    """Kind → value."""
    return {kind: make(rng) for kind, (_, make) in KINDS.items()}


def luhn(digits):
    """A run of digits and its check digit."""
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[::-2])
    return digits + str(-(doubled + sum(map(int, digits[-2::-2]))) % 10)
