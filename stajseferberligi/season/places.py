"""Where people and employers are: weights for the draw, not statistics to quote."""

# Inhabitants of the provinces in thousands, in the order of the plate codes (TÜİK, address-based register, end of 2023).
# fmt: off
INHABITANTS = (
    2270, 605, 751, 511, 340, 5803, 2696, 172, 1162,
    1274, 228, 286, 360, 325, 277, 3215, 570, 206,
    528, 1059, 1818, 420, 604, 243, 750, 915, 2164,
    462, 149, 288, 1545, 450, 1938, 15656, 4480, 278,
    389, 1446, 377, 247, 2103, 2320, 576, 743, 1476,
    1117, 889, 1067, 400, 316, 377, 776, 351, 1098,
    1378, 347, 230, 650, 1167, 607, 824, 89, 2214,
    377, 1128, 421, 591, 439, 86, 264, 286, 647,
    571, 207, 93, 210, 305, 255, 155, 558, 410,
)

# Private employers gather in fewer places than people do.
FIRMS = {
    34: 360, 6: 120, 35: 100, 16: 70, 41: 66, 27: 34, 42: 30, 7: 30, 38: 26, 1: 24, 20: 24, 45: 22,
    59: 22, 54: 20, 26: 20, 33: 18, 55: 14, 31: 12, 46: 10, 61: 10, 10: 10, 48: 10, 9: 8, 44: 8,
    63: 6, 21: 6, 25: 6, 77: 4, 64: 4, 43: 4, 81: 4, 39: 4, 52: 4, 58: 4, 17: 4, 65: 3,
    67: 3, 78: 3, 3: 3, 32: 3,
}
# fmt: on

# Cities that draw interns from everywhere, against 5 for one's own home and 4 for the city of one's university.
MAGNETS = {34: 2.2, 6: 1.6, 35: 1.5, 7: 0.5, 16: 0.5, 41: 0.4, 26: 0.3}

METROPOLITAN = frozenset(
    {1, 6, 7, 9, 10, 16, 20, 21, 25, 26, 27, 31, 33, 34, 35, 38, 41, 42, 44, 45, 46, 47, 48, 52, 54, 55, 59, 61, 63, 65}
)
