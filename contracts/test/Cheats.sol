// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The few commands of the test machine that these tests use.
interface Cheats {
    function prank(address caller) external;
    function warp(uint256 time) external;
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
