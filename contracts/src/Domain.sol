// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The EIP-712 domain of a contract, version 1, of this chain as it is now: after a fork of the chain a signature
/// for one side is nothing on the other.
library Domain {
    bytes32 private constant TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    bytes32 private constant VERSION = keccak256("1");

    function separator(string memory name) internal view returns (bytes32) {
        return keccak256(abi.encode(TYPE, keccak256(bytes(name)), VERSION, block.chainid, address(this)));
    }
}
