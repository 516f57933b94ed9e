// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The few commands of the test machine that these tests use.
interface Cheats {
    /// @notice What a call took, without the work of the caller.
    struct Gas {
        uint64 limit;
        uint64 used;
        uint64 memoryUsed;
        int64 refunded;
        uint64 remaining;
    }

    function lastCallGas() external view returns (Gas memory);
    function prank(address caller) external;
    function warp(uint256 time) external;
    function getCode(string calldata path) external view returns (bytes memory);
    function etch(address account, bytes calldata code) external;
    function snapshotState() external returns (uint256);
    function revertToState(uint256 snapshot) external returns (bool);
    function roll(uint256 number) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function expectRevert() external;
    function assume(bool condition) external pure;
    function expectRevert(bytes calldata error) external;
    function expectEmit(address emitter) external;
    function assertEq(uint256 left, uint256 right, string calldata why) external pure;
    function assertEq(bytes32 left, bytes32 right, string calldata why) external pure;
    function assertEq(address left, address right, string calldata why) external pure;
    function assertTrue(bool condition, string calldata why) external pure;
    function assertFalse(bool condition, string calldata why) external pure;
}

/// A month as year times 100 and month: the first is January 2026.
function monthOf(uint32 number) pure returns (uint32) {
    return (2026 + (number - 1) / 12) * 100 + (number - 1) % 12 + 1;
}
