"""The shop's signature on its webhooks: RSA with SHA-256, by a key that is good for rehearsals only."""

from base64 import b64encode
from hashlib import sha256

SIGNATURE_HEADER = "x-adobe-commerce-webhook-signature"
PUBLIC_KEY = """\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAs8ihdtbYeqlXi8fASnJt
iV43PAkRDQqh9Km2qP5XhMAxFyndnEEblZOO4KqIpg6bXtb444d9MQnYP1e/atLz
lBwSw2DXoEkplzkBqptwK6qH8vm1FvU6Sfk5Wfd+ObcNek20WpVsy1X3MS0eP4Nk
fA2+Y2b81wDCv1vVK+fbhZlSvSqqhk7pfynHHrwBm6XZN3kR1xshIg1h/Awn6bt4
dj1ScM7muvN/O/yd/N6oKJsxgYJja0rSG0iatrfckiQZjaN98eT/wc4vlrzlceVc
Nequ1NsKkz9iSufG9jA+fO+mUZJVA2hc5nIFGHActGDzfNODunuffw4Xk794/nxW
FwIDAQAB
-----END PUBLIC KEY-----
"""
"""What receivers check with; it is listed with every signed subscription."""

_MODULUS = int(
    "b3c8a176d6d87aa9578bc7c04a726d895e373c09110d0aa1f4a9b6a8fe5784c0311729dd9c411b95938ee0aa88a60e9b"
    "5ed6f8e3877d3109d83f57bf6ad2f3941c12c360d7a04929973901aa9b702baa87f2f9b516f53a49f93959f77e39b70d"
    "7a4db45a956ccb55f7312d1e3f83647c0dbe6366fcd700c2bf5bd52be7db859952bd2aaa864ee97f29c71ebc019ba5d9"
    "377911d71b21220d61fc0c27e9bb78763d5270cee6baf37f3bfc9dfcdea8289b318182636b4ad21b489ab6b7dc922419"
    "8da37df1e4ffc1ce2f96bce571e55c35eaaed4db0a933f624ae7c6f6303e7cefa651925503685ce6720518701cb460f3"
    "7cd383ba7b9f7f0e1793bf78fe7c5617",
    16,
)
_SECRET_EXPONENT = int(
    "2544ae5ff5ba8b76e63c862c70e2569d96c7c96cb1b9abde15db468fb2a5ced18e7b9844a5bb036e56d7d3efd602e25d"
    "47e43554e945c4f01f01467dda359fa3b0cc1cef4ad3a1c6fadfa8de467992bbb791e13cae65286fa437c4d41eb8f51e"
    "d89f1a077b1941ef709e2395b521d627372c23ebf9f6d1e40d0a0adf1ea1ad8858e495173f582369a058a6906873dc09"
    "6fdeeae33608497a618b9d9ad5b6ba8276e2f0ddfb2c3e2955529d7d333c9111af2838a7df0eda55c6526fea0204a3b7"
    "9d55fff8b9605a4992df975ca553ee42a63122b64e6bc6e6c313e31a46a99075662faa45123db9c950a2d262dc89922c"
    "69b4ca73d395a50ac84a3ab88b98a075",
    16,
)
_LENGTH = 256
_SHA256_PREFIX = bytes.fromhex("3031300d060960864801650304020105000420")


def signed(body: bytes) -> str:
    """Give the signature of a body in base64: PKCS #1 v1.5 over its SHA-256."""
    digest = _SHA256_PREFIX + sha256(body).digest()
    padding = b"\xff" * (_LENGTH - 3 - len(digest))
    block = int.from_bytes(b"\x00\x01" + padding + b"\x00" + digest, "big")
    return b64encode(pow(block, _SECRET_EXPONENT, _MODULUS).to_bytes(_LENGTH, "big")).decode()
