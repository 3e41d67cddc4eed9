"""FASTQ: reads of four lines each, plain or in gzip."""

import gzip
from functools import lru_cache

from theatrum.checks.synthesis.contents.content import Content, filler

LENGTH = 100
_OWN_READS = 50
_BLOCK_READS = 2500
_BASES = b"ACGT"
_QUALITIES = bytes(range(ord("#"), ord("K") + 1))


def fastq(content: Content) -> bytes:
    """Return plain reads; the mates of a pair have the same names in the same order."""
    own, block = _own(content), _block(content.mate)
    return own + block * -(-max(0, content.least - len(own)) // len(block))


def fastq_gz(content: Content) -> bytes:
    """Return reads in gzip, the bulk of them in further members, as sequencers' software writes them too."""
    own, block = gzip.compress(_own(content), mtime=0), _packed_block(content.mate)
    # Mates are packed to different lengths, but hold the same number of reads: count blocks by the first mate's.
    count = -(-max(0, content.least) // len(_packed_block(1)))
    return own + block * (count + bool(count))


def _own(content: Content) -> bytes:
    chance = content.chance()
    run = chance.randrange(1000)
    chance = chance if content.mate == 1 else type(chance)(content.seed + 1)
    bases = chance.randbytes(LENGTH * _OWN_READS).translate(bytes(_BASES[value % 4] for value in range(256)))
    return _lines(f"{content.sample}:{run}", content.mate, bases, _OWN_READS)


@lru_cache(maxsize=4)
def _block(mate: int) -> bytes:
    bases = filler(LENGTH * _BLOCK_READS + mate, _BASES)
    return _lines("bulk:0", mate, bases, _BLOCK_READS)


@lru_cache(maxsize=4)
def _packed_block(mate: int) -> bytes:
    return gzip.compress(_block(mate), compresslevel=6, mtime=0)


def _lines(run: str, mate: int, bases: bytes, count: int) -> bytes:
    qualities = filler(LENGTH * count, _QUALITIES)
    reads = (
        b"@%b:%d %d:N:0\n%b\n+\n%b\n"
        % (
            run.encode(),
            number,
            mate,
            bases[number * LENGTH : (number + 1) * LENGTH],
            qualities[number * LENGTH : (number + 1) * LENGTH],
        )
        for number in range(count)
    )
    return b"".join(reads)
