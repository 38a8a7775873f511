"""Reads histograms in the V2 compressed base64 form, one a line, and prints what it finds as one JSON object a line.

Written from the description of the format alone, so that it shares no code with what wrote them. Source: HdrHistogram,
AbstractHistogram.java, "encodeIntoByteBuffer" and "fillCountsArrayFromSourceBuffer"; ZigZagEncoding.java (LEB128-64b9B).
"""

import base64
import json
import math
import struct
import sys
import zlib

PERCENTILES = ("50", "90", "95", "99", "99.9", "99.99")
COMPRESSED_COOKIE = 0x1C849314
PLAIN_COOKIE = 0x1C849313
HEADER = struct.Struct(">iiiiqqd")


def main():
    for line in sys.stdin:
        print(json.dumps(describe(line.strip())))


def describe(text):
    buckets = decode(base64.b64decode(text))
    count = sum(times for _, _, times in buckets)
    # The middle of a bucket stands for all that fell into it.
    mean = sum((low + size // 2) * times for low, size, times in buckets) / count
    return {
        "count": count,
        "min": buckets[0][0],
        "max": buckets[-1][0] + buckets[-1][1] - 1,
        "mean": mean,
        "percentiles": [value_at(buckets, count, percentile) for percentile in PERCENTILES],
        "buckets": [[low, times] for low, _, times in buckets],
    }


def value_at(buckets, count, percentile):
    """The end of the bucket in which the cumulative count reaches the percentile; in whole numbers, free of rounding."""
    digits = len(percentile.partition(".")[2])
    scaled = int(percentile.replace(".", ""))
    wanted = max(1, -(-scaled * count // (100 * 10**digits)))
    seen = 0
    for low, size, times in buckets:
        seen += times
        if seen >= wanted:
            return low + size - 1
    raise ValueError("the counts do not reach the percentile")


def decode(compressed):
    """The filled buckets as (lowest value, width, count), ascending."""
    cookie, length = struct.unpack_from(">ii", compressed)
    if cookie != COMPRESSED_COOKIE or length != len(compressed) - 8:
        raise ValueError(f"not the V2 compressed form: cookie {cookie:#x}, {length} bytes")
    plain = zlib.decompress(compressed[8:])
    cookie, payload, offset, digits, lowest, _, _ = HEADER.unpack_from(plain)
    if cookie != PLAIN_COOKIE or payload != len(plain) - HEADER.size or offset != 0:
        raise ValueError(f"not the V2 form: cookie {cookie:#x}, {payload} bytes, offset {offset}")
    unit = int(math.log2(lowest))
    # The smallest power of two that tells 2 * 10^digits values apart.
    sub_buckets = 2 ** math.ceil(math.log2(2 * 10**digits))
    return [(*bounds(index, sub_buckets, unit), times) for index, times in counts(plain[HEADER.size :])]


def counts(payload):
    """(index, count) of each that is not zero. A negative number is so many zeros."""
    at = index = 0
    while at < len(payload):
        number, at = zigzag(payload, at)
        if number < 0:
            index -= number
            continue
        if number > 0:
            yield index, number
        index += 1


def zigzag(payload, at):
    """Seven bits a byte, lowest first, the high bit says that more follows; the ninth byte has eight."""
    value = shift = 0
    for position in range(9):
        byte = payload[at]
        at += 1
        if position == 8:
            value |= byte << shift
            break
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return (value >> 1) ^ -(value & 1), at


def bounds(index, sub_buckets, unit):
    """Lowest value and width: the first bucket is linear, each later one doubles the width and adds half as many."""
    half = sub_buckets // 2
    doublings = max(0, index // half - 1)
    return (index - doublings * half) << (doublings + unit), 1 << (doublings + unit)


main()
