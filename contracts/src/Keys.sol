// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Keys that work once, in pages of 256: one bit a key, one word a page.
library Keys {
    struct Pages {
        mapping(uint256 page => uint256 bits) bits;
    }

    /// Takes `count` keys from `first` on, all or none.
    /// @return unused whether none of them was taken before, and they are now.
    /// @return used the first of them that was, when one was.
    function take(Pages storage pages, uint256 first, uint256 count)
        internal
        returns (bool unused, uint256 used)
    {
        uint256 end = first + count;
        while (first < end) {
            uint256 place = first & 0xff;
            uint256 here = end - first < 256 - place ? end - first : 256 - place;
            uint256 bits = (type(uint256).max >> (256 - here)) << place;
            uint256 page = pages.bits[first >> 8];
            if (page & bits != 0) return (false, (first & ~uint256(0xff)) | _lowest(page & bits));
            pages.bits[first >> 8] = page | bits;
            unchecked {
                first += here;
            }
        }
        return (true, 0);
    }

    /// Takes one key, if it was not taken before.
    function takeOne(Pages storage pages, uint256 key) internal returns (bool) {
        uint256 bit = uint256(1) << (key & 0xff);
        uint256 page = pages.bits[key >> 8];
        if (page & bit != 0) return false;
        pages.bits[key >> 8] = page | bit;
        return true;
    }

    function taken(Pages storage pages, uint256 key) internal view returns (bool) {
        return (pages.bits[key >> 8] >> (key & 0xff)) & 1 != 0;
    }

    function _lowest(uint256 bits) private pure returns (uint256 place) {
        while ((bits >> place) & 1 == 0) ++place;
    }
}
