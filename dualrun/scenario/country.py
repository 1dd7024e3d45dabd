"""Which country is it, in two letters, and which delivery regions does it have?"""

HOME = "GB"
UNKNOWN = "XX"
"""ISO 3166 leaves XX to its users; here it is a country that the table below does not have."""

_BY_NAME = {
    **{"australia": "AU", "austria": "AT", "bahrain": "BH", "belgium": "BE", "bermuda": "BM", "brazil": "BR"},
    **{"canada": "CA", "channel islands": "JE", "china": "CN", "croatia": "HR", "cyprus": "CY"},
    **{"czech republic": "CZ", "czechia": "CZ", "denmark": "DK", "deutschland": "DE", "eire": "IE"},
    **{"estonia": "EE", "finland": "FI", "france": "FR", "germany": "DE", "great britain": "GB"},
    **{"greece": "GR", "hong kong": "HK", "hungary": "HU", "iceland": "IS", "india": "IN", "ireland": "IE"},
    **{"israel": "IL", "italy": "IT", "japan": "JP", "korea": "KR", "latvia": "LV", "lebanon": "LB"},
    **{"lithuania": "LT", "luxembourg": "LU", "malta": "MT", "mexico": "MX", "netherlands": "NL"},
    **{
        "new zealand": "NZ",
        "nigeria": "NG",
        "norway": "NO",
        "poland": "PL",
        "portugal": "PT",
        "romania": "RO",
    },
    **{"rsa": "ZA", "saudi arabia": "SA", "singapore": "SG", "slovakia": "SK", "slovenia": "SI"},
    **{"south africa": "ZA", "spain": "ES", "sweden": "SE", "switzerland": "CH", "thailand": "TH"},
    **{"turkey": "TR", "uk": "GB", "united arab emirates": "AE", "united kingdom": "GB", "england": "GB"},
    **{"united states": "US", "united states of america": "US", "usa": "US", "west indies": "BB"},
}

_UNION = {
    *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT"),
    *("LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"),
}


def alpha_2(text: str) -> str:
    """Give the ISO 3166 code of a country as people write it; no country at all is home."""
    bare = " ".join(text.lower().split())
    if bare in {"", "unspecified", "unknown"}:
        return HOME
    if bare in _BY_NAME:
        return _BY_NAME[bare]
    return bare.upper() if len(bare) == 2 and bare.isascii() and bare.isalpha() else UNKNOWN


def regions_of(country: str) -> tuple[str, ...]:
    """Give the delivery regions of a country, as the sites of a generated business serve them."""
    if country == HOME:
        return ("GB-N", "GB-S")
    return ("EU",) if country in _UNION else ("ROW",)
