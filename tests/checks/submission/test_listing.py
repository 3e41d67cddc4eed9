"""A list of files is read as it stands, and told of by its line where it cannot be."""

import pytest

from theatrum.checks.profile.discovery_shapes import LeftOut
from theatrum.checks.submission.errors import ListingInvalid
from theatrum.checks.submission.listing import Listed, entries_of, read_listing


def test_paths_sizes_and_headers() -> None:
    found = read_listing("./run 7/a.bam\t12\n\nb.csv\t3\tA,B\r\nc.tsv\t\tA\tB\nd.txt\n")
    assert found.root == ""
    assert found.files == (
        Listed("run 7/a.bam", 12),
        Listed("b.csv", 3, "A,B"),
        Listed("c.tsv", None, "A\tB"),
        Listed("d.txt"),
    )


def test_paths_from_the_top_are_below_what_they_share() -> None:
    found = read_listing("/data/x/WES/a.bam\t1\n/data/x/b.csv\n")
    assert found.root == "/data/x"
    assert [one.name for one in found.files] == ["WES/a.bam", "b.csv"]
    assert read_listing("/a.bam").root == "/"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Line 1: there is no file in it."),
        (" \n", "Line 1: there is no file in it."),
        ("a\n../b", "Line 2: this is no path of a file below a folder."),
        ("a//b", "Line 1: this is no path"),
        ("a/./b", "Line 1: this is no path"),
        ("a/", "Line 1: this is no path"),
        ("a\0b", "Line 1: this is no path"),
        ("a\nb\t1 KB", "Line 2: after the path stands no number of bytes."),
        ("a\n/b", "Line 2: its path begins with /, others do not."),
    ],
)
def test_what_is_no_list_is_told_by_its_line(text: str, told: str) -> None:
    with pytest.raises(ListingInvalid) as caught:
        read_listing(text)
    assert str(caught.value).startswith(told)


def test_hidden_files_crosswalks_and_doubles_are_left_out() -> None:
    left_out = LeftOut(files=(".*",), folders=(".*",))
    names = ["b", "a", ".DS_Store", ".git/x", "my.CROSSWALK.csv", "x/image.zarr/0/0", "x/image.zarr/.zattrs", "a"]
    found = list(entries_of([Listed(name, 5) for name in names], left_out))
    assert [(one.name, one.size) for one in found] == [("a", 5), ("b", 5), ("x/image.zarr", None)]
    assert all(one.path == f"{one.root}/{one.name}" for one in found)
